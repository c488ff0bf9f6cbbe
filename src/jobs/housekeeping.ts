/** What has expired is removed: of one agency after another, a small transaction at a time. */
import { dayIn } from '../calendar.ts'
import { type Db, statement } from '../database/db.ts'
import { keptSince, raiseKeptSince, removeResolved } from '../findings/retention.ts'
import { removeExpiredKeys } from '../http/idempotency.ts'
import { removePast } from '../outcomes/store.ts'
import { currentPolicy } from '../policy/store.ts'
import { eraseExpired } from './expired-records.ts'
import type { Job } from './job.ts'

/** As many rows of a table are removed at once. */
const maxRows = 1_000

const nobody = '00000000-0000-0000-0000-000000000000'
const nextAgenciesStatement = statement(
  'select agency_id from agencies where agency_id > $1::uuid order by agency_id limit 100',
)

/** Removes some of what has expired of an agency; answers whether there may be more. */
async function removeExpired(db: Db, agencyId: string): Promise<boolean> {
  const { values } = await currentPolicy(db, agencyId)
  const now = new Date()
  const removed = await db.inAgency(agencyId, ({ commit }) =>
    commit(
      removeExpiredKeys(agencyId, now.toISOString(), maxRows),
      removeResolved(agencyId, maxRows),
      removePast(agencyId, maxRows),
      raiseKeptSince(agencyId, keptSince(dayIn(values.timeZone, now), values.findingsKeptYears)),
    ),
  )
  const isMore = removed.some(([row]) => Number(row?.[0]) === maxRows)
  return (await eraseExpired(db, agencyId, values)) || isMore
}

/** The housekeeping of every agency, and a rest after the last. */
export function housekeepingJob(db: Db, idleMs: number): Job {
  let last = nobody
  /** Agencies of which more has expired than was removed at once. */
  const unfinished = new Set<string>()
  return {
    name: 'housekeeping',
    idleMs,
    agencies: async () => {
      if (unfinished.size > 0) return [...unfinished]
      const [rows] = await db.readAsJobs({ statement: nextAgenciesStatement, values: [last] })
      last = rows.at(-1)?.[0] ?? nobody
      return rows.map(([agencyId]) => agencyId as string)
    },
    work: async (agencyId) => {
      unfinished.delete(agencyId) // one that fails waits for the next time round
      if (await removeExpired(db, agencyId)) unfinished.add(agencyId)
      return true
    },
  }
}
