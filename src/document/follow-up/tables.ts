import { agencyId, agencyPolicy, civil, json } from '../../database/columns.ts'
import { check, foreignKey, index, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../../database/drizzle.ts'
import { plans } from '../plan/tables.ts'

/** One row per follow-up: its JSON, and columns for what caseloads are searched by. */
export const followUps = pgTable(
  'follow_ups',
  {
    agencyId: agencyId(),
    id: uuid('id').notNull(),
    planId: uuid('plan_id').notNull(),
    externalId: text('external_id'),
    kind: text('kind').notNull(),
    dueOn: civil('due_on').notNull(),
    status: text('status').notNull(),
    json: json(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.id] }),
    foreignKey({ columns: [table.agencyId, table.planId], foreignColumns: [plans.agencyId, plans.id] }),
    uniqueIndex('follow_ups_external_id').on(table.agencyId, table.externalId),
    index('follow_ups_plan').on(table.agencyId, table.planId, table.id),
    index('follow_ups_due').on(table.agencyId, table.dueOn),
    check('follow_ups_status', sql`status in ('scheduled', 'completed', 'declined', 'unreachable', 'cancelled')`),
    agencyPolicy('follow_ups'),
  ],
)
