import { addDays, latestDay } from '../../calendar.ts'
import { definePersonRule, delaysExit, findLastService, listScheduled } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'exit-undecided',
  about: 'participant',
  severity: 'warning',
  statement:
    'Before ninety days have passed since the last service that delays exit, the next one is scheduled or given; else ' +
    'the participant has exited.',
  citation: cite(
    sources.tegl10_16,
    ', p. 22-23 (the days until the warning are assumed)',
    'The date of exit cannot be determined until 90 days have elapsed since the participant last received services; furthermore, there must be no plans to provide the participant with future services',
  ),
  reads: ['exit.quietDays', 'exit.warnDays', 'exit.supportDelaysYouth'],
  examples: {
    passes: [
      {
        name: 'a participant who has exited',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: '2026-01-10', exitedOn: '2026-01-10' } },
      },
      {
        name: 'a participant whose training goes on',
        recordedOn: '2026-01-09',
        document: {
          participant: { lastServiceOn: '2026-01-10' },
          services: [{ kind: 'training', startedOn: '2026-01-12', endedOn: null }],
        },
      },
      {
        name: 'a participant whose training goes on in another plan',
        recordedOn: '2026-01-09',
        others: [{ services: [{ kind: 'training', startedOn: '2026-01-12', endedOn: null }] }],
        document: { participant: { lastServiceOn: '2026-01-10' } },
      },
      {
        name: 'a participant of whom no service is known',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: null }, services: [] },
      },
    ],
    fails: [
      {
        name: 'a last service on January 10: a warning from the sixtieth day, an error from April 11, the ninety-first',
        recordedOn: '2025-01-09',
        document: { participant: { lastServiceOn: '2025-01-10' } },
        holds: [
          {
            subject: 'P-1',
            from: '2025-03-11',
            until: '2025-04-11',
            severity: 'warning',
            message:
              'No service since January 10, 2025 (60 days). Reach the participant and schedule a service before April 11, 2025, or plan the exit.',
          },
          { subject: 'P-1', from: '2025-04-11', severity: 'error' },
        ],
      },
      {
        name: 'a youth whose support in February delays the exit, where policy says so',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['youth'], lastServiceOn: '2026-01-10' },
          services: [{ id: 'bus', kind: 'supportive', startedOn: '2026-02-10', endedOn: '2026-02-10' }],
        },
        policy: { exit: { quietDays: 90, warnDays: 60, reasonEndsWait: false, supportDelaysYouth: true } },
        holds: [
          { subject: 'P-1', from: '2026-04-11', until: '2026-05-12', severity: 'warning' },
          { subject: 'P-1', from: '2026-05-12', severity: 'error' },
        ],
      },
      {
        name: 'a service that was scheduled for June and not given: support in between does not count',
        recordedOn: '2026-01-09',
        document: {
          participant: { nextServiceOn: '2026-06-01' },
          services: [
            { id: 'workshop', kind: 'career', startedOn: '2026-01-20', endedOn: '2026-01-22' },
            { id: 'bus', kind: 'supportive', startedOn: '2026-04-01' },
          ],
        },
        holds: [{ subject: 'P-1', from: '2026-06-02', severity: 'error' }],
      },
      {
        name: 'a last service in another plan than the one with the service that was scheduled',
        recordedOn: '2026-01-09',
        others: [{ services: [{ kind: 'career', startedOn: '2026-02-20', endedOn: '2026-02-20' }] }],
        document: { services: [{ kind: 'training', plannedStartOn: '2026-05-04' }] },
        holds: [
          { subject: 'P-1', from: '2026-05-05', until: '2026-05-22', severity: 'warning' },
          { subject: 'P-1', from: '2026-05-22', severity: 'error' },
        ],
      },
      {
        name: 'a training that was planned to start in May, and did not',
        recordedOn: '2026-01-09',
        document: {
          participant: { lastServiceOn: '2026-02-20' },
          services: [{ kind: 'training', plannedStartOn: '2026-05-04' }],
        },
        holds: [
          { subject: 'P-1', from: '2026-05-05', until: '2026-05-22', severity: 'warning' },
          { subject: 'P-1', from: '2026-05-22', severity: 'error' },
        ],
      },
    ],
  },
  check: (facts, policy) => {
    const { participant, period, plans } = facts
    const { exit } = policy
    const delays = delaysExit(period, policy)
    // a service without an end goes on until its plan is closed
    const goingOn = plans.filter(({ services }) =>
      services.some((service) => delays(service) && service.startedOn !== null && service.endedOn === null),
    )
    const ends = goingOn.map(({ closedOn }) => closedOn)
    const last = latestDay([findLastService(facts, policy), ...ends])
    if (period.exitedOn || last === undefined || ends.includes(null)) return []
    const missedFrom = listScheduled(facts, policy)
      .filter(({ on }) => on > last)
      .map(({ on, until }) => (until !== null && until <= on ? until : addDays(on, 1)))
    const from = latestDay([addDays(last, exit.warnDays), ...missedFrom])
    const errorFrom = latestDay([addDays(last, exit.quietDays + 1), ...missedFrom])
    const held = { subject: participant, member: ['nextServiceOn', 'exitedOn'] }
    const values = { lastOn: last, certainOn: addDays(last, exit.quietDays + 1) }
    return [
      {
        ...held,
        from,
        until: errorFrom,
        values: { ...values, stage: 'close' },
      },
      {
        ...held,
        from: errorFrom,
        severity: 'error' as const,
        values: { ...values, stage: 'certain' },
        member: ['exitedOn', 'nextServiceOn'],
      },
    ]
  },
})
