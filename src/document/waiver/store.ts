/** The statements of waivers. */
import { type Call, statement } from '../../database/db.ts'
import { selectJson, selectList, writesOf } from '../../database/rows.ts'
import { waivers } from './tables.ts'

/** All of a plan ($2) as JSON, in the order in which they were made: the text of a statement. */
export const waiversOfPlan = selectJson(waivers, 'where t.agency_id = $1 and t.plan_id = $2 order by t.id')

const byId = statement(selectJson(waivers, 'where t.agency_id = $1 and t.plan_id = $2 and t.id = $3'))
/** One of a plan as JSON; no row where there is none. */
export const selectWaiver = (agencyId: string, planId: string, waiverId: string): Call => ({
  statement: byId,
  values: [agencyId, planId, waiverId],
})

/** A page of the waivers of a plan. */
export const listWaivers = (
  agencyId: string,
  planId: string,
  after: string[] | undefined,
  limit: number | null,
): Call => selectList(waivers, agencyId, after?.[0], limit, [['t.plan_id = ?::uuid', planId]])

export const waiverWrites = writesOf(waivers)
