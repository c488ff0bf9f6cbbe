/** What a consumer makes of exports and of the feed, and what the database has. */
import { statement } from '../../src/database/db.ts'
import { getTableName } from '../../src/database/drizzle.ts'
import { followUps } from '../../src/document/follow-up/tables.ts'
import { milestones } from '../../src/document/milestone/tables.ts'
import { participants } from '../../src/document/participant/tables.ts'
import { plans } from '../../src/document/plan/tables.ts'
import { waivers } from '../../src/document/waiver/tables.ts'
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

const tables = { participant: participants, plan: plans, milestone: milestones, follow_up: followUps, waiver: waivers }

/** The rows of an agency of some types, and its policy where one was set. */
export async function readDatabase(
  { db }: Service,
  client: Client,
  types: readonly string[] = [...Object.keys(tables), 'policy'],
): Promise<Replica> {
  const { agencyId } = client
  const replica: Replica = new Map()
  for (const type of types.filter((one): one is keyof typeof tables => one in tables)) {
    const text = `select json from ${getTableName(tables[type])} where agency_id = $1`
    const [rows = []] = await db.read(agencyId, { statement: statement(text), values: [agencyId] })
    for (const [json] of rows) replica.set(JSON.parse(json as string).id, JSON.parse(json as string))
  }
  const { profile, version, values, updatedAt } = (await client.get('/v1/policy')).body
  if (types.includes('policy') && version > 1) replica.set(agencyId, { profile, version, values, updatedAt })
  return replica
}
