import { latestDay } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'undecided-goal-without-day',
  about: 'goal',
  severity: 'info',
  statement: 'An undecided goal of a completed plan has a day by which it should be decided.',
  citation: {
    ...cite(
      sources.careerActionPlan,
      ', Career Goal Statement (no text fixes a day)',
      'the career goal is undecided and the goal becomes a series of steps to aid in the development of a career goal',
    ),
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'an undecided goal with a day',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', kind: 'undecided', decideByOn: '2026-03-31' }] },
      },
      {
        name: 'a decided goal, and an undecided one that is withdrawn',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1', kind: 'decided' },
            { id: 'goal-2', kind: 'undecided', status: 'withdrawn' },
          ],
        },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', kind: 'undecided' }], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'an undecided goal without a day, from the day on which the plan was completed and the goal recorded',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', kind: 'undecided', decideByOn: null }], completedOn: '2026-01-12' },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-01-12',
            message: 'The goal is undecided, and no day is set by which it will be decided. Set one.',
          },
        ],
      },
    ],
  },
  check: ({ plan: { completedOn, goals } }) => {
    if (completedOn === null) return []
    return goals
      .filter(({ kind, status, decideByOn }) => kind === 'undecided' && status === 'active' && decideByOn === null)
      .map((goal) => ({
        subject: goal,
        from: latestDay([completedOn, goal.recordedOn]),
        member: 'decideByOn',
      }))
  },
})
