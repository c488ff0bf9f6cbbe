import { defineRule, findGoalIds, isStopped, milestonesById } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'undecided-goal-without-exploration',
  about: 'goal',
  severity: 'warning',
  statement: 'An undecided goal has at least one milestone of career exploration that is not stopped.',
  citation: cite(
    sources.careerActionPlan,
    ', Career Goal Statement',
    'the career goal is undecided and the goal becomes a series of steps to aid in the development of a career goal',
  ),
  examples: {
    passes: [
      {
        name: 'an undecided goal with a step to explore',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', kind: 'undecided' }],
          milestones: [{ externalId: 'm-1', goalId: 'goal-1', kind: 'career_exploration' }],
        },
      },
      {
        name: 'an undecided goal whose step to explore is completed and tied to it through its parent',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', kind: 'undecided' }],
          milestones: [
            { externalId: 'm-1', goalId: 'goal-1', kind: 'networking' },
            {
              externalId: 'm-1-1',
              goalId: null,
              parentId: 'm-1',
              kind: 'career_exploration',
              status: 'completed',
              completedOn: '2026-01-08',
            },
          ],
        },
      },
      {
        name: 'undecided goals that are withdrawn or achieved',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1' },
            { id: 'goal-2', kind: 'undecided', status: 'withdrawn' },
            { id: 'goal-3', kind: 'undecided', status: 'achieved' },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'an undecided goal whose only step to explore is stopped, from the day on which the goal was recorded',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', kind: 'undecided' }],
          milestones: [{ externalId: 'm-1', goalId: 'goal-1', kind: 'career_exploration', status: 'stopped' }],
        },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-01-09',
            message:
              'The goal is undecided, and no step explores careers. Plan one, such as a visit, an interview, or a test of interests.',
          },
        ],
      },
      {
        name: 'an undecided goal beside one that is explored',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1', kind: 'undecided' },
            { id: 'goal-2', kind: 'undecided' },
          ],
          milestones: [
            { externalId: 'm-1', goalId: 'goal-1', kind: 'career_exploration' },
            { externalId: 'm-2', goalId: 'goal-2', kind: 'education' },
          ],
        },
        holds: [{ subject: 'goal-2', from: '2026-01-09' }],
      },
    ],
  },
  check: (facts) => {
    const undecided = facts.plan.goals.filter(({ kind, status }) => kind === 'undecided' && status === 'active')
    if (undecided.length === 0) return []
    const byId = milestonesById(facts)
    const explored = new Set(
      facts.milestones
        .filter((milestone) => milestone.kind === 'career_exploration' && !isStopped(milestone))
        .flatMap((milestone) => findGoalIds(milestone, byId)),
    )
    return undecided
      .filter(({ id }) => !explored.has(id))
      .map((goal) => ({
        subject: goal,
        from: goal.recordedOn,
      }))
  },
})
