/**
 * A plan document that may be sent again: it creates the plan with its externalId, or brings the stored one to what it
 * says. Milestones and follow-ups are matched by their externalIds; stored ones that it does not hold are left alone,
 * because a system may know only a part of the plan.
 */

import { documentAfter } from '../document/apply.ts'
import { creation, type Edit, isSame, participantEdits, quarterEdits } from '../document/edit.ts'
import type { Facts } from '../document/facts.ts'
import {
  changedFollowUp,
  mergedAttempts,
  newFollowUps,
  writableMembers as writableFollowUp,
} from '../document/follow-up/follow-up.ts'
import type { FollowUp, NewFollowUp } from '../document/follow-up/schemas.ts'
import {
  draftMilestones,
  linkedMilestones,
  movesDue,
  replacedMilestone,
  writableMembers as writableMilestone,
} from '../document/milestone/milestone.ts'
import type { Milestone } from '../document/milestone/schemas.ts'
import type { Moment } from '../document/moment.ts'
import { getPeriodFacts } from '../document/participant/participant.ts'
import type { PlanParticipant } from '../document/participant/plan-participant.ts'
import { type OwnerInput, recordFacts, requireParticipantId, resolveOwner } from '../document/participant/record.ts'
import type { Participant } from '../document/participant/schemas.ts'
import type { Document, Resources, ResourceType } from '../document/parts.ts'
import { pushedPlan } from '../document/plan/plan.ts'
import type { Plan } from '../document/plan/schemas.ts'
import { findNamedPlan, type NamedPlan, selectIdByExternalId } from '../document/plan/store.ts'
import {
  checkNames,
  type Ids,
  mapIds,
  type NamedPlanDocument,
  type NewPlanDocument,
  newDocument,
  planMembersOf,
  renamed,
  requireAsKept,
  type SentFollowUp,
  type SentMilestone,
} from '../document/plan-document.ts'
import { isOfOther } from '../document/read-only.ts'
import { toProblem } from '../http/problems.ts'
import { type Fault, invalid, notFound, refuse, unprocessable } from '../problem.ts'
import { changePerson, changePlan } from './change.ts'
import { unanswered, type WriteResult } from './result.ts'
import type { Context } from './transaction.ts'

type Named<T> = T & { externalId: string }
type Sent = Omit<NamedPlanDocument, 'milestones' | 'followUps'> & {
  milestones: readonly (SentMilestone & { rescheduleReason: string | null })[]
  followUps: readonly SentFollowUp[]
}
/** A document with the externalId that says which plan it is about. */
export type PushedDocument = Named<NamedPlanDocument>

/** Refuses milestones and follow-ups that nothing names. */
function requireNames({ milestones, followUps }: Sent): void {
  const faults = Object.entries({ milestones, followUps }).flatMap(([key, items]) =>
    items.flatMap(({ id, externalId }, index) =>
      id === null && externalId === null ? [{ pointer: `/${key}/${index}/externalId`, detail: 'is missing' }] : [],
    ),
  )
  if (faults.length > 0) throw invalid(faults)
}

/** The stored one that a milestone or follow-up of a document is about: that of its id, or else of its name. */
const findKnown = <T extends { id: string; externalId: string | null }>(
  stored: readonly T[],
  { id, externalId }: Pick<SentFollowUp, 'id' | 'externalId'>,
): T | undefined => stored.find((one) => one.id === id) ?? stored.find((one) => one.externalId === (externalId ?? id))

/** A name that was left out stays as it is stored; what is new has the id that it was read with. */
const named = <T extends SentMilestone | SentFollowUp>(
  sent: T,
  known: { externalId: string | null } | undefined,
): T => ({
  ...sent,
  externalId: sent.externalId ?? (known ? known.externalId : sent.id),
})

/** Refuses a document in which two are about the same stored one: one by its id, and one by its name. */
function requireDistinct(key: 'milestones' | 'followUps', written: readonly { id: string }[]): void {
  const isRepeated = ({ id }: { id: string }, index: number) => written.findIndex((one) => one.id === id) < index
  const index = written.findIndex(isRepeated)
  if (index >= 0)
    throw unprocessable([{ pointer: `/${key}/${index}/externalId`, detail: `names an earlier one of ${key}` }])
}

