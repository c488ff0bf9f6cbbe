import { classifyTerm, latestDay } from '../../calendar.ts'
import type { Subjects } from '../../document/facts.ts'
import { defineRule, findGoalIds, isStopped, milestonesById } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** Three years or more, or later than eighteen months. */
const isFar = ({ horizonYears, targetOn, recordedOn }: Subjects['goal']) =>
  horizonYears === null ? targetOn !== null && classifyTerm(recordedOn, targetOn) === 'long' : horizonYears >= 3

export default defineRule({
  name: 'goal-with-too-few-steps',
  about: 'goal',
  severity: 'info',
  statement:
    'An active goal of a completed plan that is years away has at least three milestones, or as many as policy says.',
  citation: cite(
    sources.threeSteps,
    ', step 2 (the number is assumed)',
    'more steps and mini-goals to progress through',
  ),
  reads: ['longGoalSteps'],
  examples: {
    passes: [
      {
        name: 'a goal for three years with a milestone and two sub-milestones',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', horizonYears: 3 }],
          milestones: [
            { externalId: 'm-1', goalId: 'goal-1' },
            { externalId: 'm-1-1', goalId: null, parentId: 'm-1' },
            { externalId: 'm-1-2', goalId: null, parentId: 'm-1' },
          ],
        },
      },
      {
        name: 'a goal for one year, and one that should be reached in exactly eighteen months, with no milestone',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1', horizonYears: 1 },
            { id: 'goal-2', targetOn: '2027-07-09' },
          ],
        },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', horizonYears: 5 }], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a goal a day more than eighteen months away with two milestones and one that is stopped',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', targetOn: '2027-07-10' }],
          milestones: [
            { externalId: 'm-1', goalId: 'goal-1' },
            { externalId: 'm-2', goalId: 'goal-1', status: 'completed', completedOn: '2026-01-08' },
            { externalId: 'm-3', goalId: 'goal-1', status: 'stopped' },
          ],
        },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-01-09',
            message: 'The goal is years away and has 2 milestones; plan at least 3.',
          },
        ],
      },
      {
        name: 'a goal for ten years with three milestones where policy asks for four',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', horizonYears: 10 }],
          milestones: ['m-1', 'm-2', 'm-3'].map((externalId) => ({ externalId, goalId: 'goal-1' })),
          completedOn: '2026-01-12',
        },
        policy: { longGoalSteps: 4 },
        holds: [{ subject: 'goal-1', from: '2026-01-12' }],
      },
    ],
  },
  check: (facts, policy) => {
    const { completedOn, goals } = facts.plan
    const far = goals.filter((goal) => goal.status === 'active' && isFar(goal))
    if (completedOn === null || far.length === 0) return []
    const byId = milestonesById(facts)
    const steps = new Map<string, number>()
    for (const milestone of facts.milestones)
      if (!isStopped(milestone))
        for (const id of new Set(findGoalIds(milestone, byId))) steps.set(id, (steps.get(id) ?? 0) + 1)
    return far
      .filter(({ id }) => (steps.get(id) ?? 0) < policy.longGoalSteps)
      .map((goal) => ({
        subject: goal,
        from: latestDay([completedOn, goal.recordedOn]),
        values: { found: steps.get(goal.id) ?? 0, wanted: policy.longGoalSteps },
      }))
  },
})
