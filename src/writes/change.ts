/**
 * The one door through which everything that belongs to a person is written. The participant is locked, and the plan that
 * is written is read with it; then the work says what changes, as a pure function; then the rows, the findings that differ,
 * and the numbered changes are written. Where facts of participation change, the person's other plans are evaluated, too.
 */
import { isDeepStrictEqual } from 'node:util'
import { appendChanges } from '../changes/store.ts'
import type { Call, Row, Transaction } from '../database/db.ts'
import { requireAllowedWhenClosed } from '../document/closed.ts'
import { type Edit, quarterEdits } from '../document/edit.ts'
import type { Moment } from '../document/moment.ts'
import { getPeriodFacts } from '../document/participant/participant.ts'
import type { Participant } from '../document/participant/schemas.ts'
import { participantWrites } from '../document/participant/store.ts'
import type { Document } from '../document/parts.ts'
import { changeFindingsInPlans } from '../findings/store.ts'
import { largeBytes } from '../http/json.ts'
import { turn } from '../http/turns.ts'
import { rulebookHash } from '../policy/rulebook.ts'
import type { KeptPolicy } from '../policy/store.ts'
import { conflict } from '../problem.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { lockDocument, selectWhole } from './document-store.ts'
import { findDuplicates } from './duplicates.ts'
import { lockPerson, type Person, readPerson, readPlans } from './person-store.ts'
import {
  buildChange,
  countCharacters,
  type LockedDocument,
  type PlanWrite,
  requireDocument,
  writePlan,
} from './plan-write.ts'
import { rememberOwner } from './queue.ts'
import { requireAllowed, requireReached, type Stored } from './reach.ts'
import type { WriteResult } from './result.ts'
import { type Context, type Done, type Target, transact, type Work } from './transaction.ts'

type ParticipantEdit = Extract<Edit, { type: 'participant' }>
const isOfParticipant = (edit: Edit): edit is ParticipantEdit => edit.type === 'participant'

/** Whether the facts of a plan's period differ between two versions of its participant. */
const isMoved = ({ before, after }: ParticipantEdit, periodId: string | null): boolean =>
  !isDeepStrictEqual(before && getPeriodFacts(before, periodId), after && getPeriodFacts(after, periodId))

/** Refuses to take a period away that plans belong to. */
function requirePeriods({ periods }: Participant, plans: Person['plans']): void {
  const kept = new Set(periods.map(({ id }) => id))
  if (plans.some(({ periodId }) => periodId !== null && !kept.has(periodId)))
    throw conflict('A plan belongs to a period that would be gone. Change its periodId first.')
}

type During = { now: Moment; policy: KeptPolicy; run: Transaction['run'] }

/** Writes a plan whose period has changed: its findings, and the quarters of its follow-ups. */
function writeOneMoved(
  context: Context,
  edit: ParticipantEdit,
  found: ReturnType<typeof requireDocument>,
  { now, policy }: Pick<During, 'now' | 'policy'>,
): PlanWrite {
  const { document } = found
  const period = getPeriodFacts(edit.after as Participant, document.plan.periodId)
  const edits = quarterEdits(document.followUps, period, now)
  return writePlan(context, found, [edit, ...edits], now, policy)
}

/** So many plans are read in one round trip, for a person may have many, and large ones. */
const readAtOnce = 5

/** Writes the plans of a person whose period has changed. */
async function writeMoved(
  context: Context,
  edit: ParticipantEdit,
  plans: Person['plans'],
  { now, policy, run }: During,
): Promise<PlanWrite[]> {
  const { agencyId } = context.actor
  const moved = plans.filter(({ periodId }) => isMoved(edit, periodId))
  const writes: PlanWrite[] = []
  for (let first = 0; first < moved.length; first += readAtOnce) {
    const read = await run(...moved.slice(first, first + readAtOnce).map(({ id }) => selectWhole(agencyId, id)))
    for (const rows of read) {
      await turn()
      writes.push(writeOneMoved(context, edit, requireDocument(rows), { now, policy }))
    }
  }
  return writes
}

/** Everything that a write adds to the database, in order, with the numbered changes last. */
function buildCalls(
  context: Context,
  edit: ParticipantEdit | undefined,
  writes: readonly PlanWrite[],
  now: Moment,
  { version: policyVersion }: KeptPolicy,
): Call[] {
  const { agencyId } = context.actor
  const { before, after } = edit ?? { before: null, after: null }
  const occasion = { context, participantId: after?.id as string, planVersion: null, at: now.at, reason: '' }
  const ofParticipant = after
    ? before
      ? [participantWrites.update(agencyId, before, after)]
      : participantWrites.insert(agencyId, [after])
    : []
  return [
    ...ofParticipant,
    ...writes.flatMap(({ calls }) => calls),
    ...changeFindingsInPlans(
      agencyId,
      writes.map(({ findings }) => findings),
      { ...now, policyVersion },
    ),
    ...appendChanges(agencyId, { policyVersion, rulebook: rulebookHash }, [
      ...(edit ? [buildChange(edit, occasion)] : []),
      ...writes.flatMap(({ changes }) => changes),
    ]),
  ]
}

