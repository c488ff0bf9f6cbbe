/** The statements of changes: how they are numbered and kept, and the history of a plan and of the policy. */
import { isDeepStrictEqual } from 'node:util'
import { type Call, type Row, statement } from '../database/db.ts'
import { pageBytes, toJson } from '../database/rows.ts'
import type { ChangeType } from './types.ts'

/** One committed write of one resource. */
export type Change = {
  op: 'create' | 'update' | 'delete'
  type: ChangeType
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
const counted = (policyVersion: string, rulebook: string) => `with feed as (
    insert into agencies (agency_id, last_seq, rulebook) values ($1::uuid, $2::int, ${rulebook})
    on conflict (agency_id) do update set last_seq =
      case when agencies.policy_version = ${policyVersion}::int then agencies.last_seq + excluded.last_seq end
    returning last_seq
  )
  insert into changes (agency_id, seq, op, type, id, plan_id, version, plan_version, at, subject, client_id, request_id,
    reason, before, after)`
const appendOne = statement(`${counted('$16', '$17')}
  select $1::uuid, feed.last_seq, $3, $4, $5::uuid, $6::uuid, $7::int, $8::int, $9, $10, $11, $12, $13,
    $14::json, $15::json from feed`)
const appendMany = statement(`${counted('$4', '$5')}
  select $1::uuid, feed.last_seq - $2::int + r.n, r.op, r.type, r.id, r."planId", r.version, r."planVersion", r.at,
    r.subject, r."clientId", r."requestId", r.reason, r.before, r.after
  from feed, json_to_recordset($3::json) as r(n int, op text, type text, id uuid, "planId" uuid, version int,
    "planVersion" int, at text, subject text, "clientId" text, "requestId" text, reason text, before json, after json)`)

/** What is kept of a change: what it created or deleted, or else the members that it made different. */
function keptOf<C extends Pick<Change, 'before' | 'after'>>(change: C): C {
  const { before, after } = change as { before: Members | null; after: Members | null }
  if (before === null || after === null) return change
  const differ = Object.keys({ ...before, ...after }).filter((name) => !isDeepStrictEqual(before[name], after[name]))
  const only = (from: Members) => Object.fromEntries(differ.map((name) => [name, from[name]]))
  return { ...change, before: only(before), after: only(after) }
}

type Members = Readonly<Record<string, unknown>>

/** What a write was evaluated under: a version of the policy, and the rules. */
export type Basis = { policyVersion: number; rulebook: string }

/** Numbers and adds changes that were evaluated under a policy; the last statement of a write. */
export function appendChanges(agencyId: string, { policyVersion, rulebook }: Basis, changes: readonly Change[]): Call {
  const kept = changes.map(keptOf)
  const [one] = kept
  if (!one || kept.length > 1) {
    const numbered = kept.map((change, index) => ({ ...change, n: index + 1 }))
    return {
      statement: appendMany,
      values: [agencyId, changes.length, JSON.stringify(numbered), policyVersion, rulebook],
    }
  }
  const { op, type, id, planId, version, planVersion, at, subject, clientId, requestId, reason, before, after } = one
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
      before && toJson(before),
      after && toJson(after),
      policyVersion,
      rulebook,
    ],
  }
}

const actor = `json_build_object('subject', subject, 'clientId', client_id)`

const item = `(select row_to_json(r)::text from (
    select seq, op, type, id, version, plan_version as "planVersion", at, ${actor} as actor, reason, before, after) r)`

// One row after the other: how long the text of a change is, is known when it has been made, and one plan can have
// hundreds of long ones. Behind the one with which the page is full they are null.
const pageOf = (belonging: string) =>
  statement(`
  with recursive page (seq, item, bytes) as (
    select $2::bigint, null, 0
    union all
    select one.seq, one.item, page.bytes + coalesce(octet_length(one.item), 0) from page cross join lateral (
      select seq, case when page.bytes < ${pageBytes} then ${item} end as item
      from changes where agency_id = $1 and seq > page.seq and ${belonging} order by seq limit 1
    ) one
  )
  select item from page where seq > $2::bigint limit $3::int`)
const allOf = (belonging: string) =>
  statement(`select ${item} from changes where agency_id = $1 and seq > $2::bigint and ${belonging} order by seq`)

const inPlan = 'plan_id = $4'
// what belongs to no plan stands together in the index
const ofPolicy = "plan_id is null and type = 'policy'"
const history = { page: pageOf(inPlan), all: allOf(inPlan.replace('$4', '$3')) }
const policyHistory = { page: pageOf(ofPolicy), all: allOf(ofPolicy) }

/** The changes of a plan after a number, in order: a page of so many, or all. */
export const selectHistory = (agencyId: string, planId: string, after: number, limit: number | null): Call =>
  limit === null
    ? { statement: history.all, values: [agencyId, after, planId] }
    : { statement: history.page, values: [agencyId, after, limit, planId] }

/** The changes of the policy after a number, in order: a page of so many, or all. */
export const selectPolicyHistory = (agencyId: string, after: number, limit: number | null): Call =>
  limit === null
    ? { statement: policyHistory.all, values: [agencyId, after] }
    : { statement: policyHistory.page, values: [agencyId, after, limit] }

/** The place of a change in the history. */
export const seqOf = ([text]: Row): string[] => [String((JSON.parse(text as string) as { seq: number }).seq)]
