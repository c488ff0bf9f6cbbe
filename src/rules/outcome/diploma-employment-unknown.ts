import { addDays, latestDay } from '../../calendar.ts'
import { computeDeadline, statusKnownOn } from '../lib/deadlines.ts'
import { findDiploma } from '../lib/diploma.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const exited = { exitedOn: '2026-05-29' }
const attainments = [{ credential: 'secondary_diploma', name: 'High school equivalency', attainedOn: '2026-05-20' }]
const learned = (quarter: number, completedOn: string, employment: string) => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn,
  outcome: { quarter, employment, source: 'supplemental' },
})

export default definePersonRule({
  name: 'diploma-employment-unknown',
  about: 'participant',
  severity: 'warning',
  statement:
    'Of those whose diploma does not count yet it is learned for each quarter of the year after exit whether they worked; ' +
    'the second and the fourth, which are asked of everybody, are said by employment-unknown.',
  citation: cite(
    sources.tegl26_16,
    ', note 10',
    'For the purpose of the employment portion of the credential rate indicator, States must collect data on participants’ employment status each quarter after exit within one year after exiting the program',
  ),
  examples: {
    passes: [
      {
        name: 'somebody known to have worked in the first quarter on the day after it ended',
        recordedOn: '2026-01-09',
        document: { participant: exited, attainments, followUps: [learned(1, '2026-10-01', 'employed')] },
      },
      {
        name: 'somebody without a diploma',
        recordedOn: '2026-01-09',
        document: { participant: exited },
      },
    ],
    fails: [
      {
        name: 'nothing learned: of the first quarter from the first day of the second, of the third from that of the fourth',
        recordedOn: '2026-01-09',
        document: { participant: exited, attainments },
        holds: [
          {
            subject: 'P-1',
            from: '2026-10-01',
            until: '2027-04-01',
            message:
              'It is not known whether the participant worked in quarter 1 after exit, which the diploma of May 20, 2026 needs to count. Find out by March 31, 2027.',
          },
          { subject: 'P-1', from: '2027-04-01', until: '2027-10-01' },
        ],
      },
      {
        name: 'no work in the first quarter, which was learned a day late, and work in the third, which is enough',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          attainments,
          followUps: [learned(1, '2026-10-02', 'not_employed'), learned(3, '2027-02-01', 'employed')],
        },
        holds: [{ subject: 'P-1', from: '2026-10-01', until: '2026-10-02' }],
      },
    ],
  },
  check: (facts) => {
    const diploma = findDiploma(facts)
    if (!diploma) return []
    const { exitedOn, attainedOn, countsFrom } = diploma
    return ([1, 3] as const).map((quarter) => {
      const { from, lateFrom } = computeDeadline(exitedOn, quarter)
      const [until] = [lateFrom, statusKnownOn(facts, quarter), countsFrom].filter((day) => day !== undefined).sort()
      return {
        subject: facts.participant,
        from: latestDay([from, attainedOn]),
        until,
        values: { quarter, attainedOn, lastOn: addDays(lateFrom, -1) },
      }
    })
  },
})
