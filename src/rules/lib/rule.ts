/**
 * A rule is a pure function of facts and the policy, with a statement, a citation, and examples. The facts are those of one
 * plan, or those of a person in one period of participation. It returns intervals of days and never asks what day it is.
 */

import { type Day, latestDay } from '../../calendar.ts'
import type { Facts, PersonFacts, Subjects, SubjectType, TextSpan } from '../../document/facts.ts'
import type { FollowUp } from '../../document/follow-up/schemas.ts'
import type { Milestone } from '../../document/milestone/schemas.ts'
import type { PeriodFacts } from '../../document/participant/participant.ts'
import type { Plan } from '../../document/plan/schemas.ts'
import { assessmentParts } from '../../document/plan/services.ts'
import type { PolicyValues } from '../policy-values.ts'
import type { Severity } from './severity.ts'

/** What a check returns: the subject, and the days of the fault, from `from` until before `until`. */
export type Violation<T extends SubjectType> = {
  subject: Subjects[T]
  /** The type of the subject, if it differs from the rule's. */
  about?: T
  from: Day
  until?: Day | null | undefined
  /** If it differs from the rule's. */
  severity?: Severity
  /** What the message of the rule tells: days, numbers, and code words, never personal data or submitted text. */
  values?: MessageValues
  /** The members of the subject to fix, or the paths to them; the first one is the pointer. Of a participant: of the period. */
  member?: string | readonly string[]
  /** The parts of that member's text that the fault is about. */
  spans?: readonly TextSpan[]
}

/** What a message tells, by the names of its template's arguments; a day also gives `<name>Days`, the days since it or until it. */
export type MessageValues = Readonly<Record<string, string | number>>

export type Citation = {
  label: string
  url?: string
  /** Where the requirement comes from; `assumed` if no text states it. */
  level: 'federal' | 'state' | 'local' | 'seed' | 'assumed'
}

/**
 * A worked example. `document` holds only what matters to the rule: members of a plan document (the body of
 * `POST /v1/plans/validate`), which are laid over a complete plan without findings.
 */
export type Example = {
  name: string
  recordedOn: Day
  document: Record<string, unknown>
  policy?: Partial<PolicyValues>
  /** Other plans of the person, as documents that were recorded before this one; they hold only what matters, too. */
  others?: readonly Record<string, unknown>[]
}
/** `subject` is the externalId or item id of the subject, or its JSON pointer; `message` is what is said on the first day. */
export type FailingExample = Example & {
  holds: { subject: string; from: Day; until?: Day; severity?: Severity; message?: string }[]
}

/** The path to a number or choice in the values of a policy. */
export type ValuePath =
  | {
      [K in Exclude<keyof PolicyValues, 'rules'>]: PolicyValues[K] extends object
        ? `${K}.${keyof PolicyValues[K] & string}`
        : K
    }[Exclude<keyof PolicyValues, 'rules'>]
  | `followUp.youth.${keyof PolicyValues['followUp']['youth']}`

type Described<T extends SubjectType> = {
  /** Names the fault; equals the file name. */
  name: string
  about: T
  severity: Severity
  /** Whether it is off until a policy switches it on, because it rests on the checklist of one state or board. */
  off?: true
  /** Rules about the person that say the same and more: while one of them holds, this rule does not. */
  yieldsTo?: readonly string[]
  /** Whether it is about the wording of texts and needs `remarked` in the facts. */
  readsWording?: boolean
  /** What should be true, as one sentence. */
  statement: string
  /** The text that it rests on, and that says how binding it is. */
  citation: Citation
  /** Further texts. */
  also?: readonly Citation[]
  /** The paths of the policy values that it reads, such as `exit.quietDays`. */
  reads?: readonly ValuePath[]
  examples: { passes: Example[]; fails: FailingExample[] }
}

/** What a rule about a plan can be about. */
export type PlanSubject = Exclude<SubjectType, 'participant'>

/** A rule about a plan, or something in it: what it finds ends no later than the day on which the plan is closed. */
export type PlanRule<T extends PlanSubject = PlanSubject> = Described<T> & {
  ofPerson?: false
  check: (facts: Facts, policy: PolicyValues) => Violation<T>[]
}

/** What a rule about a person can be about: the person in a period, or a follow-up or service in any of the plans. */
export type PersonSubject = 'participant' | 'follow_up' | 'service'

/** A rule about a person: it holds once, whatever the number of plans, and outlives their closing. */
export type PersonRule<T extends PersonSubject = PersonSubject> = Described<T> & {
  ofPerson: true
  check: (facts: PersonFacts, policy: PolicyValues) => Violation<T>[]
}

export type Rule = PlanRule | PersonRule

/** Types a rule about a plan; `about` determines what its findings can be about. */
export const defineRule = <T extends PlanSubject>(rule: PlanRule<T>): PlanRule<T> => rule

/** Types a rule about a person. */
export const definePersonRule = <T extends PersonSubject>(rule: Omit<PersonRule<T>, 'ofPerson'>): PersonRule<T> => ({
  ...rule,
  ofPerson: true,
})

/** The day by which both the participant and staff had acknowledged the plan; null until both have. */
export function acknowledgedOn({ acknowledgements }: Plan): Day | null {
  const findFirst = (party: Plan['acknowledgements'][number]['party']) =>
    acknowledgements.flatMap((one) => (one.party === party ? [one.on] : [])).sort()[0]
  const firsts = [findFirst('participant'), findFirst('staff')]
  return firsts.includes(undefined) ? null : (latestDay(firsts) ?? null)
}

