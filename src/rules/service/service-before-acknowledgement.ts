import { acknowledgedOn, defineRule, isAdult } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const kinds: ReadonlySet<string> = new Set(['career', 'training', 'supportive'])
const on = (day: string) => ({
  acknowledgements: [
    { party: 'participant', on: day, method: 'signature' },
    { party: 'staff', on: '2026-01-05', method: 'signature' },
  ],
})
const policy = { rules: { 'service-before-acknowledgement': { on: true } } }

export default defineRule({
  name: 'service-before-acknowledgement',
  about: 'service',
  severity: 'warning',
  off: true,
  statement:
    'In Wisconsin, an adult or dislocated worker is given career services, training, and support after the participant and ' +
    'staff have both acknowledged the plan; assessments are recorded apart and may come before.',
  citation: cite(sources.wisconsin8_3_1, ' (an approved plan before any other career service, support, or training)'),
  examples: {
    passes: [
      {
        name: 'a training on the day on which the second of both acknowledged the plan',
        recordedOn: '2026-01-26',
        document: { ...on('2026-01-12'), services: [{ kind: 'training', startedOn: '2026-01-12' }] },
        policy,
      },
      {
        name: 'an assessment, and an element of a youth, before that',
        recordedOn: '2026-01-26',
        document: {
          ...on('2026-01-12'),
          participant: { programs: ['youth'] },
          assessments: [{ completedOn: '2026-01-06' }],
          services: [{ kind: 'youth_element', startedOn: '2026-01-09' }],
        },
        policy,
      },
    ],
    fails: [
      {
        name: 'a workshop a day before the participant acknowledged the plan',
        recordedOn: '2026-01-26',
        document: { ...on('2026-01-12'), services: [{ id: 'workshop', kind: 'career', startedOn: '2026-01-11' }] },
        policy,
        holds: [
          {
            subject: 'workshop',
            from: '2026-01-11',
            until: '2026-01-12',
            message:
              'Started January 11, 2026, before the participant and staff had both acknowledged the plan. Get both ' +
              'acknowledgements first, or correct the dates.',
          },
        ],
      },
      {
        name: 'support under a plan that nobody has acknowledged',
        recordedOn: '2026-01-26',
        document: { acknowledgements: [], services: [{ id: 'bus', kind: 'supportive', startedOn: '2026-01-12' }] },
        policy,
        holds: [{ subject: 'bus', from: '2026-01-12' }],
      },
    ],
  },
  check: ({ plan, period }) => {
    if (!isAdult(period)) return []
    const until = acknowledgedOn(plan)
    return plan.services.flatMap((service) => {
      const { kind, startedOn: from } = service
      if (!kinds.has(kind) || from === null) return []
      return [{ subject: service, from, until, values: { startedOn: from }, member: 'startedOn' }]
    })
  },
})
