import { definePersonRule, isInTitleOne } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'selective-service-unchecked',
  about: 'participant',
  severity: 'warning',
  statement: 'Before a person enters a program of title I, registration with Selective Service is checked.',
  citation: cite(
    sources.usc3249,
    '(h)',
    'The Secretary shall ensure that each individual participating in any program or activity established under this subchapter, or receiving any assistance or benefit under this subchapter, has not violated section 3 of the Military Selective Service Act',
  ),
  examples: {
    passes: [
      {
        name: 'a check on the day of entry',
        recordedOn: '2026-01-09',
        document: { participant: { enteredOn: '2026-01-02', selectiveServiceOn: '2026-01-02' } },
      },
      {
        name: 'Wagner-Peyser, which is not under that subchapter',
        recordedOn: '2026-01-09',
        document: { participant: { programs: ['wagner_peyser'], selectiveServiceOn: null } },
      },
    ],
    fails: [
      {
        name: 'an entry without a check',
        recordedOn: '2026-01-09',
        document: { participant: { enteredOn: '2026-01-02', selectiveServiceOn: null } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-02',
            message:
              'Entered on January 2, 2026, and nothing shows that Selective Service registration was checked. Check it, and record the day.',
          },
        ],
      },
      {
        name: 'a check on the day after entry, until then',
        recordedOn: '2026-01-09',
        document: { participant: { enteredOn: '2026-01-02', selectiveServiceOn: '2026-01-03' } },
        holds: [{ subject: 'P-1', from: '2026-01-02', until: '2026-01-03' }],
      },
    ],
  },
  check: ({ participant, period }) => {
    const { enteredOn, selectiveServiceOn } = period
    if (!isInTitleOne(period) || !enteredOn || (selectiveServiceOn && selectiveServiceOn <= enteredOn)) return []
    const held = { from: enteredOn, until: selectiveServiceOn }
    return [{ subject: participant, ...held, values: { enteredOn }, member: 'selectiveServiceOn' }]
  },
})
