/** Makes a body that fits its schema also right in itself: references that lead somewhere, days in order. */
import { readOnly } from '../../src/document/read-only.ts'
import { someWaiver } from '../fixtures/plans.ts'
import type { Json } from '../support/service.ts'

/** What the items of a plan are named. */
export type Names = { goals: string[]; barriers: string[]; gaps: string[]; milestones: string[] }

const getIds = (items: Json[] | undefined): string[] => (items ?? []).flatMap(({ id }) => id ?? [])
const onlyFrom = (refs: string[] | undefined, names: string[]) => refs?.filter((ref) => names.includes(ref))

/** Takes away what only the service keeps; documents that were read have tests of their own. */
function leaveOut(kind: keyof typeof readOnly, value: Json): void {
  for (const name of Object.keys(readOnly[kind])) delete value[name]
}

/** Puts a day that must not be before another one after it. */
function inOrder(value: Json, first: string, second: string): void {
  if (value?.[first] && value[second] && value[second] < value[first])
    [value[first], value[second]] = [value[second], value[first]]
}

function mendMilestone(milestone: Json, { goals, barriers, gaps, milestones }: Names): void {
  leaveOut('milestone', milestone)
  if (milestone.goalId && !goals.includes(milestone.goalId)) milestone.goalId = goals[0] ?? null
  if (milestone.parentId && !milestones.includes(milestone.parentId)) milestone.parentId = milestones[0] ?? null
  if (milestone.mitigates) milestone.mitigates = onlyFrom(milestone.mitigates, barriers)
  if (milestone.closes) milestone.closes = onlyFrom(milestone.closes, gaps)
  inOrder(milestone, 'startOn', 'dueOn')
  if (milestone.rescheduleReason && !milestone.dueOn) delete milestone.rescheduleReason
  if (milestone.completedOn) milestone.status = 'completed'
  if (milestone.setOn) Object.assign(milestone, { setOn: '2024-01-09', setEvidence: 'Signed plan.' })
}

function mendFollowUp(followUp: Json, { milestones }: Names): void {
  leaveOut('followUp', followUp)
  if (followUp.milestoneId && !milestones.includes(followUp.milestoneId)) followUp.milestoneId = milestones[0] ?? null
  inOrder(followUp, 'opensOn', 'dueOn')
  if (followUp.completedOn) followUp.status = 'completed'
}

function mendWaiver(waiver: Json, { milestones }: Names): void {
  const { rule, until } = someWaiver()
  Object.assign(waiver, { rule, until, subject: { type: 'milestone', id: milestones.at(-1) ?? 'none' } })
}

function mendService(service: Json, { goals, barriers, milestones }: Names): void {
  if (service.kind !== 'youth_element') service.element = null
  inOrder(service, 'plannedStartOn', 'plannedEndOn')
  inOrder(service, 'startedOn', 'endedOn')
  if (service.goalIds) service.goalIds = onlyFrom(service.goalIds, goals)
  if (service.milestoneIds) service.milestoneIds = onlyFrom(service.milestoneIds, milestones)
  if (service.barrierIds) service.barrierIds = onlyFrom(service.barrierIds, barriers)
}

function mendAttainment(attainment: Json, services: string[], { milestones }: Names): void {
  if (attainment.credential) attainment.skillGain = null
  else attainment.skillGain ??= 'skills_progression'
  if (attainment.milestoneId && !milestones.includes(attainment.milestoneId)) attainment.milestoneId = null
  if (attainment.serviceId && !services.includes(attainment.serviceId)) attainment.serviceId = null
}

