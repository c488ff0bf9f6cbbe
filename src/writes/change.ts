/**
 * The one door through which anything in a plan is written. One transaction of two round trips: the first claims the
 * idempotency key, locks the plan and reads its document; then the work says what changes, as a pure function; the
 * second writes the rows, the findings that differ, the answer and the numbered changes, and commits.
 */
import { v7 as newId } from 'uuid'
import { dayIn } from '../calendar.ts'
import { appendChanges, type Change } from '../changes/store.ts'
import type { Call, Db, Row } from '../database/db.ts'
import { documentAfter, requireReadable } from '../document/apply.ts'
import type { Edit } from '../document/edit.ts'
import { type Document, parts, type Resource } from '../document/parts.ts'
import type { Moment } from '../document/plan/plan.ts'
import { planWrites } from '../document/plan/store.ts'
import { evaluatePlan } from '../findings/evaluate-plan.ts'
import { changeFindings, type StoredFinding } from '../findings/store.ts'
import type { Actor } from '../http/auth.ts'
import { type Answer, claimKey, type IdempotencyKey, keepAnswer, oncePerKey } from '../http/idempotency.ts'
import { largeBytes } from '../http/json.ts'
import { turn } from '../http/turns.ts'
import { changePeriod, removePeriod } from '../outcomes/store.ts'
import { rulebookHash } from '../policy/rulebook.ts'
import { type KeptPolicy, underPolicy } from '../policy/store.ts'
import { notFound } from '../problem.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { readWording } from '../writing/plan-wording.ts'
import { insertUnreadPlan } from '../writing/unread-plan.ts'
import type { Writing } from '../writing/writing.ts'
import { lockDocument, readDocument } from './document-store.ts'
import { findDuplicates } from './duplicates.ts'
import { queueWrite } from './queue.ts'
import type { WriteResult } from './result.ts'

/** The caller that writes, and what the door needs to write. */
export type Context = {
  actor: Actor
  requestId: string
  /** The idempotency key, where the caller sent one. */
  key?: IdempotencyKey | undefined
  /** The size of the request body. */
  bytes: number
  db: Db
  metrics: { findings: { inc: (count: number) => void } }
  /** Reads texts; undefined where the wording of plans is not read. */
  writing: Writing | undefined
}

/** What a write finds: the document, its unresolved findings, and how many characters of both are stored. */
type LockedDocument = { document: Document | undefined; unresolved: readonly StoredFinding[]; length: number }

const countCharacters = ([row]: readonly Row[]) => (row ?? []).reduce((sum, text) => sum + (text?.length ?? 0), 0)

function requireDocument(rows: readonly Row[]): LockedDocument {
  const found = readDocument(rows)
  if (!found) throw notFound()
  return { ...found, length: countCharacters(rows) }
}

/** The statements that write the rows of the edits; a plan is added before and deleted after what belongs to it. */
function rowWrites(agencyId: string, edits: readonly Edit[]): Call[] {
  const tables = [{ type: 'plan', writes: planWrites }, ...parts].map(({ type, writes }) => ({
    writes,
    edits: edits.filter((edit) => edit.type === type),
  }))
  return [
    ...tables.toReversed().flatMap(({ writes, edits }) => {
      const gone = edits.flatMap(({ before, after }) => (before && !after ? [before.id] : []))
      return gone.length > 0 ? [writes.remove(agencyId, gone)] : []
    }),
    ...tables.flatMap(({ writes, edits }) => {
      const added = edits.flatMap(({ before, after }) => (!before && after ? [after] : []))
      const changed = edits.flatMap(({ before, after }) =>
        before && after ? [writes.update(agencyId, before, after)] : [],
      )
      return [...writes.insert(agencyId, added), ...changed]
    }),
  ]
}

function buildChange(
  { type, before, after }: Edit,
  { actor, requestId }: Context,
  planVersion: number,
  at: string,
  reason = '',
): Change {
  const resource = (after ?? before) as Resource
  return {
    op: before === null ? 'create' : after === null ? 'delete' : 'update',
    type,
    id: resource.id,
    planId: 'planId' in resource ? resource.planId : resource.id,
    version: resource.version,
    planVersion,
    at,
    subject: actor.subject,
    clientId: actor.clientId,
    requestId,
    reason: reason || null,
    before,
    after,
  }
}

