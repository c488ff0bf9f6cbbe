import { addDays } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'

export default defineRule({
  name: 'undecided-goal-overdue',
  about: 'goal',
  severity: 'warning',
  statement: 'An undecided goal is decided, or withdrawn, by the day that the plan sets for it.',
  citation: {
    label:
      'No text fixes a day; compare Career Action Plan content requirements, Career Goal Statement: “It is important ' +
      'for the goal statement to be updated to remain current”',
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'a goal that was decided',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', kind: 'decided', decideByOn: '2026-01-06' }] },
      },
      {
        name: 'an undecided goal that is withdrawn',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1' }, { id: 'goal-2', kind: 'undecided', decideByOn: '2026-01-06', status: 'withdrawn' }],
        },
      },
      {
        name: 'an undecided goal without a day',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', kind: 'undecided', decideByOn: null }],
          milestones: [{ externalId: 'm-1', goalId: 'goal-1', kind: 'career_exploration' }],
        },
      },
    ],
    fails: [
      {
        name: 'an undecided goal: in time on its day, late from the day after',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', kind: 'undecided', decideByOn: '2026-03-31' }],
          milestones: [{ externalId: 'm-1', goalId: 'goal-1', kind: 'career_exploration' }],
        },
        holds: [{ subject: 'goal-1', from: '2026-04-01' }],
      },
    ],
  },
  check: (facts) =>
    facts.plan.goals.flatMap((goal) => {
      if (goal.kind !== 'undecided' || goal.status !== 'active' || goal.decideByOn === null) return []
      return [{ subject: goal, from: addDays(goal.decideByOn, 1), member: 'decideByOn' }]
    }),
})
