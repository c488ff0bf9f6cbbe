import { agencyId, agencyPolicy, document, instant, json } from '../../database/columns.ts'
import { check, index, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../../database/drizzle.ts'
import type { Plan } from './schemas.ts'

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
    participant: document<Plan['participant']>('participant').notNull(),
    careerPlanner: text('career_planner'),
    office: text('office'),
    updatedAt: instant('updated_at').notNull(),
    json: json(),
    /** For searching; the person's id inside `participant`. */
    participantId: text('participant_id').generatedAlwaysAs(sql`participant ->> 'id'`),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.id] }),
    uniqueIndex('plans_external_id').on(table.agencyId, table.externalId),
    index('plans_participant').on(table.agencyId, table.participantId, table.id),
    index('plans_career_planner').on(table.agencyId, table.careerPlanner, table.id),
    index('plans_office').on(table.agencyId, table.office, table.id),
    check('plans_status', sql`status in ('draft', 'active', 'closed')`),
    agencyPolicy('plans'),
  ],
)
