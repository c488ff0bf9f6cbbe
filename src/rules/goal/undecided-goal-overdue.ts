import { addDays } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'undecided-goal-overdue',
  about: 'goal',
  severity: 'warning',
  statement: 'An undecided goal is decided, or withdrawn, by the day that the plan sets for it.',
  citation: {
    ...cite(
      sources.careerActionPlan,
      ', Career Goal Statement (no text fixes a day)',
      'It is important for the goal statement to be updated to remain current',
    ),
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
        holds: [
          {
            subject: 'goal-1',
            from: '2026-04-01',
            message:
              'The goal should have been decided by March 31, 2026 (1 day ago). Decide it with the participant, or set a new day.',
          },
        ],
      },
    ],
  },
  check: (facts) =>
    facts.plan.goals.flatMap((goal) => {
      if (goal.kind !== 'undecided' || goal.status !== 'active' || goal.decideByOn === null) return []
      return [
        {
          subject: goal,
          from: addDays(goal.decideByOn, 1),
          values: { decideByOn: goal.decideByOn },
          member: 'decideByOn',
        },
      ]
    }),
})
