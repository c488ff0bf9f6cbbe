/** What may be done to a plan itself. Pure: takes the plan document and an input, answers the plan as it is afterwards. */
import type { Day } from '../calendar.ts'
import { conflict, type Fault, refuse } from '../problem.ts'
import type { Facts } from '../rules/rule.ts'
import type { NewPlan, Plan } from './schemas.ts'

/** When something is done, and where new ids come from; only the HTTP edge knows. */
export type Moment = { at: string; today: Day; newId: () => string }

/** A resource after a write: its members, one version further. */
export const revised = <T extends { version: number; updatedAt: string }>(
  resource: T,
  members: Partial<T>,
  now: Moment,
): T => ({
  ...resource,
  ...members,
  version: resource.version + 1,
  updatedAt: now.at,
})

/** Refuses to change what is in a closed plan. */
export function requireNotClosed(plan: Plan): void {
  if (plan.status === 'closed') throw conflict('The plan is closed. Reopen it first.')
}

type Items = 'goals' | 'strengths' | 'barriers' | 'gaps'
type SentItem = { id?: string | undefined; recordedOn?: Day | null }

/** The items of an array as they are kept: with an id, and with the day on which the service first saw each. */
function keptItems<T extends SentItem>(
  name: Items,
  sent: readonly T[],
  stored: readonly SentItem[],
  now: Moment,
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
    if (item.recordedOn && item.recordedOn !== recordedOn)
      faults.push({ pointer: `/${name}/${index}/recordedOn`, detail: 'is kept by the service; leave it out' })
    return { ...item, id, recordedOn }
  })
}

function keptArrays(input: NewPlan, stored: Plan | null, now: Moment, faults: Fault[]): Pick<Plan, Items> {
  const keep = <N extends Items>(name: N) =>
    keptItems(name, input[name] as SentItem[], stored?.[name] ?? [], now, faults) as unknown as Plan[N]
  return { goals: keep('goals'), strengths: keep('strengths'), barriers: keep('barriers'), gaps: keep('gaps') }
}

function checkDates({ participant, barriers }: Plan, faults: Fault[]): void {
  const { enteredOn, exitedOn } = participant
  if (enteredOn && exitedOn && exitedOn < enteredOn)
    faults.push({ pointer: '/participant/exitedOn', detail: 'must not be before enteredOn' })
  barriers.forEach(({ identifiedOn, resolvedOn }, index) => {
    if (resolvedOn && resolvedOn < identifiedOn)
      faults.push({ pointer: `/barriers/${index}/resolvedOn`, detail: 'must not be before identifiedOn' })
  })
}

function checkLinks(plan: Plan, faults: Fault[]): void {
  const goals = new Set(plan.goals.map(({ id }) => id))
  plan.strengths.forEach(({ goalIds }, at) => {
    goalIds.forEach((id, index) => {
      if (!goals.has(id))
        faults.push({ pointer: `/strengths/${at}/goalIds/${index}`, detail: 'is no goal of the plan' })
    })
  })
  if (plan.noBarriersIdentified && plan.barriers.length > 0)
    faults.push({ pointer: '/noBarriersIdentified', detail: 'must be false where barriers are listed' })
}

/** Barriers with what they affect as ids: a milestone may be named by its externalId. */
function resolvedBarriers(plan: Plan, milestones: Facts['milestones'], faults: Fault[]): Plan['barriers'] {
  const goals = new Set(plan.goals.map(({ id }) => id))
  return plan.barriers.map((barrier, at) => ({
    ...barrier,
    affects: barrier.affects.map((ref, index) => {
      if (goals.has(ref)) return ref
      const milestone = milestones.find(({ id, externalId }) => id === ref || externalId === ref)
      if (!milestone)
        faults.push({ pointer: `/barriers/${at}/affects/${index}`, detail: 'is no goal and no milestone of the plan' })
      return milestone?.id ?? ref
    }),
  }))
}

/** Items that a milestone refers to cannot go while it does. */
function checkReferred({ plan, milestones }: Pick<Facts, 'plan' | 'milestones'>, faults: Fault[]): void {
  const referred = {
    goals: new Set(milestones.flatMap(({ goalId }) => goalId ?? [])),
    barriers: new Set(milestones.flatMap(({ mitigates }) => mitigates)),
    gaps: new Set(milestones.flatMap(({ closes }) => closes)),
  }
  for (const name of ['goals', 'barriers', 'gaps'] as const) {
    const kept = new Set(plan[name].map(({ id }) => id))
    if ([...referred[name]].some((id) => !kept.has(id)))
      faults.push({ pointer: `/${name}`, detail: 'must keep every item that a milestone refers to' })
  }
}

/** A new plan; `milestones` are those of the same document, already with ids. */
export function newPlan(id: string, input: NewPlan, milestones: Facts['milestones'], now: Moment): Plan {
  const faults: Fault[] = []
  const plan: Plan = {
    id,
    status: input.completedOn ? 'active' : 'draft',
    ...input,
    ...keptArrays(input, null, now, faults),
    closedOn: null,
    closeReason: null,
    recordedOn: now.today,
    version: 1,
    createdAt: now.at,
    updatedAt: now.at,
  }
  return checked(plan, milestones, faults)
}

/** A plan with its writable members replaced. */
export function changedPlan({ plan, milestones }: Facts, input: NewPlan, now: Moment): Plan {
  requireNotClosed(plan)
  if ((input.completedOn === null) !== (plan.completedOn === null))
    throw conflict('A plan is completed with POST …/complete; completedOn of an active plan can only be corrected.')
  const faults: Fault[] = []
  const next = revised(plan, { ...input, ...keptArrays(input, plan, now, faults) } as Partial<Plan>, now)
  checkReferred({ plan: next, milestones }, faults)
  return checked(next, milestones, faults)
}

function checked(plan: Plan, milestones: Facts['milestones'], faults: Fault[]): Plan {
  const resolved = { ...plan, barriers: resolvedBarriers(plan, milestones, faults) }
  checkDates(resolved, faults)
  checkLinks(resolved, faults)
  refuse(faults)
  return resolved
}

/** A draft becomes active. */
export function completedPlan(plan: Plan, completedOn: Day, now: Moment): Plan {
  if (plan.status !== 'draft') throw conflict(`Only a draft can be completed; the plan is ${plan.status}.`)
  return revised(plan, { status: 'active', completedOn }, now)
}

/** A draft or active plan is closed. */
export function closedPlan(
  plan: Plan,
  closing: { closedOn: Day; closeReason: Plan['closeReason'] },
  now: Moment,
): Plan {
  requireNotClosed(plan)
  return revised(plan, { status: 'closed', ...closing }, now)
}

/** A closed plan is what it was before it was closed. */
export function reopenedPlan(plan: Plan, now: Moment): Plan {
  if (plan.status !== 'closed') throw conflict(`Only a closed plan can be reopened; the plan is a ${plan.status} one.`)
  return revised(plan, { status: plan.completedOn ? 'active' : 'draft', closedOn: null, closeReason: null }, now)
}
