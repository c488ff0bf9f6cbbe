import { defineRule, isAdult } from '../lib/rule.ts'

export default defineRule({
  name: 'support-elsewhere-not-ruled-out',
  about: 'service',
  severity: 'error',
  statement: 'An adult or dislocated worker is given a supportive service that cannot be had from another program.',
  citation: {
    label:
      '20 CFR 680.910(a)(2): “Unable to obtain supportive services through other programs providing such services”; 29 USC ' +
      '3174(d)(2)(B)',
    level: 'federal',
  },
  examples: {
    passes: [
      {
        name: 'support that cannot be had elsewhere',
        recordedOn: '2026-01-09',
        document: { services: [{ kind: 'supportive', startedOn: '2026-01-12', otherResourcesExhausted: true }] },
      },
      {
        name: 'support that is planned and was not given yet',
        recordedOn: '2026-01-09',
        document: {
          services: [{ kind: 'supportive', plannedStartOn: '2026-02-02', otherResourcesExhausted: null }],
        },
      },
      {
        name: 'support of a youth, for whom the rule is another',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['youth'] },
          services: [{ kind: 'supportive', startedOn: '2026-01-12', otherResourcesExhausted: null }],
        },
      },
    ],
    fails: [
      {
        name: 'support that could be had elsewhere, and support of which nobody has said, from the day it started',
        recordedOn: '2026-01-09',
        document: {
          services: [
            { id: 'bus', kind: 'supportive', startedOn: '2026-01-12', otherResourcesExhausted: false },
            { id: 'tools', kind: 'supportive', startedOn: '2026-01-13', otherResourcesExhausted: null },
          ],
        },
        holds: [
          { subject: 'bus', from: '2026-01-12' },
          { subject: 'tools', from: '2026-01-13' },
        ],
      },
    ],
  },
  check: ({ plan, period }) => {
    if (!isAdult(period)) return []
    return plan.services.flatMap((service) => {
      const { kind, startedOn: from, otherResourcesExhausted } = service
      if (kind !== 'supportive' || from === null || otherResourcesExhausted) return []
      return [{ subject: service, from, member: 'otherResourcesExhausted' }]
    })
  },
})
