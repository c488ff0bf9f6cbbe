import { agencyId, agencyPolicy, ascii, civil, json } from '../../database/columns.ts'
import { index, pgTable, primaryKey } from '../../database/drizzle.ts'

/** One row per person of an agency: the periods of participation, and what else is said of the person. */
export const participants = pgTable(
  'participants',
  { agencyId: agencyId(), id: ascii('id').notNull(), retainUntil: civil('retain_until'), json: json() },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.id] }),
    index('participants_retain_until').on(table.agencyId, table.retainUntil, table.id),
    agencyPolicy('participants'),
  ],
)
