import { definePersonRule } from '../lib/rule.ts'

export default definePersonRule({
  name: 'exit-reason-without-exit',
  about: 'participant',
  severity: 'error',
  statement: 'A reason for exit is recorded with a date of exit.',
  citation: {
    label:
      'RSA-TAC-19-01 (joint with TEGL 7-18, Change 1), p. 3-4: PIRL 923, Other Reasons for Exit, is the reason for which a ' +
      'participant who exited (PIRL 901) is excluded from the indicators',
    level: 'federal',
  },
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
        holds: [{ subject: 'P-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ participant, recordedOn, period: { exitedOn, exitReason } }) => {
    if (exitedOn || exitReason === null || exitReason === 'none') return []
    return [{ subject: participant, from: recordedOn, member: 'exitedOn' }]
  },
})
