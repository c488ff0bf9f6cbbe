import { agencyId, agencyPolicy, jobsPolicy } from '../database/columns.ts'
import { pgTable, primaryKey, uuid } from '../database/drizzle.ts'

/** Plans that were written before all of their texts were read. */
export const unreadPlans = pgTable(
  'unread_plans',
  { agencyId: agencyId(), planId: uuid('plan_id').notNull() },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.planId] }),
    agencyPolicy('unread_plans'),
    jobsPolicy('unread_plans'),
  ],
)
