import { agencyId, agencyPolicy, json } from '../../database/columns.ts'
import { foreignKey, index, pgTable, primaryKey, uuid } from '../../database/drizzle.ts'
import { plans } from '../plan/tables.ts'

/** One row per waiver: its JSON, which is read with its plan. */
export const waivers = pgTable(
  'waivers',
  {
    agencyId: agencyId(),
    id: uuid('id').notNull(),
    planId: uuid('plan_id').notNull(),
    json: json(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.id] }),
    foreignKey({ columns: [table.agencyId, table.planId], foreignColumns: [plans.agencyId, plans.id] }),
    index('waivers_plan').on(table.agencyId, table.planId, table.id),
    agencyPolicy('waivers'),
  ],
)
