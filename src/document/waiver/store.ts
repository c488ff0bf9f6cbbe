/** The list of waivers of a plan. */
import type { Call } from '../../database/db.ts'
import { rowsOfPlans, selectList } from '../../database/rows.ts'
import { waivers } from './tables.ts'

/** A page of the waivers of a plan. */
export const listWaivers = (
  agencyId: string,
  planId: string,
  after: string[] | undefined,
  limit: number | null,
): Call => selectList(rowsOfPlans(waivers), agencyId, after?.[0], limit, [['t.plan_id = ?::uuid', planId]])
