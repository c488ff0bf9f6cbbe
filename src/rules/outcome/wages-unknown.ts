import { addDays } from '../../calendar.ts'
import { computeDeadline, findUnknownWages, unknownOn } from '../lib/deadlines.ts'
import { getCountedExit } from '../lib/exclusion.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const exited = { exitedOn: '2026-05-29' }
const learned = (obtainedOn: string, outcome: object) => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: obtainedOn,
  outcome: {
    quarter: 2,
    employment: 'employed',
    source: 'supplemental',
    evidence: { type: 'pay_record', obtainedOn, staff: 'staff-17' },
    ...outcome,
  },
})

export default definePersonRule({
  name: 'wages-unknown',
  about: 'participant',
  severity: 'warning',
  statement:
    'When the second quarter after exit has ended, the wages that were paid in it are learned within two quarters where ' +
    'the participant worked. What is learned later is said by outcome-too-late.',
  citation: cite(
    sources.tegl10_16,
    ', p. 8 (the thirty days in which it is urgent are assumed)',
    'After two quarters, if a direct wage record match or supplemental wage information is still not available, wages will be converted to $0 permanently',
  ),
  examples: {
    passes: [
      {
        name: 'wages that were known on the day after the quarter ended',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned('2027-01-01', { wagesPaid: 9000 })] },
      },
      {
        name: 'a participant who did not work',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned('2027-01-01', { employment: 'not_employed' })] },
      },
    ],
    fails: [
      {
        name: 'work without wages: from the first day of the third quarter to the last of the fourth',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned('2026-11-02', {})] },
        holds: [
          {
            subject: 'P-1',
            from: '2027-01-01',
            until: '2027-06-01',
            message:
              'The participant worked in quarter 2 after exit, but the wages are not known. Ask for pay stubs or match wage records by June 30, 2027.',
          },
          { subject: 'P-1', from: '2027-06-01', until: '2027-07-01' },
        ],
      },
      {
        name: 'wages that were learned on the last day of their quarter, and so do not count',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [learned('2026-12-31', { wagesPaid: 9000 })],
        },
        holds: [
          { subject: 'P-1', from: '2027-01-01', until: '2027-06-01' },
          { subject: 'P-1', from: '2027-06-01', until: '2027-07-01' },
        ],
      },
      {
        name: 'work that was learned of in February, and wages in March',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [
            learned('2027-02-01', {}),
            learned('2027-03-01', { hourlyWage: 20, weeklyHours: 40, convertsWages: true }),
          ],
        },
        holds: [{ subject: 'P-1', from: '2027-02-01', until: '2027-03-01' }],
      },
    ],
  },
  check: (facts) => {
    const exitedOn = getCountedExit(facts.period)
    const unknown = exitedOn && findUnknownWages(facts, exitedOn, 2)
    if (!unknown) return []
    return unknownOn(computeDeadline(exitedOn, 2), unknown.from, unknown.until).map(({ urgency, ...days }) => ({
      subject: facts.participant,
      ...days,
      values: { urgency, lastOn: addDays(computeDeadline(exitedOn, 2).lateFrom, -1) },
    }))
  },
})
