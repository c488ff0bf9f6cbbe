import { addDays, latestDay } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'goal-unconfirmed',
  about: 'goal',
  severity: 'info',
  statement:
    'An active goal of a completed plan is confirmed as current by the participant within the days set by policy, again ' +
    'and again until exit.',
  citation: cite(
    sources.careerActionPlan,
    ', Career Goal Statement (the days are assumed)',
    'It is important for the goal statement to be updated to remain current',
  ),
  yieldsTo: ['contact-gap', 'exit-undecided'],
  reads: ['goalConfirmDays'],
  examples: {
    passes: [
      {
        name: 'a goal that is achieved',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', status: 'achieved' }] },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { completedOn: null },
      },
      {
        name: 'a participant who exits while the goal is still fresh',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: '2026-05-29', exitedOn: '2026-05-29' } },
      },
    ],
    fails: [
      {
        name: 'a goal that nobody confirms: current for half a year, 182 days, after the plan was completed',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1' }], completedOn: '2026-01-12' },
        policy: { rules: { 'contact-gap': { on: false } } },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-07-14',
            message:
              'Nobody has confirmed for a long time that this is still the goal. Ask the participant, and record the day.',
          },
        ],
      },
      {
        name: 'a goal confirmed in March, where policy gives ninety days, until exit',
        recordedOn: '2026-01-09',
        document: {
          participant: { lastServiceOn: '2026-08-31', exitedOn: '2026-08-31' },
          goals: [{ id: 'goal-1', confirmedOn: '2026-03-02' }],
        },
        policy: { goalConfirmDays: 90, rules: { 'contact-gap': { on: false } } },
        holds: [{ subject: 'goal-1', from: '2026-06-01', until: '2026-08-31' }],
      },
    ],
  },
  check: ({ plan: { completedOn, goals }, period }, policy) => {
    if (completedOn === null) return []
    return goals
      .filter(({ status }) => status === 'active')
      .map((goal) => ({
        subject: goal,
        from: addDays(latestDay([completedOn, goal.recordedOn, goal.confirmedOn]), policy.goalConfirmDays + 1),
        until: period.exitedOn,
        member: 'confirmedOn',
      }))
  },
})
