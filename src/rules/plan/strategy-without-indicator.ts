import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const type = 'individual_service_strategy'
const participant = { programs: ['youth'] }

export default defineRule({
  name: 'strategy-without-indicator',
  about: 'plan',
  severity: 'error',
  statement: 'A completed service strategy is linked to at least one indicator of performance.',
  citation: cite(
    sources.usc3164,
    '(c)(1)(B)',
    'that are directly linked to 1 or more of the indicators of performance',
  ),
  examples: {
    passes: [
      {
        name: 'a strategy that is linked to skill gains',
        recordedOn: '2026-01-09',
        document: { type, participant, indicators: ['measurable_skill_gains'] },
      },
      {
        name: 'a plan of another type',
        recordedOn: '2026-01-09',
        document: { type: 'career_action_plan', participant, indicators: [] },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { type, participant, indicators: [], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a strategy that is linked to none, from the day of its completion',
        recordedOn: '2026-01-12',
        document: { externalId: 'plan-1', type, participant, indicators: [], completedOn: '2026-01-09' },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message: 'The service strategy is linked to no indicator of performance. Choose at least one.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) => {
    if (plan.type !== type || plan.completedOn === null || plan.indicators.length > 0) return []
    return [{ subject: plan, from: plan.completedOn, member: 'indicators' }]
  },
})
