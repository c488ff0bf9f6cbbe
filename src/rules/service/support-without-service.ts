import type { Day } from '../../calendar.ts'
import type { PersonFacts, Subjects } from '../../document/facts.ts'
import { findServed } from '../lib/given.ts'
import { definePersonRule, isAdult, isYouth, type Violation } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const bus = (startedOn: Day) => ({ id: 'bus', kind: 'supportive', startedOn })
const course = { id: 'course', kind: 'training', startedOn: '2026-01-12', endedOn: '2026-03-20' }

export default definePersonRule({
  name: 'support-without-service',
  about: 'service',
  severity: 'error',
  statement:
    'An adult or dislocated worker is given supportive services while career or training services are under way: from the ' +
    'first of them to the last, which may be planned.',
  citation: cite(
    sources.cfr680_910,
    '(a)(1)',
    'Supportive services may only be provided to individuals who are: (1) Participating in career or training services',
  ),
  also: [
    cite(
      sources.cfr680_910,
      '(b)',
      'Supportive services only may be provided when they are necessary to enable individuals to participate in career ' +
        'service or training activities.',
    ),
  ],
  examples: {
    passes: [
      {
        name: 'support on the last day of a training',
        recordedOn: '2026-04-06',
        document: { services: [course, bus('2026-03-20')] },
      },
      {
        name: 'support between a training and the next one, which is planned in another plan',
        recordedOn: '2026-04-06',
        others: [{ services: [{ id: 'next', kind: 'training', plannedStartOn: '2026-05-04' }] }],
        document: { services: [course, bus('2026-04-01')] },
      },
      {
        name: 'support after the exit, which another rule finds',
        recordedOn: '2026-07-06',
        document: { participant: { exitedOn: '2026-03-20' }, services: [course, bus('2026-04-01')] },
      },
      {
        name: 'support of a youth, which is a program element',
        recordedOn: '2026-01-26',
        document: { participant: { programs: ['youth'] }, services: [bus('2026-01-12')] },
      },
    ],
    fails: [
      {
        name: 'support a day after the last training',
        recordedOn: '2026-04-06',
        document: { services: [course, bus('2026-03-21')] },
        holds: [
          {
            subject: 'bus',
            from: '2026-03-21',
            message:
              'Given March 21, 2026, while no career or training service was under way. Record the service that it makes ' +
              'possible, or pay from another source.',
          },
        ],
      },
      {
        name: 'support three days before the first training, for those days',
        recordedOn: '2026-01-26',
        document: { participant: { enteredOn: '2026-01-05' }, services: [course, bus('2026-01-09')] },
        holds: [{ subject: 'bus', from: '2026-01-09', until: '2026-01-12' }],
      },
    ],
  },
  check: (facts) => {
    if (!isAdult(facts.period) || isYouth(facts.period)) return []
    return facts.services.flatMap((service) => findUncovered(service, facts))
  },
})

/** Support given before the first or after the last service, in the time from entry to exit. */
function findUncovered(service: Subjects['service'], facts: PersonFacts): Violation<'service'>[] {
  const { kind, startedOn } = service
  const { enteredOn, exitedOn } = facts.period
  if (kind !== 'supportive' || startedOn === null) return []
  if ((enteredOn && startedOn < enteredOn) || (exitedOn && startedOn > exitedOn)) return []
  const served = findServed(facts)
  const held = { subject: service, from: startedOn, values: { startedOn }, member: 'startedOn' }
  if (!served) return [held]
  if (startedOn < served.from) return [{ ...held, until: served.from }]
  return served.until !== null && startedOn > served.until ? [held] : []
}
