import { agencyId, agencyPolicy, ascii, document, instant, jobsPolicy } from '../database/columns.ts'
import { boolean, integer, pgTable, primaryKey, text } from '../database/drizzle.ts'
import type { PolicyValues } from '../rules/policy-values.ts'

/** One row per version of an agency's policy, from 2 on: version 1 is the default profile, which no one has set. */
export const policies = pgTable(
  'policies',
  {
    agencyId: agencyId(),
    version: integer('version').notNull(),
    profile: text('profile').notNull(),
    values: document<PolicyValues>('values').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.version] }), agencyPolicy('policies')],
)

/** How far the re-evaluation of an agency's caseload has come: all plans up to `afterId` are done. */
export const evaluations = pgTable(
  'evaluations',
  {
    agencyId: agencyId().primaryKey(),
    policyVersion: integer('policy_version').notNull(),
    /** The rules it applies (`rulebookHash`); a process of another release leaves it alone. */
    rulebook: text('rulebook').notNull(),
    afterId: ascii('after_id'),
    /** Whether the texts of its plans must be read too, because rules about wording were switched on. */
    rereads: boolean('rereads').notNull().default(false),
    done: integer('done').notNull(),
    total: integer('total').notNull(),
    startedAt: instant('started_at').notNull(),
    /** When the last batch finished; the evaluation that has waited longest goes next. */
    advancedAt: instant('advanced_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  () => [agencyPolicy('evaluations'), jobsPolicy('evaluations')],
)
