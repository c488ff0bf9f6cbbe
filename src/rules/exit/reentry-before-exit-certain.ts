import { addDays, type Day, latestDay } from '../../calendar.ts'
import type { Period } from '../../document/participant/schemas.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

type Named = Pick<Period, 'enteredOn' | 'exitedOn'> & { programs: Period['programs'] }

/** The days of entry, in a later period, into the programs that both have, each with the exit from it that it follows. */
const listReturns = (earlier: Named, later: Named) =>
  earlier.programs.flatMap(({ program, exitedOn }) =>
    later.programs
      .filter((one) => one.program === program && program !== 'other') // which may be two
      .map(({ enteredOn }) => ({ on: enteredOn ?? later.enteredOn, after: exitedOn ?? earlier.exitedOn })),
  )

const before = (exitedOn: string, more: object = {}) => [
  { participant: { enteredOn: '2025-01-06', exitedOn, ...more }, completedOn: '2025-01-13' },
]

export default definePersonRule({
  name: 'reentry-before-exit-certain',
  about: 'participant',
  severity: 'error',
  statement:
    'A participant who comes back to a program within ninety days after exit from it had not exited, and the period of ' +
    'participation goes on; for another program, the common exit policy decides.',
  citation: cite(
    sources.tegl10_16,
    ', p. 22-23, and on a common exit',
    'has not received services from any DOL-administered program to which the common exit policy applies for at least 90 days',
  ),
  reads: ['exit.quietDays'],
  examples: {
    passes: [
      {
        name: 'a participant who comes back on the ninety-first day after exit',
        recordedOn: '2026-01-09',
        others: before('2025-10-03'),
        document: { participant: { enteredOn: '2026-01-02' } },
      },
      {
        name: 'a participant who has not come back',
        recordedOn: '2026-01-09',
        document: { participant: { exitedOn: '2026-01-05' } },
      },
    ],
    fails: [
      {
        name: 'a participant who comes back on the ninetieth day after exit, from the day on which that was recorded',
        recordedOn: '2026-01-09',
        others: before('2025-10-04'),
        document: { participant: { enteredOn: '2026-01-02' } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-09',
            message:
              'Came back on January 2, 2026, within 90 days after the exit of October 4, 2025. The exit was not final: take it back and continue the period.',
          },
        ],
      },
      {
        name: 'an entry that is recorded before its day, from that day',
        recordedOn: '2026-01-09',
        others: before('2025-12-01'),
        document: { participant: { enteredOn: '2026-02-02' } },
        holds: [{ subject: 'P-1', from: '2026-02-02' }],
      },
      {
        name: 'a dislocated worker who comes back to another program, which is a warning',
        recordedOn: '2026-01-09',
        others: before('2025-12-01', { programs: ['dislocated_worker'] }),
        document: { participant: { programs: ['youth'], enteredOn: '2026-02-02' } },
        holds: [{ subject: 'P-1', from: '2026-02-02', severity: 'warning' }],
      },
      {
        name: 'a program that ended long before the other one, for which the participant comes back',
        recordedOn: '2026-01-09',
        others: [
          ...before('2025-06-02'),
          { participant: { programs: ['wagner_peyser'], enteredOn: '2025-03-03', exitedOn: '2025-11-03' } },
        ],
        document: { participant: { enteredOn: '2026-01-02' } },
        holds: [{ subject: 'P-1', from: '2026-01-09', severity: 'warning' }],
      },
      {
        name: 'an entry sixty days after exit, where policy says sixty',
        recordedOn: '2026-01-09',
        others: before('2025-12-01'),
        document: { participant: { enteredOn: '2026-01-30' } },
        policy: { exit: { quietDays: 60, warnDays: 30, reasonEndsWait: false, supportDelaysYouth: false } },
        holds: [{ subject: 'P-1', from: '2026-01-30' }],
      },
    ],
  },
  check: ({ participant, index, recordedOn }, { exit }) => {
    const periods = participant.periods as Period[]
    const period = index === null ? undefined : periods[index]
    if (!period?.exitedOn) return []
    const isSoon = (on: Day | null, exitedOn: Day | null) =>
      on !== null && exitedOn !== null && on > exitedOn && on <= addDays(exitedOn, exit.quietDays)
    const later = periods.find(({ enteredOn }) => isSoon(enteredOn, period.exitedOn))
    if (!later?.enteredOn) return []
    const [returnedOn] = listReturns(period, later)
      .flatMap(({ on, after }) => (on !== null && isSoon(on, after) ? [on] : []))
      .sort()
    const seenOn = latestDay([recordedOn, later.recordedOn])
    const held = { subject: participant, member: 'exitedOn' }
    const toOther = {
      ...held,
      from: latestDay([seenOn, later.enteredOn]),
      until: returnedOn && latestDay([seenOn, returnedOn]),
      severity: 'warning' as const,
      values: { returnedOn: later.enteredOn, exitedOn: period.exitedOn, program: 'other' },
    }
    if (!returnedOn) return [toOther]
    const values = { returnedOn, exitedOn: period.exitedOn, program: 'same' }
    return [toOther, { ...held, from: latestDay([seenOn, returnedOn]), values }]
  },
})
