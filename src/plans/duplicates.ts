/** Which externalIds of a document are in use elsewhere: the database only says that one of them is. */
import { type Db, statement } from '../db.ts'
import { duplicate, type Fault, type Problem } from '../problem.ts'
import type { Facts } from '../rules/rule.ts'

const inUse = statement(`
  with sent as (select json_array_elements_text($2::json) as external_id)
  select 'plan', external_id from plans join sent using (external_id)
  where agency_id = $1::uuid and id <> $3::uuid
  union all select 'milestone', external_id from milestones join sent using (external_id)
  where agency_id = $1::uuid and plan_id <> $3::uuid
  union all select 'follow_up', external_id from follow_ups join sent using (external_id)
  where agency_id = $1::uuid and plan_id <> $3::uuid`)

/** Every externalId of a document with its place. */
const externalIdsOf = ({
  plan,
  milestones,
  followUps,
}: Facts): { key: string; externalId: string; pointer: string }[] =>
  [
    { type: 'plan', externalId: plan.externalId, at: '' },
    ...milestones.map(({ externalId }, index) => ({ type: 'milestone', externalId, at: `/milestones/${index}` })),
    ...followUps.map(({ externalId }, index) => ({ type: 'follow_up', externalId, at: `/followUps/${index}` })),
  ].flatMap(({ type, externalId, at }) =>
    externalId === null ? [] : [{ key: `${type} ${externalId}`, externalId, pointer: `${at}/externalId` }],
  )

/** The refusal of a document that names each externalId in use; undefined where none is any more. */
export async function duplicatesOf(db: Db, agencyId: string, document: Facts): Promise<Problem | undefined> {
  const sent = externalIdsOf(document)
  const values = [agencyId, JSON.stringify(sent.map(({ externalId }) => externalId)), document.plan.id]
  const [rows = []] = await db.read(agencyId, { statement: inUse, values })
  const used = new Set(rows.map((row) => row.join(' ')))
  const faults: Fault[] = sent
    .filter(({ key }) => used.has(key))
    .map(({ pointer }) => ({ pointer, detail: 'is already in use in the agency' }))
  return faults.length > 0 ? duplicate(faults) : undefined
}
