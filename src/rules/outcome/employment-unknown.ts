import { addDays } from '../../calendar.ts'
import { computeDeadline, statusKnownOn, unknownOn } from '../lib/deadlines.ts'
import { getCountedExit } from '../lib/exclusion.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const exited = { exitedOn: '2026-05-29' }
const learned = (quarter: number, obtainedOn: string, outcome: object) => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: obtainedOn,
  outcome: { quarter, evidence: { type: 'employer_letter', obtainedOn, staff: 'staff-17' }, ...outcome },
})
const works = { employment: 'employed', source: 'supplemental' }

export default definePersonRule({
  name: 'employment-unknown',
  about: 'participant',
  severity: 'warning',
  statement:
    'When the second and the fourth quarter after exit have ended, it is learned within two quarters whether the ' +
    'participant worked in them. What is learned later is said by outcome-too-late.',
  citation: cite(
    sources.tegl26_16,
    ', p. 8-9 and Tables 1 and 2 (the thirty days in which it is urgent are assumed)',
    'UI data should be reported four quarters after exit for second quarter wage and employment information, and six quarters after exit for fourth quarter information',
  ),
  examples: {
    passes: [
      {
        name: 'a participant of whom both quarters were known on the day after they ended',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [learned(2, '2027-01-01', works), learned(4, '2027-07-01', { employment: 'not_employed' })],
        },
      },
      {
        name: 'a participant of whom each plan knows one of the quarters',
        recordedOn: '2026-01-09',
        others: [{ participant: exited, followUps: [learned(4, '2027-07-01', works)] }],
        document: { participant: exited, followUps: [learned(2, '2027-01-01', works)] },
      },
      {
        name: 'a participant who deceased',
        recordedOn: '2026-01-09',
        document: { participant: { ...exited, exitReason: 'deceased' } },
      },
      {
        name: 'a participant of no core program of WIOA',
        recordedOn: '2026-01-09',
        document: { participant: { ...exited, programs: ['other'] } },
      },
    ],
    fails: [
      {
        name: 'nothing learned: from the first day of the third and of the fifth quarter, each for two quarters',
        recordedOn: '2026-01-09',
        document: { participant: exited },
        holds: [
          {
            subject: 'P-1',
            from: '2027-01-01',
            until: '2027-06-01',
            message:
              'It is not known whether the participant worked in quarter 2 after exit. Ask the participant or the employer, or match wage records, by June 30, 2027.',
          },
          { subject: 'P-1', from: '2027-06-01', until: '2027-07-01' },
          { subject: 'P-1', from: '2027-07-01', until: '2027-12-02' },
          { subject: 'P-1', from: '2027-12-02', until: '2028-01-01' },
        ],
      },
      {
        name: 'a status recorded as unknown, and one that is learned a day late',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [
            learned(2, '2027-01-01', { employment: 'unknown' }),
            learned(2, '2027-01-02', works),
            learned(4, '2027-07-01', works),
          ],
        },
        holds: [{ subject: 'P-1', from: '2027-01-01', until: '2027-01-02' }],
      },
      {
        name: 'an adult who learns; of a youth that would be enough',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [
            learned(2, '2027-01-01', works),
            learned(4, '2027-07-01', { enrollment: { in: 'postsecondary', on: '2026-09-01' } }),
          ],
        },
        holds: [
          { subject: 'P-1', from: '2027-07-01', until: '2027-12-02' },
          { subject: 'P-1', from: '2027-12-02', until: '2028-01-01' },
        ],
      },
    ],
  },
  check: (facts) => {
    const exitedOn = getCountedExit(facts.period)
    if (!exitedOn) return []
    return ([2, 4] as const).flatMap((quarter) =>
      unknownOn(computeDeadline(exitedOn, quarter), exitedOn, statusKnownOn(facts, quarter)).map(
        ({ urgency, ...days }) => ({
          subject: facts.participant,
          ...days,
          values: { quarter, urgency, lastOn: addDays(computeDeadline(exitedOn, quarter).lateFrom, -1) },
        }),
      ),
    )
  },
})
