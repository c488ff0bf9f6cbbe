/** The statements of changes: how they are numbered and kept, and the history of a plan and of the policy. */
import { isDeepStrictEqual } from 'node:util'
import { type Call, type Row, statement } from '../database/db.ts'
import { pageBytes, toJson } from '../database/rows.ts'
import type { ChangeType } from './types.ts'

/** One committed write of one resource. */
export type Change = {
  op: 'create' | 'update' | 'delete' | 'erase'
  type: ChangeType
  /** A policy has that of its agency. */
  id: string
  /** The person it concerns; null for a policy. */
  participantId: string | null
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
const raiseCounterStatement = statement(`
  insert into agencies (agency_id, last_seq, rulebook) values ($1::uuid, $2::int, $4)
  on conflict (agency_id) do update set last_seq =
    case when agencies.policy_version = $3::int then agencies.last_seq + excluded.last_seq end`)
// the number is read from the agency's row, which also tells a distributed database where the changes belong
const insert = `insert into changes (agency_id, seq, op, type, id, participant_id, plan_id, version, plan_version, at,
    subject, client_id, request_id, reason, before, after)`
const appendOneStatement = statement(`${insert}
  select a.agency_id, a.last_seq, $2, $3, $4, $5, $6::uuid, $7::int, $8::int, $9, $10, $11, $12, $13, $14::json, $15::json
  from agencies a where a.agency_id = $1::uuid`)
const appendManyStatement = statement(`${insert}
  select a.agency_id, a.last_seq - $2::int + r.n, r.op, r.type, r.id, r."participantId", r."planId", r.version,
    r."planVersion", r.at, r.subject, r."clientId", r."requestId", r.reason, r.before, r.after
  from agencies a, json_to_recordset($3::json) as r(n int, op text, type text, id text, "participantId" text,
    "planId" uuid, version int, "planVersion" int, at text, subject text, "clientId" text, "requestId" text, reason text,
    before json, after json)
  where a.agency_id = $1::uuid`)

/** What is kept of a change: what it created or deleted, or else the members that it made different. */
function trimChange<C extends Pick<Change, 'before' | 'after'>>(change: C): C {
  const { before, after } = change as { before: Members | null; after: Members | null }
  if (before === null || after === null) return change
  const differ = Object.keys({ ...before, ...after }).filter((name) => !isDeepStrictEqual(before[name], after[name]))
  const only = (from: Members) => Object.fromEntries(differ.map((name) => [name, from[name]]))
  return { ...change, before: only(before), after: only(after) }
}

type Members = Readonly<Record<string, unknown>>

/** What a write was evaluated under: a version of the policy, and the rules. */
export type Basis = { policyVersion: number; rulebook: string }

function append(agencyId: string, changes: readonly Change[]): Call {
  const [one] = changes
  if (!one || changes.length > 1) {
    const numbered = changes.map((change, index) => ({ ...change, n: index + 1 }))
    return { statement: appendManyStatement, values: [agencyId, changes.length, JSON.stringify(numbered)] }
  }
  const { op, type, id, participantId, planId, version, planVersion, before, after, ...written } = one
  const { at, subject, clientId, requestId, reason } = written
  return {
    statement: appendOneStatement,
    values: [
      ...[
        agencyId,
        op,
        type,
        id,
        participantId,
        planId,
        version,
        planVersion,
        at,
        subject,
        clientId,
        requestId,
        reason,
      ],
      ...[before && toJson(before), after && toJson(after)],
    ],
  }
}

/** Numbers and adds changes that were evaluated under a policy; the last statements of a write. */
export const appendChanges = (agencyId: string, basis: Basis, changes: readonly Change[]): Call[] => [
  { statement: raiseCounterStatement, values: [agencyId, changes.length, basis.policyVersion, basis.rulebook] },
  append(agencyId, changes.map(trimChange)),
]

const actor = `json_build_object('subject', subject, 'clientId', client_id)`

/** SQL: a row of `changes` as the history answers it. */
export const historyItem = `(select row_to_json(r)::text from (
    select seq, op, type, id, plan_id as "planId", version, plan_version as "planVersion", at, ${actor} as actor, reason,
      before, after) r)`

// One row after the other: how long the text of a change is, is known when it has been made, and one plan can have
// hundreds of long ones. Behind the one with which the page is full they are null.
const buildPageStatement = (belonging: string) =>
  statement(`
  with recursive page (seq, item, participant_id, plan_id, bytes) as (
    select $2::bigint, null, null::text collate "C", null::uuid, 0
    union all
    select one.seq, one.item, one.participant_id, one.plan_id, page.bytes + coalesce(octet_length(one.item), 0)
    from page cross join lateral (
      select seq, case when page.bytes < ${pageBytes} then ${historyItem} end as item, participant_id, plan_id
      from changes where agency_id = $1 and seq > page.seq and ${belonging} order by seq limit 1
    ) one
  )
  select item, participant_id, plan_id from page where seq > $2::bigint limit $3::int`)
const buildAllStatement = (belonging: string) =>
  statement(
    `select ${historyItem}, participant_id, plan_id from changes where agency_id = $1 and seq > $2::bigint and ${belonging} order by seq`,
  )

// changes of a person who was erased have nothing left but ids, which only the feed needs
const isLeft = "op <> 'erase'"
const buildHistory = (column: string) => ({
  page: buildPageStatement(`${column} = $4 and ${isLeft}`),
  all: buildAllStatement(`${column} = $3 and ${isLeft}`),
})
// changes of the policy have no participant, so the index keeps them together
const ofPolicy = "participant_id is null and type = 'policy'"
const planHistory = buildHistory('plan_id')
const participantHistory = buildHistory('participant_id')
const policyHistory = { page: buildPageStatement(ofPolicy), all: buildAllStatement(ofPolicy) }

const selectFrom =
  (history: ReturnType<typeof buildHistory>) =>
  (agencyId: string, id: string, after: number, limit: number | null): Call =>
    limit === null
      ? { statement: history.all, values: [agencyId, after, id] }
      : { statement: history.page, values: [agencyId, after, limit, id] }

/** The changes of a plan after a number, in order: a page of so many, or all. */
export const selectHistory = selectFrom(planHistory)

/** The same of a participant, with those of all plans of the person. */
export const selectParticipantHistory = selectFrom(participantHistory)

/** The changes of the policy after a number, in order: a page of so many, or all. */
export const selectPolicyHistory = (agencyId: string, after: number, limit: number | null): Call =>
  limit === null
    ? { statement: policyHistory.all, values: [agencyId, after] }
    : { statement: policyHistory.page, values: [agencyId, after, limit] }

const firstStatement = statement<[at: string]>('select at from changes where agency_id = $1 order by seq limit 1')

/** Reads when the first change of an agency was made; no row if nothing was ever written. */
export const selectFirst = (agencyId: string): Call<[at: string]> => ({ statement: firstStatement, values: [agencyId] })

/** The place of a change in the history. */
export const readSeq = ([text]: Row): string[] => [String((JSON.parse(text as string) as { seq: number }).seq)]
