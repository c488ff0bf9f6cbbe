/** Which externalIds of a write are in use elsewhere: the database only says that something is. */
import { type Db, statement } from '../database/db.ts'
import type { Edit } from '../document/edit.ts'
import type { Facts } from '../document/facts.ts'
import { duplicate, type Fault, type Problem } from '../problem.ts'

const inUse = statement(`
  with written as (select * from json_to_recordset($2::json) as w (type text, id uuid, external_id text))
  select w.id from written w join plans r using (external_id)
  where w.type = 'plan' and r.agency_id = $1::uuid and r.id <> w.id
  union all select w.id from written w join milestones r using (external_id)
  where w.type = 'milestone' and r.agency_id = $1::uuid and r.id <> w.id
  union all select w.id from written w join follow_ups r using (external_id)
  where w.type = 'follow_up' and r.agency_id = $1::uuid and r.id <> w.id`)

/** Every resource with an externalId that a write adds or changes. */
const named = (edits: readonly Edit[]): { type: Edit['type']; id: string; external_id: string }[] =>
  edits.flatMap(({ type, after }) => {
    if (!after || !('externalId' in after) || after.externalId === null) return []
    return [{ type, id: after.id, external_id: after.externalId }]
  })

/** Where a resource stands in the document that was sent; a resource that was sent alone is the whole of it. */
function placeIn(document: Facts | undefined, id: string): string {
  for (const part of ['milestones', 'followUps'] as const) {
    const index = document?.[part].findIndex((one) => one.id === id) ?? -1
    if (index >= 0) return `/${part}/${index}`
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
  const [rows] = await db.read(agencyId, { statement: inUse, values: [agencyId, JSON.stringify(written)] })
  const used = new Set(rows.map(([id]) => id))
  const faults: Fault[] = written
    .filter(({ id }) => used.has(id))
    .map(({ id }) => ({ pointer: `${placeIn(document, id)}/externalId`, detail: 'is already in use in the agency' }))
  return faults.length > 0 ? duplicate(faults) : undefined
}
