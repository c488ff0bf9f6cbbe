/** What rules find about a person and in the plans of the person: a pure function of facts and a policy. */
import { type Day, latestDay } from '../calendar.ts'
import { isOfLaterYear } from '../document/closed.ts'
import type { Facts, PersonFacts, Subjects, SubjectType, TextSpan } from '../document/facts.ts'
import type { FollowUp } from '../document/follow-up/schemas.ts'
import { listPersonFacts, type Person } from '../document/person.ts'
import type { Plan } from '../document/plan/schemas.ts'
import { allPlanRules, personRules, planRules } from './index.ts'
import type { MessageValues, PlanSubject, Rule, Violation } from './lib/rule.ts'
import { isMilder, type Severity } from './lib/severity.ts'
import type { PolicyValues } from './policy-values.ts'
import { yieldDays } from './yielding.ts'

/** What a rule says about a subject, with the days on which it holds. */
export type Finding = {
  rule: string
  severity: Severity
  subject: { type: SubjectType; id: string; externalId: string | null }
  /** The plan; of a finding about the participant the latest of the period, where work goes on. Null where there is none. */
  planId: string | null
  /** What its message tells. */
  values: MessageValues
  /** A JSON pointer into the plan document with its milestones and follow-ups, or into the participant. */
  pointer: string
  /** The pointers to all places to fix, where there are several. */
  pointers: readonly string[] | null
  /** The parts of the text at `pointer` that the finding is about. */
  spans: readonly TextSpan[] | null
  from: Day
  /** The first day on which it no longer holds; null if it does not end by itself. */
  until: Day | null
}

const arrays = {
  goal: (facts) => facts.plan.goals,
  barrier: (facts) => facts.plan.barriers,
  gap: (facts) => facts.plan.gaps,
  service: (facts) => facts.plan.services,
  attainment: (facts) => facts.plan.attainments,
  milestone: (facts) => facts.milestones,
  follow_up: (facts) => facts.followUps,
} satisfies { [T in Exclude<SubjectType, 'plan' | 'participant'>]: (facts: Facts) => readonly Subjects[T][] }

/** Everything of one subject type in a plan. */
export const listSubjects = (
  facts: Facts,
  type: Exclude<SubjectType, 'participant'>,
): readonly Subjects[SubjectType][] => (type === 'plan' ? [facts.plan] : arrays[type](facts))

const memberNames = {
  goal: 'goals',
  barrier: 'barriers',
  gap: 'gaps',
  service: 'services',
  attainment: 'attainments',
  milestone: 'milestones',
  follow_up: 'followUps',
}

const earlier = (a: Day | null | undefined, b: Day | null | undefined): Day | null =>
  a && b ? (a < b ? a : b) : (a ?? b ?? null)

/** Whether the law requires a rule, so that a policy can only make it stricter. */
export const isLaw = ({ citation }: Rule): boolean => citation.level === 'federal'

/** Whether a rule is switched on under a policy. */
export const isOn = ({ name, off }: Pick<Rule, 'name' | 'off'>, { rules }: PolicyValues): boolean =>
  rules[name]?.on ?? !off

/** The severity that policy sets for all findings of a rule; if the law requires the rule, it can only rise. */
const severityUnder = (rule: Rule, severity: Severity, set: Severity | null | undefined): Severity =>
  !set || (isLaw(rule) && isMilder(set, severity)) ? severity : set

/** The reasons for closing a plan that end the work on it, but not the follow-up of the person. */
const goingOn: ReadonlySet<string | null> = new Set(['exited', 'employed', 'goal_achieved'])

/** Whether the work on a plan has ended, and the follow-up of the person with it. */
const endsFollowUp = ({ closedOn, closeReason }: Plan): boolean => closedOn !== null && !goingOn.has(closeReason)

/** The last day of what is found about a participant: where every plan was closed, and each so that follow-up ended. */
function findEnd({ plans }: PersonFacts): Day | null {
  if (plans.length === 0 || !plans.every(endsFollowUp)) return null
  return latestDay(plans.map(({ closedOn }) => closedOn)) ?? null
}

/** Where the subject of a violation is, and the day on which what is found about it ends at the latest. */
type Place = { planId: string | null; pointer: string; end: Day | null }

function locateInPlan(facts: Facts, type: PlanSubject, subject: Subjects[SubjectType]): Place {
  const { id: planId, closedOn: end } = facts.plan
  if (type === 'plan') return { planId, pointer: '', end }
  return { planId, pointer: `/${memberNames[type]}/${listSubjects(facts, type).indexOf(subject)}`, end }
}

