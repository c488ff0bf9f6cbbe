import { definePersonRule } from '../lib/rule.ts'

export default definePersonRule({
  name: 'exit-without-entry',
  about: 'participant',
  severity: 'error',
  statement: 'A participant who has exited has a date of program entry.',
  citation: {
    label:
      'RSA-TAC-19-01 (joint with TEGL 7-18, Change 1), p. 3: PIRL 900, Date of Program Entry, is the “date on which an ' +
      'individual became a participant”, and PIRL 901 the exit of a participant',
    level: 'federal',
  },
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
        holds: [{ subject: 'P-1', from: '2026-05-29' }],
      },
    ],
  },
  check: ({ participant, period: { enteredOn, exitedOn } }) => {
    if (!exitedOn || enteredOn) return []
    return [{ subject: participant, from: exitedOn, member: 'enteredOn' }]
  },
})
