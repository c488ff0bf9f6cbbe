import { latestDay } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'goal-without-strength',
  about: 'goal',
  severity: 'info',
  statement:
    'A decided career goal of a completed plan is served by at least one of the strengths that the plan names.',
  citation: cite(
    sources.careerActionPlan,
    ', Skills/Strengths',
    'If possible, there should be a demonstrated relationship between identified skills and strengths and the career goal',
  ),
  examples: {
    passes: [
      {
        name: 'a goal that one of two strengths serves',
        recordedOn: '2026-01-09',
        document: {
          strengths: [
            { id: 'work', goalIds: ['goal-1'] },
            { id: 'music', goalIds: [] },
          ],
        },
      },
      {
        name: 'a goal of another part of life, and one that is undecided',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1', domain: 'financial' },
            { id: 'goal-2', kind: 'undecided', decideByOn: '2026-03-31' },
          ],
          strengths: [{ goalIds: [] }],
        },
      },
      {
        name: 'a plan without strengths, of which another rule speaks',
        recordedOn: '2026-01-09',
        document: { strengths: [] },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { strengths: [{ goalIds: [] }], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a goal that no strength serves, from the day on which the plan was completed and the goal recorded',
        recordedOn: '2026-01-12',
        document: { strengths: [{ goalIds: [] }], completedOn: '2026-01-09' },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-01-12',
            message: 'None of the strengths serves this goal. Link the ones that do.',
          },
        ],
      },
    ],
  },
  check: ({ plan: { completedOn, goals, strengths } }) => {
    if (completedOn === null || strengths.length === 0) return []
    const served = new Set(strengths.flatMap(({ goalIds }) => goalIds))
    return goals
      .filter(({ kind, status }) => kind === 'decided' && status === 'active')
      .filter(({ id, domain }) => (domain === null || domain === 'career') && !served.has(id))
      .map((goal) => ({
        subject: goal,
        from: latestDay([completedOn, goal.recordedOn]),
      }))
  },
})
