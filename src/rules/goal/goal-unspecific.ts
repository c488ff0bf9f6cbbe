import { latestDay } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const bare = { occupation: null, industry: null, targetWage: null, targetOn: null, successLooksLike: null }

export default defineRule({
  name: 'goal-unspecific',
  about: 'goal',
  severity: 'info',
  statement:
    'A decided goal of a completed plan says more than its statement: occupation, industry, wage, a date, or what success ' +
    'looks like.',
  citation: cite(
    sources.careerActionPlan,
    ', Content',
    'The more specific the plan, the more effective the plan will be in supporting the achievement of the career goal',
  ),
  also: [cite(sources.careerManagementPlan, '', 'Defined and measurable career goals & metrics')],
  examples: {
    passes: [
      {
        name: 'a goal that names an occupation',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1' }] },
      },
      {
        name: 'a goal that only says what success looks like, and one that only says a wage',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { ...bare, id: 'goal-1', successLooksLike: 'I work days on a ward.' },
            { ...bare, id: 'goal-2', targetWage: { amount: 41.25, per: 'hour' } },
          ],
        },
      },
      {
        name: 'an undecided goal, and one that is achieved',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { ...bare, id: 'goal-1', kind: 'undecided', decideByOn: '2026-03-31' },
            { ...bare, id: 'goal-2', status: 'achieved' },
          ],
        },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { goals: [{ ...bare, id: 'goal-1' }], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a goal that says nothing but its statement, from the day on which it was recorded in a completed plan',
        recordedOn: '2026-01-12',
        document: { goals: [{ ...bare, id: 'goal-1' }], completedOn: '2026-01-09' },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-01-12',
            message:
              'The goal says nothing but its statement. Add an occupation, an industry, a wage, a date, or what success looks like.',
          },
        ],
      },
      {
        name: 'such a goal in a plan that was completed later',
        recordedOn: '2026-01-09',
        document: { goals: [{ ...bare, id: 'goal-1' }], completedOn: '2026-01-12' },
        holds: [{ subject: 'goal-1', from: '2026-01-12' }],
      },
    ],
  },
  check: ({ plan: { completedOn, goals } }) => {
    if (completedOn === null) return []
    return goals
      .filter(({ kind, status }) => kind === 'decided' && status === 'active')
      .filter((one) => !(one.occupation || one.industry || one.targetWage))
      .filter((one) => !(one.targetOn || one.horizonYears || one.successLooksLike))
      .map((goal) => ({
        subject: goal,
        from: latestDay([completedOn, goal.recordedOn]),
        member: ['occupation', 'industry', 'targetWage', 'targetOn', 'successLooksLike'],
      }))
  },
})
