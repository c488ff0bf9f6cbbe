/** What can be done to a milestone. Pure: takes the plan document and an input, and returns the new milestone. */
import { classifyTerm, type Day } from '../../calendar.ts'
import { conflict, type Fault, refuse, unprocessable } from '../../problem.ts'
import type { Facts } from '../facts.ts'
import { type Moment, revised } from '../moment.ts'
import { type Milestone, NewMilestone } from './schemas.ts'

const levels = 3

/** The declared term, or else the one derived from the dates. */
function termMembers(
  term: Milestone['term'],
  startOn: Day,
  dueOn: Day | null,
): Pick<Milestone, 'term' | 'termDeclared'> {
  if (term) return { term, termDeclared: true }
  return { term: dueOn === null ? null : classifyTerm(startOn, dueOn), termDeclared: false }
}

/** A milestone as it was read, or as it is sent, which says less. */
export type ReadMilestone = NewMilestone & Partial<{ [K in 'id' | 'recordedOn' | 'termDeclared']: Milestone[K] | null }>

/** The members that callers write, as they would send them; a derived term is not one of them. */
export const writableMembers = (milestone: ReadMilestone) =>
  ({
    ...Object.fromEntries(
      Object.keys(NewMilestone.properties).map((name) => [name, milestone[name as keyof NewMilestone]]),
    ),
    term: milestone.termDeclared === false ? null : milestone.term,
  }) as NewMilestone

/** Finds a term that was read as derived and does not follow from the dates beside it. */
export function checkDerivedTerm(milestone: ReadMilestone, today: Day, at: string, faults: Fault[]): void {
  const { term, termDeclared, startOn, recordedOn, dueOn } = milestone
  if (termDeclared !== false || term === null || term === termMembers(null, startOn ?? recordedOn ?? today, dueOn).term)
    return
  faults.push({
    pointer: `${at}/term`,
    detail: 'does not follow from the dates; leave it out, or leave out termDeclared',
  })
}

/** New milestones with ids. References are not checked yet, because their targets may come later in the same document. */
export const draftMilestones = (planId: string, inputs: readonly NewMilestone[], now: Moment): Milestone[] =>
  inputs.map((input) => ({
    id: now.newId(),
    planId,
    ...input,
    ...termMembers(input.term, input.startOn ?? now.today, input.dueOn),
    reschedules: [],
    recordedOn: now.today,
    version: 1,
    createdAt: now.at,
    updatedAt: now.at,
  }))

function resolvedParent(milestone: Milestone, all: readonly Milestone[], at: string, faults: Fault[]): string | null {
  const ref = milestone.parentId
  if (ref === null) return null
  const parent = all.find(({ id }) => id === ref) ?? all.find(({ externalId }) => externalId === ref)
  if (!parent) faults.push({ pointer: `${at}/parentId`, detail: 'is no milestone of the plan' })
  return parent?.id ?? null
}

function checkLinks(milestone: Milestone, { plan }: Pick<Facts, 'plan'>, at: string, faults: Fault[]): void {
  const has = (items: readonly { id: string }[], id: string) => items.some((item) => item.id === id)
  if (milestone.goalId !== null && !has(plan.goals as { id: string }[], milestone.goalId))
    faults.push({ pointer: `${at}/goalId`, detail: 'is no goal of the plan' })
  milestone.mitigates.forEach((id, index) => {
    if (!has(plan.barriers as { id: string }[], id))
      faults.push({ pointer: `${at}/mitigates/${index}`, detail: 'is no barrier of the plan' })
  })
  milestone.closes.forEach((id, index) => {
    if (!has(plan.gaps as { id: string }[], id))
      faults.push({ pointer: `${at}/closes/${index}`, detail: 'is no gap of the plan' })
  })
}

function checkDates(milestone: Milestone, at: string, faults: Fault[]): void {
  const { startOn, dueOn, completedOn, status, setOn, setEvidence, recordedOn } = milestone
  if (startOn && dueOn && dueOn < startOn) faults.push({ pointer: `${at}/dueOn`, detail: 'must not be before startOn' })
  if (!completedOn && status === 'completed')
    faults.push({ pointer: `${at}/completedOn`, detail: 'is missing: the day on which it was completed' })
  if (completedOn && status !== 'completed')
    faults.push({ pointer: `${at}/completedOn`, detail: 'is only for a milestone whose status is completed' })
  // recordedOn is today or earlier, so that setOn is not in the future either
  if (setOn && setOn > recordedOn)
    faults.push({ pointer: `${at}/setOn`, detail: 'must not be after recordedOn, which is today for a new milestone' })
  if (setOn && !setEvidence)
    faults.push({ pointer: `${at}/setEvidence`, detail: 'is missing: what shows that the milestone was set on setOn' })
}

