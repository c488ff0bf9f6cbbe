import { addDays } from '../../calendar.ts'
import { defineRule, isAdult, isYouth } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'support-outside-participation',
  about: 'service',
  severity: 'error',
  statement: 'An adult or dislocated worker is given supportive services while they take part in the program.',
  citation: cite(
    sources.tegl10_16,
    ', p. 22-23, note 13',
    'For the title I Adult and Dislocated Worker programs only participants may receive supportive services.',
  ),
  also: [
    cite(
      sources.cfr680_910,
      '(a)(1)',
      'Supportive services may only be provided to individuals who are: (1) Participating in career or training services',
    ),
  ],
  examples: {
    passes: [
      {
        name: 'support on the day of entry, and on the day of exit',
        recordedOn: '2026-07-06',
        document: {
          participant: { enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
          services: [
            { id: 'bus', kind: 'supportive', startedOn: '2026-01-02' },
            { id: 'tools', kind: 'supportive', startedOn: '2026-05-29' },
          ],
        },
      },
      {
        name: 'support of a youth after exit, as a follow-up service',
        recordedOn: '2026-07-06',
        document: {
          participant: { programs: ['youth', 'adult'], exitedOn: '2026-05-29' },
          services: [{ id: 'tools', kind: 'supportive', startedOn: '2026-06-15' }],
        },
      },
    ],
    fails: [
      {
        name: 'support a day before entry, for that day, and a day after exit',
        recordedOn: '2026-07-06',
        document: {
          participant: { enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
          services: [
            { id: 'bus', kind: 'supportive', startedOn: '2026-01-01' },
            { id: 'tools', kind: 'supportive', startedOn: '2026-05-30' },
          ],
        },
        holds: [
          {
            subject: 'bus',
            from: '2026-01-01',
            until: '2026-01-02',
            message:
              'Given January 1, 2026, before program entry on January 2, 2026; only participants may receive support. ' +
              'Correct the dates, or pay from another source.',
          },
          {
            subject: 'tools',
            from: '2026-05-30',
            message:
              'Given May 30, 2026, after exit on May 29, 2026; only participants may receive support. Correct the dates, ' +
              'or pay from another source.',
          },
        ],
      },
      {
        name: 'support that began before exit and went on after it, from the day after exit',
        recordedOn: '2026-07-06',
        document: {
          participant: { enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
          services: [{ id: 'rent', kind: 'supportive', startedOn: '2026-04-01', endedOn: '2026-06-30' }],
        },
        holds: [{ subject: 'rent', from: '2026-05-30' }],
      },
    ],
  },
  check: ({ plan, period }) => {
    const { enteredOn, exitedOn } = period
    if (!isAdult(period) || isYouth(period)) return []
    return plan.services.flatMap((service) => {
      const { kind, startedOn, endedOn } = service
      if (kind !== 'supportive' || startedOn === null) return []
      if (enteredOn && startedOn < enteredOn) {
        const values = { when: 'before', on: enteredOn, givenOn: startedOn }
        return [{ subject: service, from: startedOn, until: enteredOn, values, member: 'startedOn' }]
      }
      const lastOn = endedOn ?? startedOn
      if (!exitedOn || lastOn <= exitedOn) return []
      const values = { when: 'after', on: exitedOn, givenOn: lastOn }
      if (startedOn > exitedOn) return [{ subject: service, from: startedOn, values, member: 'startedOn' }]
      return [{ subject: service, from: addDays(exitedOn, 1), values, member: 'endedOn' }]
    })
  },
})
