import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'plan-before-counseling',
  about: 'plan',
  severity: 'warning',
  statement: 'A plan is completed in the first individual counseling session or after it.',
  citation: cite(
    sources.careerActionPlan,
    ', Best Practices',
    'timely with completion of the Career Action Plan (within one week of the first individual counseling session)',
  ),
  examples: {
    passes: [
      {
        name: 'a plan that was completed on the day of the session',
        recordedOn: '2026-01-09',
        document: { completedOn: '2026-01-05', participant: { firstCounselingOn: '2026-01-05' } },
      },
    ],
    fails: [
      {
        name: 'a plan that was completed the day before, until the session',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', completedOn: '2026-01-04', participant: { firstCounselingOn: '2026-01-05' } },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-04',
            until: '2026-01-05',
            message:
              'Completed January 4, 2026, before the first individual counseling session on January 5, 2026. Correct the date that is wrong.',
          },
        ],
      },
    ],
  },
  check: ({ plan, period: { firstCounselingOn } }) => {
    const { completedOn } = plan
    if (completedOn === null || !firstCounselingOn || completedOn >= firstCounselingOn) return []
    const values = { completedOn, firstCounselingOn }
    return [{ subject: plan, from: completedOn, until: firstCounselingOn, values, member: 'completedOn' }]
  },
})
