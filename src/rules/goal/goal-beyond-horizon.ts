import { addMonths } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'goal-beyond-horizon',
  about: 'goal',
  severity: 'info',
  statement: 'The day by which an active goal should be reached is within the years that the goal looks ahead.',
  citation: {
    ...cite(
      sources.careerManagementPlan,
      ' (no text compares the two)',
      'Defined and measurable career goals & metrics: 1, 3, 5 & 10 years',
    ),
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'a goal for one year that should be reached a year after it was recorded',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', horizonYears: 1, targetOn: '2027-01-09' }] },
      },
      {
        name: 'a goal for three years without a day, and a goal with a day that says no years',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1', horizonYears: 3, targetOn: null },
            { id: 'goal-2', horizonYears: null, targetOn: '2040-01-01' },
          ],
        },
      },
      {
        name: 'a goal that is achieved',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', horizonYears: 1, targetOn: '2030-01-09', status: 'achieved' }] },
      },
    ],
    fails: [
      {
        name: 'a goal for one year that should be reached a year and a day later, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', horizonYears: 1, targetOn: '2027-01-10' }] },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-01-09',
            message: 'The goal looks 1 year ahead, but its date is January 10, 2027. Correct the date or the horizon.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) =>
    plan.goals.flatMap((goal) => {
      const { status, horizonYears, targetOn, recordedOn } = goal
      if (status !== 'active' || horizonYears === null || targetOn === null) return []
      if (targetOn <= addMonths(recordedOn, 12 * horizonYears)) return []
      return [{ subject: goal, from: recordedOn, values: { targetOn, years: horizonYears }, member: 'targetOn' }]
    }),
})
