/** What a request asks of a report. */
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { pageQuery } from '../http/paging.ts'
import { invalid, Problem } from '../problem.ts'
import { filterFaults, rowsQuery } from '../reports/filter.ts'
import { groupingFaults } from '../reports/groups.ts'
import { reports } from '../reports/index.ts'
import { cohortFaults, numbersQuery, readCohort, reportQuery } from '../reports/query.ts'
import type { Asked } from '../reports/rows.ts'
import { readKnowledge, readPolicyOf } from './known.ts'

/** The parameters of the numbers of a report. */
export const NumbersQuery = Type.Object(numbersQuery, { additionalProperties: false })
/** The parameters of the rows of a report. */
export const RowsQuery = Type.Object({ ...reportQuery, ...rowsQuery, ...pageQuery }, { additionalProperties: false })
type RowsQuery = Static<typeof RowsQuery>

/** The parameter in the path of a report. */
export const params = Type.Object(
  {
    report: Type.String({
      maxLength: 100,
      description: 'The name of the report.',
      examples: ['employment-after-exit'],
    }),
  },
  { additionalProperties: false },
)

/** A request about a report. */
export type Request = FastifyRequest<{ Params: Static<typeof params>; Querystring: RowsQuery }>

/** What a request asks for. */
export async function readAsked(request: Request): Promise<Asked> {
  const report = reports.find(({ name }) => name === request.params.report)
  if (!report) throw new Problem('not-found', 'There is no such report; GET /v1/reports lists those that there are.')
  const { query } = request
  const { program, office, careerPlanner, measure, result, reason, programYear: year } = query
  const faults = [
    ...cohortFaults(report, query),
    ...filterFaults(report, query),
    ...groupingFaults(report, (query as { groupBy?: string }).groupBy),
  ]
  if (faults.length > 0) throw invalid(faults)
  const knowledge = await readKnowledge(request)
  const { policy, end } = await readPolicyOf(request, knowledge)
  const cohort = readCohort(report, query)
  const given = { asOf: knowledge.asOf, program, year, span: cohort.span, policy }
  return { report, given, cohort, knowledge, end, ...{ program, office, careerPlanner, measure, result, reason } }
}