const unexplained = 'The date was sent with a plan document, without a reason.'

function pushedMilestones(stored: Facts, { milestones }: Sent, now: Moment): Milestone[] {
  return milestones.map(({ rescheduleReason, ...sent }) => {
    const known = findKnown(stored.milestones, sent)
    const input = writableMilestone(named(sent, known))
    if (!known) return draftMilestones(stored.plan.id, [input], now)[0] as Milestone
    const reason = movesDue(known, input.dueOn) ? (rescheduleReason ?? unexplained) : undefined
    return replacedMilestone(known, input, reason, now)
  })
}

function pushedFollowUps(
  stored: Facts,
  { plan, period, milestones }: Facts,
  { followUps }: Sent,
  ids: Ids,
  now: Moment,
): FollowUp[] {
  return followUps.map((sent, index) => {
    const at = `/followUps/${index}`
    const known = findKnown(stored.followUps, sent)
    const input = { ...writableFollowUp(named(sent, known)), milestoneId: renamed(sent.milestoneId, ids) }
    if (!known) return newFollowUps({ plan, period, milestones }, [input], now, () => at)[0] as FollowUp
    const attempts = mergedAttempts(known.attempts, input.attempts)
    return changedFollowUp({ plan, period, milestones }, known, { ...input, attempts } as NewFollowUp, now, at)
  })
}

/** The edits that bring resources to what they are to be; none for one that says the same already. */
function editsTo<T extends ResourceType>(
  type: T,
  stored: readonly Resources[T][],
  wanted: readonly Resources[T][],
): Edit[] {
  return wanted.flatMap((after) => {
    const before = stored.find(({ id }) => id === after.id) ?? null
    return before && isSame(before, after) ? [] : [{ type, before, after } as Edit]
  })
}

/** The owner and period of a stored plan after a pushed document that names them. */
function pushedOwner(stored: Document, { participant, participantId, periodId }: OwnerInput, now: Moment) {
  const { plan, participant: known } = stored
  const named = { '/participant/id': participant?.id, '/participantId': participantId }
  for (const [pointer, id] of Object.entries(named))
    if (id && id !== known.id) throw unprocessable([{ pointer, detail: 'is not the participant of the stored plan' }])
  if (!participant && periodId === null) return { participant: known, periodId: plan.periodId }
  return resolveOwner(known, { participant, participantId: known.id, periodId } as OwnerInput, now, plan.periodId)
}

/** What a document changes in the stored plan; `replacedBy` is the plan that it names as such. */
function changed(
  stored: Document,
  sent: Sent,
  replacedBy: NamedPlan | undefined,
  now: Moment,
): Pick<WriteResult, 'edits' | 'sent'> {
  const faults: Fault[] = []
  checkNames(sent, faults)
  refuse(faults)
  const { participant, periodId } = pushedOwner(stored, sent as OwnerInput, now)
  const period = getPeriodFacts(participant, periodId)
  const made = pushedMilestones(stored, sent, now)
  requireDistinct('milestones', made)
  const ids = mapIds(sent.milestones, made)
  const drafts = made.map((milestone) => ({ ...milestone, parentId: renamed(milestone.parentId, ids) }))
  const others = stored.milestones.filter(({ id }) => !drafts.some((one) => one.id === id))
  const members = planMembersOf(sent, periodId, ids)
  const isOther = isOfOther(sent.id, stored.plan.id)
  const plan = pushedPlan(stored.plan, members, { milestones: [...others, ...drafts], others }, now, isOther)
  const linked = linkedMilestones(drafts, { plan, milestones: stored.milestones }, (index) => `/milestones/${index}`)
  const known = { plan, period, milestones: [...others, ...linked], followUps: [] }
  const followUps = pushedFollowUps(stored, known, sent, ids, now)
  requireDistinct('followUps', followUps)
  const kept = { plan, milestones: linked, followUps }
  requireAsKept({ ...sent, replacedBy: replacedBy?.id ?? sent.replacedBy }, kept, stored, now.today)
  const left = stored.followUps.filter(({ id }) => !followUps.some((one) => one.id === id))
  const edits = [
    ...editsTo('plan', [stored.plan], [plan]),
    ...editsTo('milestone', stored.milestones, linked),
    ...editsTo('follow_up', stored.followUps, followUps),
  ]
  const derived = quarterEdits(left, period, now)
  return {
    edits: [...participantEdits(stored.participant, participant), ...edits, ...derived],
    sent: { plan, period, milestones: linked, followUps },
  }
}

