import { addDays, type Day } from '../../calendar.ts'
import type { Subjects } from '../../document/facts.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const planned = { id: 'course', kind: 'training', plannedStartOn: '2026-02-02', plannedEndOn: '2026-06-26' }

export default defineRule({
  name: 'service-overdue',
  about: 'service',
  severity: 'warning',
  statement:
    'A service starts and ends by the days planned for it, or these days are moved, until the participant exits. When it ' +
    'is time to decide about exit, exit-undecided says so instead.',
  citation: cite(sources.wisconsin12_8, '.2 (planned dates are moved when they change)'),
  yieldsTo: ['exit-undecided'],
  examples: {
    passes: [
      {
        name: 'a training that started and ended on the days planned for it',
        recordedOn: '2026-07-06',
        document: { services: [{ ...planned, startedOn: '2026-02-02', endedOn: '2026-06-26' }] },
      },
      {
        name: 'a service without planned days',
        recordedOn: '2026-01-09',
        document: { services: [{ kind: 'career' }] },
      },
      {
        name: 'a training that goes on when the participant exits, before its planned end',
        recordedOn: '2026-10-05',
        document: { participant: { exitedOn: '2026-05-29' }, services: [{ ...planned, startedOn: '2026-02-02' }] },
      },
    ],
    fails: [
      {
        name: 'a training that does not start: in time on the day planned, late from the day after',
        recordedOn: '2026-01-26',
        document: { services: [planned] },
        holds: [
          {
            subject: 'course',
            from: '2026-02-03',
            message: 'Planned to start February 2, 2026; 1 day late. Record its start, or plan a new date.',
          },
        ],
      },
      {
        name: 'a training that started four days late, for the days until it did',
        recordedOn: '2026-07-06',
        document: { services: [{ ...planned, startedOn: '2026-02-06', endedOn: '2026-06-26' }] },
        holds: [{ subject: 'course', from: '2026-02-03', until: '2026-02-06' }],
      },
      {
        name: 'a training that goes on after its planned end',
        recordedOn: '2026-02-09',
        document: { services: [{ ...planned, startedOn: '2026-02-02' }] },
        holds: [
          {
            subject: 'course',
            from: '2026-06-27',
            message: 'Planned to end June 26, 2026; 1 day late. Record its end, or plan a new date.',
          },
        ],
      },
    ],
  },
  check: ({ plan, period: { exitedOn } }) =>
    plan.services.flatMap((service) =>
      listLate(service).map(({ until, ...held }) => ({
        ...{ subject: service, ...held },
        until: until !== null && exitedOn !== null && exitedOn < until ? exitedOn : (until ?? exitedOn),
      })),
    ),
})

/** The days on which the start, and the end, of a service was late. */
function listLate({ plannedStartOn, plannedEndOn, startedOn, endedOn }: Subjects['service']) {
  const toLate = (which: 'start' | 'end', plannedOn: Day | null, until: Day | null) =>
    plannedOn === null
      ? []
      : [
          {
            from: addDays(plannedOn, 1),
            until,
            values: { which, plannedOn },
            member: which === 'start' ? 'startedOn' : 'endedOn',
          },
        ]
  return [
    ...toLate('start', plannedStartOn, startedOn),
    ...(startedOn === null ? [] : toLate('end', plannedEndOn, endedOn)),
  ]
}
