/** The parameters that choose among the rows of a report. */
import { Type } from 'typebox'
import { choice, line } from '../http/schema.ts'
import type { Fault } from '../problem.ts'
import { type Report, type ReportRow, results } from './report.ts'

/** The parameters that choose among the rows of a report. */
export const rowsQuery = {
  measure: Type.Optional(line(100, 'Only rows of this measure.', 'quarter-2')),
  result: Type.Optional(choice(results, 'Only rows that count as this.')),
  reason: Type.Optional(line(100, 'Only rows with this reason among theirs.', 'not_recorded')),
}
/** Which rows of a report are asked for. */
export type RowFilter = { measure?: string | undefined; result?: string | undefined; reason?: string | undefined }

/** What a query asks of rows that the report has not; it would be answered with nothing, as if all were well. */
export function filterFaults({ measures, reasons }: Report, { measure, reason }: RowFilter): Fault[] {
  const names = Object.keys(measures)
  const isWrong = (value: string | undefined, right: readonly string[]) => value !== undefined && !right.includes(value)
  return [
    ...(isWrong(measure, names)
      ? [{ pointer: '/measure', detail: `must be a measure of the report: ${names.join(', ')}` }]
      : []),
    ...(isWrong(reason, reasons)
      ? [{ pointer: '/reason', detail: `must be a reason of the report: ${reasons.join(', ')}` }]
      : []),
  ]
}

/** Whether a row is asked for. */
export const isWantedRow = (row: ReportRow, { measure, result, reason }: RowFilter): boolean =>
  (measure === undefined || row.measure === measure) &&
  (result === undefined || row.result === result) &&
  (reason === undefined || (row.reason ?? '').split(' ').includes(reason))
