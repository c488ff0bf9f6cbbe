/** The numbers of a report: counts of its rows, in total and by group. */
import type { Placed } from '../outcomes/cohort.ts'
import type { Program } from '../outcomes/states.ts'
import { type Grouping, type GroupKey, getDay, listGroups } from './groups.ts'
import type { Report, ReportRow, Result } from './report.ts'
import { type Asked, buildRows } from './rows.ts'

/** How many rows count as what and why, and their values. */
export type Tally = { [K in Result]: number } & {
  /** By the unsplit reason of rows, which may hold several codes. */
  reasons: Record<Result, Map<string, number>>
  values: number[]
  /** How many of those that are unknown can no longer become known. */
  late: number
}

export const emptyTally = (): Tally => ({
  ...{ numerator: 0, denominator: 0, excluded: 0, unknown: 0, pending: 0 },
  reasons: {
    ...{ numerator: new Map(), denominator: new Map(), excluded: new Map(), unknown: new Map(), pending: new Map() },
  },
  values: [],
  late: 0,
})

/** Empty tallies for the measures of a report. */
export type Tallies = Map<string, Tally>

export const startTallies = ({ measures }: Report): Tallies =>
  new Map(Object.keys(measures).map((measure) => [measure, emptyTally()]))

function add(tallies: Tallies, rows: readonly ReportRow[]): void {
  for (const { measure, result, reason, value, isLate } of rows) {
    const tally = tallies.get(measure) as Tally
    tally[result] += 1
    if (isLate) tally.late += 1
    if (value !== null && value !== undefined) tally.values.push(value)
    if (reason !== null) tally.reasons[result].set(reason, (tally.reasons[result].get(reason) ?? 0) + 1)
  }
}

export type Counts = { all: Tallies; groups: Map<GroupKey, Tallies> }

/** Counts the rows of a period by group; a group without rows is not created. */
function addToGroups(
  { groups }: Counts,
  placed: Placed,
  { report, given }: Asked,
  groupBy: readonly Grouping[],
  rows: ReportRow[],
) {
  const byProgram = groupBy.includes('program')
  for (const program of byProgram ? placed.period.programs : [given.program]) {
    const own = byProgram ? buildRows(report, placed, { ...given, program: program as Program }) : rows
    for (const [on, some] of Map.groupBy(own, (row) => getDay(report, placed, row)))
      for (const key of listGroups(groupBy, { placed, on, program })) {
        const tallies = groups.get(key) ?? startTallies(report)
        groups.set(key, tallies)
        add(tallies, some)
      }
  }
}

/** Counts the rows of periods; someone in two groups counts in both, in each as a participant of that program. */
export async function countRows(
  periods: AsyncIterable<Iterable<Placed>>,
  asked: Asked,
  groupBy: readonly Grouping[],
): Promise<Counts> {
  const counts: Counts = { all: startTallies(asked.report), groups: new Map() }
  for await (const batch of periods)
    for (const placed of batch) {
      const rows = buildRows(asked.report, placed, asked.given)
      add(counts.all, rows)
      if (groupBy.length > 0) addToGroups(counts, placed, asked, groupBy, rows)
    }
  return counts
}
