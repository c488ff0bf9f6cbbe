/** The groups that the rows of a report are counted by. */
import type { Day } from '../calendar.ts'
import type { Placed } from '../outcomes/cohort.ts'
import type { PeriodRecord } from '../outcomes/period.ts'
import type { Fault } from '../problem.ts'
import type { CohortKind, Report, ReportRow } from './report.ts'

/** What a report can be grouped by; `clock` is the clock of follow-up: exit for youth, employment for others. */
export const groupings = ['program', 'office', 'careerPlanner', 'month', 'exitQuarter', 'clock'] as const
export type Grouping = (typeof groupings)[number]

function findClocks({ programs, employedOn }: PeriodRecord): (string | null)[] {
  const clocks = [
    ...(programs.includes('youth') ? ['exit'] : []),
    ...(employedOn && programs.some((one) => one === 'adult' || one === 'dislocated_worker') ? ['employment'] : []),
  ]
  return clocks.length > 0 ? clocks : [null]
}

/** The day by which a period belongs to the cohort of a report. */
const dayOf: Partial<Record<CohortKind, (period: PeriodRecord) => Day | null>> = {
  exit: ({ exitedOn }) => exitedOn,
  counseling: ({ firstCounselingOn }) => firstCounselingOn,
}

/** The day by which a row belongs to the cohort of its report; null where that counts no days. */
export const getDay = ({ cohort }: Report, { period }: Placed, { on }: ReportRow): Day | null =>
  on ?? dayOf[cohort]?.(period) ?? null

const toQuarter = (day: Day) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`

/** What a row is grouped as: its period, the day by which it counts, and the program as whose participant it counts. */
type Counted = { placed: Placed; on: Day | null; program: string | undefined }

const groupReaders: Record<Grouping, (counted: Counted) => readonly (string | null)[]> = {
  program: ({ program = null }) => [program],
  office: ({ placed }) => [placed.place.office],
  careerPlanner: ({ placed }) => [placed.place.careerPlanner],
  month: ({ on }) => [on?.slice(0, 7) ?? null],
  exitQuarter: ({ placed: { period } }) => [period.exitedOn && toQuarter(period.exitedOn)],
  clock: ({ placed }) => findClocks(placed.period),
}

/** The names of a group, one of each grouping, as a key. */
export type GroupKey = string
const readNames = (key: GroupKey): (string | null)[] => JSON.parse(key)

const compare = (a: string | null, b: string | null) => (a === b ? 0 : a === null ? 1 : b === null || a < b ? -1 : 1)

const compareNames = (a: readonly (string | null)[], b: readonly (string | null)[]) =>
  a.map((name, index) => compare(name, b[index] ?? null)).find((order) => order !== 0) ?? 0

/** Groups with their names in the order of the groupings, sorted by them; those without a name are last. */
export const sortGroups = <T>(
  groups: ReadonlyMap<GroupKey, T>,
): [names: (string | null)[], tally: T, key: GroupKey][] =>
  Array.from(groups, ([key, tally]): [(string | null)[], T, GroupKey] => [readNames(key), tally, key]).sort(
    ([a], [b]) => compareNames(a, b),
  )

/** The groups of rows: every name of the first grouping with every name of the second. */
export function listGroups(groupBy: readonly Grouping[], counted: Counted): GroupKey[] {
  const names = groupBy.map((one) => groupReaders[one](counted))
  const keys = names.reduce<(string | null)[][]>(
    (all, some) => all.flatMap((key) => some.map((name) => [...key, name])),
    [[]],
  )
  return keys.map((key) => JSON.stringify(key))
}

/** The groupings that a query asks for. */
export const readGroupings = (groupBy: string | undefined): Grouping[] => (groupBy?.split(',') ?? []) as Grouping[]

/** What is wrong with groupings that are the same twice. */
export const repeatFaults = ([one, other]: readonly Grouping[]): Fault[] =>
  one !== undefined && one === other ? [{ pointer: '/groupBy', detail: 'must name two different groupings' }] : []

/** What is wrong with the groupings of a query. */
export function groupingFaults({ cohort }: Report, groupBy: string | undefined): Fault[] {
  const asked = readGroupings(groupBy)
  if (cohort !== 'programYear' || !asked.includes('month')) return repeatFaults(asked)
  const rest = groupings.filter((one) => one !== 'month').join(', ')
  const detail = `must not be month: this report counts a program year and no day. It has ${rest}`
  return [{ pointer: '/groupBy', detail }]
}
