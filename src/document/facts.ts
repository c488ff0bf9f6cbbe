/** The facts that rules read, of a plan and of a person; the subjects of findings, and the remarks on texts. */
import type { Day } from '../calendar.ts'
import type { FollowUp } from './follow-up/schemas.ts'
import type { Milestone } from './milestone/schemas.ts'
import type { PeriodFacts } from './participant/participant.ts'
import type { Participant } from './participant/schemas.ts'
import type { Plan } from './plan/schemas.ts'

/** Everything that is known about one plan. */
export type Facts = {
  plan: Plan
  /** The period of participation that the plan belongs to. */
  period: PeriodFacts
  milestones: readonly Milestone[]
  followUps: readonly FollowUp[]
  /** The texts with remarks, once all texts were read; without it, no writing rule finds anything. */
  remarked?: readonly Remarked[]
}

/** Everything that is known about a person in one period of participation, whichever plan it is in. */
export type PersonFacts = {
  participant: Participant
  /** The period that is judged: its place among those of the participant, and its facts; none where there is no period. */
  index: number | null
  period: PeriodFacts
  /** The day on which the service first saw the period. */
  recordedOn: Day
  /** The plans of the period, in the order in which they were made, without those entered in error. */
  plans: readonly Plan[]
  /** What these plans hold, together. */
  services: Plan['services']
  attainments: Plan['attainments']
  milestones: readonly Milestone[]
  followUps: readonly FollowUp[]
  /** The person's plans of every period. */
  everyPlan: readonly Plan[]
}

/** A part of a text, as offsets in a JavaScript string (UTF-16 code units); `end` is exclusive. */
export type TextSpan = { start: number; end: number }

/** What a finding can be about. */
export type Subjects = {
  participant: Participant
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
  participant: true,
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
 * What is expected of a text. An action or a strength should be active and positive; a goal should also be clear and concise.
 * An account says how things are; a fragment is part of a sentence.
 */
export type Sort = 'goal' | 'action' | 'account' | 'fragment'
export type Written = { sort: Sort; text: string }

/** What a remark can be about. */
export type Fault =
  | 'misspelled'
  | ('repeated' | 'article' | 'spacing' | 'phrase')
  | ('capitals' | 'lower' | 'mixed')
  | 'abbreviated'
  | ('passive' | 'negative')
  | ('short' | 'long' | 'several')

/** A remark on a part of a text. */
export type Remark = TextSpan & { fault: Fault }

/** What a text can belong to; a strength belongs to the plan. */
export type Writer = Exclude<SubjectType, 'follow_up' | 'participant'>

/** A text, its location, and the day since which it has been there. */
export type PlanText = Written & { about: Writer; subject: Subjects[Writer]; member: string; from: Day }

/** A text with the remarks on it. */
export type Remarked = PlanText & { remarks: readonly Remark[] }
