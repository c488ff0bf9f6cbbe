/** Plans whose texts have not been read yet, because writes do not wait for texts. */
import { type Call, statement } from '../database/db.ts'

const noteStatement = statement('insert into unread_plans (agency_id, plan_id) values ($1, $2) on conflict do nothing')

/** Notes that some texts of a plan have not been read. */
export const insertUnreadPlan = (agencyId: string, planId: string): Call => ({
  statement: noteStatement,
  values: [agencyId, planId],
})
