/** What is known of a plan: the facts that rules read, what a finding can be about, and what is remarked on its texts. */
import type { Day } from '../calendar.ts'
import type { FollowUp } from './follow-up/schemas.ts'
import type { Milestone } from './milestone/schemas.ts'
import type { Plan } from './plan/schemas.ts'

/** Everything that is known of one plan. */
export type Facts = {
  plan: Plan
  milestones: readonly Milestone[]
  followUps: readonly FollowUp[]
  /** The texts that something is remarked on, once all were read; without it no writing rule finds anything. */
  remarked?: readonly Remarked[]
}

/** A part of a text, in offsets of a JavaScript string (UTF-16 code units); `end` is the first one after it. */
export type TextSpan = { start: number; end: number }

/** What a finding can be about. */
export type Subjects = {
  plan: Plan
  goal: Plan['goals'][number]
  barrier: Plan['barriers'][number]
  gap: Plan['gaps'][number]
  service: Plan['services'][number]
  attainment: Plan['attainments'][number]
  milestone: Milestone
  follow_up: FollowUp
}
export type SubjectType = keyof Subjects
const everySubjectType: Record<SubjectType, true> = {
  plan: true,
  goal: true,
  barrier: true,
  gap: true,
  service: true,
  attainment: true,
  milestone: true,
  follow_up: true,
}
export const subjectTypes = Object.keys(everySubjectType) as SubjectType[]

/**
 * What is expected of a text: a goal is all that an action is, and clear and concise; an action is active and positive,
 * as strengths are; an account says how things are; a fragment is a part of a sentence.
 */
export type Sort = 'goal' | 'action' | 'account' | 'fragment'
export type Written = { sort: Sort; text: string }

/** What can be remarked on a part of a text. */
export type Fault =
  | 'misspelled'
  | ('repeated' | 'article' | 'spacing' | 'phrase')
  | ('capitals' | 'lower' | 'mixed')
  | 'abbreviated'
  | ('passive' | 'negative')
  | ('short' | 'long' | 'several')

/** What is said of a part of a text. */
export type Remark = TextSpan & { fault: Fault }

/** What a text can belong to; a strength is a part of the plan. */
export type Writer = Exclude<SubjectType, 'follow_up'>

/** A text with where it stands, and since when. */
export type PlanText = Written & { about: Writer; subject: Subjects[Writer]; member: string; from: Day }

/** A text with what is remarked on it. */
export type Remarked = PlanText & { remarks: readonly Remark[] }