function mendItems(plan: Json, names: Names): void {
  for (const name of ['goals', 'strengths', 'barriers', 'gaps', 'services', 'assessments', 'attainments'])
    if (plan[name])
      plan[name] = plan[name].filter(({ id }: Json, at: number) => !id || getIds(plan[name]).indexOf(id) === at)
  const dated = ['goals', 'barriers', 'gaps', 'services', 'assessments', 'attainments']
  for (const item of dated.flatMap((name) => plan[name] ?? [])) delete item.recordedOn
  for (const service of plan.services ?? []) mendService(service, names)
  for (const attainment of plan.attainments ?? []) mendAttainment(attainment, getIds(plan.services), names)
  for (const strength of plan.strengths ?? [])
    if (strength.goalIds) strength.goalIds = onlyFrom(strength.goalIds, names.goals)
  for (const barrier of plan.barriers ?? []) {
    inOrder(barrier, 'identifiedOn', 'resolvedOn')
    if (barrier.affects) barrier.affects = onlyFrom(barrier.affects, [...names.goals, ...names.milestones])
  }
  if (plan.barriers?.length > 0) plan.noBarriersIdentified = false
}

/** Leaves settings that every policy may have, and numbers that fit each other. */
function mendPolicy({ values }: Json): void {
  const { followUp, exit, rules } = values
  followUp.attempts = Math.max(followUp.attempts, followUp.methods, followUp.dates)
  inOrder(exit, 'warnDays', 'quietDays')
  const free = Object.keys(rules ?? {}).filter(
    (name) => /^(milestone|goal|barrier)-/.test(name) && name !== 'goal-unclear',
  )
  values.rules = Object.fromEntries(free.map((name) => [name, rules[name]]))
}

/** Leaves periods whose days fit: the last of them is the only one that may be open. */
function mendPeriods(periods: Json[]): void {
  periods.splice(2)
  for (const [index, period] of periods.entries()) {
    const programs = new Map((period.programs ?? []).map((one: Json) => [one.program, one]))
    if (period.programs) period.programs = [...programs.values()].map((one) => ({ program: (one as Json).program }))
    leaveOut('period', period)
    delete period.enteredOn
    delete period.exitedOn
    if (index < periods.length - 1) period.exitedOn = '1990-01-01'
  }
}

/** Mends a policy, a participant, a plan document, a plan, a milestone, a follow-up or a waiver, in place; `known` is what the plan has already. */
export function mend(body: Json, known: Names): Json {
  if (body === null || typeof body !== 'object') return body
  if (body.values) {
    mendPolicy(body)
    return body
  }
  if ('periods' in body || 'language' in body || 'programs' in body) {
    if ('periods' in body) leaveOut('participant', body)
    if ('periods' in body) delete body.id
    mendPeriods(body.periods ?? [body])
    return body
  }
  const isPlan = ['participant', 'goals', 'barriers', 'strengths', 'assessments', 'attainments'].some(
    (name) => name in body,
  )
  if (!isPlan) {
    const isFollowUp = 'opensOn' in body || 'milestoneId' in body || 'twoWay' in body
    if ('decidedBy' in body) mendWaiver(body, known)
    else isFollowUp ? mendFollowUp(body, known) : mendMilestone(body, known)
    return body
  }
  if (body.participant) {
    leaveOut('participant', body.participant)
    delete body.participant.periods
    body.participant.programs ??= ['adult']
    inOrder(body.participant, 'enteredOn', 'exitedOn')
    delete body.participantId
    delete body.periodId
  }
  leaveOut('plan', body)
  const names: Names = {
    goals: known.goals,
    barriers: known.barriers,
    gaps: known.gaps,
    milestones: [...known.milestones],
  }
  for (const name of ['goals', 'barriers', 'gaps'] as const) if (body[name]) names[name] = getIds(body[name])
  for (const milestone of body.milestones ?? []) {
    mendMilestone(milestone, names)
    // only milestones of the first level are named as parents, so none is deeper than the second
    if (milestone.externalId && !milestone.parentId) names.milestones.push(milestone.externalId)
  }
  for (const followUp of body.followUps ?? []) mendFollowUp(followUp, names)
  mendItems(body, names)
  return body
}