/** A milestone is open while it is planned or in progress. */
export const isOpen = (milestone: Milestone): boolean =>
  milestone.status === 'planned' || milestone.status === 'in_progress'

/** Whether a milestone addresses anything: a stopped one no longer does, while a completed one has. */
export const isStopped = (milestone: Milestone): boolean => milestone.status === 'stopped'

/** The milestones of a plan by id; looking up a null `parentId` finds nothing. */
export const milestonesById = ({ milestones }: Facts): ReadonlyMap<string | null, Milestone> =>
  new Map(milestones.map((milestone) => [milestone.id, milestone]))

/** The goals that a milestone is tied to, directly or through its parents. */
export function findGoalIds(milestone: Milestone, byId: ReadonlyMap<string | null, Milestone>): string[] {
  const goalIds: string[] = []
  let step: Milestone | undefined = milestone
  // A tree has three levels; the count also ends a cycle.
  for (let level = 1; step && level <= 3; level++) {
    if (step.goalId !== null) goalIds.push(step.goalId)
    step = byId.get(step.parentId)
  }
  return goalIds
}

/** Whether a participant takes part in an adult program of WIOA title I. */
export const isAdult = ({ programs }: PeriodFacts): boolean =>
  programs.includes('adult') || programs.includes('dislocated_worker')

/** Whether a participant takes part in the youth program. */
export const isYouth = ({ programs }: PeriodFacts): boolean => programs.includes('youth')

/** Youth program elements by their numbers in 29 USC 3164(c)(2), where they matter to rules. */
export const elements = { workExperience: 3, support: 7, mentoring: 8, followUp: 9 } as const

/**
 * Whether a service of a plan delays exit. Follow-up and support do not (RSA-TAC-17-01, p. 22-23 with note 13). For youth,
 * support is also a program element, so policy decides.
 */
export function delaysExit(period: PeriodFacts, { exit }: PolicyValues): (service: Subjects['service']) => boolean {
  const doesSupport = exit.supportDelaysYouth && isYouth(period) && !isAdult(period)
  return ({ kind, element }) => {
    if (kind === 'follow_up' || element === elements.followUp) return false
    return doesSupport || (kind !== 'supportive' && element !== elements.support)
  }
}

/** Whether a participant takes part in a title I program, in which credentials and skill gains are counted. */
export const isInTitleOne = (period: PeriodFacts): boolean => isAdult(period) || isYouth(period)

/** The last day on which a service that delays exit is known to have been provided. */
export const findLastService = ({ services, period }: PersonFacts, policy: PolicyValues): Day | undefined =>
  latestDay([
    period.lastServiceOn,
    ...services
      .filter(delaysExit(period, policy))
      .map(({ startedOn, endedOn }) => (startedOn === null ? null : (endedOn ?? startedOn))),
  ])

/** A service that is scheduled for a day, and the day from which it is not, because its plan was closed. */
export type Scheduled = { on: Day; until: Day | null }

/** The services that delay exit and are planned but have not started. */
export function listScheduled({ plans, period }: PersonFacts, policy: PolicyValues): Scheduled[] {
  const delays = delaysExit(period, policy)
  const planned = plans.flatMap(({ services, closedOn: until }) =>
    services.flatMap((service) => {
      const on = delays(service) && service.startedOn === null && service.plannedStartOn
      return on ? [{ on, until }] : []
    }),
  )
  return period.nextServiceOn ? [{ on: period.nextServiceOn, until: null }, ...planned] : planned
}

/** The last day on which staff and participant are known to have spoken: a session, the plan, a follow-up, an attempt. */
export const findLastContact = ({ plans, period, followUps }: PersonFacts): Day | undefined =>
  latestDay([
    period.firstCounselingOn,
    ...plans.map(({ completedOn }) => completedOn),
    ...followUps.flatMap(({ twoWay, completedOn, attempts }) => [
      twoWay ? completedOn : null,
      ...attempts.map(({ reached, on }) => (reached ? on : null)),
    ]),
  ])

/** Whether attempts are as many, and as varied in method and date, as policy requires before someone is unreachable. */
export const areEnough = (attempts: FollowUp['attempts'], { followUp }: PolicyValues): boolean =>
  attempts.length >= followUp.attempts &&
  new Set(attempts.map(({ method }) => method)).size >= followUp.methods &&
  new Set(attempts.map(({ on }) => on)).size >= followUp.dates

/**
 * The state of the objective assessment: whether it is whole, and the day on which its last part was first completed. A part
 * that was reused from another program and has no day counts from the beginning.
 */
export function findObjectiveAssessment({ assessments }: Plan): { isWhole: boolean; completedOn: Day | undefined } {
  const firsts = new Map<string, Day>()
  for (const { kind, completedOn, reused } of assessments) {
    const on = completedOn ?? (reused ? '' : undefined)
    const first = firsts.get(kind)
    if (on !== undefined && (first === undefined || on < first)) firsts.set(kind, on)
  }
  const days = assessmentParts.map((part) => firsts.get(part))
  return { isWhole: !days.includes(undefined), completedOn: latestDay(days) }
}

/** The major group of an occupation: the part of its O*NET-SOC code before the hyphen; undefined for other code systems. */
export const occupationGroup = (coded: Plan['goals'][number]['occupation']): string | undefined =>
  coded?.system === 'O*NET-SOC' ? coded.code.split('-')[0] : undefined
