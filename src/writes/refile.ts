/**
 * The statements that file what was written about a plan, or about a whole person, under another participant: history,
 * findings, and the answers of idempotency keys follow the person whom they concern.
 */
import { type Call, statement } from '../database/db.ts'

/** What is filed under another participant: one plan, or without one everything of the person. */
export type Refile = { from: string; to: string; planId?: string }

const changesOfPlanStatement = statement(
  'update changes set participant_id = $3 where agency_id = $1::uuid and participant_id = $2 and plan_id = $4::uuid',
)
const findingsOfPlanStatement = statement(`
  update findings set participant_id = $3
  where agency_id = $1::uuid and participant_id = $2 and plan_id = $4::uuid and subject_type <> 'participant'`)
const answersOfPlanStatement = statement(`
  update idempotency_keys set participant_id = $3
  where agency_id = $1::uuid and participant_id = $2 and position($4 in body) > 0`)
const wholeStatements = ['changes', 'findings', 'idempotency_keys'].map((table) =>
  statement(`update ${table} set participant_id = $3 where agency_id = $1::uuid and participant_id = $2`),
)

/** The statements that file it under the other participant; they go before what a write adds. */
export const refile = (agencyId: string, { from, to, planId }: Refile): Call[] =>
  planId === undefined
    ? wholeStatements.map((statement) => ({ statement, values: [agencyId, from, to] }))
    : [changesOfPlanStatement, findingsOfPlanStatement, answersOfPlanStatement].map((statement) => ({
        statement,
        values: [agencyId, from, to, planId],
      }))
