/** The statements of changes: the history of a plan and the feed of an agency. */
import { type Call, statement } from '../db.ts'

/** One committed write of one resource. */
export type Change = {
  op: 'create' | 'update' | 'delete'
  type: 'plan' | 'milestone' | 'follow_up'
  id: string
  planId: string
  version: number
  planVersion: number
  at: string
  subject: string
  clientId: string
  requestId: string
  reason: string | null
  before: object | null
  after: object | null
}

// The counter is the last row that the transaction locks, so numbers follow the order of commit and have no gaps.
const counted = `with feed as (
    insert into agencies (agency_id, last_seq) values ($1::uuid, $2::int)
    on conflict (agency_id) do update set last_seq = agencies.last_seq + excluded.last_seq returning last_seq
  )
  insert into changes (agency_id, seq, op, type, id, plan_id, version, plan_version, at, subject, client_id, request_id,
    reason, before, after)`
const appendOne = statement(`${counted}
  select $1::uuid, feed.last_seq, $3, $4, $5::uuid, $6::uuid, $7::int, $8::int, $9::timestamptz, $10, $11, $12, $13,
    $14::json, $15::json from feed`)
const appendMany = statement(`${counted}
  select $1::uuid, feed.last_seq - $2::int + r.n, r.op, r.type, r.id, r."planId", r.version, r."planVersion", r.at,
    r.subject, r."clientId", r."requestId", r.reason, r.before, r.after
  from feed, json_to_recordset($3::json) as r(n int, op text, type text, id uuid, "planId" uuid, version int,
    "planVersion" int, at timestamptz, subject text, "clientId" text, "requestId" text, reason text, before json, after json)`)

const imageOf = (resource: object | null) => resource && JSON.stringify(resource)

/** Numbers and adds changes; the last statement of a write. */
export function appendChanges(agencyId: string, changes: readonly Change[]): Call {
  const [one] = changes
  if (!one || changes.length > 1) {
    const numbered = changes.map((change, index) => ({ n: index + 1, ...change }))
    return { statement: appendMany, values: [agencyId, changes.length, JSON.stringify(numbered)] }
  }
  const { op, type, id, planId, version, planVersion, at, subject, clientId, requestId, reason, before, after } = one
  const images = [imageOf(before), imageOf(after)]
  return {
    statement: appendOne,
    values: [
      agencyId,
      1,
      op,
      type,
      id,
      planId,
      version,
      planVersion,
      at,
      subject,
      clientId,
      requestId,
      reason,
      ...images,
    ],
  }
}

const actor = `json_build_object('subject', subject, 'clientId', client_id)`
const at = `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const history = statement(`
  select row_to_json(r)::text from (
    select seq, op, type, id, version, plan_version as "planVersion", ${at} as at, ${actor} as actor, reason, before, after
    from changes where agency_id = $1 and plan_id = $2 and seq > $3::bigint order by seq limit $4::int) r`)
const feed = statement(`
  select row_to_json(r)::text from (
    select seq, op, type, id, plan_id as "planId", version, ${at} as at
    from changes where agency_id = $1 and seq > $2::bigint order by seq limit $3::int) r`)

/** The changes of a plan after a number, in order. */
export const selectHistory = (agencyId: string, planId: string, after: number, limit: number): Call => ({
  statement: history,
  values: [agencyId, planId, after, limit],
})

/** The changes of the agency after a number, in order. */
export const selectFeed = (agencyId: string, after: number, limit: number): Call => ({
  statement: feed,
  values: [agencyId, after, limit],
})
