import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'plan-without-goal',
  about: 'plan',
  severity: 'error',
  statement: 'A completed plan has at least one goal that is active or achieved.',
  citation: cite(
    sources.careerActionPlan,
    ', Content',
    'A systematic identification of a goal, skills/strengths and barriers to success are required before a Career Action Plan can be implemented',
  ),
  examples: {
    passes: [
      {
        name: 'a completed plan whose goal is still undecided',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', kind: 'undecided' }],
          milestones: [{ externalId: 'm-1', goalId: 'goal-1', kind: 'career_exploration' }],
        },
      },
      {
        name: 'a completed plan whose goal is achieved',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', status: 'achieved' }] },
      },
      {
        name: 'a draft without a goal',
        recordedOn: '2026-01-09',
        document: { goals: [], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a completed plan without a goal, from the day of its completion',
        recordedOn: '2026-01-12',
        document: { externalId: 'plan-1', goals: [], completedOn: '2026-01-09' },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message: 'The plan has no goal. Set one with the participant; it may be undecided.',
          },
        ],
      },
      {
        name: 'a completed plan whose only goal is withdrawn',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', goals: [{ id: 'goal-1', status: 'withdrawn' }] },
        holds: [{ subject: 'plan-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ plan }) => {
    if (plan.completedOn === null || plan.goals.some(({ status }) => status !== 'withdrawn')) return []
    return [{ subject: plan, from: plan.completedOn, member: 'goals' }]
  },
})
