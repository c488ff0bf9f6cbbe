import { type Day, latestDay } from '../../calendar.ts'
import { definePersonRule, listScheduled } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'exit-despite-planned-service',
  about: 'participant',
  severity: 'error',
  statement: 'A participant who has exited has no service scheduled that would delay exit.',
  citation: cite(
    sources.tegl10_16,
    ', p. 22',
    'there must be no plans to provide the participant with future services',
  ),
  reads: ['exit.supportDelaysYouth'],
  examples: {
    passes: [
      {
        name: 'an exit after the day for which the next service was scheduled',
        recordedOn: '2026-01-09',
        document: { participant: { nextServiceOn: '2026-05-04', exitedOn: '2026-05-29' } },
      },
      {
        name: 'a follow-up service planned for after exit',
        recordedOn: '2026-01-09',
        document: {
          participant: { exitedOn: '2026-05-29' },
          services: [{ kind: 'follow_up', plannedStartOn: '2026-07-01' }],
        },
      },
    ],
    fails: [
      {
        name: 'a service scheduled for the day after exit, from the day of exit',
        recordedOn: '2026-01-09',
        document: { participant: { nextServiceOn: '2026-05-30', exitedOn: '2026-05-29' } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-05-29',
            message:
              'Exited May 29, 2026, but a service is scheduled for May 30, 2026. Cancel the service, or take the exit back.',
          },
        ],
      },
      {
        name: 'a training that is planned and has not started',
        recordedOn: '2026-01-09',
        document: {
          participant: { exitedOn: '2026-05-29' },
          services: [{ kind: 'training', plannedStartOn: '2026-09-07' }],
        },
        holds: [{ subject: 'P-1', from: '2026-05-29' }],
      },
      {
        name: 'a training that is planned in another plan',
        recordedOn: '2026-01-09',
        others: [{ services: [{ kind: 'training', plannedStartOn: '2026-09-07' }] }],
        document: { participant: { exitedOn: '2026-05-29' } },
        holds: [{ subject: 'P-1', from: '2026-05-29' }],
      },
    ],
  },
  check: (facts, policy) => {
    const { exitedOn } = facts.period
    if (!exitedOn) return []
    const later = listScheduled(facts, policy).filter(({ on }) => on > exitedOn)
    if (later.length === 0) return []
    const ends = later.map(({ until }) => until)
    const until = ends.includes(null) ? null : latestDay(ends)
    return [
      {
        subject: facts.participant,
        from: exitedOn,
        until,
        values: { exitedOn, scheduledOn: latestDay(later.map(({ on }) => on) as [Day, ...Day[]]) },
        member: 'exitedOn',
      },
    ]
  },
})
