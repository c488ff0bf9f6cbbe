import { agencyId, agencyPolicy, jobsPolicy } from '../database/columns.ts'
import { pgTable, primaryKey, uuid } from '../database/drizzle.ts'

/** The plans whose texts were not all read when they were written. */
export const unreadPlans = pgTable(
  'unread_plans',
  { agencyId: agencyId(), planId: uuid('plan_id').notNull() },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.planId] }),
    agencyPolicy('unread_plans'),
    jobsPolicy('unread_plans'),
  ],
)
