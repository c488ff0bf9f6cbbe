import { agencyId, agencyPolicy, civil, instant } from '../columns.ts'
import { check, foreignKey, index, integer, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../drizzle.ts'
import { plans } from '../plans/tables.ts'

/** One row an interval of days on which a rule holds for one subject. */
export const findings = pgTable(
  'findings',
  {
    agencyId: agencyId(),
    id: uuid('id').notNull(),
    planId: uuid('plan_id').notNull(),
    rule: text('rule').notNull(),
    severity: text('severity').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: text('subject_id').notNull(),
    subjectExternalId: text('subject_external_id'),
    message: text('message').notNull(),
    pointer: text('pointer').notNull(),
    from: civil('from_on').notNull(),
    /** `infinity` where it does not end by itself, so that one comparison selects a day. */
    until: civil('until_on').notNull(),
    foundAt: instant('found_at').notNull(),
    /** When a later write made it untrue. */
    resolvedAt: instant('resolved_at'),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.id] }),
    foreignKey({ columns: [table.agencyId, table.planId], foreignColumns: [plans.agencyId, plans.id] }).onDelete(
      'cascade',
    ),
    index('findings_day').on(table.agencyId, table.from, table.until, table.id).where(sql`resolved_at is null`),
    uniqueIndex('findings_subject')
      .on(table.agencyId, table.planId, table.rule, table.subjectId, table.from)
      .where(sql`resolved_at is null`),
    check('findings_severity', sql`severity in ('error', 'warning', 'info')`),
    agencyPolicy('findings'),
  ],
)

/** By how many unresolved findings of a rule and severity a day differs from the day before; sums to the count of a day. */
export const findingDays = pgTable(
  'finding_days',
  {
    agencyId: agencyId(),
    day: civil('day').notNull(),
    rule: text('rule').notNull(),
    severity: text('severity').notNull(),
    delta: integer('delta').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.day, table.rule, table.severity] }),
    agencyPolicy('finding_days'),
  ],
)
