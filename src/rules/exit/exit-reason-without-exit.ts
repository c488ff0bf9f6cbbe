import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'exit-reason-without-exit',
  about: 'participant',
  severity: 'error',
  statement: 'A reason for exit is recorded with a date of exit.',
  citation: cite(sources.tegl7_18, ', p. 3-4 (PIRL 901 and 923)'),
  examples: {
    passes: [
      {
        name: 'a reason with an exit',
        recordedOn: '2026-01-09',
        document: { participant: { exitedOn: '2026-05-29', exitReason: 'health_or_medical' } },
      },
      {
        name: 'no other reason, which says nothing',
        recordedOn: '2026-01-09',
        document: { participant: { exitedOn: null, exitReason: 'none' } },
      },
    ],
    fails: [
      {
        name: 'a reason without an exit, from the day on which the period was recorded',
        recordedOn: '2026-01-09',
        document: { participant: { exitedOn: null, exitReason: 'institutionalized' } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-09',
            message: 'There is a reason for exit, but no exit date. Enter the exit date, or remove the reason.',
          },
        ],
      },
    ],
  },
  check: ({ participant, recordedOn, period: { exitedOn, exitReason } }) => {
    if (exitedOn || exitReason === null || exitReason === 'none') return []
    return [{ subject: participant, from: recordedOn, member: 'exitedOn' }]
  },
})
