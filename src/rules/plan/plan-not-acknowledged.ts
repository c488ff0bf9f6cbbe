import { addDays } from '../../calendar.ts'
import { acknowledgedOn, defineRule } from '../lib/rule.ts'

export default defineRule({
  name: 'plan-not-acknowledged',
  about: 'plan',
  severity: 'warning',
  statement: 'A completed plan is acknowledged by the participant and by staff, within the days set by policy.',
  citation: {
    label:
      'Career Action Plan content requirements, Best Practices: “The Career Action Plan is to be signed and dated”; by ' +
      'both, as in the IEP and ISS procedure of the Chicago Cook Workforce Partnership (the days are assumed)',
    level: 'seed',
  },
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
        holds: [{ subject: 'plan-1', from: '2026-01-17' }],
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
    return [{ subject: plan, from, until: acknowledgedOn(plan), member: 'acknowledgements' }]
  },
})