function locateFollowUp({ plans, followUps }: PersonFacts, subject: FollowUp): Place {
  const { planId } = subject
  const own = followUps.filter((one) => one.planId === planId)
  const plan = plans.find(({ id }) => id === planId)
  const outlives = plan && goingOn.has(plan.closeReason) && isOfLaterYear(subject)
  return { planId, pointer: `/followUps/${own.indexOf(subject)}`, end: outlives ? null : (plan?.closedOn ?? null) }
}

function locateService({ plans }: PersonFacts, subject: Subjects['service']): Place {
  const plan = plans.find(({ services }) => services.includes(subject))
  const pointer = `/services/${plan?.services.indexOf(subject)}`
  return { planId: plan?.id ?? null, pointer, end: plan?.closedOn ?? null }
}

function locateOfPerson(facts: PersonFacts, type: SubjectType, subject: Subjects[SubjectType]): Place {
  if (type === 'follow_up') return locateFollowUp(facts, subject as FollowUp)
  if (type === 'service') return locateService(facts, subject as Subjects['service'])
  const pointer = facts.index === null ? '/periods' : `/periods/${facts.index}`
  return { planId: facts.plans.at(-1)?.id ?? null, pointer, end: findEnd(facts) }
}

/** A violation as a finding; none if it ended before it begins. */
function toFinding(
  rule: Rule,
  held: Violation<SubjectType>,
  { planId, pointer, end }: Place,
  set: Severity | null | undefined,
): Finding | undefined {
  const { from, subject, member = [], values = {}, spans = null } = held
  const until = earlier(held.until, end)
  if (until !== null && until <= from) return undefined
  const about = held.about ?? rule.about
  const pointers = [member].flat().map((one) => `${pointer}/${one}`)
  return {
    rule: rule.name,
    severity: severityUnder(rule, held.severity ?? rule.severity, set),
    subject: { type: about, id: subject.id, externalId: 'externalId' in subject ? subject.externalId : null },
    planId,
    values,
    pointer: pointers[0] ?? pointer,
    pointers: pointers.length > 1 ? pointers : null,
    spans,
    from,
    until,
  }
}

type Locate<T extends SubjectType> = (type: T, subject: Subjects[T]) => Place
type Checked<F, T extends SubjectType> = Rule & {
  about: T
  check: (facts: F, policy: PolicyValues) => Violation<T>[]
}

/** What the rules that are switched on find in facts. Written as loops, because every write waits for it. */
function applyRules<F, T extends SubjectType>(
  rules: readonly Checked<F, T>[],
  facts: F,
  locate: Locate<T>,
  policy: PolicyValues,
): Finding[] {
  const findings: Finding[] = []
  for (const rule of rules) {
    if (!isOn(rule, policy)) continue
    const severity = policy.rules[rule.name]?.severity
    for (const held of rule.check(facts, policy)) {
      const finding = toFinding(rule, held, locate(held.about ?? rule.about, held.subject), severity)
      if (finding) findings.push(finding)
    }
  }
  return findings
}

/** What is found in a plan; of its wording only if its texts were read. */
const evaluatePlan = (facts: Facts, policy: PolicyValues): Finding[] =>
  applyRules(
    facts.remarked ? allPlanRules : planRules,
    facts,
    (type, subject) => locateInPlan(facts, type, subject),
    policy,
  )

/** What is found about a person in one period of participation. */
const evaluatePeriod = (facts: PersonFacts, policy: PolicyValues): Finding[] =>
  applyRules(personRules, facts, (type, subject) => locateOfPerson(facts, type, subject), policy)

/**
 * Applies every rule that is switched on to a person: to each period, and then to one plan after the other. Findings about a
 * plan end no later than the day on which it was closed, and yield to those of its period.
 */
export function* evaluateEach(person: Person, policy: PolicyValues): Generator<Finding[]> {
  const byPeriod = new Map<string | null, Finding[]>()
  for (const facts of listPersonFacts(person)) {
    const found = evaluatePeriod(facts, policy)
    byPeriod.set(facts.index === null ? null : (facts.participant.periods[facts.index]?.id ?? null), found)
    yield yieldDays(found, found)
  }
  for (const document of person.plans)
    yield yieldDays(evaluatePlan(document, policy), byPeriod.get(document.plan.periodId) ?? [])
}

/** The same at once. */
export function evaluate(person: Person, policy: PolicyValues): Finding[] {
  const findings: Finding[] = []
  for (const some of evaluateEach(person, policy)) findings.push(...some)
  return findings
}
