import { agencyId, agencyPolicy, civil, json } from '../../database/columns.ts'
import { check, foreignKey, index, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../../database/drizzle.ts'
import { plans } from '../plan/tables.ts'

/** One row per milestone: its JSON, and columns for what caseloads are searched by and what reports read. */
export const milestones = pgTable(
  'milestones',
  {
    agencyId: agencyId(),
    id: uuid('id').notNull(),
    planId: uuid('plan_id').notNull(),
    externalId: text('external_id'),
    kind: text('kind').notNull(),
    dueOn: civil('due_on'),
    status: text('status').notNull(),
    completedOn: civil('completed_on'),
    json: json(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.id] }),
    foreignKey({ columns: [table.agencyId, table.planId], foreignColumns: [plans.agencyId, plans.id] }),
    uniqueIndex('milestones_external_id').on(table.agencyId, table.externalId),
    index('milestones_plan').on(table.agencyId, table.planId, table.id),
    index('milestones_due').on(table.agencyId, table.dueOn),
    check('milestones_status', sql`status in ('planned', 'in_progress', 'completed', 'stopped')`),
    agencyPolicy('milestones'),
  ],
)
