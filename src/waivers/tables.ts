import { agencyId, agencyPolicy, civil, document, instant, json } from '../columns.ts'
import { foreignKey, index, integer, pgTable, primaryKey, text, uuid } from '../drizzle.ts'
import { plans } from '../plans/tables.ts'
import type { Waiver } from './schemas.ts'

/** One row a waiver, read with its plan. */
export const waivers = pgTable(
  'waivers',
  {
    agencyId: agencyId(),
    id: uuid('id').notNull(),
    planId: uuid('plan_id').notNull(),
    rule: text('rule').notNull(),
    subject: document<Waiver['subject']>('subject').notNull(),
    reason: text('reason').notNull(),
    decidedBy: text('decided_by').notNull(),
    until: civil('until_on').notNull(),
    waivedOn: civil('waived_on').notNull(),
    version: integer('version').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    json: json(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.id] }),
    foreignKey({ columns: [table.agencyId, table.planId], foreignColumns: [plans.agencyId, plans.id] }),
    index('waivers_plan').on(table.agencyId, table.planId, table.id),
    agencyPolicy('waivers'),
  ],
)
