import { latestDay } from '../../calendar.ts'
import { computeDeadline, findUnknownWages, statusKnownOn } from '../lib/deadlines.ts'
import { getCountedExit } from '../lib/exclusion.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'
import { apart } from '../lib/windows.ts'

const exited = { exitedOn: '2026-05-29' }
const learned = (quarter: number, obtainedOn: string, outcome: object) => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: obtainedOn,
  outcome: {
    quarter,
    employment: 'employed',
    source: 'supplemental',
    evidence: { type: 'pay_record', obtainedOn, staff: 'staff-17' },
    ...outcome,
  },
})

export default definePersonRule({
  name: 'outcome-too-late',
  about: 'participant',
  severity: 'warning',
  statement:
    'Two quarters after the second and the fourth quarter after exit it is known whether the participant worked in them, ' +
    'and what was paid in the second; then it is reported for good, and wages that are not known are reported as $0.',
  citation: {
    ...cite(
      sources.tegl10_16,
      ', p. 8 (it is the duty of the State, so that an agency may switch the rule off)',
      'After two quarters, if a direct wage record match or supplemental wage information is still not available, wages will be converted to $0 permanently',
    ),
    level: 'state',
  },
  also: [cite(sources.tegl10_16, ', Attachment V'), cite(sources.tegl26_16, ', p. 9')],
  examples: {
    passes: [
      {
        name: 'a participant of whom everything was known on the last days in time',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [learned(2, '2027-06-30', { wagesPaid: 9000 }), learned(4, '2027-12-31', {})],
        },
      },
      {
        name: 'a youth moved by foster care',
        recordedOn: '2026-01-09',
        document: { participant: { ...exited, programs: ['youth'], exitReason: 'foster_care' } },
      },
    ],
    fails: [
      {
        name: 'nothing learned: the second quarter from the first day of the fifth, the fourth from that of the seventh',
        recordedOn: '2026-01-09',
        document: { participant: exited },
        holds: [
          {
            subject: 'P-1',
            from: '2027-07-01',
            until: '2028-01-01',
            message:
              'No source showed whether the participant worked in quarter 2 after exit in time, so it is reported as no employment and $0. Tell the State if you have a record of it.',
          },
          { subject: 'P-1', from: '2028-01-01' },
        ],
      },
      {
        name: 'work without wages in the second quarter, and a fourth that was learned of a day late',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [learned(2, '2027-01-04', {}), learned(4, '2028-01-02', {})],
        },
        holds: [
          { subject: 'P-1', from: '2027-07-01', until: '2028-01-01' },
          { subject: 'P-1', from: '2028-01-01', until: '2028-01-02' },
          { subject: 'P-1', from: '2028-01-02' },
        ],
      },
    ],
  },
  check: (facts) => {
    const exitedOn = getCountedExit(facts.period)
    if (!exitedOn) return []
    const unknown = ([2, 4] as const).map((quarter) => ({
      from: computeDeadline(exitedOn, quarter).lateFrom,
      until: statusKnownOn(facts, quarter),
      what: `employment_${quarter}`,
    }))
    const wages = findUnknownWages(facts, exitedOn, 2)
    if (wages) {
      const from = latestDay([computeDeadline(exitedOn, 2).lateFrom, wages.from])
      unknown.push({ from, until: wages.until, what: 'wages_2' })
    }
    return apart(unknown).map(({ what, ...days }) => ({
      subject: facts.participant,
      ...days,
      values: { what: what.join(' ') },
    }))
  },
})
