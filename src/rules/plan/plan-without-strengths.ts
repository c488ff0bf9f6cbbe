import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'plan-without-strengths',
  about: 'plan',
  severity: 'error',
  statement: 'A completed plan names at least one skill or strength of the participant.',
  citation: cite(
    sources.careerActionPlan,
    ', Content',
    'A systematic identification of a goal, skills/strengths and barriers to success are required before a Career Action Plan can be implemented',
  ),
  examples: {
    passes: [
      {
        name: 'a completed plan with a strength',
        recordedOn: '2026-01-09',
        document: { strengths: [{ id: 'strength-1' }] },
      },
      {
        name: 'a draft without a strength',
        recordedOn: '2026-01-09',
        document: { strengths: [], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a completed plan without a strength, from the day of its completion',
        recordedOn: '2026-01-12',
        document: { externalId: 'plan-1', strengths: [], completedOn: '2026-01-09' },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message: 'The plan names no skill or strength. Add what the participant brings along.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) => {
    if (plan.completedOn === null || plan.strengths.length > 0) return []
    return [{ subject: plan, from: plan.completedOn, member: 'strengths' }]
  },
})