const isDuplicate = (error: unknown) => (error as { code?: string }).code === '23505'
/** How often a write is tried again: the externalId it was refused for is free by now, or somebody made its participant. */
const maxRepeats = 3

/** What was read for a write: the plan that is written, or none, and whose it is. */
type Found = { plan: LockedDocument | undefined; person: Person | undefined }

/** What tokens are limited by. */
function toStored({ plan: locked, person }: Found): Stored {
  const plan = locked?.document?.plan
  const participantId = plan?.participantId ?? person?.participant?.id
  return { participantId, plan, plans: person?.plans ?? (plan ? [plan] : []) }
}

/** The statements of a write: of the plan that it is made to, and of the others where facts of participation change. */
async function buildWrites(
  context: Context,
  { plan, person }: Found,
  { edits, reason }: WriteResult,
  during: During,
): Promise<Call[]> {
  const { now, policy, run } = during
  requireAllowedWhenClosed(plan?.document?.plan, edits)
  const edit = edits.find(isOfParticipant)
  const known = plan ?? { document: undefined, participant: person?.participant, unresolved: [], length: 0 }
  const isOfPlan = known.document || edits.some(({ type }) => type === 'plan')
  const own = isOfPlan ? [writePlan(context, known, edits, now, policy, reason)] : []
  if (!edit?.before || !edit.after) return buildCalls(context, edit, own, now, policy)
  const plans = person?.plans ?? (await readPlans(run, context.actor.agencyId, edit.after.id))
  const others = plans.filter(({ id }) => id !== known.document?.plan.id)
  requirePeriods(edit.after, others)
  return buildCalls(context, edit, [...own, ...(await writeMoved(context, edit, others, during))], now, policy)
}

/** Does a write to what a target names; `workOn` says what changes. */
async function write(
  context: Context,
  target: Target,
  read: (rows: readonly (readonly Row[])[]) => Found,
  workOn: (found: Found, now: Moment, policy: PolicyValues) => WriteResult,
  repeats = 0,
): Promise<Done> {
  const { db, actor } = context
  let written: Pick<WriteResult, 'edits' | 'sent'> = { edits: [] }
  const work: Work = async (rows, now, policy, run) => {
    // a large document is worked on in pieces, so that others need not wait for all of it
    const isLarge = context.bytes + rows.reduce((sum, one) => sum + countCharacters(one), 0) > largeBytes
    if (isLarge) await turn()
    const found = read(rows)
    if (isLarge) await turn()
    const stored = toStored(found)
    requireReached(actor, stored)
    const result = workOn(found, now, policy.values)
    requireAllowed(actor, stored, result.edits)
    written = result
    if (isLarge) await turn()
    const calls = result.edits.length > 0 ? await buildWrites(context, found, result, { now, policy, run }) : []
    return { answer: result.answer, calls }
  }
  try {
    return await transact(context, target, work)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const problem = await findDuplicates(db, actor.agencyId, written.edits, written.sent)
    if (problem || repeats === maxRepeats) throw problem ?? error
    return write(context, target, read, workOn, repeats + 1)
  }
}

/** Writes to an existing plan; `work` is given its document and says what is to change, without waiting for anything. */
export const changePlan = (
  context: Context,
  planId: string,
  work: (document: Document, now: Moment, policy: PolicyValues) => WriteResult,
): Promise<Done> =>
  write(
    context,
    { subject: { planId }, lock: lockDocument(context.actor.agencyId, planId) },
    (rows) => {
      const plan = requireDocument(rows.at(-1) ?? [])
      rememberOwner(context.actor.agencyId, planId, plan.document.participant.id)
      return { plan, person: undefined }
    },
    ({ plan }, now, policy) => work(plan?.document as Document, now, policy),
  )

/** The most plans that a person has. */
const maxPlans = 50

const personTarget = ({ actor }: Context, participantId: string) => ({
  subject: { participantId },
  lock: lockPerson(actor.agencyId, participantId),
})
const readFound = (rows: readonly (readonly Row[])[]): Found => ({ plan: undefined, person: readPerson(rows) })

/** Creates a plan of a participant, who may be new; `work` is given the participant that is known. */
export const createPlan = (
  context: Context,
  participantId: string,
  work: (participant: Participant | undefined, now: Moment) => WriteResult,
): Promise<Done> =>
  write(context, personTarget(context, participantId), readFound, ({ person }, now) => {
    if ((person?.plans.length ?? 0) >= maxPlans) throw conflict(`A participant has at most ${maxPlans} plans.`)
    return work(person?.participant, now)
  })

/** Writes to a participant, who may be new. */
export const changeParticipant = (
  context: Context,
  participantId: string,
  work: (participant: Participant | undefined, now: Moment) => WriteResult,
): Promise<Done> =>
  write(context, personTarget(context, participantId), readFound, ({ person }, now) => work(person?.participant, now))
