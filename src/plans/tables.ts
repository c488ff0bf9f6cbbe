import { agencyId, agencyPolicy, civil, document, instant } from '../columns.ts'
import { boolean, check, index, integer, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../drizzle.ts'
import type { Plan } from './schemas.ts'

/** One row a plan; what describes it lives inside it as JSON, in the form in which it is answered. */
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
    goals: document<Plan['goals']>('goals').notNull(),
    strengths: document<Plan['strengths']>('strengths').notNull(),
    barriers: document<Plan['barriers']>('barriers').notNull(),
    noBarriersIdentified: boolean('no_barriers_identified').notNull(),
    gaps: document<Plan['gaps']>('gaps').notNull(),
    reviewCadence: text('review_cadence'),
    completedOn: civil('completed_on'),
    closedOn: civil('closed_on'),
    closeReason: text('close_reason'),
    recordedOn: civil('recorded_on').notNull(),
    version: integer('version').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
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
