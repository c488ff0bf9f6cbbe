import { addDays } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const policy = { rules: { 'plan-open-after-exit': { on: true } } }

export default defineRule({
  name: 'plan-open-after-exit',
  about: 'plan',
  severity: 'warning',
  off: true,
  statement: 'Once the exit is certain, the plan is closed. This is the procedure of one board.',
  citation: cite(sources.chicagoClosure, ', step 1'),
  reads: ['exit.quietDays'],
  examples: {
    passes: [
      {
        name: 'a draft, which was never a plan',
        recordedOn: '2026-01-09',
        document: { completedOn: null, participant: { exitedOn: '2026-05-29' } },
        policy,
      },
    ],
    fails: [
      {
        name: 'an exit on May 29: the ninetieth day after it is August 27',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', participant: { exitedOn: '2026-05-29' } },
        policy,
        holds: [
          {
            subject: 'plan-1',
            from: '2026-08-28',
            message: 'The exit of May 29, 2026 is certain, and the plan is still open. Close it.',
          },
        ],
      },
    ],
  },
  check: ({ plan, period: { exitedOn } }, { exit }) => {
    if (!exitedOn || plan.completedOn === null) return []
    return [{ subject: plan, from: addDays(exitedOn, exit.quietDays + 1), values: { exitedOn }, member: 'closedOn' }]
  },
})
