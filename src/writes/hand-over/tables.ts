import { agencyId, agencyPolicy, document, instant, jobsPolicy } from '../../database/columns.ts'
import { index, integer, pgTable, primaryKey, sql, text, uuid } from '../../database/drizzle.ts'
import type { NewHandOver } from './schemas.ts'

/** One row per hand-over of a caseload, with how far it has come: all plans up to `afterId` are done. */
export const handOvers = pgTable(
  'hand_overs',
  {
    agencyId: agencyId(),
    id: uuid('id').notNull(),
    asked: document<NewHandOver>('asked').notNull(),
    /** Who asked for it; in the history of each plan. */
    subject: text('subject').notNull(),
    clientId: text('client_id').notNull(),
    requestId: text('request_id').notNull(),
    afterId: uuid('after_id'),
    done: integer('done').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    total: integer('total').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.id] }),
    index('hand_overs_running').on(table.agencyId, table.id).where(sql`finished_at is null`),
    agencyPolicy('hand_overs'),
    jobsPolicy('hand_overs'),
  ],
)
