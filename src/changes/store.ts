/** The statements of changes: the history of a plan and the feed of an agency. */
import { type Call, type Row, statement } from '../db.ts'
import { jsonOf } from '../rows.ts'

/** One committed write of one resource. */
export type Change = {
  op: 'create' | 'update' | 'delete'
  type: 'plan' | 'milestone' | 'follow_up' | 'waiver' | 'policy'
  /** A policy has that of its agency. */
  id: string
  planId: string | null
  version: number
  planVersion: number | null
  at: string
  subject: string
  clientId: string
  requestId: string
  reason: string | null
  before: object | null
  after: object | null
}

// The counter is the last row that the transaction locks, so numbers follow the order of commit and have no gaps. Under
// another policy than the one in force there is no next number, and null is refused: see `underPolicy`.
const counted = (policyVersion: string) => `with feed as (
    insert into agencies (agency_id, last_seq) values ($1::uuid, $2::int)
    on conflict (agency_id) do update set last_seq =
      case when agencies.policy_version = ${policyVersion}::int then agencies.last_seq + excluded.last_seq end
    returning last_seq
  )
  insert into changes (agency_id, seq, op, type, id, plan_id, version, plan_version, at, subject, client_id, request_id,
    reason, before, after)`
const appendOne = statement(`${counted('$16')}
  select $1::uuid, feed.last_seq, $3, $4, $5::uuid, $6::uuid, $7::int, $8::int, $9, $10, $11, $12, $13,
    $14::json, $15::json from feed`)
const appendMany = statement(`${counted('$4')}
  select $1::uuid, feed.last_seq - $2::int + r.n, r.op, r.type, r.id, r."planId", r.version, r."planVersion", r.at,
    r.subject, r."clientId", r."requestId", r.reason, r.before, r.after
  from feed, json_to_recordset($3::json) as r(n int, op text, type text, id uuid, "planId" uuid, version int,
    "planVersion" int, at text, subject text, "clientId" text, "requestId" text, reason text, before json, after json)`)

/** What is kept of a resource as it was: the members that are different now. What is the same is not kept twice. */
function wasOf({ before, after }: Change): object | null {
  if (before === null || after === null) return before
  const now = after as Record<string, unknown>
  return Object.fromEntries(Object.entries(before).filter(([member, value]) => value !== now[member]))
}

/** Numbers and adds changes that were evaluated under a version of the policy; the last statement of a write. */
export function appendChanges(agencyId: string, policyVersion: number, changes: readonly Change[]): Call {
  const [one] = changes
  if (!one || changes.length > 1) {
    const numbered = changes.map((change, index) => ({ ...change, n: index + 1, before: wasOf(change) }))
    return { statement: appendMany, values: [agencyId, changes.length, JSON.stringify(numbered), policyVersion] }
  }
  const { op, type, id, planId, version, planVersion, at, subject, clientId, requestId, reason, after } = one
  const was = wasOf(one)
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
      was && JSON.stringify(was),
      after && jsonOf(after),
      policyVersion,
    ],
  }
}

const actor = `json_build_object('subject', subject, 'clientId', client_id)`

const historyOf = (belonging: string) =>
  statement(`
  select row_to_json(r)::text from (
    select seq, op, type, id, version, plan_version as "planVersion", at, ${actor} as actor, reason, before, after
    from changes where agency_id = $1 and seq > $2::bigint and ${belonging} order by seq limit $3::int) r`)
const history = historyOf('plan_id = $4')
// what belongs to no plan stands together in the index
const policyHistory = historyOf("plan_id is null and type = 'policy'")

const feedOf = (resource: string, only: string) =>
  statement(`
  select row_to_json(r)::text from (
    select seq, op, type, id, plan_id as "planId", version, plan_version as "planVersion", at${resource}
    from changes where agency_id = $1 and seq > $2::bigint and seq <= $3::bigint${only} order by seq limit $4::int) r`)

const head = statement('select last_seq from agencies where agency_id = $1')

/** The number of the last change of an agency; no row where nothing was ever written. */
export const selectHead = (agencyId: string): Call => ({ statement: head, values: [agencyId] })

/** The changes of a plan after a number, in order. */
export const selectHistory = (agencyId: string, planId: string, after: number, limit: number | null): Call => ({
  statement: history,
  values: [agencyId, after, limit, planId],
})

/** The changes of the policy after a number, in order. */
export const selectPolicyHistory = (agencyId: string, after: number, limit: number | null): Call => ({
  statement: policyHistory,
  values: [agencyId, after, limit],
})

/** A row of the history as the JSON that is answered. */
export function historyJson([text]: Row): string {
  const { before, after, ...change } = JSON.parse(text as string)
  return JSON.stringify({ ...change, before: before && { ...after, ...before }, after })
}

/** The place of a change in the history and in the feed. */
export const seqOf = ([text]: Row): string[] => [String((JSON.parse(text as string) as { seq: number }).seq)]

/** A span of the feed: changes after a number up to another one, of a type where one is named. */
export type Span = {
  after: number
  upTo: number
  type?: Change['type'] | undefined
  /** Whether each comes with the resource as it was after it. */
  include?: 'resource' | undefined
}

/** The changes of a span, in order. */
export const selectFeed = (agencyId: string, { after, upTo, type, include }: Span, limit: number | null): Call => ({
  statement: feedOf(include ? ', after as resource' : '', type ? ' and type = $5' : ''),
  values: [agencyId, after, upTo, limit, ...(type ? [type] : [])],
})
