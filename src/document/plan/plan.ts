/** What can be done to a plan itself. Pure: takes the plan document and an input, and returns the new plan. */
import type { Day } from '../../calendar.ts'
import { conflict, type Fault, refuse } from '../../problem.ts'
import type { Facts } from '../facts.ts'
import { type Moment, revised } from '../moment.ts'
import { findPeriod } from '../participant/participant.ts'
import type { Document } from '../parts.ts'
import { checkReadOnly } from '../read-only.ts'
import { checkAttainments } from './attainments.ts'
import { checkReferred, linkedPlan } from './links.ts'
import type { Plan, PlanMembers } from './schemas.ts'
import type { NamedPlan } from './store.ts'

/** Refuses changes to a closed plan. */
export function requireNotClosed(plan: Plan): void {
  if (plan.status === 'closed') throw conflict('The plan is closed. Reopen it first.')
}

const itemNames = ['goals', 'strengths', 'barriers', 'gaps', 'services', 'assessments', 'attainments'] as const
type Items = (typeof itemNames)[number]
type SentItem = { id?: string | undefined; recordedOn?: Day | null }

/** The items of an array as stored: each with an id and the day the service first saw it. */
function keptItems<T extends SentItem>(
  name: Items,
  sent: readonly T[],
  stored: readonly SentItem[],
  now: Moment,
  isOther: boolean,
  faults: Fault[],
) {
  const seen = new Set<string>()
  return sent.map((item, index) => {
    const id = item.id ?? now.newId()
    if (seen.has(id))
      faults.push({ pointer: `/${name}/${index}/id`, detail: `is the id of an earlier item of ${name}` })
    seen.add(id)
    if (name === 'strengths') return { ...item, id }
    const recordedOn = stored.find((one) => one.id === id)?.recordedOn ?? now.today
    checkReadOnly('item', item, { recordedOn }, isOther, `/${name}/${index}`, faults)
    return { ...item, id, recordedOn }
  })
}

function keptArrays(
  input: PlanMembers,
  stored: Plan | null,
  now: Moment,
  isOther: boolean,
  faults: Fault[],
): Pick<Plan, Items> {
  const keep = <N extends Items>(name: N) =>
    // N says what kind of items the array has
    keptItems(name, input[name] as SentItem[], stored?.[name] ?? [], now, isOther, faults) as unknown as Plan[N]
  const analysis = { strengths: keep('strengths'), barriers: keep('barriers'), gaps: keep('gaps') }
  const done = { services: keep('services'), assessments: keep('assessments'), attainments: keep('attainments') }
  return { goals: keep('goals'), ...analysis, ...done }
}

function checkDates({ barriers, services }: Plan, faults: Fault[]): void {
  barriers.forEach(({ identifiedOn, resolvedOn }, index) => {
    if (resolvedOn && resolvedOn < identifiedOn)
      faults.push({ pointer: `/barriers/${index}/resolvedOn`, detail: 'must not be before identifiedOn' })
  })
  services.forEach(({ plannedStartOn, plannedEndOn, startedOn, endedOn }, index) => {
    if (plannedStartOn && plannedEndOn && plannedEndOn < plannedStartOn)
      faults.push({ pointer: `/services/${index}/plannedEndOn`, detail: 'must not be before plannedStartOn' })
    if (startedOn && endedOn && endedOn < startedOn)
      faults.push({ pointer: `/services/${index}/endedOn`, detail: 'must not be before startedOn' })
  })
}

/** A youth program element says which of the fourteen it is, and nothing else has one. */
function checkElements({ services }: Plan, faults: Fault[]): void {
  services.forEach(({ kind, element }, index) => {
    const pointer = `/services/${index}/element`
    if (kind === 'youth_element' && element === null)
      faults.push({ pointer, detail: 'is missing: a youth program element is one of 1 to 14' })
    if (kind !== 'youth_element' && element !== null)
      faults.push({ pointer, detail: 'is only for a service of the kind youth_element' })
  })
}

/** A plan is not closed before it was completed. */
function checkClosing({ completedOn, closedOn }: Pick<Plan, 'completedOn' | 'closedOn'>, faults: Fault[]): void {
  if (completedOn && closedOn && closedOn < completedOn)
    faults.push({ pointer: '/closedOn', detail: 'must not be before completedOn' })
}

/** How a plan was closed; all null where it is not. */
export type Closing = Pick<Plan, 'closedOn' | 'closeReason' | 'replacedBy'>
const notClosed: Closing = { closedOn: null, closeReason: null, replacedBy: null }

/** How a plan is closed, with the plan that replaced it by id; `named` is the plan that replacedBy names. */
export function linkedClosing(
  closing: Closing,
  { id, participantId }: Pick<Plan, 'id' | 'participantId'>,
  named: NamedPlan | undefined,
): Closing {
  const { closedOn, closeReason, replacedBy } = closing
  const faults: Fault[] = []
  if ((closedOn === null) !== (closeReason === null))
    faults.push({
      pointer: closedOn === null ? '/closedOn' : '/closeReason',
      detail: 'is missing: a plan that is closed has both closedOn and closeReason',
    })
  if (replacedBy !== null && closeReason !== 'replaced')
    faults.push({ pointer: '/replacedBy', detail: 'is only for a plan whose closeReason is replaced' })
  else if (replacedBy !== null && (named?.participantId !== participantId || named.id === id))
    faults.push({ pointer: '/replacedBy', detail: 'is no other plan of the participant' })
  refuse(faults)
  return { closedOn, closeReason, replacedBy: replacedBy && (named?.id ?? null) }
}

