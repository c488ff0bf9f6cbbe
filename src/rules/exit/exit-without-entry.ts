import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'exit-without-entry',
  about: 'participant',
  severity: 'error',
  statement: 'A participant who has exited has a date of program entry.',
  citation: cite(sources.tegl7_18, ', p. 3 (PIRL 900 and 901)', 'date on which an individual became a participant'),
  examples: {
    passes: [
      {
        name: 'an exit after an entry',
        recordedOn: '2026-01-09',
        document: { participant: { enteredOn: '2026-01-02', exitedOn: '2026-05-29' } },
      },
      {
        name: 'neither entry nor exit',
        recordedOn: '2026-01-09',
        document: { participant: { enteredOn: null } },
      },
    ],
    fails: [
      {
        name: 'an exit without an entry, from the day of exit',
        recordedOn: '2026-01-09',
        document: { participant: { enteredOn: null, exitedOn: '2026-05-29' } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-05-29',
            message: 'Exited May 29, 2026, but there is no date of program entry. Enter it.',
          },
        ],
      },
    ],
  },
  check: ({ participant, period: { enteredOn, exitedOn } }) => {
    if (!exitedOn || enteredOn) return []
    return [{ subject: participant, from: exitedOn, values: { exitedOn }, member: 'enteredOn' }]
  },
})
