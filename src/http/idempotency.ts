/** Idempotency keys: the same POST sent again gets the same answer for seven days, and is done once. */
import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type Call, type Db, type Row, statement } from '../database/db.ts'
import { getTableName } from '../database/drizzle.ts'
import { insertInto } from '../database/rows.ts'
import { invalid, Problem } from '../problem.ts'
import { idempotencyKeys } from './tables.ts'

const days = 7

/** An answer as it is sent and kept. */
export type Answer = { status: number; etag: string | null; location: string | null; body: string }

/** A key with what identifies its request. */
export type IdempotencyKey = { agencyId: string; clientId: string; key: string; fingerprint: string; at: string }

// The lock tells a request that is still running from one that is done; it ends with the transaction.
const claim = statement<[isFree: string]>('select pg_try_advisory_xact_lock($1::bigint)')
// whoever finds it taken does not wait for the plan, which the other request has locked
const claimAndLock = statement<[isFree: string]>(`
  with claim as materialized (select pg_try_advisory_xact_lock($1::bigint) as is_free)
  select is_free, case when is_free then pg_advisory_xact_lock(hashtextextended($2, 0)) end from claim`)
const known = statement(`
  select fingerprint, status, etag, location, body from idempotency_keys
  where agency_id = $1::uuid and client_id = $2 and key = $3 and created_at > $4`)
const keep = insertInto(idempotencyKeys)
const forget = statement('delete from idempotency_keys where agency_id = $1::uuid and client_id = $2 and key = $3')
// rows are taken by their place, which nobody moves while they are locked
const remove = statement(`
  with gone as (
    delete from idempotency_keys where agency_id = $1::uuid and ctid = any (array(
      select ctid from idempotency_keys
      where agency_id = $1::uuid and created_at < $2
      order by created_at limit $3::int for update skip locked))
    returning 1)
  select count(*) from gone`)

/** The key that a request carries, quoted or bare; undefined without one. */
export function keyOf(request: FastifyRequest, at: string): IdempotencyKey | undefined {
  const header = request.headers['idempotency-key']
  if (header === undefined) return undefined
  const key = /^"(.*)"$/.exec(String(header))?.[1] ?? String(header)
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw invalid([{ pointer: '/Idempotency-Key', detail: 'must be 1 to 255 visible ASCII characters' }])
  const { agencyId, clientId } = request.actor
  const content = JSON.stringify([request.method, request.url, request.body])
  return { agencyId, clientId, key, fingerprint: hash('sha256', content), at }
}

/** What the lock of a key is called: a number, the same for the same key. */
function lockOf({ agencyId, clientId, key }: IdempotencyKey): string {
  return String(
    BigInt.asIntN(64, BigInt(`0x${hash('sha256', JSON.stringify([agencyId, clientId, key])).slice(0, 16)}`)),
  )
}

/** The instant since which keys are still known. */
const knownSince = (at: string) => new Date(Date.parse(at) - days * 86_400_000).toISOString()

/** Claims a key for this transaction, and then waits for the lock of a plan where one is named; see `requireClaimed`. */
export const claimKey = (key: IdempotencyKey, planId: string | null): Call<[isFree: string]> =>
  planId === null
    ? { statement: claim, values: [lockOf(key)] }
    : { statement: claimAndLock, values: [lockOf(key), planId] }

/** Refuses where another request has claimed the key. */
export function requireClaimed(row: Row | undefined): void {
  if (row?.[0] === 't') return
  throw new Problem('idempotency-in-progress', 'A request with this Idempotency-Key is still running.', [], {
    'retry-after': '1',
  })
}

/** Removes keys that have expired, so many at most; answers how many. */
export const removeExpiredKeys = (agencyId: string, at: string, most: number): Call => ({
  statement: remove,
  values: [agencyId, knownSince(at), most],
})

/** Keeps the answer: for the last flight. */
export function keepAnswer(key: IdempotencyKey, answer: Answer, isOutdated: boolean): Call[] {
  const { agencyId, clientId, fingerprint, at } = key
  return [
    ...(isOutdated ? [{ statement: forget, values: [agencyId, clientId, key.key] }] : []),
    keep(agencyId, [{ clientId, key: key.key, fingerprint, ...answer, createdAt: at }]),
  ]
}

/** The answer that a key has already; refuses a key that came with another request. */
async function answerOf(db: Db, key: IdempotencyKey): Promise<Answer | undefined> {
  const { agencyId, clientId, at } = key
  const [[row]] = await db.read(agencyId, {
    statement: known,
    values: [agencyId, clientId, key.key, knownSince(at)],
  })
  if (!row) return undefined
  const [fingerprint, status, etag = null, location = null, body] = row
  if (fingerprint !== key.fingerprint)
    throw new Problem('idempotency-mismatch', 'This Idempotency-Key came with another body or address before.')
  return { status: Number(status), etag, location, body: body as string }
}

type Failure = { code?: string; table?: string }

/**
 * Does something once per key. It is simply tried: a key that has its answer cannot be kept again, and whatever else goes
 * wrong, the answer that the key has already is the answer.
 */
export async function oncePerKey(
  db: Db,
  key: IdempotencyKey,
  attempt: (isOutdated: boolean) => Promise<Answer>,
): Promise<[answer: Answer, isReplay: boolean]> {
  try {
    return [await attempt(false), false]
  } catch (error) {
    const answer = await answerOf(db, key)
    if (answer) return [answer, true]
    const { code, table } = error as Failure
    if (code === '23505' && table === getTableName(idempotencyKeys)) return [await attempt(true), false]
    throw error
  }
}
