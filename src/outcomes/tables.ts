import { agencyId, agencyPolicy, ascii, civil, document } from '../database/columns.ts'
import { foreignKey, index, pgTable, primaryKey, sql, text, uuid } from '../database/drizzle.ts'
import { plans } from '../document/plan/tables.ts'
import type { FollowUpFact, Period } from './period.ts'

/** One row per plan: the facts of its period of participation and what it adds to them, extracted on every write. */
export const periods = pgTable(
  'periods',
  {
    agencyId: agencyId(),
    planId: uuid('plan_id').notNull(),
    participantId: ascii('participant_id').notNull(),
    periodId: text('period_id'),
    /** By name, so that statements can search by them. */
    programs: document<Period['programs']>('programs').notNull(),
    enteredOn: civil('entered_on'),
    firstCounselingOn: civil('first_counseling_on'),
    exitedOn: civil('exited_on'),
    /** The first and last day of training during participation; `infinity` if it has not ended. */
    trainedFrom: civil('trained_from'),
    trainedUntil: civil('trained_until'),
    /** The plan's status; it is among the facts too, but here statements can read it without parsing them. */
    status: text('status').notNull(),
    facts: document<Period>('facts').notNull(),
    /** In a column of their own, because they are large and most readers of periods do not need them. */
    followUps: document<FollowUpFact[]>('follow_ups').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.planId] }),
    foreignKey({ columns: [table.agencyId, table.planId], foreignColumns: [plans.agencyId, plans.id] }),
    index('periods_exit').on(table.agencyId, table.exitedOn, table.participantId, table.planId),
    index('periods_trained_exit')
      .on(table.agencyId, table.exitedOn, table.participantId)
      .where(sql`trained_until is not null`),
    index('periods_counseling').on(table.agencyId, table.firstCounselingOn, table.participantId, table.planId),
    index('periods_training')
      .on(table.agencyId, table.trainedUntil, table.trainedFrom, table.participantId)
      .where(sql`trained_until is not null`),
    index('periods_participant').on(table.agencyId, table.participantId, table.planId),
    agencyPolicy('periods'),
  ],
)
