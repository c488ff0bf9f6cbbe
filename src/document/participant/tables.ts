import { agencyId, agencyPolicy, ascii, json } from '../../database/columns.ts'
import { pgTable, primaryKey } from '../../database/drizzle.ts'

/** One row per person of an agency: the periods of participation, and what else is said of the person. */
export const participants = pgTable(
  'participants',
  { agencyId: agencyId(), id: ascii('id').notNull(), json: json() },
  (table) => [primaryKey({ columns: [table.agencyId, table.id] }), agencyPolicy('participants')],
)
