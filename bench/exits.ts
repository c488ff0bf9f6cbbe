/** What follows counseling: training, exit, and a follow-up a quarter with what was learned at it. */
import { addDays, type Day, quarterAfter } from '../src/calendar.ts'
import type { makeDocument } from './plans.ts'

type Document = ReturnType<typeof makeDocument>

const laborer = { system: 'O*NET-SOC', version: '2019', code: '47-2061.00', display: 'Construction Laborers' }

/** A document with an exit where there is time for one: about a quarter of plans made over two years exit in each. */
export function withExit(random: () => number, document: Document, on: Day, today: Day): object {
  const below = (n: number) => Math.floor(random() * n)
  const often = (share: number) => random() < share
  const pickOne = <T>(items: readonly T[]) => items[below(items.length)] as T
  const startedOn = addDays(on, 20)
  const training = { id: 'course', kind: 'training', name: 'Safety course', startedOn, endedOn: addDays(startedOn, 40) }
  const services = often(0.4) ? [...document.services, training] : document.services
  const exitedOn = addDays(on, 90 + below(240))
  if (exitedOn >= today || !often(0.5)) return { ...document, services }

  const outcome = (quarter: number, obtainedOn: Day) => ({
    quarter,
    employment: pickOne(['employed', 'employed', 'employed', 'not_employed', 'unknown']),
    source: pickOne(['ui_wage_record', 'supplemental']),
    employer: { name: 'Lakeside Builders', fein: pickOne(['12-3456789', '98-7654321']) },
    occupation: laborer,
    wagesPaid: 4000 + below(9000),
    evidence: { type: 'cross_match', obtainedOn, staff: 'staff-7' },
  })
  const followUps = [1, 2, 3, 4, 4].map((quarter) => {
    const { from, to } = quarterAfter(exitedOn, quarter)
    const isDone = to < today && often(0.8)
    return {
      kind: 'post_exit',
      opensOn: from,
      dueOn: to,
      attempts: isDone ? [{ on: addDays(to, -20), method: 'phone', by: 'staff-7', reached: true }] : [],
      ...(isDone && {
        ...{ status: 'completed', completedOn: addDays(to, below(30) - 20), twoWay: true, services: ['Counseling'] },
        outcome: outcome(quarter, addDays(to, 40)),
        note: 'Works days, likes the crew.',
      }),
    }
  })
  const attainments = often(0.3) ? [{ credential: 'occupational_license', name: 'License', attainedOn: exitedOn }] : []
  const exitReason = often(0.03) ? 'health_or_medical' : 'none'
  return {
    ...document,
    services,
    attainments,
    followUps,
    participant: { ...document.participant, exitedOn, exitReason },
  }
}
