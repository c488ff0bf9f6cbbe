import { addDays } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** More than these days the audit counts as a wait. */
const waitDays = 60

export default defineRule({
  name: 'training-waits',
  about: 'service',
  severity: 'info',
  statement: 'A training starts within sixty days after it was determined that the participant needs it.',
  citation: cite(
    sources.districtOfColumbiaAudit,
    ' (an audit that counted waits of more than 60 days; no text fixes the days)',
  ),
  yieldsTo: ['exit-undecided'],
  examples: {
    passes: [
      {
        name: 'a training that started on the sixtieth day',
        recordedOn: '2026-03-16',
        document: { services: [{ kind: 'training', determinedOn: '2026-01-09', startedOn: '2026-03-10' }] },
      },
      {
        name: 'a training whose planned start has passed, of which service-overdue speaks',
        recordedOn: '2026-06-01',
        document: { services: [{ kind: 'training', determinedOn: '2026-01-09', plannedStartOn: '2026-02-09' }] },
      },
      {
        name: 'a participant who exits before sixty days have passed',
        recordedOn: '2026-06-01',
        document: {
          participant: { exitedOn: '2026-02-27' },
          services: [{ kind: 'training', determinedOn: '2026-01-09' }],
        },
      },
    ],
    fails: [
      {
        name: 'a training that does not start: in time for sixty days, a wait from the sixty-first',
        recordedOn: '2026-01-26',
        document: { services: [{ id: 'course', kind: 'training', determinedOn: '2026-01-09' }] },
        holds: [
          {
            subject: 'course',
            from: '2026-03-11',
            message: 'Determined January 9, 2026; 61 days without a start. Find an earlier start or another provider.',
          },
        ],
      },
      {
        name: 'a training that started after ten days of waiting',
        recordedOn: '2026-03-30',
        document: {
          services: [{ id: 'course', kind: 'training', determinedOn: '2026-01-09', startedOn: '2026-03-21' }],
        },
        holds: [{ subject: 'course', from: '2026-03-11', until: '2026-03-21' }],
      },
    ],
  },
  check: ({ plan, period }) =>
    plan.services.flatMap((service) => {
      const { kind, determinedOn, plannedStartOn, startedOn } = service
      if (kind !== 'training' || determinedOn === null) return []
      const from = addDays(determinedOn, waitDays + 1)
      // once a planned start has passed, service-overdue says it
      const ends = [period.exitedOn, plannedStartOn && addDays(plannedStartOn, 1)].filter((day) => day !== null)
      const until = startedOn ?? ends.toSorted()[0]
      return [{ subject: service, from, until, values: { determinedOn }, member: 'startedOn' }]
    }),
})
