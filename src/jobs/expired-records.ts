/** Erases the records of participants that need not be kept any longer, where the policy of the agency says so. */
import { v7 as newId } from 'uuid'
import { dayIn } from '../calendar.ts'
import { type Db, statement } from '../database/db.ts'
import { toProblem } from '../http/problems.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { erasePerson } from '../writes/erase.ts'

/** As many records are erased before the background turns to other agencies. */
const batchSize = 20

// a hold with an end date holds the record through that day
const dueStatement = statement<[id: string]>(`
  select id from participants where agency_id = $1 and retain_until < $2::date
    and (json::json ->> 'hold' is null or json::json #>> '{hold,until}' < ($2::date)::text) order by retain_until, id limit ${batchSize}`)

/** Who erases, in the changes. */
const actor = { subject: 'retention', clientId: 'career-plans', scopes: new Set<string>() }

/** Erases some of the records of an agency that are due; answers whether there may be more. */
export async function eraseExpired(db: Db, agencyId: string, values: PolicyValues): Promise<boolean> {
  if (values.retention !== 'automatic') return false
  const today = dayIn(values.timeZone, new Date())
  const [due] = await db.read(agencyId, { statement: dueStatement, values: [agencyId, today] })
  for (const [id] of due)
    try {
      await erasePerson({ actor: { ...actor, agencyId }, requestId: newId(), db }, id, 'retention_ended')
    } catch (error) {
      if (!toProblem(error)) throw error // somebody has changed or erased the record meanwhile
    }
  return due.length === batchSize
}