/** A new plan, `isOther` where it was read elsewhere; `milestones` are those of its document, which already have ids. */
export function newPlan(
  { id, participantId, ...closing }: Pick<Plan, 'id' | 'participantId'> & Closing,
  input: PlanMembers,
  milestones: Facts['milestones'],
  now: Moment,
  isOther: boolean,
): Plan {
  const faults: Fault[] = []
  const plan: Plan = {
    id,
    status: closing.closedOn ? 'closed' : input.completedOn ? 'active' : 'draft',
    participantId,
    ...input,
    ...keptArrays(input, null, now, isOther, faults),
    ...closing,
    recordedOn: now.today,
    version: 1,
    createdAt: now.at,
    updatedAt: now.at,
  }
  return checked(plan, milestones, faults)
}

/** A plan with its writable members replaced. */
export function changedPlan(
  { plan, milestones, participant }: Pick<Document, 'plan' | 'milestones' | 'participant'>,
  input: PlanMembers,
  now: Moment,
): Plan {
  if ((input.completedOn === null) !== (plan.completedOn === null))
    throw conflict('A plan is completed with POST …/complete; completedOn of an active plan can only be corrected.')
  const faults: Fault[] = []
  if (input.periodId !== null && !findPeriod(participant, input.periodId))
    faults.push({ pointer: '/periodId', detail: 'is no period of the participant' })
  const next = replacedPlan(plan, input, now, false, faults)
  checkReferred({ plan: next, milestones }, faults)
  return checked(next, milestones, faults)
}

/**
 * The plan after a document is pushed to it, `isOther` where it was read from another one; `others` are the stored milestones
 * that the document does not have.
 */
export function pushedPlan(
  plan: Plan,
  input: PlanMembers,
  { milestones, others }: Record<'milestones' | 'others', Facts['milestones']>,
  now: Moment,
  isOther: boolean,
): Plan {
  const faults: Fault[] = []
  const completedOn = input.completedOn ?? plan.completedOn
  const status = plan.status === 'draft' && completedOn ? 'active' : plan.status
  const sent = recognizedItems(linkedPlan(input as Plan, milestones, []), plan)
  const next = { ...replacedPlan(plan, sent, now, isOther, faults), completedOn, status } as Plan
  checkReferred({ plan: next, milestones: others }, faults)
  return checked(next, milestones, faults)
}

const replacedPlan = (plan: Plan, input: PlanMembers, now: Moment, isOther: boolean, faults: Fault[]): Plan =>
  revised(plan, { ...input, ...keptArrays(input, plan, now, isOther, faults) } as Partial<Plan>, now)

/** Gives items without an id the id of the stored item that says the same, so that repeating a write changes nothing. */
function recognizedItems(input: PlanMembers, stored: Plan): PlanMembers {
  const recognized = (name: Items) => {
    const taken = new Set((input[name] as SentItem[]).map(({ id }) => id))
    const alike = Map.groupBy(
      stored[name].filter(({ id }) => !taken.has(id)),
      saidBy,
    )
    return (input[name] as SentItem[]).map((item) => {
      if (item.id !== undefined) return item
      const same = alike.get(saidBy(item))?.shift()
      return same ? { ...item, id: same.id } : item
    })
  }
  return { ...input, ...Object.fromEntries(itemNames.map((name) => [name, recognized(name)])) }
}

/** What an item says, as one text, whatever the order of its members. */
const saidBy = ({ id: _, recordedOn: __, ...said }: SentItem): string =>
  JSON.stringify(said, (_name, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

function checked(plan: Plan, milestones: Facts['milestones'], faults: Fault[]): Plan {
  const linked = linkedPlan(plan, milestones, faults)
  checkDates(linked, faults)
  checkElements(linked, faults)
  checkAttainments(linked.attainments, faults)
  checkClosing(linked, faults)
  if (linked.noBarriersIdentified && linked.barriers.length > 0)
    faults.push({ pointer: '/noBarriersIdentified', detail: 'must be false where barriers are listed' })
  refuse(faults)
  return linked
}

/** Activates a draft. */
export function completedPlan(plan: Plan, completedOn: Day, now: Moment): Plan {
  if (plan.status !== 'draft') throw conflict(`Only a draft can be completed; the plan is ${plan.status}.`)
  return revised(plan, { status: 'active', completedOn }, now)
}

/** Closes a draft or active plan; `named` is the plan that replacedBy names. */
export function closedPlan(plan: Plan, closing: Closing, now: Moment, named?: NamedPlan): Plan {
  requireNotClosed(plan)
  const faults: Fault[] = []
  checkClosing({ ...plan, ...closing }, faults)
  refuse(faults)
  return revised(plan, { status: 'closed', ...linkedClosing(closing, plan, named) }, now)
}

/** Reopens a closed plan, which gets back the status it had before. */
export function reopenedPlan(plan: Plan, now: Moment): Plan {
  if (plan.status !== 'closed') throw conflict(`Only a closed plan can be reopened; the plan is a ${plan.status} one.`)
  return revised(plan, { status: plan.completedOn ? 'active' : 'draft', ...notClosed }, now)
}
