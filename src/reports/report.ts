/** What a report is: a question, and the rows that answer it. Its numbers are nothing but the count of its rows. */
import type { Day } from '../calendar.ts'
import type { Placed } from '../outcomes/cohort.ts'
import type { Period } from '../outcomes/period.ts'
import type { Program, Standing } from '../outcomes/states.ts'
import type { Citation } from '../rules/lib/rule.ts'
import type { PolicyValues } from '../rules/policy-values.ts'

/**
 * What a row counts as: `numerator` and `denominator` are in the denominator, and only the first in the numerator too;
 * the others are in neither.
 */
export const results = ['numerator', 'denominator', 'excluded', 'unknown', 'pending'] as const
export type Result = (typeof results)[number]

/** What a report makes of a period in one of its measures: of the period itself, or of an item in it. */
export type ReportRow<M extends string = string> = {
  measure: M
  /** A follow-up, milestone or attainment, where the measure counts those. */
  itemId?: string
  result: Result
  /** Codes of one word; several stand behind each other with spaces. */
  reason: string | null
  value?: number | null
}

/** On what rows depend besides the period. */
export type ReportContext = {
  asOf: Day
  /** The program as whose participant a co-enrolled person is counted. */
  program?: Program | undefined
  /** The program year that is asked about. */
  year?: number | undefined
  policy: Pick<PolicyValues, 'planDueDays' | 'followUp'>
}

export type Measure = {
  /** What its numerator and its denominator count. */
  statement: string
  /** What the value of a row is, with its unit, and how values are summed up. */
  value?: { of: string; average: 'median' | 'mean' }
  /** Measures that count the same people: what is suppressed in one is suppressed in all. Its own name unless told. */
  family?: string
  /** Whether it is about what is recorded: that nothing is missing tells of nobody, so a count of 0 is not small. */
  isOfRecords?: true
}

/** By which parameters a cohort is named. */
export const cohortKinds = ['exit', 'counseling', 'programYear'] as const
export type CohortKind = (typeof cohortKinds)[number]

/** A worked example: `plans` are sent, `query` is asked, and these members of these measures are answered. */
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
  /** Rises whenever a number can be another one for the same facts. */
  definitionVersion: number
  cohort: CohortKind
  /** Whether it is only about those who were in education or training; of others it has no rows. */
  isTrained?: true
  /** In the order in which they are answered. */
  measures: Record<M, Measure>
  citation: Citation
  example: Example
  /** What else is selected of each plan of a period: SQL about t.plan_id, in which the day that is asked for is :asOf. */
  extras?: readonly string[]
  rowsOf: (placed: Placed, given: ReportContext) => ReportRow<M>[]
}

/** Gives a report its type; its measures fix what its rows can be of. */
// a list of reports has measures of different names
export const defineReport = <M extends string>(report: Report<M>): Report => report as unknown as Report

/** The row of what stands in some way on a day; none where the question does not arise. */
export function rowOf<M extends string>(
  measure: M,
  { exitReason }: Period,
  { state }: Pick<Standing, 'state'>,
  isReached: boolean,
  more: { reason?: string | null; value?: number | null; itemId?: string } = {},
): ReportRow<M>[] {
  if (state === 'not_applicable') return []
  if (state === 'excluded') return [{ measure, result: 'excluded', ...more, reason: exitReason, value: null }]
  const result = state === 'known' ? (isReached ? 'numerator' : 'denominator') : state
  return [{ measure, result, reason: null, ...more }]
}
