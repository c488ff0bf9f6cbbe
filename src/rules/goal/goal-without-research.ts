import { latestDay } from '../../calendar.ts'
import { defineRule, isStopped } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** Assessments that look into what work would suit somebody. */
const looksAhead: ReadonlySet<string> = new Set(['interests', 'aptitudes', 'in_depth_interview'])

export default defineRule({
  name: 'goal-without-research',
  about: 'goal',
  severity: 'info',
  statement:
    'A decided career goal rests on research: a milestone of career exploration, or an assessment of interests.',
  citation: cite(sources.sixSteps, ' (exploring options comes before the decision)'),
  also: [sources.careerManagementPlan],
  examples: {
    passes: [
      {
        name: 'an assessment of interests',
        recordedOn: '2026-01-09',
        document: { assessments: [{ kind: 'interests' }] },
      },
      {
        name: 'a milestone of career exploration',
        recordedOn: '2026-01-09',
        document: { assessments: [], milestones: [{ kind: 'career_exploration' }] },
      },
    ],
    fails: [
      {
        name: 'a decided goal with neither',
        recordedOn: '2026-01-09',
        document: { assessments: [], milestones: [{}] },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-01-09',
            message:
              'Nothing shows how the participant came to this goal. Plan a step of career exploration, or record an assessment of interests.',
          },
        ],
      },
    ],
  },
  check: ({ plan, milestones }) => {
    const { completedOn, goals, assessments } = plan
    const isResearched =
      assessments.some(({ kind }) => looksAhead.has(kind)) ||
      milestones.some((one) => one.kind === 'career_exploration' && !isStopped(one))
    if (completedOn === null || isResearched) return []
    return goals
      .filter(
        ({ kind, status, domain }) => kind === 'decided' && status === 'active' && (domain ?? 'career') === 'career',
      )
      .map((goal) => ({ subject: goal, from: latestDay([completedOn, goal.recordedOn]) }))
  },
})
