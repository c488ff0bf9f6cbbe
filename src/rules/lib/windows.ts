/** The windows in which follow-up is due, by either of the two clocks. Pure. */
import { addDays, addMonths, type Day, quarterAfter } from '../../calendar.ts'
import type { PolicyValues } from '../policy-values.ts'

/** What a follow-up clock starts from: the first day of employment for adults and dislocated workers, exit for youth. */
export type Clock = 'employment' | 'exit'

/** A span of days in which follow-up is due; `number` counts from 1. */
export type Window = { number: number; opensOn: Day; dueOn: Day }

const monthsByCadence = { monthly: 1, quarterly: 3 }

/**
 * The windows of a clock that starts on a day, until at least the policy’s number of months has passed. Quarters after exit
 * are calendar quarters. All other windows follow each other without a gap: after employment begins, from its first day, and
 * after exit, from the day after.
 */
export function listWindows(
  clock: Clock,
  from: Day,
  { cadence, months }: Pick<PolicyValues['followUp'], 'cadence' | 'months'>,
): Window[] {
  const size = monthsByCadence[cadence]
  let opensOn = clock === 'employment' ? from : addDays(from, 1)
  return Array.from({ length: Math.ceil(months / size) }, (_, index) => {
    const number = index + 1
    if (clock === 'exit' && cadence === 'quarterly') {
      const quarter = quarterAfter(from, number)
      return { number, opensOn: quarter.from, dueOn: quarter.to }
    }
    const window = { number, opensOn, dueOn: addMonths(from, number * size) }
    opensOn = addDays(window.dueOn, 1)
    return window
  })
}

/** Days on which something holds, and what. */
export type Interval<T> = { from: Day; until: Day | undefined; what: T }

/** Cuts overlapping spans so that each day is in one of them: a rule's findings about a subject never overlap. */
export function apart<T>(spans: readonly Interval<T>[]): Interval<T[]>[] {
  const lasting = spans.filter(({ from, until }) => until === undefined || from < until)
  const bounds = [...new Set(lasting.flatMap(({ from, until }) => (until ? [from, until] : [from])))].sort()
  return bounds.flatMap((from, index) => {
    const holding = lasting.filter((span) => span.from <= from && (span.until === undefined || from < span.until))
    return holding.length > 0 ? [{ from, until: bounds[index + 1], what: holding.map(({ what }) => what) }] : []
  })
}
