import { learnedOn } from '../lib/quarters.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const learned = { externalId: 'f-1', kind: 'post_exit', dueOn: '2026-12-31', status: 'completed' }

export default definePersonRule({
  name: 'outcome-without-exit',
  about: 'follow_up',
  severity: 'error',
  statement: 'An outcome is said of a quarter after exit only where the day of exit is recorded.',
  citation: cite(
    sources.tegl10_16,
    ', p. 23',
    'the quarter for collecting follow-up data is determined by the quarter in which the date of exit occurs',
  ),
  examples: {
    passes: [
      {
        name: 'an outcome of a quarter after a known exit',
        recordedOn: '2026-01-09',
        document: {
          participant: { exitedOn: '2026-05-29' },
          followUps: [{ ...learned, completedOn: '2027-01-01', outcome: { quarter: 2, employment: 'employed' } }],
        },
      },
      {
        name: 'an outcome of no quarter, while the participant takes part',
        recordedOn: '2026-01-09',
        document: { followUps: [{ ...learned, completedOn: '2026-03-02', outcome: { employment: 'employed' } }] },
      },
    ],
    fails: [
      {
        name: 'an outcome of the second quarter after an exit that nobody has recorded, from the day on which it was learned',
        recordedOn: '2026-01-09',
        document: {
          participant: { exitedOn: null },
          followUps: [{ ...learned, completedOn: '2027-01-01', outcome: { quarter: 2, employment: 'employed' } }],
        },
        holds: [
          {
            subject: 'f-1',
            from: '2027-01-01',
            message:
              'The outcome is about a quarter after exit, but there is no exit date. Record the exit, or remove the quarter.',
          },
        ],
      },
    ],
  },
  check: ({ followUps, period }) =>
    period.exitedOn
      ? []
      : followUps
          .filter(({ outcome }) => outcome?.quarter != null)
          .map((followUp) => ({
            subject: followUp,
            from: learnedOn(followUp),
            member: 'outcome/quarter',
          })),
})
