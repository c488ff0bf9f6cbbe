/** What every table shares: column kinds, the agency in front of every key, and the policy that confines a row to it. */

import { appRole } from './db.ts'
import { customType, pgPolicy, pgRole, sql, uuid } from './drizzle.ts'

/** A calendar date as the text YYYY-MM-DD, never a JavaScript Date. */
export const civil = customType<{ data: string; driverData: string }>({ dataType: () => 'date' })

/** An instant as RFC 3339 text in UTC with milliseconds. */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
})

/** A part of a document, kept as the text that was written so that it is read without being rebuilt. */
export const document = <T>(name: string) =>
  customType<{ data: T; driverData: string }>({ dataType: () => 'json' })(name)

/** The tenant; first in every key. */
export const agencyId = () => uuid('agency_id').notNull()

const role = pgRole(appRole).existing()
const ownAgency = sql`agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)`

/** Row-level security: the application's role sees and writes rows of the agency of its transaction only. */
export const agencyPolicy = (table: string) =>
  pgPolicy(`${table}_agency`, { as: 'permissive', for: 'all', to: role, using: ownAgency, withCheck: ownAgency })

/** A policy for a table that belongs to the service and to no agency. */
export const servicePolicy = (table: string) =>
  pgPolicy(`${table}_service`, { as: 'permissive', for: 'select', to: role, using: sql`true` })
