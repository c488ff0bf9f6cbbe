/**
 * What a rule is: a pure function of a plan's facts and the policy, with its statement, citation and examples.
 * It returns intervals of days and never asks what day it is.
 */
import type { Day } from '../calendar.ts'
import type { FollowUp } from '../follow-ups/schemas.ts'
import type { Milestone } from '../milestones/schemas.ts'
import type { Plan } from '../plans/schemas.ts'
import type { PolicyValues } from '../policy/schemas.ts'

/** Everything that is known of one plan. */
export type Facts = { plan: Plan; milestones: readonly Milestone[]; followUps: readonly FollowUp[] }

export const severities = ['error', 'warning', 'info'] as const
/** error contradicts a must; warning is local policy or risk; info is about the quality of the plan. */
export type Severity = (typeof severities)[number]

/** What a finding can be about. */
export type Subjects = {
  plan: Plan
  goal: Plan['goals'][number]
  barrier: Plan['barriers'][number]
  gap: Plan['gaps'][number]
  milestone: Milestone
  follow_up: FollowUp
}
export type SubjectType = keyof Subjects
export const subjectTypes = [
  'plan',
  'goal',
  'barrier',
  'gap',
  'milestone',
  'follow_up',
] as const satisfies SubjectType[]

/** What a check returns: the subject, and the days on which the fault holds: on `from`, no longer on `until`. */
export type Held<T extends SubjectType> = {
  subject: Subjects[T]
  from: Day
  until?: Day
  /** Where it differs from the rule's own. */
  severity?: Severity
  /** Plain English, completing "<subject> …"; holds no personal data and no submitted text. */
  message: string
  /** The member of the subject that should be mended, if it is one. */
  member?: string
}

export type Citation = {
  label: string
  url?: string
  /** Where the requirement comes from; `assumed` where no text fixes it. */
  level: 'federal' | 'state' | 'local' | 'seed' | 'assumed'
}

/**
 * A worked example. `document` holds only what matters to the rule: the members of a plan document (the body of
 * `POST /v1/plans/validate`) that are laid over a complete plan in which no rule finds anything.
 */
export type Example = {
  name: string
  recordedOn: Day
  document: Record<string, unknown>
  policy?: Partial<PolicyValues>
}
/** `subject` is the externalId or item id of the subject, or its JSON pointer. */
export type FailingExample = Example & {
  holds: { subject: string; from: Day; until?: Day; severity?: Severity }[]
}

export type Rule<T extends SubjectType = SubjectType> = {
  /** Names the fault; equals the file name. */
  name: string
  about: T
  severity: Severity
  /** What should be true, as one sentence. */
  statement: string
  citation: Citation
  examples: { passes: Example[]; fails: FailingExample[] }
  check: (facts: Facts, policy: PolicyValues) => Held<T>[]
}

/** Gives a rule its type; `about` fixes what its findings can be about. */
export const defineRule = <T extends SubjectType>(rule: Rule<T>): Rule<T> => rule

/** A milestone is open while it is planned or in progress. */
export const isOpen = (milestone: Milestone): boolean =>
  milestone.status === 'planned' || milestone.status === 'in_progress'

/** A stopped milestone addresses nothing any more; a completed one has. */
export const isStopped = (milestone: Milestone): boolean => milestone.status === 'stopped'

/** The milestones of a plan by id; no milestone is found under the `parentId` null of one that is part of no other. */
export const milestonesById = ({ milestones }: Facts): ReadonlyMap<string | null, Milestone> =>
  new Map(milestones.map((milestone) => [milestone.id, milestone]))

/** The goals that a milestone is tied to, itself or through what it is a part of. */
export function goalIdsOf(milestone: Milestone, byId: ReadonlyMap<string | null, Milestone>): string[] {
  const goalIds: string[] = []
  let step: Milestone | undefined = milestone
  // A tree has three levels; the count also ends a cycle.
  for (let level = 1; step && level <= 3; level++) {
    if (step.goalId !== null) goalIds.push(step.goalId)
    step = byId.get(step.parentId)
  }
  return goalIds
}
