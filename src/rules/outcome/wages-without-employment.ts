import { getWages, isEmployed, learnedOn, listLearned } from '../lib/quarters.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const exited = { exitedOn: '2026-05-29' }
const learned = (outcome: object) => ({
  externalId: 'f-1',
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: '2027-01-01',
  outcome: { quarter: 2, source: 'supplemental', ...outcome },
})

export default definePersonRule({
  name: 'wages-without-employment',
  about: 'follow_up',
  severity: 'error',
  statement:
    'Wages of a quarter after exit come with the status of somebody who worked in it, for both are taken from one source.',
  citation: cite(
    sources.tegl26_16,
    ', p. 6',
    'if supplemental wage information is used to determine both employment status and wages within the same reporting period, then the same supplemental wage information must be used for both wages and employment status',
  ),
  examples: {
    passes: [
      {
        name: 'wages of an apprentice, and none of somebody who did not work',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [
            { ...learned({ employment: 'registered_apprenticeship', wagesPaid: 7000 }), externalId: 'f-2' },
            learned({ employment: 'not_employed', wagesPaid: 0 }),
          ],
        },
      },
      {
        name: 'wages from before exit, of no quarter after it',
        recordedOn: '2026-01-09',
        document: { followUps: [{ ...learned({ quarter: null, wagesPaid: 7000 }) }] },
      },
    ],
    fails: [
      {
        name: 'wages of somebody recorded as not employed, from the day on which they were learned',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned({ employment: 'not_employed', wagesPaid: 0.01 })] },
        holds: [
          {
            subject: 'f-1',
            from: '2027-01-01',
            message:
              'There are wages, but the status is not employed. Correct the one that is wrong; both come from the same source.',
          },
        ],
      },
      {
        name: 'wages without a status, which another source says',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [
            { ...learned({ employment: 'employed', source: 'ui_wage_record' }), externalId: 'f-2' },
            learned({ wagesPaid: 7000 }),
          ],
        },
        holds: [{ subject: 'f-1', from: '2027-01-01' }],
      },
    ],
  },
  check: ({ followUps }) =>
    listLearned(followUps)
      .filter(({ outcome }) => !isEmployed(outcome.employment) && (getWages(outcome)?.amount ?? 0) > 0)
      .map(({ followUp }) => ({
        subject: followUp,
        from: learnedOn(followUp),
        member: 'outcome/employment',
      })),
})
