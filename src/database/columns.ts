/** What every table shares: column kinds, the agency in front of every key, and the policy that confines a row to it. */

import { customType, pgPolicy, pgRole, sql, text, uuid } from './drizzle.ts'
import { appRole, jobsRole } from './scope.ts'

/** A calendar date as the text YYYY-MM-DD, never a JavaScript Date. */
export const civil = customType<{ data: string; driverData: string }>({ dataType: () => 'date' })

/** How a day is kept that never comes; as a text, too, it is behind every other. */
export const forever = 'infinity'

/** Visible ASCII, as callers choose for their ids: sorted the same on every server. */
export const ascii = customType<{ data: string; driverData: string }>({ dataType: () => 'text collate "C"' })

/** An instant as the RFC 3339 text that is answered, in UTC with milliseconds: texts of this form sort as the instants do. */
export const instant = customType<{ data: string; driverData: string }>({ dataType: () => 'text collate "C"' })

/** A part of a document, kept as the text that was written so that it is read without being rebuilt. */
export const document = <T>(name: string) =>
  customType<{ data: T; driverData: string }>({ dataType: () => 'json' })(name)

/**
 * The resource as it is answered. The other columns are what the database searches, constrains and reports on; reading
 * gives this text, which is made once, when the row is written, and not each time it is read.
 */
export const json = () => text('json').notNull()

/** The tenant; first in every key. */
export const agencyId = () => uuid('agency_id').notNull()

const role = pgRole(appRole).existing()
// without a subquery, which a distributed database does not allow in a policy
const ownAgency = sql`agency_id = nullif(current_setting('app.agency_id', true), '')::uuid`

/** Row-level security: the application's role sees and writes rows of the agency of its transaction only. */
export const agencyPolicy = (table: string) =>
  pgPolicy(`${table}_agency`, { as: 'permissive', for: 'all', to: role, using: ownAgency, withCheck: ownAgency })

/** A policy for a table that belongs to the service and to no agency. */
export const servicePolicy = (table: string) =>
  pgPolicy(`${table}_service`, { as: 'permissive', for: 'select', to: role, using: sql`true` })

/** A second policy for a table that tells which agencies have work: the background's role may look at every row. */
export const jobsPolicy = (table: string) =>
  pgPolicy(`${table}_jobs`, { as: 'permissive', for: 'select', to: pgRole(jobsRole).existing(), using: sql`true` })
