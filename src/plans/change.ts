/**
 * The one door through which anything in a plan is written. One transaction of two flights: the first claims the
 * idempotency key, locks the plan and reads its document; then the work says what changes, as a pure function; the
 * second writes the rows, the findings that differ, the answer and the numbered changes, and commits.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { v7 as newId } from 'uuid'
import { dayIn } from '../calendar.ts'
import { appendChanges, type Change } from '../changes/store.ts'
import type { Call, Row } from '../db.ts'
import { changedFindings } from '../findings/store.ts'
import type { FollowUp } from '../follow-ups/schemas.ts'
import { followUpStore } from '../follow-ups/store.ts'
import { type Answer, claimedKey, claimKey, inProgress, keepAnswer, keyOf } from '../http/idempotency.ts'
import type { Milestone } from '../milestones/schemas.ts'
import { milestoneStore } from '../milestones/store.ts'
import { conflict, notFound } from '../problem.ts'
import { evaluate } from '../rules/index.ts'
import type { Facts } from '../rules/rule.ts'
import { readParts, selectParts } from './document-store.ts'
import { duplicatesOf } from './duplicates.ts'
import type { Moment } from './plan.ts'
import { lockPlan, planWrites } from './store.ts'
import type { Edit, Resources, Type, Work } from './work.ts'

function documentOf(plans: Row[] = [], parts: Row[] = []): { document: Facts; unresolved: string[] } {
  const json = plans[0]?.[0]
  if (!json) throw notFound()
  const { milestones, followUps, unresolved } = readParts<Milestone, FollowUp>(parts)
  return { document: { plan: JSON.parse(json), milestones, followUps }, unresolved }
}

/** A list of resources after the edits of its type. */
function edited<T extends { id: string }>(
  items: readonly T[],
  edits: readonly { before: T | null; after: T | null }[],
): T[] {
  const replaced = new Map(edits.filter(({ before }) => before).map(({ before, after }) => [before?.id, after]))
  const kept = items
    .map((item) => (replaced.has(item.id) ? replaced.get(item.id) : item))
    .filter((item) => item != null)
  return [...kept, ...edits.flatMap(({ before, after }) => (before === null && after ? [after] : []))]
}

const editsOf = <T extends Type>(edits: readonly Edit[], type: T) =>
  edits.filter((edit) => edit.type === type) as unknown as { before: Resources[T] | null; after: Resources[T] | null }[]

/** The document after the edits; undefined where the plan itself is deleted. */
function documentAfter(document: Facts | undefined, edits: readonly Edit[], now: Moment): Facts | undefined {
  const [planEdit] = editsOf(edits, 'plan')
  const before = document?.plan
  const plan = planEdit ? planEdit.after : before && { ...before, version: before.version + 1, updatedAt: now.at }
  if (!plan) return undefined
  return {
    plan,
    milestones: edited(document?.milestones ?? [], editsOf(edits, 'milestone')),
    followUps: edited(document?.followUps ?? [], editsOf(edits, 'follow_up')),
  }
}

/** A plan is written and evaluated as one document, so it must stay one that a person could read. */
const mostParts = 500

function requireReadable({ milestones, followUps }: Facts): void {
  if (Math.max(milestones.length, followUps.length) > mostParts)
    throw conflict(`A plan holds ${mostParts} milestones and ${mostParts} follow-ups at most.`)
}

const writers = { plan: planWrites, milestone: milestoneStore.writes, follow_up: followUpStore.writes }

/** The statements that write the rows of the edits; a plan is added before and deleted after what belongs to it. */
function rowWrites(agencyId: string, edits: readonly Edit[]): Call[] {
  const calls: Call[] = []
  for (const type of ['follow_up', 'milestone', 'plan'] as const) {
    const gone = editsOf(edits, type).flatMap(({ before, after }) => (before && !after ? [before.id] : []))
    if (gone.length > 0) calls.push(writers[type].remove(agencyId, gone))
  }
  for (const type of ['plan', 'milestone', 'follow_up'] as const) {
    const added = editsOf(edits, type).flatMap(({ before, after }) => (!before && after ? [after] : []))
    if (added.length > 0) calls.push(writers[type].insert(agencyId, added))
    for (const { before, after } of editsOf(edits, type))
      if (before && after) calls.push(writers[type].update(agencyId, before, after))
  }
  return calls
}

