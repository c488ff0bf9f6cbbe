/** The rows of a report for each period of a cohort, in the order of the cohort. */
import type { Day } from '../calendar.ts'
import type { Call, Row } from '../database/db.ts'
import {
  type Among,
  type Cohort,
  isAmong,
  type Knowledge,
  type Placed,
  readPeriods,
  selectCohort,
} from '../outcomes/cohort.ts'
import { isInTitleOne, isParticipant } from '../outcomes/states.ts'
import { isWantedRow, type RowFilter } from './filter.ts'
import { getDay } from './groups.ts'
import { countByLaw, type Measure, type Report, type ReportContext, type ReportRow } from './report.ts'

/** A report as requested. */
export type Asked = Among &
  RowFilter & {
    report: Report
    given: ReportContext
    cohort: Extract<Cohort, { span: object }>
    knowledge: Knowledge
    /** The instant at which the day that is asked for ends. */
    end: string
  }

/** A period with its rows in a report. */
export type Counted = { report: Report; placed: Placed; rows: ReportRow[] }

/** The statement that selects the periods; `after` is the position at which it begins. */
export const selectPeriods = (
  agencyId: string,
  { report, cohort, knowledge, end }: Asked,
  after?: readonly string[],
): Call =>
  selectCohort(agencyId, cohort, knowledge, {
    extras: report.extras?.(knowledge.known) ?? [],
    end,
    ...(after && { after }),
  })

function* filterWanted(periods: Iterable<Placed>, asked: Asked): Generator<Placed, void> {
  for (const placed of periods) if (isAmong(placed, asked)) yield placed
}

/** The selected periods that match the filters. */
export async function* wantedPeriods(
  batches: AsyncIterable<Row[]>,
  asked: Asked,
): AsyncGenerator<Iterable<Placed>, void> {
  for await (const periods of readPeriods(batches)) yield filterWanted(periods, asked)
}

const placePeriod = ({ cohort: { by } }: Asked, { period }: Placed): string[] => {
  const on: Day[] = by === 'exit' ? [period.exitedOn as Day] : []
  return [...on, period.participantId, period.periodId]
}

/** The position of a row in the order of all: the position of its period, then measure and item. */
export const buildPlace = (asked: Asked, placed: Placed, { measure, itemId = '' }: ReportRow): string[] => [
  ...placePeriod(asked, placed),
  ...[measure, itemId],
]

/** The rows of a period after a position; all of them if the position is in another period. */
function behind(asked: Asked, placed: Placed, rows: ReportRow[], after: readonly string[]): ReportRow[] {
  const [measure = '', itemId = ''] = after.slice(-2)
  if (placePeriod(asked, placed).join(' ') !== after.slice(0, -2).join(' ')) return rows
  const rank = buildRank(asked.report)
  const last = rank({ measure })
  return rows.filter((row) => rank(row) > last || (rank(row) === last && (row.itemId ?? '') > itemId))
}

const buildRank = ({ measures }: Report) => {
  const names = Object.keys(measures)
  return ({ measure }: Pick<ReportRow, 'measure'>) => names.indexOf(measure)
}

/**
 * The rows of a period. A report about participants has none of people who have not entered a program, and where no program is
 * asked for, none of those who take part in no program of title I: Wagner-Peyser and other programs have their own numbers.
 */
export function buildRows(report: Report, placed: Placed, given: ReportContext): ReportRow[] {
  const { period } = placed
  const isOut = !isParticipant(period) || (given.program === undefined && !isInTitleOne(period))
  return report.isOfParticipants && isOut ? [] : report.buildRows(placed, given)
}

/** The rows of a period by measure and then item, starting after a position if there is one. */
export function buildCounted(asked: Asked, placed: Placed, after?: readonly string[]): Counted {
  const rows = buildRows(asked.report, placed, asked.given).filter((row) => isWantedRow(row, asked))
  if (rows.length > 1) {
    const rank = buildRank(asked.report)
    rows.sort((a, b) => rank(a) - rank(b) || ((a.itemId ?? '') < (b.itemId ?? '') ? -1 : 1))
  }
  return { report: asked.report, placed, rows: after ? behind(asked, placed, rows, after) : rows }
}

/** The JSON of rows, each with members of its period. */
export function toJson({ report, placed, rows }: Counted): string[] {
  if (rows.length === 0) return []
  const { period } = placed
  const { participantId, programs, enteredOn, exitedOn } = period
  const { careerPlanner, office } = placed.place
  const planIds = period.plans.map(({ id }) => id)
  const of = JSON.stringify({ participantId, planIds, programs, enteredOn, exitedOn, office, careerPlanner }).slice(
    0,
    -1,
  )
  return rows.map((row) => {
    const { measure, itemId = null, result, reason, value = null } = row
    const federal = countByLaw(report.measures[measure] as Measure, row)
    const own = { measure, itemId, on: getDay(report, placed, row), result, federal, reason, value }
    return `${of},${JSON.stringify(own).slice(1)}`
  })
}
