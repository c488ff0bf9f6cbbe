import { addDays } from '../../calendar.ts'
import { acknowledgedOn, defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'plan-not-acknowledged',
  about: 'plan',
  severity: 'warning',
  statement: 'A completed plan is acknowledged by the participant and by staff, within the days set by policy.',
  citation: cite(
    sources.chicagoPlans,
    ' (the days are assumed)',
    'The IEP/ISS shall be recorded in Career Connect, printed, signed and dated by a Career Coach and the participant',
  ),
  also: [cite(sources.careerActionPlan, ', Best Practices', 'The Career Action Plan is to be signed and dated')],
  reads: ['acknowledgementDays'],
  examples: {
    passes: [
      {
        name: 'a plan that the participant signed and staff accepted by email on the seventh day',
        recordedOn: '2026-01-09',
        document: {
          acknowledgements: [
            { party: 'participant', on: '2026-01-09', method: 'signature' },
            { party: 'staff', on: '2026-01-16', method: 'email' },
          ],
          completedOn: '2026-01-09',
        },
      },
      {
        name: 'a draft that nobody has acknowledged',
        recordedOn: '2026-01-09',
        document: { acknowledgements: [], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a plan that only the participant acknowledged, from the eighth day after its completion',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          acknowledgements: [{ party: 'participant', on: '2026-01-09', method: 'signature' }],
          completedOn: '2026-01-09',
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-17',
            message:
              'Completed January 9, 2026, and not yet acknowledged by both the participant and staff. Have both sign, and record it.',
          },
        ],
      },
      {
        name: 'a plan acknowledged on the tenth day, for the two days on which it was late',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          acknowledgements: [
            { party: 'participant', on: '2026-01-19', method: 'electronic' },
            { party: 'staff', on: '2026-01-09', method: 'electronic' },
          ],
          completedOn: '2026-01-09',
        },
        holds: [{ subject: 'plan-1', from: '2026-01-17', until: '2026-01-19' }],
      },
      {
        name: 'a plan that nobody acknowledged, where policy gives one day',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', acknowledgements: [], completedOn: '2026-01-09' },
        policy: { acknowledgementDays: 1 },
        holds: [{ subject: 'plan-1', from: '2026-01-11' }],
      },
    ],
  },
  check: ({ plan }, policy) => {
    if (plan.completedOn === null) return []
    const from = addDays(plan.completedOn, policy.acknowledgementDays + 1)
    return [
      {
        subject: plan,
        from,
        until: acknowledgedOn(plan),
        values: { completedOn: plan.completedOn },
        member: 'acknowledgements',
      },
    ]
  },
})
