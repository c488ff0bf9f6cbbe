/** Idempotency keys: the same POST sent again gets the same answer for seven days, and is done once. */
import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type Call, type Db, statement } from '../database/db.ts'
import { invalid, Problem } from '../problem.ts'

const days = 7
/** The status that is kept of an answer that was erased. */
const erased = 410

/** An answer as it is sent and kept. */
export type Answer = { status: number; etag: string | null; location: string | null; body: string }

/** A key with what identifies its request. */
export type IdempotencyKey = { agencyId: string; clientId: string; key: string; fingerprint: string; at: string }

// The row is there as soon as the key is claimed, and is seen by others once it has its answer. Whoever sends the same key
// meanwhile waits for that. A key that has expired is claimed anew; no row says that the key has its answer.
const claimStatement = statement<[one: string]>(`
  insert into idempotency_keys as known (agency_id, client_id, key, fingerprint, created_at)
  values ($1::uuid, $2, $3, $4, $5)
  on conflict (agency_id, client_id, key)
    do update set fingerprint = excluded.fingerprint, created_at = excluded.created_at where known.created_at <= $6
  returning 1`)
const keepStatement = statement(`
  update idempotency_keys set status = $4::int, etag = $5, location = $6, body = $7, participant_id = $8
  where agency_id = $1::uuid and client_id = $2 and key = $3`)
const answerStatement = statement(`
  select fingerprint, status, etag, location, body from idempotency_keys
  where agency_id = $1::uuid and client_id = $2 and key = $3 and created_at > $4`)
// rows are taken by their place, which nobody moves while they are locked
const removeStatement = statement(`
  with gone as (
    delete from idempotency_keys where agency_id = $1::uuid and ctid = any (array(
      select ctid from idempotency_keys
      where agency_id = $1::uuid and created_at < $2
      order by created_at limit $3::int for update skip locked))
    returning 1)
  select count(*) from gone`)

/** The key that a request carries, quoted or bare; undefined without one. */
export function readKey(request: FastifyRequest, at: string): IdempotencyKey | undefined {
  const header = request.headers['idempotency-key']
  if (header === undefined) return undefined
  const key = /^"(.*)"$/.exec(String(header))?.[1] ?? String(header)
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw invalid([{ pointer: '/Idempotency-Key', detail: 'must be 1 to 255 visible ASCII characters' }])
  const { agencyId, clientId, participantId, office } = request.actor
  // a token that is limited is not given the answer that one without that limit got
  const limits = (participantId ?? office) ? [{ participantId, office }] : []
  const content = JSON.stringify([request.method, request.url, request.body, ...limits])
  return { agencyId, clientId, key, fingerprint: hash('sha256', content), at }
}

/** The instant since which keys are still known. */
const knownSince = (at: string) => new Date(Date.parse(at) - days * 86_400_000).toISOString()

/** Claims a key for this transaction, waiting for another one that has claimed it; no row where the key has its answer. */
export const claimKey = ({ agencyId, clientId, key, fingerprint, at }: IdempotencyKey): Call<[one: string]> => ({
  statement: claimStatement,
  values: [agencyId, clientId, key, fingerprint, at, knownSince(at)],
})

/** Removes keys that have expired, so many at most; answers how many. */
export const removeExpiredKeys = (agencyId: string, at: string, max: number): Call => ({
  statement: removeStatement,
  values: [agencyId, knownSince(at), max],
})

const eraseStatement = statement(`
  update idempotency_keys set status = ${erased}, etag = null, location = null, body = '', participant_id = null
  where agency_id = $1::uuid and participant_id = $2`)

/** Erases the answers that are about a participant; their keys stay, so that a repeated request is not done again. */
export const eraseAnswers = (agencyId: string, participantId: string): Call => ({
  statement: eraseStatement,
  values: [agencyId, participantId],
})

/** Keeps the answer of a key that was claimed, and whom it is about. */
export const keepAnswer = (
  { agencyId, clientId, key }: IdempotencyKey,
  answer: Answer,
  participantId: string | null,
): Call => {
  const { status, etag, location, body } = answer
  return { statement: keepStatement, values: [agencyId, clientId, key, status, etag, location, body, participantId] }
}

const inProgress = () =>
  new Problem('idempotency-in-progress', 'A request with this Idempotency-Key is still running.', [], {
    'retry-after': '1',
  })

/** The answer that a key has; refuses a key that came with another request. */
async function getAnswer(db: Db, key: IdempotencyKey): Promise<Answer> {
  const { agencyId, clientId, at } = key
  const [[row]] = await db.read(agencyId, {
    statement: answerStatement,
    values: [agencyId, clientId, key.key, knownSince(at)],
  })
  if (!row) throw inProgress() // it has expired at this moment: the next request claims it
  const [fingerprint, status, etag = null, location = null, body] = row
  if (fingerprint !== key.fingerprint)
    throw new Problem('idempotency-mismatch', 'This Idempotency-Key came with another body or address before.')
  if (Number(status) === erased)
    throw new Problem('gone', 'The request was carried out, and the person it was about has since been erased.')
  return { status: Number(status), etag, location, body: body as string }
}

/** Whether a claim was given up because another request holds the key for longer than a statement waits. */
const isClaimTimeout = (error: unknown): boolean => {
  const { code, statement } = error as { code?: string; statement?: string }
  return code === '55P03' && statement === claimStatement.name
}

/** Does something once per key: `attempt` claims the key and answers undefined where the key has its answer already. */
export async function oncePerKey(
  db: Db,
  key: IdempotencyKey,
  attempt: () => Promise<Answer | undefined>,
): Promise<{ answer: Answer; isReplay: boolean }> {
  const answer = await attempt().catch((error) => {
    throw isClaimTimeout(error) ? inProgress() : error
  })
  return answer ? { answer, isReplay: false } : { answer: await getAnswer(db, key), isReplay: true }
}
