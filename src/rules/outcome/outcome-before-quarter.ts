import { quarterAfter } from '../../calendar.ts'
import { learnedOn, listLearned } from '../lib/quarters.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const exited = { exitedOn: '2026-05-29' }
const learned = (completedOn: string, outcome: object) => ({
  externalId: 'f-1',
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn,
  outcome: { employment: 'employed', source: 'supplemental', ...outcome },
})

export default definePersonRule({
  name: 'outcome-before-quarter',
  about: 'follow_up',
  severity: 'error',
  statement: 'What is said of a quarter after exit was learned when that quarter had begun, and so after exit.',
  citation: cite(
    sources.tegl10_16,
    ', p. 23',
    'the quarter for collecting follow-up data is determined by the quarter in which the date of exit occurs',
  ),
  examples: {
    passes: [
      {
        name: 'work that was learned of on the first day of the quarter',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned('2026-10-01', { quarter: 2 })] },
      },
      {
        name: 'work that was learned of before exit and is said of no quarter after it',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [{ ...learned('2026-03-02', {}), dueOn: '2026-03-31' }] },
      },
    ],
    fails: [
      {
        name: 'work that was learned of on the day before the quarter began, from that day',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned('2026-09-30', { quarter: 2 })] },
        holds: [
          {
            subject: 'f-1',
            from: '2026-09-30',
            message:
              'Learned September 30, 2026, but quarter 2 after exit begins October 1, 2026. Correct the quarter or the date; it counts nowhere as it is.',
          },
        ],
      },
      {
        name: 'an outcome from before exit, of the quarter in which its follow-up is due',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned('2026-05-28', {})] },
        holds: [{ subject: 'f-1', from: '2026-05-28' }],
      },
    ],
  },
  check: ({ followUps, period }) => {
    const { exitedOn } = period
    if (!exitedOn) return []
    return listLearned(followUps)
      .filter(({ followUp, quarter }) => learnedOn(followUp) < quarterAfter(exitedOn, quarter).from)
      .map(({ followUp, quarter }) => ({
        subject: followUp,
        from: learnedOn(followUp),
        values: { quarter, learnedOn: learnedOn(followUp), beginsOn: quarterAfter(exitedOn, quarter).from },
        member: 'outcome/quarter',
      }))
  },
})
