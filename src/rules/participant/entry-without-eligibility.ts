import { definePersonRule, isInTitleOne } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'entry-without-eligibility',
  about: 'participant',
  severity: 'error',
  statement: 'Eligibility is determined before a person enters a program of title I, or on that day.',
  citation: cite(
    sources.cfr677_150,
    '(a)',
    'after satisfying all applicable programmatic requirements for the provision of services, such as eligibility determination',
  ),
  also: [cite(sources.tegl10_16, ', p. 20-22')],
  examples: {
    passes: [
      {
        name: 'an entry on the day of the determination',
        recordedOn: '2026-01-09',
        document: { participant: { eligibleOn: '2026-01-02', enteredOn: '2026-01-02' } },
      },
      {
        name: 'Wagner-Peyser, which everybody may use',
        recordedOn: '2026-01-09',
        document: { participant: { programs: ['wagner_peyser'], eligibleOn: null } },
      },
    ],
    fails: [
      {
        name: 'an entry a day before the determination, until that day',
        recordedOn: '2026-01-09',
        document: { participant: { eligibleOn: '2026-01-03', enteredOn: '2026-01-02' } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-02',
            until: '2026-01-03',
            message:
              'Entered the program on January 2, 2026 before eligibility was determined. Record the day of the determination, or correct the entry.',
          },
        ],
      },
      {
        name: 'an entry without a determination',
        recordedOn: '2026-01-09',
        document: { participant: { eligibleOn: null, enteredOn: '2026-01-02' } },
        holds: [{ subject: 'P-1', from: '2026-01-02' }],
      },
    ],
  },
  check: ({ participant, period }) => {
    const { enteredOn, eligibleOn } = period
    if (!isInTitleOne(period) || !enteredOn || (eligibleOn && eligibleOn <= enteredOn)) return []
    const values = { enteredOn, found: eligibleOn ? 'late' : 'missing' }
    return [{ subject: participant, from: enteredOn, until: eligibleOn, values, member: 'eligibleOn' }]
  },
})
