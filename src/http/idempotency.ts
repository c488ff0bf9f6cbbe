/** Idempotency keys: the same POST sent again gets the same answer for seven days, and is done once. */
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type Call, type Row, statement } from '../db.ts'
import { invalid, Problem } from '../problem.ts'
import { insertInto } from '../rows.ts'
import { looksLikeSsn } from './json.ts'
import { idempotencyKeys } from './tables.ts'

const days = 7

/** An answer as it is sent and kept. */
export type Answer = { status: number; etag: string | null; location: string | null; body: string }

/** A key with what identifies its request. */
export type IdempotencyKey = { agencyId: string; clientId: string; key: string; fingerprint: string; at: string }

// The lock tells a request that still runs from one that is done; it ends with the transaction. Where it is taken the
// division fails, which ends the flight before it waits for the plan that the other request has locked.
const claim = statement(`
  select 1 / pg_try_advisory_xact_lock($4::bigint)::int, k.created_at > $5::timestamptz - interval '${days} days',
    k.fingerprint, k.status, k.etag, k.location, k.body
  from (select) as one left join idempotency_keys k on k.agency_id = $1::uuid and k.client_id = $2 and k.key = $3`)
const keep = insertInto(idempotencyKeys)
const forget = statement('delete from idempotency_keys where agency_id = $1::uuid and client_id = $2 and key = $3')
const purge = statement(`
  delete from idempotency_keys where agency_id = $1::uuid and (client_id, key) in (
    select client_id, key from idempotency_keys
    where agency_id = $1::uuid and created_at < $2::timestamptz - interval '${days} days'
    order by created_at limit 1000 for update skip locked)`)

/** The key that a request carries, quoted or bare; undefined without one. */
export function keyOf(request: FastifyRequest, at: string): IdempotencyKey | undefined {
  const header = request.headers['idempotency-key']
  if (header === undefined) return undefined
  const key = /^"(.*)"$/.exec(String(header))?.[1] ?? String(header)
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw invalid([{ pointer: '/Idempotency-Key', detail: 'must be 1 to 255 visible ASCII characters' }])
  if (looksLikeSsn(key))
    throw new Problem('ssn-not-accepted', 'The service never stores a Social Security number; see errors.', [
      { pointer: '/Idempotency-Key', detail: 'looks like a Social Security number' },
    ])
  const { agencyId, clientId } = request.actor
  const content = JSON.stringify([request.method, request.url, request.body])
  return { agencyId, clientId, key, fingerprint: createHash('sha256').update(content).digest('hex'), at }
}

/** What the lock of a key is called: a number, the same for the same key. */
function lockOf({ agencyId, clientId, key }: IdempotencyKey): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([agencyId, clientId, key]))
    .digest()
  return String(digest.readBigInt64BE())
}

/** Claims a key for this transaction and reads what is known of it: for the first flight. */
export const claimKey = (key: IdempotencyKey): Call => ({
  statement: claim,
  values: [key.agencyId, key.clientId, key.key, lockOf(key), key.at],
})

/** What was found of a key: the answer to send again, or whether an older one is in the way. */
export type Claimed = { replay: Answer | undefined; isOutdated: boolean }

/** The refusal that a failed claim stands for: a request with the key still runs. */
export const inProgress = (error: unknown): Problem | undefined =>
  (error as { code?: string }).code === '22012'
    ? new Problem('idempotency-in-progress', 'A request with this Idempotency-Key is still running.', [], {
        'retry-after': '1',
      })
    : undefined

/** Reads the claim; refuses a key that came with another request. */
export function claimedKey(key: IdempotencyKey, [row]: Row[]): Claimed {
  const [, isCurrent, fingerprint, status, etag = null, location = null, body] = row as Row
  if (isCurrent !== 't') return { replay: undefined, isOutdated: isCurrent === 'f' }
  if (fingerprint !== key.fingerprint)
    throw new Problem('idempotency-mismatch', 'This Idempotency-Key came with another body or address before.')
  return { replay: { status: Number(status), etag, location, body: body as string }, isOutdated: false }
}

/** Keeps the answer: for the last flight. Now and then (one key in 256) it also clears away what is older than a week. */
export function keepAnswer(key: IdempotencyKey, answer: Answer, { isOutdated }: Claimed): Call[] {
  const { agencyId, clientId, fingerprint, at } = key
  return [
    ...(isOutdated ? [{ statement: forget, values: [agencyId, clientId, key.key] }] : []),
    ...(fingerprint.startsWith('00') ? [{ statement: purge, values: [agencyId, at] }] : []),
    keep(agencyId, [{ clientId, key: key.key, fingerprint, ...answer, createdAt: at }]),
  ]
}
