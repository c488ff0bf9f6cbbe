import { definePersonRule, findLastService } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'exit-not-last-service',
  about: 'participant',
  severity: 'error',
  statement: 'The day of exit is the last day of a service that delays exit.',
  citation: cite(sources.tegl10_16, ', p. 22', 'the date of exit is applied retroactively to the last date of service'),
  reads: ['exit.supportDelaysYouth'],
  examples: {
    passes: [
      {
        name: 'an exit on the last day of a service',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: '2026-05-29', exitedOn: '2026-05-29' } },
      },
      {
        name: 'an exit of a participant whose last service is not known',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: null, exitedOn: '2026-05-29' } },
      },
      {
        name: 'an exit on the last day of a training that ended after the last service that is named',
        recordedOn: '2026-01-09',
        document: {
          participant: { lastServiceOn: '2026-05-04', exitedOn: '2026-05-29' },
          services: [{ kind: 'training', startedOn: '2026-02-02', endedOn: '2026-05-29' }],
        },
      },
      {
        name: 'an exit on the last day of a training in another plan',
        recordedOn: '2026-01-09',
        others: [{ services: [{ kind: 'training', startedOn: '2026-02-02', endedOn: '2026-05-29' }] }],
        document: { participant: { lastServiceOn: '2026-05-04', exitedOn: '2026-05-29' } },
      },
    ],
    fails: [
      {
        name: 'an exit a day after the last service, from that day',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: '2026-05-29', exitedOn: '2026-05-30' } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-05-30',
            message:
              'The exit date is May 30, 2026, but the last service was May 29, 2026. Set the exit to the day of the last service.',
          },
        ],
      },
      {
        name: 'an exit before the last service',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: '2026-05-29', exitedOn: '2026-05-28' } },
        holds: [{ subject: 'P-1', from: '2026-05-28' }],
      },
    ],
  },
  check: (facts, policy) => {
    const { lastServiceOn, exitedOn } = facts.period
    if (!exitedOn || !lastServiceOn || exitedOn === lastServiceOn || exitedOn === findLastService(facts, policy))
      return []
    return [{ subject: facts.participant, from: exitedOn, values: { exitedOn, lastServiceOn }, member: 'exitedOn' }]
  },
})
