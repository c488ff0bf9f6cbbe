/** Plans whose texts have not been read yet, because writes do not wait for texts. */
import { type Call, statement } from '../database/db.ts'

const noteStatement = statement('insert into unread_plans (agency_id, plan_id) values ($1, $2) on conflict do nothing')

const forgetStatement = statement('delete from unread_plans where agency_id = $1 and plan_id = $2')

/** Notes that some texts of a plan have not been read. */
export const insertUnreadPlan = (agencyId: string, planId: string): Call => ({
  statement: noteStatement,
  values: [agencyId, planId],
})

/** Takes the note back: its texts have been read, or are no more. */
export const forgetUnreadPlan = (agencyId: string, planId: string): Call => ({
  statement: forgetStatement,
  values: [agencyId, planId],
})
