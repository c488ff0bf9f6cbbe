import { isEmployed, learnedOn, listLearned } from '../lib/quarters.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const exited = { exitedOn: '2026-05-29' }
const learned = (outcome: object) => ({
  externalId: 'f-1',
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: '2026-12-31',
  outcome: { quarter: 2, ...outcome },
})

export default definePersonRule({
  name: 'employment-without-source',
  about: 'follow_up',
  severity: 'warning',
  statement: 'An employment, with its wages, that is said of a quarter after exit says where it was found.',
  citation: {
    ...cite(sources.tegl10_16, ', p. 5-8, and PIRL 1600 to 1607 (the edit check is assumed)'),
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'an employment from a wage record',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned({ employment: 'employed', source: 'ui_wage_record' })] },
      },
      {
        name: 'somebody who did not work, and somebody of whom nothing is known',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [
            learned({ employment: 'not_employed' }),
            { ...learned({ employment: 'unknown' }), externalId: 'f-2' },
          ],
        },
      },
      {
        name: 'an employment while the participant takes part',
        recordedOn: '2026-01-09',
        document: { followUps: [learned({ quarter: null, employment: 'employed' })] },
      },
    ],
    fails: [
      {
        name: 'service in the forces that nothing says the source of, from the day on which it was learned',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned({ employment: 'military' })] },
        holds: [
          {
            subject: 'f-1',
            from: '2026-12-31',
            message:
              'The employment has no source. Record where it was found: a wage record, a federal or military record, or supplemental information.',
          },
        ],
      },
    ],
  },
  check: ({ followUps }) =>
    listLearned(followUps)
      .filter(({ outcome }) => outcome.source === null && isEmployed(outcome.employment))
      .map(({ followUp }) => ({
        subject: followUp,
        from: learnedOn(followUp),
        member: 'outcome/source',
      })),
})
