import { definePersonRule, delaysExit } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const course = { id: 'course', kind: 'training', startedOn: '2026-01-12' }

export default definePersonRule({
  name: 'service-open-at-exit',
  about: 'service',
  severity: 'error',
  statement: 'When a participant exits, each service that delays exit has a last day.',
  citation: cite(sources.tegl10_16, ', p. 22', 'the date of exit is applied retroactively to the last date of service'),
  also: [cite(sources.chicagoClosure, ', step 2'), cite(sources.wisconsin8_7, '.2')],
  reads: ['exit.supportDelaysYouth'],
  examples: {
    passes: [
      {
        name: 'a training that ended on the day of exit',
        recordedOn: '2026-09-09',
        document: { participant: { exitedOn: '2026-05-29' }, services: [{ ...course, endedOn: '2026-05-29' }] },
      },
      {
        name: 'a training that goes on, before exit',
        recordedOn: '2026-01-15',
        document: { services: [course] },
      },
      {
        name: 'support that goes on, which delays no exit',
        recordedOn: '2026-09-09',
        document: { participant: { exitedOn: '2026-05-29' }, services: [{ ...course, kind: 'supportive' }] },
      },
    ],
    fails: [
      {
        name: 'a training without an end, from the day of exit',
        recordedOn: '2026-09-09',
        document: { participant: { exitedOn: '2026-05-29' }, services: [course] },
        holds: [
          {
            subject: 'course',
            from: '2026-05-29',
            message:
              'Started January 12, 2026 and has no end, but the participant exited May 29, 2026. Record the last day of the service.',
          },
        ],
      },
    ],
  },
  check: ({ period, services }, policy) => {
    const { exitedOn } = period
    if (!exitedOn) return []
    const delays = delaysExit(period, policy)
    return services.flatMap((service) => {
      const { startedOn, endedOn } = service
      if (!delays(service) || !startedOn || endedOn || startedOn > exitedOn) return []
      return [{ subject: service, from: exitedOn, values: { startedOn, exitedOn }, member: 'endedOn' }]
    })
  },
})