function changeOf(
  { type, before, after }: Edit,
  request: FastifyRequest,
  planVersion: number,
  at: string,
  reason = '',
): Change {
  const resource = (after ?? before) as Resources[Type]
  return {
    op: before === null ? 'create' : after === null ? 'delete' : 'update',
    type,
    id: resource.id,
    planId: 'planId' in resource ? resource.planId : resource.id,
    version: resource.version,
    planVersion,
    at,
    subject: request.actor.subject,
    clientId: request.actor.clientId,
    requestId: request.id,
    reason: reason || null,
    before,
    after,
  }
}

/** Everything that a write adds to the database, in order, with the numbered changes last. */
function writesFor(
  request: FastifyRequest,
  document: Facts | undefined,
  unresolved: readonly string[],
  { edits, reason }: Work,
  now: Moment,
): Call[] {
  const { agencyId } = request.actor
  const after = documentAfter(document, edits, now)
  if (after) requireReadable(after)
  const planId = (after ?? (document as Facts)).plan.id
  const findings = after ? evaluate(after, request.policy.values) : []
  request.server.metrics.findings.inc(findings.length)
  const planVersion = after?.plan.version ?? (document as Facts).plan.version
  const untouched = after && document && !edits.some(({ type }) => type === 'plan')
  return [
    ...rowWrites(agencyId, edits),
    ...(untouched ? [planWrites.update(agencyId, document.plan, after.plan)] : []),
    ...changedFindings(agencyId, planId, unresolved, findings, now.at),
    appendChanges(
      agencyId,
      edits.map((edit) => changeOf(edit, request, planVersion, now.at, reason)),
    ),
  ]
}

function send(reply: FastifyReply, { status, etag, location, body }: Answer, replayed: boolean): FastifyReply {
  if (etag !== null) reply.header('etag', etag)
  if (location !== null) reply.header('location', location)
  if (replayed) reply.header('idempotency-replayed', 'true')
  if (status === 204) return reply.code(status).send()
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(body)
}

const isDuplicate = (error: unknown) => (error as { code?: string }).code === '23505'

type WorkOn = (document: Facts | undefined, now: Moment) => Work

/** Does a write in one transaction, once per idempotency key. */
async function write(request: FastifyRequest, reply: FastifyReply, planId: string | null, workOn: WorkOn) {
  const { agencyId } = request.actor
  const at = new Date()
  const now: Moment = { at: at.toISOString(), today: dayIn(request.policy.values.timeZone, at), newId }
  const key = request.method === 'POST' ? keyOf(request, now.at) : undefined
  const claiming = key ? [claimKey(key)] : []
  const once = () =>
    request.server.db.inAgency(agencyId, async (transaction): Promise<[Answer, boolean]> => {
      const reading = planId ? [lockPlan(agencyId, planId), selectParts(agencyId, planId)] : []
      const rows = await transaction.run(...claiming, ...reading)
      const claimed = key && claimedKey(key, rows[0] ?? [])
      if (claimed?.replay) return [claimed.replay, true]
      const [plan, parts] = rows.slice(claiming.length)
      const { document, unresolved } = planId ? documentOf(plan, parts) : { document: undefined, unresolved: [] }
      const work = workOn(document, now)
      const writing = work.edits.length > 0 ? writesFor(request, document, unresolved, work, now) : []
      await transaction.commit(...(key && claimed ? keepAnswer(key, work.answer, claimed) : []), ...writing)
      return [work.answer, false]
    })
  // a twin with the same key may have ended between our look at the key and our lock on it; then its answer is there now
  const [answer, replayed] = await once().catch((error) => {
    if (key && isDuplicate(error)) return once()
    throw (key && inProgress(error)) ?? error
  })
  return send(reply, answer, replayed)
}

/** Writes to an existing plan; `work` is given its document and answers what is to change, without waiting for anything. */
export const changePlan = (
  request: FastifyRequest,
  reply: FastifyReply,
  planId: string,
  work: (document: Facts, now: Moment) => Work,
): Promise<FastifyReply> => write(request, reply, planId, (document, now) => work(document as Facts, now))

/** Creates a plan. */
export async function createPlan(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (now: Moment) => Work,
): Promise<FastifyReply> {
  let document: Facts | undefined
  const workOn: WorkOn = (_, now) => {
    const done = work(now)
    document = documentAfter(undefined, done.edits, now)
    return done
  }
  try {
    return await write(request, reply, null, workOn)
  } catch (error) {
    if (!document || !isDuplicate(error)) throw error
    throw (await duplicatesOf(request.server.db, request.actor.agencyId, document)) ?? error
  }
}
