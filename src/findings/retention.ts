/**
 * Which findings are kept when they are resolved, and for how long: as long as it can be asked what was known of a day that
 * has passed. The day since which that can be asked is raised first; what only an earlier day needs is removed at the next
 * look, so that a question that was let through is answered whole.
 */

import { addMonths, type Day } from '../calendar.ts'
import { type Call, type Db, statement } from '../database/db.ts'
import { fewestYears } from '../policy/schemas.ts'
import { invalid } from '../problem.ts'
import type { Interval } from './counts.ts'

/** When findings are found: the instant, the agency's day, and the policy that they follow from. */
export type EvaluatedAt = { at: string; today: Day; policyVersion: number }

const resolveStatement = statement(
  `update findings set resolved_at = $4, known_until = least(until_on, $5::date)
  where agency_id = $1 and participant_id = $2 and id = any ($3::uuid[])`,
)
const forgetStatement = statement(
  'delete from findings where agency_id = $1 and participant_id = $2 and id = any ($3::uuid[])',
)

type Gone = Interval & { id: string }

/** The statements that resolve findings of a person; one that was known at the end of no day is not kept. */
export function resolveFindings(
  agencyId: string,
  participantId: string,
  gone: readonly Gone[],
  { at, today }: EvaluatedAt,
): Call[] {
  const isKept = ({ knownFrom, until }: Gone) => knownFrom < until && knownFrom < today
  const toIdList = (some: readonly Gone[]) => `{${some.map(({ id }) => id).join(',')}}`
  const [kept, lost] = [gone.filter(isKept), gone.filter((one) => !isKept(one))]
  return [
    ...(kept.length > 0
      ? [{ statement: resolveStatement, values: [agencyId, participantId, toIdList(kept), at, today] }]
      : []),
    ...(lost.length > 0 ? [{ statement: forgetStatement, values: [agencyId, participantId, toIdList(lost)] }] : []),
  ]
}

const keptSinceStatement = statement('select findings_kept_since from agencies where agency_id = $1')

/** Refuses a past day of which it is no longer kept what was known at its end. */
export async function requireKept(db: Db, agencyId: string, asOf: Day, today: Day): Promise<void> {
  if (asOf >= keptSince(today, fewestYears)) return
  const [[row]] = await db.read(agencyId, { statement: keptSinceStatement, values: [agencyId] })
  const first = row?.[0]
  if (!first || asOf >= first) return
  const detail = `must be ${first} or later: what was known before is no longer kept; known=now answers what is known today`
  throw invalid([{ pointer: '/asOf', detail }])
}

/** The first day of which it is kept what was known, by the years that a policy says. */
export const keptSince = (today: Day, years: number): Day => addMonths(today, -12 * years)

// An instant in UTC before a day is, wherever the agency is, of that day at the latest. Rows are taken by their place, which
// nobody moves while they are locked: by their keys all of a caseload might be read to find them.
const removeStatement = statement(`
  with gone as (
    delete from findings where agency_id = $1::uuid and ctid = any (array(
      select ctid from findings where agency_id = $1::uuid
        and resolved_at < (select findings_kept_since::text from agencies where agency_id = $1::uuid)
      order by resolved_at limit $2::int for update skip locked))
    returning 1)
  select count(*) from gone`)
const raiseStatement = statement(`
  update agencies set findings_kept_since = $2::date
  where agency_id = $1::uuid and coalesce(findings_kept_since, '-infinity') < $2::date
    and (exists (select from findings where agency_id = $1::uuid and resolved_at < ($2::date)::text)
      or exists (select from past_periods where agency_id = $1::uuid and known_until <= $2::date))`)

/** Removes resolved findings that are no longer asked for, so many at most; answers how many. */
export const removeResolved = (agencyId: string, max: number): Call => ({
  statement: removeStatement,
  values: [agencyId, max],
})

/** Raises the day since which it is kept what was known, where more is kept; behind the statements that remove it. */
export const raiseKeptSince = (agencyId: string, day: Day): Call => ({
  statement: raiseStatement,
  values: [agencyId, day],
})
