import { agencyId, agencyPolicy, ascii, civil, instant } from '../database/columns.ts'
import { check, index, integer, pgTable, primaryKey, smallint, sql, text, uuid } from '../database/drizzle.ts'

/**
 * One row per interval of days on which a rule holds for a subject. No key ties it to its participant or plan: it is written
 * under the participant's lock, and outlives a deleted draft as a record of what was known then.
 */
export const findings = pgTable(
  'findings',
  {
    agencyId: agencyId(),
    id: uuid('id').notNull(),
    /** Whom it concerns. */
    participantId: ascii('participant_id').notNull(),
    /** The plan that it is about; of a finding about the participant the latest plan of the period, if there is one. */
    planId: uuid('plan_id'),
    rule: text('rule').notNull(),
    severity: text('severity').notNull(),
    /** Its place in lists: by severity, and then by the level of the citation. */
    rank: smallint('rank').notNull(),
    subjectType: text('subject_type').notNull(),
    /** The members of the answer, as JSON without braces; title, message, and citation are added from the code. */
    members: text('members').notNull(),
    /** What its message tells, as JSON; the words are added when it is read. */
    said: text('said').notNull(),
    from: civil('from_on').notNull(),
    /** `infinity` if it does not end by itself, so that one comparison selects a day. */
    until: civil('until_on').notNull(),
    /** The waiver that covers these days; a waived interval is shown but not counted. */
    waivedBy: uuid('waiver_id'),
    /** The version of the policy under which it was found. */
    policyVersion: integer('policy_version').notNull().default(1),
    foundAt: instant('found_at').notNull(),
    /** When a later write made it no longer true. */
    resolvedAt: instant('resolved_at'),
    /** The days at whose end it held and was known: from the later of `from` and the agency's day of `foundAt` … */
    knownFrom: civil('known_from').notNull().default('infinity'),
    /** … up to the earlier of `until` and the day of `resolvedAt`. */
    knownUntil: civil('known_until').notNull().default('infinity'),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.participantId, table.id] }),
    // its migration includes rule, days, and waiver, which Drizzle cannot express
    index('findings_unresolved').on(table.agencyId, table.participantId, table.planId).where(sql`resolved_at is null`),
    index('findings_day')
      .on(table.agencyId, table.rank, table.from, table.until, table.id)
      .where(sql`resolved_at is null`),
    index('findings_resolved').on(table.agencyId, table.resolvedAt).where(sql`resolved_at is not null`),
    index('findings_past').on(
      table.agencyId,
      table.rank,
      table.from,
      table.knownFrom,
      table.until,
      table.id,
      table.knownUntil,
    ),
    check('findings_severity', sql`severity in ('error', 'warning', 'info')`),
    agencyPolicy('findings'),
  ],
)

const counts = () => ({
  rule: text('rule').notNull(),
  severity: text('severity').notNull(),
  /** The change in how many unresolved findings hold. */
  activeDelta: integer('active_delta').notNull(),
  /** How many unresolved findings start. */
  started: integer('started').notNull().default(0),
  /** The change in how many findings held and were known. */
  knownDelta: integer('known_delta').notNull().default(0),
})

/** How much each day differs from the day before, by rule and severity; a day's count is the sum of all days up to it. */
export const findingDays = pgTable(
  'finding_days',
  { agencyId: agencyId(), day: civil('day').notNull(), ...counts() },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.day, table.rule, table.severity] }),
    agencyPolicy('finding_days'),
  ],
)

/** The same, summed by month and named by its first day, so that a count need not read every day there ever was. */
export const findingMonths = pgTable(
  'finding_months',
  { agencyId: agencyId(), month: civil('month').notNull(), ...counts() },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.month, table.rule, table.severity] }),
    agencyPolicy('finding_months'),
  ],
)
