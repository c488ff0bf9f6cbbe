/** The rows of a report for each period of a cohort, in the order of the cohort. */
import type { Day } from '../calendar.ts'
import type { Call, Row } from '../database/db.ts'
import { type Cohort, groupPeriods, type Placed, selectCohort } from '../outcomes/cohort.ts'
import type { Program } from '../outcomes/states.ts'
import type { Report, ReportContext, ReportRow } from './report.ts'

/** A report as requested. */
export type Asked = {
  report: Report
  given: ReportContext
  cohort: Cohort
  program?: Program | undefined
  office?: string | undefined
  careerPlanner?: string | undefined
}

/** A period with its rows in a report. */
export type Counted = { placed: Placed; rows: ReportRow[] }

const isWanted = ({ program, office, careerPlanner }: Asked, { period }: Placed): boolean =>
  (program === undefined || period.programs.includes(program)) &&
  (office === undefined || period.office === office) &&
  (careerPlanner === undefined || period.careerPlanner === careerPlanner)

/** The statement that selects the plans of the periods; `after` is the position at which it begins. */
export const selectPeriods = (agencyId: string, { report, given, cohort }: Asked, after?: readonly string[]): Call =>
  selectCohort(agencyId, cohort, { ...report, asOf: given.asOf, ...(after && { after }) })

function* filterWanted(periods: Iterable<Placed>, asked: Asked): Generator<Placed, void> {
  for (const placed of periods) if (isWanted(asked, placed)) yield placed
}

/** The selected periods that match the filters. */
export async function* wantedPeriods(
  batches: AsyncIterable<Row[]>,
  asked: Asked,
): AsyncGenerator<Iterable<Placed>, void> {
  for await (const periods of groupPeriods(batches)) yield filterWanted(periods, asked)
}

/** The position of a row in the order of all: the position of its period, then plan, measure, and item. */
export function buildPlace(
  { cohort: { by } }: Asked,
  { period, plans }: Placed,
  { measure, itemId = '' }: ReportRow,
): string[] {
  const on: Day[] = by === 'exit' ? [period.exitedOn as Day] : []
  return [...on, period.participantId, plans[0]?.id as string, measure, itemId]
}

/** The rows of a period after a position; all of them if the position is elsewhere in the cohort. */
function behind(asked: Asked, placed: Placed, rows: ReportRow[], after: readonly string[]): ReportRow[] {
  const [planId = '', measure = '', itemId = ''] = after.slice(-3)
  const isElsewhere =
    rows[0] && buildPlace(asked, placed, rows[0]).slice(0, -3).join(' ') !== after.slice(0, -3).join(' ')
  const own = placed.plans[0]?.id ?? ''
  if (isElsewhere || own > planId) return rows
  if (own < planId) return []
  const rank = buildRank(asked.report)
  const last = rank({ measure })
  return rows.filter((row) => rank(row) > last || (rank(row) === last && (row.itemId ?? '') > itemId))
}

const buildRank = ({ measures }: Report) => {
  const names = Object.keys(measures)
  return ({ measure }: Pick<ReportRow, 'measure'>) => names.indexOf(measure)
}

/** The rows of a period by measure and then item, starting after a position if there is one. */
export function buildCounted(asked: Asked, placed: Placed, after?: readonly string[]): Counted {
  const rows = asked.report.buildRows(placed, asked.given)
  if (rows.length > 1) {
    const rank = buildRank(asked.report)
    rows.sort((a, b) => rank(a) - rank(b) || ((a.itemId ?? '') < (b.itemId ?? '') ? -1 : 1))
  }
  return { placed, rows: after ? behind(asked, placed, rows, after) : rows }
}

/** The JSON of rows, each with members of its period. */
export function toJson({ placed, rows }: Counted): string[] {
  if (rows.length === 0) return []
  const { participantId, programs, enteredOn, exitedOn, office, careerPlanner } = placed.period
  const planIds = placed.plans.map(({ id }) => id)
  const of = JSON.stringify({ participantId, planIds, programs, enteredOn, exitedOn, office, careerPlanner }).slice(
    0,
    -1,
  )
  return rows.map(({ measure, itemId = null, result, reason, value = null }) => {
    const own = JSON.stringify({ measure, itemId, result, reason, value }).slice(1)
    return `${of},${own}`
  })
}
