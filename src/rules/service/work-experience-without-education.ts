import { defineRule, elements } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const experience = { id: 'shop', kind: 'youth_element', element: 3, name: 'Bicycle shop', startedOn: '2026-01-12' }

export default defineRule({
  name: 'work-experience-without-education',
  about: 'service',
  severity: 'error',
  statement: 'The work experience of a youth has academic and occupational education as a part, and says so.',
  citation: cite(sources.cfr681_460, '(a)(3) (academic and occupational education is a component of work experience)'),
  examples: {
    passes: [
      {
        name: 'a work experience with education',
        recordedOn: '2026-01-26',
        document: { services: [{ ...experience, withEducation: true }] },
      },
      {
        name: 'a work experience that is planned, and another element',
        recordedOn: '2026-01-26',
        document: {
          services: [
            { ...experience, startedOn: null, plannedStartOn: '2026-02-02' },
            { ...experience, id: 'tutor', element: 1 },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'a work experience without education, an error, and one of which nobody has said, a warning, from the start',
        recordedOn: '2026-01-26',
        document: {
          services: [
            { ...experience, withEducation: false },
            { ...experience, id: 'farm' },
          ],
        },
        holds: [
          {
            subject: 'shop',
            from: '2026-01-12',
            message:
              'Work experience started January 12, 2026, without academic and occupational education. Add education to it, ' +
              'and record it.',
          },
          {
            subject: 'farm',
            from: '2026-01-12',
            severity: 'warning',
            message:
              'Work experience started January 12, 2026, and nothing says whether academic and occupational education is a ' +
              'part of it. Record whether it is.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) =>
    plan.services.flatMap((service) => {
      const { element, startedOn: from, withEducation } = service
      if (element !== elements.workExperience || from === null || withEducation) return []
      const isUnsaid = withEducation === null
      const severity = isUnsaid ? ('warning' as const) : ('error' as const)
      const values = { startedOn: from, education: isUnsaid ? 'unsaid' : 'none' }
      return [{ subject: service, from, severity, values, member: 'withEducation' }]
    }),
})
