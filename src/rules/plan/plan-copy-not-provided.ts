import { addDays } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'plan-copy-not-provided',
  about: 'plan',
  severity: 'warning',
  statement: 'The participant is given a copy of a completed plan, within the days set by policy.',
  citation: cite(
    sources.chicagoPlans,
    ' (the days are assumed)',
    'The original copy with signature will be filed in participant’s physical file and a copy will be provided to participant',
  ),
  also: [cite(sources.careerActionPlan, ', Best Practices', 'the client keeps a copy for his/her record')],
  reads: ['acknowledgementDays'],
  examples: {
    passes: [
      {
        name: 'a copy given on the seventh day, the last in time',
        recordedOn: '2026-01-09',
        document: { copyProvidedOn: '2026-01-16', completedOn: '2026-01-09' },
      },
      {
        name: 'a draft of which no copy was given',
        recordedOn: '2026-01-09',
        document: { copyProvidedOn: null, completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a plan of which no copy was given, from the eighth day after its completion',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', copyProvidedOn: null, completedOn: '2026-01-09' },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-17',
            message: 'Completed January 9, 2026, and the participant has no copy. Give them one, and record the day.',
          },
        ],
      },
      {
        name: 'a copy given on the ninth day, for the one day on which it was late',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', copyProvidedOn: '2026-01-18', completedOn: '2026-01-09' },
        holds: [{ subject: 'plan-1', from: '2026-01-17', until: '2026-01-18' }],
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
        until: plan.copyProvidedOn,
        values: { completedOn: plan.completedOn },
        member: 'copyProvidedOn',
      },
    ]
  },
})
