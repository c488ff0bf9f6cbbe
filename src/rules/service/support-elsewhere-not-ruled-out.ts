import { defineRule, isAdult } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'support-elsewhere-not-ruled-out',
  about: 'service',
  severity: 'error',
  statement: 'An adult or dislocated worker is given a supportive service that cannot be had from another program.',
  citation: cite(
    sources.cfr680_910,
    '(a)(2)',
    'Unable to obtain supportive services through other programs providing such services',
  ),
  also: [
    cite(
      sources.usc3174,
      '(d)(2)(B)',
      'who are unable to obtain such supportive services through other programs providing such services',
    ),
  ],
  examples: {
    passes: [
      {
        name: 'support that cannot be had elsewhere',
        recordedOn: '2026-01-26',
        document: { services: [{ kind: 'supportive', startedOn: '2026-01-12', otherResourcesExhausted: true }] },
      },
      {
        name: 'support that is planned and was not given yet',
        recordedOn: '2026-01-26',
        document: {
          services: [{ kind: 'supportive', plannedStartOn: '2026-02-02', otherResourcesExhausted: null }],
        },
      },
      {
        name: 'support of a youth, for whom the rule is another',
        recordedOn: '2026-01-26',
        document: {
          participant: { programs: ['youth'] },
          services: [{ kind: 'supportive', startedOn: '2026-01-12', otherResourcesExhausted: null }],
        },
      },
    ],
    fails: [
      {
        name: 'support that could be had elsewhere, an error, and support of which nobody has said, a warning, from the start',
        recordedOn: '2026-01-26',
        document: {
          services: [
            { id: 'bus', kind: 'supportive', startedOn: '2026-01-12', otherResourcesExhausted: false },
            { id: 'tools', kind: 'supportive', startedOn: '2026-01-13', otherResourcesExhausted: null },
          ],
        },
        holds: [
          {
            subject: 'bus',
            from: '2026-01-12',
            message:
              'Given from January 12, 2026, although another program can provide it. Refer the participant there, or pay ' +
              'from another source.',
          },
          {
            subject: 'tools',
            from: '2026-01-13',
            severity: 'warning',
            message:
              'Given from January 13, 2026; nobody has said whether another program can provide it. Ask the other programs, ' +
              'and record the answer.',
          },
        ],
      },
    ],
  },
  check: ({ plan, period }) => {
    if (!isAdult(period)) return []
    return plan.services.flatMap((service) => {
      const { kind, startedOn: from, otherResourcesExhausted } = service
      if (kind !== 'supportive' || from === null || otherResourcesExhausted) return []
      const isUnsaid = otherResourcesExhausted === null
      const values = { startedOn: from, known: isUnsaid ? 'unsaid' : 'available' }
      const severity = isUnsaid ? ('warning' as const) : ('error' as const)
      return [{ subject: service, from, severity, values, member: 'otherResourcesExhausted' }]
    })
  },
})