function created(
  participant: Participant | undefined,
  sent: Sent,
  replacedBy: NamedPlan | undefined,
  now: Moment,
): Pick<WriteResult, 'edits' | 'sent'> {
  const milestones = sent.milestones.map((one) => named(one, undefined))
  const followUps = sent.followUps.map((one) => named(one, undefined))
  // a named document has every member of a new one
  const whole = { ...sent, milestones, followUps } as unknown as NewPlanDocument
  const document = newDocument(whole, now, { participant, replacedBy })
  return { edits: [...participantEdits(participant, document.participant), ...creation(document)], sent: document }
}

/** What came of facts of participation that were sent alone, and the participant as it is afterwards. */
export type Recorded = { result: Pushed['result']; participant: Participant }

/** Writes facts of participation that come without a plan, through the one door and in one transaction. */
export async function recordParticipant(context: Context, facts: PlanParticipant): Promise<Recorded> {
  let recorded: Recorded | undefined
  await changePerson(context, facts.id, (person, now) => {
    const stored = person?.participant
    const { participant } = recordFacts(stored, facts, now)
    const result = stored === undefined ? 'created' : stored === participant ? 'unchanged' : 'updated'
    recorded = { result, participant }
    return { edits: participantEdits(stored, participant), answer: unanswered }
  })
  // it is set by the write above
  return recorded as unknown as Recorded
}

/** Whether another write came between the look for the plan and the write: it was made, deleted or renamed. */
function wasOvertaken(error: unknown): boolean {
  const problem = toProblem(error)
  const isTaken = problem?.slug === 'duplicate' && problem.faults[0]?.pointer === '/externalId'
  return isTaken || problem?.slug === 'not-found'
}
const maxTries = 5

/** What came of a document, and the plan with all its parts as it is afterwards. */
export type Pushed = { result: 'created' | 'updated' | 'unchanged'; document: Document }

/**
 * Creates the plan of a document or changes the stored one, through the one door and in one transaction. `check` refuses
 * where the plan that is stored, if any, is not the one that was meant.
 */
export async function pushPlan(
  context: Context,
  sent: PushedDocument,
  check: (stored: Plan | undefined) => void = () => undefined,
): Promise<Pushed> {
  const { agencyId } = context.actor
  const { externalId } = sent
  // the validator has filled in what was left out
  const given = sent as unknown as Sent
  requireNames(given)
  const replacedBy = await findNamedPlan(context.db, agencyId, sent.replacedBy)
  let pushed: Pushed | undefined
  const work = (stored: Document | undefined, participant: Participant | undefined, now: Moment): WriteResult => {
    check(stored?.plan)
    const done = stored ? changed(stored, given, replacedBy, now) : created(participant, given, replacedBy, now)
    const edits = done.edits.filter(({ type }) => type !== 'participant')
    const owner = done.edits.find((edit) => edit.type === 'participant')?.after ?? (participant as Participant)
    pushed =
      stored && done.edits.length === 0
        ? { result: 'unchanged', document: stored }
        : {
            result: stored ? 'updated' : 'created',
            document: documentAfter(stored, edits, now, new Map([[owner.id, owner]])) as Document,
          }
    return { ...done, answer: unanswered }
  }
  for (let tries = 1; ; tries += 1)
    try {
      const [rows] = await context.db.read(agencyId, selectIdByExternalId(agencyId, externalId))
      const planId = rows?.[0]?.[0]
      if (planId)
        await changePlan(context, planId, (stored, now) => {
          if (stored.plan.externalId !== externalId) throw notFound()
          return work(stored, stored.participant, now)
        })
      else {
        const participantId = requireParticipantId(sent as OwnerInput)
        await changePerson(context, participantId, (person, now) => work(undefined, person?.participant, now))
      }
      // it is set by the write above
      return pushed as unknown as Pushed
    } catch (error) {
      if (tries === maxTries || !wasOvertaken(error)) throw error
    }
}
