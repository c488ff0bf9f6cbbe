import { addDays } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const policy = { rules: { 'goal-open-at-exit': { on: true } } }

export default defineRule({
  name: 'goal-open-at-exit',
  about: 'goal',
  severity: 'info',
  off: true,
  statement: 'Once the exit is certain, each goal was achieved or withdrawn. This is the manual of one state.',
  citation: cite(sources.wisconsin8_7, '.1'),
  reads: ['exit.quietDays'],
  examples: {
    passes: [
      {
        name: 'a goal that was achieved',
        recordedOn: '2026-01-09',
        document: { participant: { exitedOn: '2026-05-29' }, goals: [{ status: 'achieved' }] },
        policy,
      },
    ],
    fails: [
      {
        name: 'an exit on May 29: the ninetieth day after it is August 27',
        recordedOn: '2026-01-09',
        document: { participant: { exitedOn: '2026-05-29' }, goals: [{}] },
        policy,
        holds: [
          {
            subject: 'goal-1',
            from: '2026-08-28',
            message:
              'The exit of May 29, 2026 is certain, and the goal is still active. Mark it achieved or withdrawn.',
          },
        ],
      },
    ],
  },
  check: ({ plan, period: { exitedOn } }, { exit }) => {
    if (!exitedOn) return []
    const from = addDays(exitedOn, exit.quietDays + 1)
    return plan.goals
      .filter(({ status }) => status === 'active')
      .map((goal) => ({ subject: goal, from, values: { exitedOn }, member: 'status' }))
  },
})
