/** Which externalIds of a write are in use elsewhere: the database only says that something is. */
import { type Db, statement } from '../database/db.ts'
import { getTableName } from '../database/drizzle.ts'
import type { Edit } from '../document/edit.ts'
import type { Facts } from '../document/facts.ts'
import type { Part } from '../document/part.ts'
import { parts } from '../document/parts.ts'
import { duplicate, type Fault, type Problem } from '../problem.ts'

/** Whether its items have an externalId, which is unique in the agency. */
const isNamed = ({ schema }: Part) => 'externalId' in schema.properties
const tables = {
  plan: 'plans',
  ...Object.fromEntries(parts.filter(isNamed).map(({ type, table }) => [type, getTableName(table)])),
}

const inUseStatement = statement(`
  with written as (select * from json_to_recordset($2::json) as w (type text, id uuid, external_id text))
  ${Object.entries(tables)
    .map(
      ([type, table]) => `select w.id from written w join ${table} r using (external_id)
        where w.type = '${type}' and r.agency_id = $1::uuid and r.id <> w.id`,
    )
    .join(' union all ')}`)

/** Every resource with an externalId that a write adds or changes. */
const named = (edits: readonly Edit[]): { type: Edit['type']; id: string; external_id: string }[] =>
  edits.flatMap(({ type, after }) => {
    if (!after || !('externalId' in after) || after.externalId === null) return []
    return [{ type, id: after.id, external_id: after.externalId }]
  })

/** Where a resource stands in the document that was sent; a resource that was sent alone is the whole of it. */
function placeIn(document: Facts | undefined, id: string): string {
  for (const key of ['milestones', 'followUps'] as const) {
    const index = document?.[key].findIndex((one) => one.id === id) ?? -1
    if (index >= 0) return `/${key}/${index}`
  }
  return ''
}

/** The refusal of a write that names each externalId in use; undefined where none is. */
export async function findDuplicates(
  db: Db,
  agencyId: string,
  edits: readonly Edit[],
  document: Facts | undefined,
): Promise<Problem | undefined> {
  const written = named(edits)
  const [rows] = await db.read(agencyId, { statement: inUseStatement, values: [agencyId, JSON.stringify(written)] })
  const used = new Set(rows.map(([id]) => id))
  const faults: Fault[] = written
    .filter(({ id }) => used.has(id))
    .map(({ id }) => ({ pointer: `${placeIn(document, id)}/externalId`, detail: 'is already in use in the agency' }))
  return faults.length > 0 ? duplicate(faults) : undefined
}
