/** How many findings hold: updates the counts of days and months after a write. */
import { type Day, latestDay } from '../calendar.ts'
import { forever } from '../database/columns.ts'
import type { Call } from '../database/db.ts'
import { insertInto } from '../database/rows.ts'
import { findingDays, findingMonths } from './tables.ts'

const added = (table: string) =>
  ['active_delta', 'started', 'known_delta']
    .map((column) => `${column} = ${table}.${column} + excluded.${column}`)
    .join(', ')
const countDays = insertInto(
  findingDays,
  `on conflict (agency_id, day, rule, severity) do update set ${added('finding_days')}`,
)
const countMonths = insertInto(
  findingMonths,
  `on conflict (agency_id, month, rule, severity) do update set ${added('finding_months')}`,
)

/** The parts of a finding that matter for counting. */
export type Interval = {
  rule: string
  severity: string
  from: Day
  until: Day
  knownFrom: Day
  waivedBy: string | null
}
type Count = { day: Day; rule: string; severity: string; activeDelta: number; started: number; knownDelta: number }

/** Sums counts of the same day, rule, and severity, in the order of their keys, so that writes cannot deadlock. */
function summed(counts: readonly Count[]): Count[] {
  const sums = new Map<string, Count>()
  for (const count of counts) {
    const key = `${count.day} ${count.rule} ${count.severity}`
    const sum = sums.get(key)
    if (!sum) sums.set(key, { ...count })
    else for (const column of ['activeDelta', 'started', 'knownDelta'] as const) sum[column] += count[column]
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

/**
 * The changes in day counts for a finding that comes (1) or goes (-1). One that goes was known up to yesterday, so the past
 * stays as it was.
 */
function buildCounts(
  { rule, severity, from, until, knownFrom, waivedBy }: Interval,
  sign: 1 | -1,
  today: Day,
): Count[] {
  if (waivedBy !== null) return []
  const on = (day: Day, activeDelta: number, started: number, knownDelta: number) => ({
    day,
    rule,
    severity,
    activeDelta,
    started,
    knownDelta,
  })
  const counts = [on(from, sign, sign, 0), on(until, -sign, 0, 0)]
  const changesFrom = latestDay([knownFrom, today])
  if (changesFrom < until) counts.push(on(changesFrom, 0, 0, sign), on(until, 0, 0, -sign))
  return counts.filter(({ day }) => day !== forever)
}

const isCount = ({ activeDelta, started, knownDelta }: Count) => activeDelta !== 0 || started !== 0 || knownDelta !== 0
const toMonth = (day: Day): Day => `${day.slice(0, 7)}-01`

/** The statements that add to the counts. */
function addCounts(agencyId: string, counts: readonly Count[]): Call[] {
  const days = summed(counts).filter(isCount)
  if (days.length === 0) return []
  const months = summed(days.map((count) => ({ ...count, day: toMonth(count.day) }))).filter(isCount)
  const named = months.map(({ day: month, ...sums }) => ({ month, ...sums }))
  return [...countDays(agencyId, days), ...countMonths(agencyId, named)]
}

/** The statements that update the counts after a write on a day. */
export const changeCounts = (
  agencyId: string,
  came: readonly Interval[],
  went: readonly Interval[],
  today: Day,
): Call[] =>
  addCounts(agencyId, [
    ...came.flatMap((one) => buildCounts(one, 1, today)),
    ...went.flatMap((one) => buildCounts(one, -1, today)),
  ])

/** A finding as if it had never been: what is known of it today, if anything, and the days on which it was known. */
export type Erased = Interval & { knownUntil: Day; isResolved: boolean }

/** The statements that take findings out of the counts of all days, past ones included. */
export const eraseCounts = (agencyId: string, erased: readonly Erased[]): Call[] =>
  addCounts(
    agencyId,
    erased.flatMap(({ rule, severity, from, until, knownFrom, knownUntil, waivedBy, isResolved }): Count[] => {
      if (waivedBy !== null) return []
      const nothing = { rule, severity, activeDelta: 0, started: 0, knownDelta: 0 }
      const holding = [
        { ...nothing, day: from, activeDelta: -1, started: -1 },
        { ...nothing, day: until, activeDelta: 1 },
      ]
      const known = [
        { ...nothing, day: knownFrom, knownDelta: -1 },
        { ...nothing, day: knownUntil, knownDelta: 1 },
      ]
      return [...(isResolved ? [] : holding), ...(knownFrom < knownUntil ? known : [])].filter(
        ({ day }) => day !== forever,
      )
    }),
  )
