import { addDays, latestDay } from '../../calendar.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'exit-too-early',
  about: 'participant',
  severity: 'error',
  statement:
    'An exit is recorded when ninety days without a service have passed, for then it is certain, and not before.',
  citation: cite(
    sources.tegl10_16,
    ', p. 22-23',
    'The date of exit cannot be determined until 90 days have elapsed since the participant last received services',
  ),
  also: [
    cite(sources.illinois3_3, ' (allows an earlier exit where no more services will follow; exit.reasonEndsWait)'),
  ],
  reads: ['exit.quietDays', 'exit.reasonEndsWait'],
  examples: {
    passes: [
      {
        name: 'a participant who has not exited',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: '2026-01-10', exitedOn: null } },
      },
      {
        name: 'an exit that was certain when it was recorded',
        recordedOn: '2026-04-11',
        document: { participant: { exitedOn: '2026-01-10' } },
      },
    ],
    fails: [
      {
        name: 'an exit on January 10: uncertain until April 10, the ninetieth day after it, and certain on April 11',
        recordedOn: '2025-01-09',
        document: { participant: { enteredOn: '2024-09-02', exitedOn: '2025-01-10' } },
        holds: [
          {
            subject: 'P-1',
            from: '2025-01-10',
            until: '2025-04-11',
            message:
              'The exit of January 10, 2025 is certain only on April 11, 2025, after 90 days without a service. Take it back until then.',
          },
        ],
      },
      {
        name: 'an exit that came with another plan, and that this plan does not say',
        recordedOn: '2026-01-09',
        others: [{ participant: { exitedOn: '2026-02-02' } }],
        document: {},
        holds: [{ subject: 'P-1', from: '2026-02-02', until: '2026-05-04' }],
      },
      {
        name: 'a reason of exit, which no text excepts',
        recordedOn: '2026-01-09',
        document: {
          participant: { exitedOn: '2026-02-02', exitReason: 'institutionalized' },
        },
        holds: [{ subject: 'P-1', from: '2026-02-02', until: '2026-05-04' }],
      },
      {
        name: 'an exit without a reason where policy lets a reason end the wait',
        recordedOn: '2026-01-09',
        document: { participant: { exitedOn: '2026-02-02', exitReason: 'none' } },
        policy: { exit: { quietDays: 90, warnDays: 60, reasonEndsWait: true, supportDelaysYouth: false } },
        holds: [{ subject: 'P-1', from: '2026-02-02', until: '2026-05-04' }],
      },
    ],
  },
  check: ({ participant, period }, { exit }) => {
    const { exitedOn, exitReason, exitRecordedOn } = period
    if (!exitedOn || (exit.reasonEndsWait && exitReason && exitReason !== 'none')) return []
    const until = addDays(exitedOn, exit.quietDays + 1)
    const from = latestDay([exitedOn, exitRecordedOn])
    return [{ subject: participant, from, until, values: { exitedOn, certainOn: until }, member: 'exitedOn' }]
  },
})
