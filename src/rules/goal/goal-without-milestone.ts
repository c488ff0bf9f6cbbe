import { latestDay } from '../../calendar.ts'
import { defineRule, findGoalIds, isStopped, milestonesById } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'goal-without-milestone',
  about: 'goal',
  severity: 'warning',
  statement: 'Each decided goal that is active is served by a milestone.',
  citation: cite(
    sources.careerActionPlan,
    ', Career Goal Statement',
    'Steps forward should be consistent with movement toward this career goal',
  ),
  examples: {
    passes: [
      { name: 'a goal with a milestone', recordedOn: '2026-01-09', document: { milestones: [{ goalId: 'goal-1' }] } },
      {
        name: 'an undecided goal, for which the rule is another',
        recordedOn: '2026-01-09',
        document: { goals: [{ kind: 'undecided', occupation: null }], milestones: [] },
      },
    ],
    fails: [
      {
        name: 'a goal without a milestone, from the day on which the plan was completed',
        recordedOn: '2026-01-09',
        document: { milestones: [] },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-01-09',
            message: 'No milestone leads to this goal. Plan the first step with the participant.',
          },
        ],
      },
      {
        name: 'a goal whose only milestone was stopped',
        recordedOn: '2026-01-09',
        document: { milestones: [{ goalId: 'goal-1', status: 'stopped', statusReason: 'The course was canceled.' }] },
        holds: [{ subject: 'goal-1', from: '2026-01-09' }],
      },
    ],
  },
  check: (facts) => {
    const { completedOn, goals } = facts.plan
    if (completedOn === null) return []
    const byId = milestonesById(facts)
    const served = new Set(facts.milestones.flatMap((one) => (isStopped(one) ? [] : findGoalIds(one, byId))))
    return goals
      .filter(({ id, kind, status }) => kind === 'decided' && status === 'active' && !served.has(id))
      .map((goal) => ({ subject: goal, from: latestDay([completedOn, goal.recordedOn]) }))
  },
})
