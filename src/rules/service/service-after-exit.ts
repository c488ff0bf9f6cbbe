import { addDays } from '../../calendar.ts'
import { defineRule, delaysExit } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'service-after-exit',
  about: 'service',
  severity: 'error',
  statement:
    'In the ninety days after exit no service is given that delays exit; one that is given moves the day of exit.',
  citation: cite(
    sources.tegl10_16,
    ', p. 22',
    'The date of exit cannot be determined until 90 days have elapsed since the participant last received services',
  ),
  reads: ['exit.quietDays', 'exit.supportDelaysYouth'],
  examples: {
    passes: [
      {
        name: 'a training that ended on the day of exit',
        recordedOn: '2026-09-01',
        document: {
          participant: { exitedOn: '2026-05-29' },
          services: [{ kind: 'training', startedOn: '2026-02-02', endedOn: '2026-05-29' }],
        },
      },
      {
        name: 'a follow-up service, support, and follow-up as a youth program element, after exit',
        recordedOn: '2026-09-01',
        document: {
          participant: { exitedOn: '2026-05-29' },
          services: [
            { id: 'call', kind: 'follow_up', startedOn: '2026-06-15' },
            { id: 'tools', kind: 'supportive', startedOn: '2026-06-15' },
            { id: 'visit', kind: 'youth_element', element: 9, startedOn: '2026-06-15' },
          ],
        },
      },
      {
        name: 'a service on the ninety-first day after exit, which begins a new participation',
        recordedOn: '2026-09-01',
        document: {
          participant: { exitedOn: '2026-05-29' },
          services: [{ kind: 'career', startedOn: '2026-08-28' }],
        },
      },
    ],
    fails: [
      {
        name: 'a service on the ninetieth day after exit, from that day',
        recordedOn: '2026-09-01',
        document: {
          participant: { exitedOn: '2026-05-29' },
          services: [{ id: 'workshop', kind: 'career', startedOn: '2026-08-27' }],
        },
        holds: [
          {
            subject: 'workshop',
            from: '2026-08-27',
            message:
              'Given August 27, 2026, after the exit of May 29, 2026. Move the exit to the last day of service, or correct ' +
              'the dates of the service.',
          },
        ],
      },
      {
        name: 'a training that ended after exit, from the day after it',
        recordedOn: '2026-09-01',
        document: {
          participant: { exitedOn: '2026-05-29' },
          services: [{ id: 'course', kind: 'training', startedOn: '2026-02-02', endedOn: '2026-06-05' }],
        },
        holds: [
          {
            subject: 'course',
            from: '2026-05-30',
            message:
              'Given June 5, 2026, after the exit of May 29, 2026. Move the exit to the last day of service, or correct the ' +
              'dates of the service.',
          },
        ],
      },
    ],
  },
  check: ({ plan, period }, policy) => {
    const { exitedOn } = period
    if (!exitedOn) return []
    const lastQuiet = addDays(exitedOn, policy.exit.quietDays)
    return plan.services.filter(delaysExit(period, policy)).flatMap((service) => {
      const { startedOn, endedOn } = service
      if (startedOn === null || startedOn > lastQuiet || (endedOn ?? startedOn) <= exitedOn) return []
      const isLater = startedOn > exitedOn
      const from = isLater ? startedOn : addDays(exitedOn, 1)
      const values = { exitedOn, servedOn: endedOn ?? startedOn }
      return [{ subject: service, from, values, member: isLater ? 'startedOn' : 'endedOn' }]
    })
  },
})
