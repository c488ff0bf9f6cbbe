/** What a write makes of one plan: the statements of its rows, its findings, and its changes. */
import type { Change } from '../changes/store.ts'
import type { Call, Row } from '../database/db.ts'
import { documentAfter, requireReadable } from '../document/apply.ts'
import type { Edit } from '../document/edit.ts'
import type { Moment } from '../document/moment.ts'
import type { Participant } from '../document/participant/schemas.ts'
import { type Document, parts, type Resource } from '../document/parts.ts'
import { planWrites } from '../document/plan/store.ts'
import { evaluatePlan } from '../findings/evaluate-plan.ts'
import type { PlanFindings, StoredFinding } from '../findings/store.ts'
import { changePeriod, removePeriod } from '../outcomes/store.ts'
import type { KeptPolicy } from '../policy/store.ts'
import { notFound } from '../problem.ts'
import { readWording } from '../writing/plan-wording.ts'
import { insertUnreadPlan } from '../writing/unread-plan.ts'
import { readDocument } from './document-store.ts'
import type { Context } from './transaction.ts'

/** A plan that is written: its document, its unresolved findings, and how many characters of both are stored. */
export type LockedDocument = {
  document: Document | undefined
  participant: Participant | undefined
  unresolved: readonly StoredFinding[]
  length: number
}

/** How many characters a row holds. */
export const countCharacters = ([row]: readonly Row[]) =>
  (row ?? []).reduce((sum, text) => sum + (text?.length ?? 0), 0)

/** Reads a plan that was locked; refuses one that does not exist. */
export function requireDocument(rows: readonly Row[]): LockedDocument & { document: Document } {
  const found = readDocument(rows)
  if (!found) throw notFound()
  return { ...found, participant: found.document.participant, length: countCharacters(rows) }
}

/** The statements that write the rows of the edits; what others belong to is added before and deleted after them. */
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

/** What identifies a change besides its resource. */
type Occasion = { context: Context; participantId: string; planVersion: number | null; at: string; reason: string }

/** An edit as the change that the feed and the history tell. */
export function buildChange(
  { type, before, after }: Edit,
  { context, participantId, planVersion, at, reason }: Occasion,
): Change {
  const resource = (after ?? before) as Resource
  const { actor, requestId } = context
  return {
    op: before === null ? 'create' : after === null ? 'delete' : 'update',
    type,
    id: resource.id,
    participantId,
    planId: type === 'participant' ? null : 'planId' in resource ? resource.planId : resource.id,
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

export type PlanWrite = { calls: Call[]; findings: PlanFindings; changes: Change[] }

const nothingSaid = { remarked: undefined, rest: undefined }

/** Writes one plan; it is evaluated as it is after the edits, some of which may be of its participant. */
export function writePlan(
  context: Context,
  { document, participant, unresolved, length }: LockedDocument,
  edits: readonly Edit[],
  now: Moment,
  { values }: KeptPolicy,
  reason = '',
): PlanWrite {
  const { actor, metrics, writing } = context
  const { agencyId } = actor
  const after = documentAfter(document, edits, now, participant)
  if (after) requireReadable(after, length, edits)
  const { plan } = (after ?? document) as Document
  const { remarked, rest } = after ? readWording(writing, after, values, agencyId) : nothingSaid
  const findings = after ? evaluatePlan(after, unresolved, values, remarked) : { now: [], stored: unresolved }
  metrics.findings.inc(findings.now.length)
  const own = edits.filter(({ type }) => type !== 'participant')
  const isTouched = own.length > 0 && !own.some(({ type }) => type === 'plan')
  const occasion = { context, participantId: plan.participantId, planVersion: plan.version, at: now.at, reason }
  return {
    calls: [
      ...(after ? [] : [removePeriod(agencyId, plan.id)]),
      ...rowWrites(agencyId, own),
      ...(after ? changePeriod(agencyId, document, after) : []),
      ...(after && document && isTouched ? [planWrites.update(agencyId, document.plan, after.plan)] : []),
      ...(rest ? [insertUnreadPlan(agencyId, plan.id)] : []),
    ],
    findings: { planId: plan.id, ...findings },
    changes: own.map((edit) => buildChange(edit, occasion)),
  }
}
