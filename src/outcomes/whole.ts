/** Whether every plan of an agency has the period that reports read. */
import { type Db, statement } from '../database/db.ts'
import { Problem } from '../problem.ts'

/**
 * A write keeps the period of its plan; those of plans that were written before there were periods follow with the
 * evaluation that the release has started. Only while one is running, plans that it has not come to are looked at.
 */
const lacks = statement(`
  select case when exists (select from evaluations e where e.agency_id = $1 and e.finished_at is null)
    then exists (
      select from plans p where p.agency_id = $1
        and p.id > coalesce((select e.after_id from evaluations e where e.agency_id = $1), '00000000-0000-0000-0000-000000000000')
        and not exists (select from periods t where t.agency_id = $1 and t.plan_id = p.id))
    else false end`)

/** Throws while a plan of the agency has no period yet, for then no number would be whole. */
export async function requirePeriods(db: Db, agencyId: string): Promise<void> {
  const [[row]] = await db.read(agencyId, { statement: lacks, values: [agencyId] })
  if (row?.[0] === 't')
    throw new Problem('unavailable', 'Plans that were written before there were reports are still being read.', [], {
      'retry-after': '30',
    })
}
