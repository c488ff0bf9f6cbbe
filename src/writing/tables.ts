import { agencyId, workPolicy } from '../columns.ts'
import { pgTable, primaryKey, uuid } from '../drizzle.ts'

/** The plans whose texts were not all read when they were written. It belongs to the service and says nothing of a plan. */
export const unreadPlans = pgTable(
  'unread_plans',
  { agencyId: agencyId(), planId: uuid('plan_id').notNull() },
  (table) => [primaryKey({ columns: [table.agencyId, table.planId] }), workPolicy('unread_plans')],
)
