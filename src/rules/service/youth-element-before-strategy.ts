import { type Day, latestDay } from '../../calendar.ts'
import { assessmentParts } from '../../document/plan/services.ts'
import { defineRule, elements, findObjectiveAssessment } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const assessed = assessmentParts.map((kind) => ({ id: kind, kind, completedOn: '2026-01-06' }))
const strategy = {
  type: 'individual_service_strategy',
  participant: { programs: ['youth'] },
  assessments: assessed,
  completedOn: '2026-01-09',
}
const mentoring = (startedOn: Day) => ({ id: 'mentor', kind: 'youth_element', element: 8, startedOn })

export default defineRule({
  name: 'youth-element-before-strategy',
  about: 'service',
  severity: 'error',
  statement:
    'A youth program element is given after eligibility is determined, the objective assessment made and the service ' +
    'strategy completed; before that it does not start participation.',
  citation: cite(
    sources.tegl10_16,
    ', Attachment VII, note 23 (and p. 21-22)',
    'All Youth program elements, except follow-up services, trigger participation following eligibility determination, ' +
      'objective assessment, and completion of the individual service strategy.',
  ),
  also: [
    cite(
      sources.cfr677_150,
      '(a)(2)',
      'including eligibility determination, an objective assessment, and development of an individual service strategy, ' +
        'and received 1 of the 14 WIOA youth program elements',
    ),
  ],
  examples: {
    passes: [
      {
        name: 'an element on the day on which the strategy was completed',
        recordedOn: '2026-01-26',
        document: { ...strategy, services: [mentoring('2026-01-09')] },
      },
      {
        name: 'follow-up services, the ninth element, which start no participation',
        recordedOn: '2026-01-26',
        document: { ...strategy, services: [{ ...mentoring('2026-01-06'), element: 9 }] },
      },
      {
        name: 'an element in another plan than a service strategy',
        recordedOn: '2026-01-26',
        document: { participant: { programs: ['youth'] }, services: [mentoring('2026-01-06')] },
      },
      {
        name: 'a test of basic skills that was repeated after the element, and interests that another program looked into',
        recordedOn: '2026-05-04',
        document: {
          ...strategy,
          assessments: [
            ...assessed.filter(({ kind }) => kind !== 'interests'),
            { id: 'again', completedOn: '2026-04-06' },
            { id: 'interests', kind: 'interests', completedOn: null, reused: true },
          ],
          services: [mentoring('2026-01-12')],
        },
      },
    ],
    fails: [
      {
        name: 'an element before the strategy was completed, until it was',
        recordedOn: '2026-01-26',
        document: { ...strategy, services: [mentoring('2026-01-08')] },
        holds: [
          {
            subject: 'mentor',
            from: '2026-01-08',
            until: '2026-01-09',
            message:
              'Given January 8, 2026, before the service strategy was complete, so it does not start participation. ' +
              'Complete it, and count participation from the first element after that.',
          },
        ],
      },
      {
        name: 'an element before eligibility was determined, and the last part of the assessment made',
        recordedOn: '2026-01-26',
        document: {
          ...strategy,
          participant: { programs: ['youth'], eligibleOn: '2026-01-13' },
          assessments: [...assessed.slice(1), { completedOn: '2026-01-14' }],
          services: [mentoring('2026-01-12')],
        },
        holds: [{ subject: 'mentor', from: '2026-01-12', until: '2026-01-14' }],
      },
      {
        name: 'an element after an assessment without one of its parts',
        recordedOn: '2026-01-26',
        document: { ...strategy, assessments: assessed.slice(1), services: [mentoring('2026-01-12')] },
        holds: [
          {
            subject: 'mentor',
            from: '2026-01-12',
            message:
              'Given January 12, 2026, before the objective assessment was complete, so it does not start participation. ' +
              'Complete it, and count participation from the first element after that.',
          },
        ],
      },
      {
        name: 'an element of a youth whose eligibility was never determined',
        recordedOn: '2026-01-26',
        document: {
          ...strategy,
          participant: { programs: ['youth'], eligibleOn: null },
          services: [mentoring('2026-01-12')],
        },
        holds: [{ subject: 'mentor', from: '2026-01-12' }],
      },
      {
        name: 'an element while the strategy is a draft',
        recordedOn: '2026-01-26',
        document: { ...strategy, services: [mentoring('2026-01-12')], completedOn: null },
        holds: [{ subject: 'mentor', from: '2026-01-12' }],
      },
    ],
  },
  check: ({ plan, period }) => {
    if (plan.type !== 'individual_service_strategy') return []
    const assessment = findObjectiveAssessment(plan)
    // null where it is not complete yet
    const days = {
      eligibility: period.eligibleOn,
      assessment: assessment.isWhole ? (assessment.completedOn ?? '') : null,
      strategy: plan.completedOn,
    }
    const until = Object.values(days).includes(null) ? null : latestDay(Object.values(days))
    return plan.services.flatMap((service) => {
      const { kind, element, startedOn } = service
      if (kind !== 'youth_element' || element === elements.followUp || startedOn === null) return []
      const missing = Object.entries(days).flatMap(([name, day]) => (day === null || day > startedOn ? name : []))
      return [
        {
          subject: service,
          from: startedOn,
          until,
          values: { startedOn, missing: missing.join(' ') },
          member: 'startedOn',
        },
      ]
    })
  },
})
