import { agencyId, agencyPolicy, ascii, instant, json } from '../../database/columns.ts'
import { check, foreignKey, index, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../../database/drizzle.ts'
import { participants } from '../participant/tables.ts'

/**
 * One row per plan: its JSON, and columns for what plans are searched by. Every write makes a new version of the row. The row
 * stays small so that the new version fits on the same page and no index has to change.
 */
export const plans = pgTable(
  'plans',
  {
    agencyId: agencyId(),
    id: uuid('id').notNull(),
    status: text('status').notNull(),
    externalId: text('external_id'),
    type: text('type').notNull(),
    participantId: ascii('participant_id').notNull(),
    periodId: text('period_id'),
    careerPlanner: text('career_planner'),
    office: text('office'),
    updatedAt: instant('updated_at').notNull(),
    json: json(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.id] }),
    foreignKey({
      columns: [table.agencyId, table.participantId],
      foreignColumns: [participants.agencyId, participants.id],
    }),
    uniqueIndex('plans_external_id').on(table.agencyId, table.externalId),
    index('plans_participant').on(table.agencyId, table.participantId, table.id),
    index('plans_career_planner').on(table.agencyId, table.careerPlanner, table.id),
    index('plans_office').on(table.agencyId, table.office, table.id),
    check('plans_status', sql`status in ('draft', 'active', 'closed')`),
    agencyPolicy('plans'),
  ],
)
