import { defineRule, findGoalIds, isOpen, milestonesById } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'milestone-unlinked',
  about: 'milestone',
  severity: 'error',
  statement:
    'Each open milestone is tied to an active goal of its plan, itself or through the milestone it is a part of.',
  citation: cite(sources.careerActionPlan, ', Milestones', 'Each milestone must be clearly tied to the career goal'),
  examples: {
    passes: [
      {
        name: 'a milestone tied to an active goal',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', goalId: 'goal-1' }] },
      },
      {
        name: 'a milestone tied to an undecided goal',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', kind: 'undecided' }],
          milestones: [{ externalId: 'm-1', goalId: 'goal-1', kind: 'career_exploration' }],
        },
      },
      {
        name: 'sub-milestones of the second and third level, tied through the first',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', goalId: 'goal-1' },
            { externalId: 'm-1-1', goalId: null, parentId: 'm-1' },
            { externalId: 'm-1-1-1', goalId: null, parentId: 'm-1-1' },
          ],
        },
      },
      {
        name: 'a completed milestone that is tied to no goal',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1', goalId: null, status: 'completed', completedOn: '2026-01-08' }],
        },
      },
    ],
    fails: [
      {
        name: 'an open milestone that is tied to no goal, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', goalId: null }] },
        holds: [
          {
            subject: 'm-1',
            from: '2026-01-09',
            message:
              'The milestone serves no active goal of the plan, neither itself nor through the one it is part of. Link it to a goal.',
          },
        ],
      },
      {
        name: 'a milestone tied to a withdrawn goal, with the sub-milestone that is tied through it',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1' }, { id: 'goal-2', status: 'withdrawn' }],
          milestones: [
            { externalId: 'm-1', goalId: 'goal-2' },
            { externalId: 'm-1-1', goalId: null, parentId: 'm-1' },
          ],
        },
        holds: [
          { subject: 'm-1', from: '2026-01-09' },
          { subject: 'm-1-1', from: '2026-01-09' },
        ],
      },
      {
        name: 'an open milestone tied to an achieved goal',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', status: 'achieved' }],
          milestones: [{ externalId: 'm-1', goalId: 'goal-1' }],
        },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
    ],
  },
  check: (facts) => {
    const active = new Set(facts.plan.goals.filter(({ status }) => status === 'active').map(({ id }) => id))
    const byId = milestonesById(facts)
    return facts.milestones
      .filter((milestone) => isOpen(milestone) && !findGoalIds(milestone, byId).some((id) => active.has(id)))
      .map((milestone) => ({
        subject: milestone,
        from: milestone.recordedOn,
        member: 'goalId',
      }))
  },
})
