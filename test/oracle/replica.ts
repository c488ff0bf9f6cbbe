/** What a consumer makes of exports and of the feed, and what the database has. */
import { statement } from '../../src/database/db.ts'
import { getTableName } from '../../src/database/drizzle.ts'
import { participants } from '../../src/document/participant/tables.ts'
import { parts } from '../../src/document/parts.ts'
import { plans } from '../../src/document/plan/tables.ts'
import type { Client, Json, Service } from '../support/service.ts'

/** Resources by id; the policy has that of its agency. */
export type Replica = Map<string, Json>

/** Does to the replica what a change with its resource says, where that is newer than what the replica has. */
export function apply(replica: Replica, { id, planId, planVersion, at, resource }: Json): void {
  if (!resource) replica.delete(id)
  else if (resource.version > (replica.get(id)?.version ?? 0)) replica.set(id, resource)
  const plan = replica.get(planId)
  if (plan && plan.version < planVersion) replica.set(planId, { ...plan, version: planVersion, updatedAt: at })
}

const tables: Record<string, typeof participants | typeof plans | (typeof parts)[number]['table']> = {
  participant: participants,
  plan: plans,
  ...Object.fromEntries(parts.map(({ type, table }) => [type, table])),
}

/** The rows of an agency of some types, and its policy where one was set. */
export async function readDatabase(
  { db }: Service,
  client: Client,
  types: readonly string[] = [...Object.keys(tables), 'policy'],
): Promise<Replica> {
  const { agencyId } = client
  const replica: Replica = new Map()
  for (const [, table] of Object.entries(tables).filter(([type]) => types.includes(type))) {
    const text = `select json from ${getTableName(table)} where agency_id = $1`
    const [rows = []] = await db.read(agencyId, { statement: statement(text), values: [agencyId] })
    for (const [json] of rows) replica.set(JSON.parse(json as string).id, JSON.parse(json as string))
  }
  const { profile, version, values, updatedAt } = (await client.get('/v1/policy')).body
  if (types.includes('policy') && version > 1) replica.set(agencyId, { profile, version, values, updatedAt })
  return replica
}