/** Everything that a write adds to the database, in order, with the numbered changes last. */
function writesFor(
  context: Context,
  { document, unresolved, length }: LockedDocument,
  { edits, reason }: WriteResult,
  now: Moment,
  policy: KeptPolicy,
): Call[] {
  const { actor, metrics, writing } = context
  const { agencyId } = actor
  const after = documentAfter(document, edits, now)
  if (after) requireReadable(after, length, edits)
  const planId = (after ?? (document as Document)).plan.id
  const { remarked, rest } = after ? readWording(writing, after, policy.values, agencyId) : nothingSaid
  const { now: findings, stored } = after
    ? evaluatePlan(after, unresolved, policy.values, remarked)
    : { now: [], stored: unresolved }
  metrics.findings.inc(findings.length)
  const planVersion = after?.plan.version ?? (document as Document).plan.version
  const untouched = after && document && !edits.some(({ type }) => type === 'plan')
  return [
    ...(after ? [] : [removePeriod(agencyId, planId)]),
    ...rowWrites(agencyId, edits),
    ...(after ? changePeriod(agencyId, document, after) : []),
    ...(untouched ? [planWrites.update(agencyId, document.plan, after.plan)] : []),
    ...(rest ? [insertUnreadPlan(agencyId, planId)] : []),
    ...changeFindings(agencyId, planId, stored, findings, { ...now, policyVersion: policy.version }),
    ...appendChanges(
      agencyId,
      { policyVersion: policy.version, rulebook: rulebookHash },
      edits.map((edit) => buildChange(edit, context, planVersion, now.at, reason)),
    ),
  ]
}

const isDuplicate = (error: unknown) => (error as { code?: string }).code === '23505'

const nothingSaid = { remarked: undefined, rest: undefined }
const nothing: LockedDocument = { document: undefined, unresolved: [], length: 0 }

/** What comes of a write; `isReplay` where its key had an answer already. */
export type Done = { answer: Answer; isReplay: boolean }

/** What a write is made of: a pure function of the plan document and the policy in force. */
type WriteFunction<D> = (document: D, now: Moment, policy: PolicyValues) => WriteResult

/** Does a write in one transaction, once per idempotency key, under the policy in force. */
const write = (context: Context, planId: string | null, workOn: WriteFunction<Document | undefined>): Promise<Done> =>
  underPolicy(context.db, context.actor.agencyId, (policy) => writeUnder(policy, context, planId, workOn))

async function writeUnder(
  policy: KeptPolicy,
  context: Context,
  planId: string | null,
  workOn: WriteFunction<Document | undefined>,
  isRepeat = false,
): Promise<Done> {
  const { actor, key, db } = context
  const { agencyId } = actor
  const at = new Date()
  const now: Moment = { at: at.toISOString(), today: dayIn(policy.values.timeZone, at), newId }
  let edits: WriteResult['edits'] = []
  let sent: WriteResult['sent']
  const inTurn = <T>(write: () => Promise<T>) => (planId ? queueWrite(agencyId, planId, write) : write())
  const attempt = () =>
    db.inAgency(agencyId, async ({ run, commit }): Promise<Answer | undefined> => {
      const calls = [...(key ? [claimKey(key)] : []), ...(planId ? lockDocument(agencyId, planId) : [])]
      const read: Row[][] = calls.length > 0 ? await run(...calls) : []
      if (key && read[0]?.length === 0) return undefined
      const rows = planId ? (read.at(-1) ?? []) : []
      // a large document is worked on in pieces, so that others need not wait for all of it
      const isLarge = context.bytes + countCharacters(rows) > largeBytes
      if (isLarge) await turn()
      const found = planId ? requireDocument(rows) : nothing
      if (isLarge) await turn()
      const work = workOn(found.document, now, policy.values)
      edits = work.edits
      sent = work.sent
      if (isLarge) await turn()
      const writing = edits.length > 0 ? writesFor(context, found, work, now, policy) : []
      await commit(...(key ? [keepAnswer(key, work.answer)] : []), ...writing)
      return work.answer
    })
  try {
    const once = async (): Promise<[answer: Answer, isReplay: boolean]> =>
      key ? oncePerKey(db, key, attempt) : [(await attempt()) as Answer, false]
    const [answer, isReplay] = await inTurn(once)
    return { answer, isReplay }
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const problem = await findDuplicates(db, agencyId, edits, sent)
    if (problem || isRepeat) throw problem ?? error
    return writeUnder(policy, context, planId, workOn, true) // the externalId is no longer in use
  }
}

/** Writes to an existing plan; `work` is given its document and answers what is to change, without waiting for anything. */
export const changePlan = (context: Context, planId: string, work: WriteFunction<Document>): Promise<Done> =>
  write(context, planId, (document, now, policy) => work(document as Document, now, policy))

/** Creates a plan. */
export const createPlan = (context: Context, work: (now: Moment) => WriteResult): Promise<Done> =>
  write(context, null, (_, now) => work(now))
