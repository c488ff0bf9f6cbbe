import { agencyId, agencyPolicy, ascii, instant, servicePolicy } from '../database/columns.ts'
import { index, integer, pgTable, primaryKey, sql, text } from '../database/drizzle.ts'

/** The answer given to an idempotency key, kept for seven days. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    agencyId: agencyId(),
    clientId: text('client_id').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of the method, URL, and body. */
    fingerprint: text('fingerprint').notNull(),
    /** Null until it has its answer, in the same transaction. */
    status: integer('status'),
    location: text('location'),
    etag: text('etag'),
    body: text('body'),
    /** Whom the answer is about, if it is about a person. */
    participantId: ascii('participant_id'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.clientId, table.key] }),
    index('idempotency_keys_age').on(table.agencyId, table.createdAt),
    index('idempotency_keys_participant')
      .on(table.agencyId, table.participantId)
      .where(sql`participant_id is not null`),
    agencyPolicy('idempotency_keys'),
  ],
)

/** The secret that cursors are sealed with; one row, created by a migration. */
export const cursorKey = pgTable('cursor_key', { key: text('key').primaryKey() }, () => [servicePolicy('cursor_key')])
