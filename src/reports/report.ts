/** A report is a question and the rows that answer it. Its numbers are nothing but counts of its rows. */
import type { Day, DayRange } from '../calendar.ts'
import type { Knowledge, Placed } from '../outcomes/cohort.ts'
import type { PeriodRecord } from '../outcomes/period.ts'
import type { Program, Standing } from '../outcomes/states.ts'
import type { Citation } from '../rules/lib/rule.ts'
import type { PolicyValues } from '../rules/policy-values.ts'

/**
 * What a row counts as: `numerator` rows are in the numerator and the denominator, `denominator` rows only in the
 * denominator, and the others in neither.
 */
export const results = ['numerator', 'denominator', 'excluded', 'unknown', 'pending'] as const
export type Result = (typeof results)[number]

/** A row of a report for one measure: about a period, or about an item in it. */
export type ReportRow<M extends string = string> = {
  measure: M
  /** A follow-up, milestone, or attainment, if the measure counts those. */
  itemId?: string
  result: Result
  /** The day by which it belongs to the cohort, if that is not a day of the period. */
  on?: Day
  /** One-word codes, separated by spaces. */
  reason: string | null
  value?: number | null
  /** Of what is unknown: whether it can no longer become known, so that by law it is no success. */
  isLate?: boolean
}

/** What rows depend on besides the period. */
export type ReportContext = {
  asOf: Day
  /** The program under which a co-enrolled person is counted. */
  program?: Program | undefined
  /** The program year that is asked about. */
  year?: number | undefined
  /** The days that are asked about. */
  span: DayRange
  policy: Pick<PolicyValues, 'planDueDays' | 'followUp'>
}

export type Measure = {
  /** What the numerator and denominator count. */
  statement: string
  /** What the value of a row is, with its unit, and how values are averaged. */
  value?: { of: string; average: 'median' | 'mean' }
  /** Whether it is one of the federal indicators, which have a number as the law counts it, too. */
  isFederal?: true
  /** Groups measures that count the same people: if one is suppressed, all are. By default its own name. */
  family?: string
  /** Whether it is about records: that nothing is missing says nothing about a person, so a count of 0 is not small. */
  countsRecords?: true
}

/** The parameters that name a cohort. */
export const cohortKinds = ['exit', 'counseling', 'programYear', 'due'] as const
export type CohortKind = (typeof cohortKinds)[number]

/** A worked example: the plans sent, the query, and the expected members of measures. */
export type Example = {
  /** In words: who is counted where, and why. */
  tells: string
  plans: readonly object[]
  query: string
  answers: readonly { measure: string; [member: string]: unknown }[]
}

export type Report<M extends string = string> = {
  /** Named after what it counts; equals the file name. */
  name: string
  question: string
  /** Raised whenever numbers can change for the same facts. */
  definitionVersion: number
  cohort: CohortKind
  /** Whether it is only about participants, of title I where no program is asked for, as the law counts them. */
  isOfParticipants?: true
  /** Whether it is only about those who were in education or training; others have no rows. */
  isTrained?: true
  /** In the order of the answer. */
  measures: Record<M, Measure>
  /** Every code that its rows can have as a reason. */
  reasons: readonly string[]
  citation: Citation
  example: Example
  /** Extra columns: SQL about the row t of a period, with the requested day as :asOf and the instant at which it ends as :end. */
  extras?: (known: Knowledge['known']) => readonly string[]
  buildRows: (placed: Placed, given: ReportContext) => ReportRow<M>[]
}

/**
 * What a row counts as by law: of an indicator, what is unknown is left out until it can no longer become known, and then it is
 * no success (TEGL 10-16, Change 3, p. 5 and 8). Null where the row is not counted, or the measure is no federal indicator.
 */
export function countByLaw(
  { isFederal }: Measure,
  { result, isLate }: Pick<ReportRow, 'result' | 'isLate'>,
): 'numerator' | 'denominator' | null {
  if (!isFederal) return null
  if (result === 'unknown') return isLate ? 'denominator' : null
  return result === 'numerator' || result === 'denominator' ? result : null
}

/** Types a report; its measures determine what its rows can be about. */
// the reports of a list have different measures
export const defineReport = <M extends string>(report: Report<M>): Report => report as unknown as Report

/** The row for an outcome in some state; none if the question does not arise. */
export function buildRow<M extends string>(
  measure: M,
  { exitReason }: PeriodRecord,
  { state }: Pick<Standing, 'state'>,
  isReached: boolean,
  more: Omit<Partial<ReportRow>, 'measure' | 'result'> = {},
): ReportRow<M>[] {
  if (state === 'not_applicable') return []
  if (state === 'excluded') return [{ measure, result: 'excluded', ...more, reason: exitReason, value: null }]
  const result = state === 'known' ? (isReached ? 'numerator' : 'denominator') : state
  return [{ measure, result, reason: null, ...more }]
}
