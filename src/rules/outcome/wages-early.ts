import { quarterAfter } from '../../calendar.ts'
import { getWages, isEarly, learnedOn, listLearned } from '../lib/quarters.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const exited = { exitedOn: '2026-05-29' }
const learned = (obtainedOn: string, outcome: object) => ({
  externalId: 'f-1',
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
  name: 'wages-early',
  about: 'follow_up',
  severity: 'error',
  statement:
    'The wages of a quarter are recorded when it has ended, for only what was paid in it counts; earlier ones are kept and ' +
    'not counted.',
  citation: cite(
    sources.tegl10_16,
    ', Attachment III',
    'programs must only report those wages that are actually paid to the participant during the quarter, not projected amounts based on this wage conversion chart',
  ),
  examples: {
    passes: [
      {
        name: 'wages that were learned on the day after the quarter ended',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned('2027-01-01', { wagesPaid: 9000 })] },
      },
      {
        name: 'work that was learned of in the quarter, with an hourly wage that nobody converts',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [learned('2026-11-02', { hourlyWage: 20, weeklyHours: 40 })],
        },
      },
    ],
    fails: [
      {
        name: 'wages that were learned on the last day of their quarter, from that day',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned('2026-12-31', { wagesPaid: 9000 })] },
        holds: [
          {
            subject: 'f-1',
            from: '2026-12-31',
            message:
              'The wages were recorded December 31, 2026, but quarter 2 after exit ends December 31, 2026. Record what was paid once the quarter is over.',
          },
        ],
      },
      {
        name: 'hourly wages that were converted while the quarter went on',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [learned('2026-10-05', { hourlyWage: 20, weeklyHours: 40, convertsWages: true })],
        },
        holds: [{ subject: 'f-1', from: '2026-10-05' }],
      },
    ],
  },
  check: ({ followUps, period }) => {
    const { exitedOn } = period
    if (!exitedOn) return []
    return listLearned(followUps)
      .filter(({ followUp, outcome, quarter }) => getWages(outcome) !== null && isEarly(followUp, exitedOn, quarter))
      .map(({ followUp, outcome, quarter }) => ({
        subject: followUp,
        from: learnedOn(followUp),
        values: { quarter, learnedOn: learnedOn(followUp), endsOn: quarterAfter(exitedOn, quarter).to },
        member: `outcome/${outcome.wagesPaid === null ? 'convertsWages' : 'wagesPaid'}`,
      }))
  },
})
