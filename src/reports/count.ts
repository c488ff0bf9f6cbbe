/** The numbers of a report: counts of its rows, in total and by group. */
import type { Placed } from '../outcomes/cohort.ts'
import { getPlace, type PeriodRecord } from '../outcomes/period.ts'
import type { Program } from '../outcomes/states.ts'
import type { Report, ReportRow, Result } from './report.ts'
import { type Asked, buildRows } from './rows.ts'

/** What a report can be grouped by; `clock` is the clock of follow-up: exit for youth, employment for others. */
export const groupings = ['program', 'office', 'careerPlanner', 'clock'] as const
export type Grouping = (typeof groupings)[number]

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

function findClocks({ programs, employedOn }: PeriodRecord): (string | null)[] {
  const clocks = [
    ...(programs.includes('youth') ? ['exit'] : []),
    ...(employedOn && programs.some((one) => one === 'adult' || one === 'dislocated_worker') ? ['employment'] : []),
  ]
  return clocks.length > 0 ? clocks : [null]
}

const groupReaders: Record<Grouping, (placed: Placed) => readonly (string | null)[]> = {
  program: ({ period }) => period.programs,
  office: ({ period }) => [getPlace(period).office],
  careerPlanner: ({ period }) => [getPlace(period).careerPlanner],
  clock: ({ period }) => findClocks(period),
}

export type Counts = { all: Tallies; groups: Map<string | null, Tallies> }

/** Counts the rows of periods; someone in two groups counts in both, in each as a participant of that program. */
export async function countRows(
  periods: AsyncIterable<Iterable<Placed>>,
  asked: Asked,
  groupBy: Grouping | undefined,
): Promise<Counts> {
  const counts: Counts = { all: startTallies(asked.report), groups: new Map() }
  for await (const batch of periods)
    for (const placed of batch) {
      const rows = buildRows(asked.report, placed, asked.given)
      add(counts.all, rows)
      for (const group of groupBy ? groupReaders[groupBy](placed) : []) {
        const given = { ...asked.given, program: group as Program }
        const own = groupBy === 'program' ? buildRows(asked.report, placed, given) : rows
        if (own.length === 0) continue // a person without rows does not create a group
        const tallies = counts.groups.get(group) ?? startTallies(asked.report)
        counts.groups.set(group, tallies)
        add(tallies, own)
      }
    }
  return counts
}
