import { agencyId, agencyPolicy, ascii, civil, instant, jobsPolicy } from '../database/columns.ts'
import { bigint, check, customType, index, integer, pgTable, primaryKey, sql, text, uuid } from '../database/drizzle.ts'
import { changeTypes } from './types.ts'

const image = customType<{ data: object | null; driverData: string }>({ dataType: () => 'json' })

/** The row that every write of an agency updates last: the number of its last change and the version of its policy. */
export const agencies = pgTable(
  'agencies',
  {
    agencyId: agencyId().primaryKey(),
    lastSeq: bigint('last_seq', { mode: 'number' }).notNull(),
    /** The version of the policy in force; a write evaluated under another version gets no number. */
    policyVersion: integer('policy_version').notNull().default(1),
    /** The rules under which its caseload was last evaluated, or is being evaluated. */
    rulebook: text('rulebook').notNull(),
    /** The day since which it is kept what was known; null if nothing has been removed. */
    findingsKeptSince: civil('findings_kept_since'),
  },
  () => [agencyPolicy('agencies'), jobsPolicy('agencies')],
)

/** One row per change, numbered per agency in the order of commit, without gaps: the feed and the history. */
export const changes = pgTable(
  'changes',
  {
    agencyId: agencyId(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    op: text('op').notNull(),
    type: text('type').notNull(),
    /** Text, because callers choose the ids of participants. */
    id: text('id').notNull(),
    /** The person it concerns; null for a change of the policy. */
    participantId: ascii('participant_id'),
    /** Null for a change of the policy, which belongs to no plan. */
    planId: uuid('plan_id'),
    version: integer('version').notNull(),
    planVersion: integer('plan_version'),
    at: instant('at').notNull(),
    subject: text('subject').notNull(),
    clientId: text('client_id').notNull(),
    requestId: text('request_id').notNull(),
    reason: text('reason'),
    /** The members that changed, as they were; all members if the resource was deleted. */
    before: image('before'),
    /** The same members afterward; all members if the resource was created. */
    after: image('after'),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.seq] }),
    index('changes_plan').on(table.agencyId, table.planId, table.seq),
    index('changes_participant').on(table.agencyId, table.participantId, table.seq),
    check('changes_op', sql`op in ('create', 'update', 'delete', 'erase')`),
    check('changes_type', sql.raw(`type in (${changeTypes.map((type) => `'${type}'`).join(', ')})`)),
    agencyPolicy('changes'),
  ],
)
