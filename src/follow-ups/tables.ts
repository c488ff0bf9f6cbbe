import { agencyId, agencyPolicy, civil, document, instant, json } from '../columns.ts'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  sql,
  text,
  uniqueIndex,
  uuid,
} from '../drizzle.ts'
import { plans } from '../plans/tables.ts'
import type { FollowUp } from './schemas.ts'

/** One row a follow-up, because caseloads are searched by them. */
export const followUps = pgTable(
  'follow_ups',
  {
    agencyId: agencyId(),
    id: uuid('id').notNull(),
    planId: uuid('plan_id').notNull(),
    externalId: text('external_id'),
    milestoneId: uuid('milestone_id'),
    kind: text('kind').notNull(),
    opensOn: civil('opens_on'),
    dueOn: civil('due_on').notNull(),
    status: text('status').notNull(),
    completedOn: civil('completed_on'),
    twoWay: boolean('two_way').notNull(),
    services: document<FollowUp['services']>('services').notNull(),
    purpose: text('purpose'),
    outcome: document<FollowUp['outcome']>('outcome'),
    note: text('note'),
    attempts: document<FollowUp['attempts']>('attempts').notNull(),
    recordedAt: instant('recorded_at'),
    quarter: integer('quarter'),
    schedule: document<FollowUp['schedule']>('schedule'),
    recordedOn: civil('recorded_on').notNull(),
    version: integer('version').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
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