/** The milestones from this one up to the top; a cycle is cut one step past the allowed number of levels. */
function ancestry(milestone: Milestone, byId: Map<string, Milestone>): Milestone[] {
  const line = [milestone]
  let parent = milestone.parentId
  while (parent !== null && line.length <= levels + 1) {
    const next = byId.get(parent)
    if (!next) break
    line.push(next)
    parent = next.parentId
  }
  return line
}

function checkTree(
  touched: readonly Milestone[],
  all: readonly Milestone[],
  at: (index: number) => string,
  faults: Fault[],
): void {
  const byId = new Map(all.map((milestone) => [milestone.id, milestone]))
  const ancestries = all.map((one) => ancestry(one, byId))
  touched.forEach((milestone, index) => {
    const lines = ancestries.filter((line) => line.includes(milestone))
    if (lines.some((line) => new Set(line).size < line.length))
      faults.push({ pointer: `${at(index)}/parentId`, detail: 'would make the milestone its own ancestor' })
    else if (lines.some((line) => line.length > levels))
      faults.push({ pointer: `${at(index)}/parentId`, detail: `would make more than ${levels} levels of milestones` })
  })
}

/** Milestones with their references resolved and checked against the plan and all its milestones. */
export function linkedMilestones(
  touched: readonly Milestone[],
  { plan, milestones }: Pick<Facts, 'plan' | 'milestones'>,
  at: (index: number) => string,
): Milestone[] {
  const faults: Fault[] = []
  const others = milestones.filter(({ id }) => !touched.some((one) => one.id === id))
  const all = [...others, ...touched]
  const linked = touched.map((milestone, index) => {
    checkLinks(milestone, { plan }, at(index), faults)
    checkDates(milestone, at(index), faults)
    return { ...milestone, parentId: resolvedParent(milestone, all, at(index), faults) }
  })
  checkTree(linked, [...others, ...linked], at, faults)
  refuse(faults)
  return linked
}

/** Whether the date of a milestone was moved; setting it for the first time is not a move. */
export const movesDue = (milestone: Milestone, dueOn: Day | null): boolean =>
  milestone.dueOn !== null && milestone.dueOn !== dueOn

function movedDue(
  milestone: Milestone,
  dueOn: Day | null,
  reason: string | undefined,
  now: Moment,
): Milestone['reschedules'] {
  const moved = movesDue(milestone, dueOn)
  if (moved && !reason)
    throw unprocessable([{ pointer: '/rescheduleReason', detail: 'is needed to move a dueOn that was set' }])
  if (!moved && reason)
    throw unprocessable([
      { pointer: '/rescheduleReason', detail: 'is only for a patch that moves a dueOn that was set' },
    ])
  if (!moved || !reason) return milestone.reschedules
  return [...milestone.reschedules, { from: milestone.dueOn as Day, to: dueOn, reason, at: now.at }]
}

/** A milestone with its writable members replaced; a moved date is recorded. References are not checked yet. */
export function replacedMilestone(
  milestone: Milestone,
  input: NewMilestone,
  reason: string | undefined,
  now: Moment,
): Milestone {
  const reschedules = movedDue(milestone, input.dueOn, reason, now)
  const term = termMembers(input.term, input.startOn ?? milestone.recordedOn, input.dueOn)
  return revised(milestone, { ...input, ...term, reschedules }, now)
}

/** The same, with references checked. */
export const changedMilestone = (
  document: Facts,
  milestone: Milestone,
  input: NewMilestone,
  reason: string | undefined,
  now: Moment,
): Milestone => linkedMilestones([replacedMilestone(milestone, input, reason, now)], document, () => '')[0] as Milestone

/** Refuses to delete a milestone that something in its plan refers to. */
export function requireUnreferred({ plan, milestones, followUps }: Facts, { id }: Milestone): void {
  if (milestones.some(({ parentId }) => parentId === id))
    throw conflict('The milestone has sub-milestones. Delete or move them first.')
  if (followUps.some(({ milestoneId }) => milestoneId === id))
    throw conflict('A follow-up checks the milestone. Delete or change it first.')
  if (plan.barriers.some(({ affects }) => affects.includes(id)))
    throw conflict('A barrier affects the milestone. Change the barrier first.')
  if (plan.services.some(({ milestoneIds }) => milestoneIds.includes(id)))
    throw conflict('A service helps to reach the milestone. Change the service first.')
  if (plan.attainments.some(({ milestoneId }) => milestoneId === id))
    throw conflict('The milestone was set for an attainment. Change the attainment first.')
}
