import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'plan-without-barriers',
  about: 'plan',
  severity: 'error',
  statement: 'A completed plan names the barriers, or says that barriers were looked for and none was found.',
  citation: cite(
    sources.careerActionPlan,
    ', Content',
    'A systematic identification of a goal, skills/strengths and barriers to success are required before a Career Action Plan can be implemented',
  ),
  examples: {
    passes: [
      {
        name: 'a completed plan with a barrier',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1' }] },
      },
      {
        name: 'a completed plan that says that no barrier was found',
        recordedOn: '2026-01-09',
        document: { noBarriersIdentified: true },
      },
      {
        name: 'a draft that says nothing of barriers',
        recordedOn: '2026-01-09',
        document: { noBarriersIdentified: false, completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a completed plan that says nothing of barriers, from the day of its completion',
        recordedOn: '2026-01-12',
        document: { externalId: 'plan-1', noBarriersIdentified: false, completedOn: '2026-01-09' },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'The plan names no barrier. Ask the participant what gets in the way, or record that there is nothing.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) => {
    if (plan.completedOn === null || plan.barriers.length > 0 || plan.noBarriersIdentified) return []
    return [{ subject: plan, from: plan.completedOn, member: 'barriers' }]
  },
})
