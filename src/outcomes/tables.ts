import { agencyId, agencyPolicy, ascii, civil, document } from '../database/columns.ts'
import { foreignKey, index, pgTable, primaryKey, sql, text, uuid } from '../database/drizzle.ts'
import { participants } from '../document/participant/tables.ts'
import type { FollowUpFact, PeriodRecord, Place } from './period.ts'

const columns = () => ({
  agencyId: agencyId(),
  participantId: ascii('participant_id').notNull(),
  periodId: text('period_id').notNull(),
  /** By name, so that statements can search by them. */
  programs: document<PeriodRecord['programs']>('programs').notNull(),
  enteredOn: civil('entered_on'),
  firstCounselingOn: civil('first_counseling_on'),
  exitedOn: civil('exited_on'),
  /** The first and last day of training during participation; `infinity` if it has not ended. */
  trainedFrom: civil('trained_from'),
  trainedUntil: civil('trained_until'),
  /** The first and last day on which a follow-up after placement or exit is due. */
  dueFrom: civil('due_from'),
  dueUntil: civil('due_until'),
  /** The plans, and those of them that are active; they are among the facts too, but statements can join by these. */
  planIds: uuid('plan_ids').array().notNull(),
  activePlanIds: uuid('active_plan_ids').array().notNull(),
  /** Where the person is served, and by whom: what the latest plan says. */
  place: document<Place>('place').notNull(),
  facts: document<PeriodRecord>('facts').notNull(),
  /** In a column of their own, because they are large and most readers of periods do not need them. */
  followUps: document<FollowUpFact[]>('follow_ups').notNull(),
  /** The first day at whose end this was known. */
  knownFrom: civil('known_from').notNull(),
})

/** One row per period of participation: its facts and what all of its plans add to them, extracted on every write. */
export const periods = pgTable('periods', columns(), (table) => [
  primaryKey({ columns: [table.agencyId, table.participantId, table.periodId] }),
  foreignKey({
    columns: [table.agencyId, table.participantId],
    foreignColumns: [participants.agencyId, participants.id],
  }),
  index('periods_exit').on(table.agencyId, table.exitedOn, table.participantId, table.periodId),
  index('periods_trained_exit')
    .on(table.agencyId, table.exitedOn, table.participantId, table.periodId)
    .where(sql`trained_until is not null`),
  index('periods_counseling').on(table.agencyId, table.firstCounselingOn, table.participantId, table.periodId),
  index('periods_training')
    .on(table.agencyId, table.trainedUntil, table.trainedFrom, table.participantId)
    .where(sql`trained_until is not null`),
  index('periods_due')
    .on(table.agencyId, table.dueUntil, table.dueFrom, table.participantId)
    .where(sql`due_until is not null`),
  agencyPolicy('periods'),
])

/**
 * What `periods` said at the end of days that have passed: a row goes here when a later day changes it. Rows are never
 * rewritten by another release, so reports have to read what an earlier one has written.
 */
export const pastPeriods = pgTable(
  'past_periods',
  {
    ...columns(),
    /** The first day at whose end something else was known. */
    knownUntil: civil('known_until').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.participantId, table.periodId, table.knownUntil] }),
    foreignKey({
      name: 'past_periods_participant',
      columns: [table.agencyId, table.participantId],
      foreignColumns: [participants.agencyId, participants.id],
    }),
    index('past_periods_exit').on(table.agencyId, table.exitedOn, table.participantId, table.periodId),
    index('past_periods_counseling').on(table.agencyId, table.firstCounselingOn, table.participantId, table.periodId),
    index('past_periods_training')
      .on(table.agencyId, table.trainedUntil, table.trainedFrom, table.participantId)
      .where(sql`trained_until is not null`),
    index('past_periods_due')
      .on(table.agencyId, table.dueUntil, table.dueFrom, table.participantId)
      .where(sql`due_until is not null`),
    index('past_periods_known').on(table.agencyId, table.knownUntil),
    agencyPolicy('past_periods'),
  ],
)
