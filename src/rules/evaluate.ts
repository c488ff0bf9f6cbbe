/** What rules find in a plan: a pure function of its facts and a policy. */
import type { Day } from '../calendar.ts'
import { isOfLaterYear } from '../document/closed.ts'
import type { Facts, Subjects, SubjectType, TextSpan } from '../document/facts.ts'
import type { FollowUp } from '../document/follow-up/schemas.ts'
import { allRules, rules } from './index.ts'
import type { Rule, Violation } from './lib/rule.ts'
import { isMilder, type Severity } from './lib/severity.ts'
import type { PolicyValues } from './policy-values.ts'

/** What a rule says about a subject, with the days on which it holds. */
export type Finding = {
  rule: string
  severity: Severity
  subject: { type: SubjectType; id: string; externalId: string | null }
  /** Plain English. */
  message: string
  /** A JSON pointer into the plan document with its milestones and follow-ups. */
  pointer: string
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
} satisfies { [T in Exclude<SubjectType, 'plan'>]: (facts: Facts) => readonly Subjects[T][] }

/** Everything in a plan of one subject type. */
export const listSubjects = (facts: Facts, type: SubjectType): readonly Subjects[SubjectType][] =>
  type === 'plan' ? [facts.plan] : arrays[type](facts)

const nouns: Record<SubjectType, string> = {
  plan: 'The plan',
  goal: 'The goal',
  barrier: 'The barrier',
  gap: 'The gap',
  service: 'The service',
  attainment: 'The attainment',
  milestone: 'The milestone',
  follow_up: 'The follow-up',
}

const memberNames = {
  goal: 'goals',
  barrier: 'barriers',
  gap: 'gaps',
  service: 'services',
  attainment: 'attainments',
  milestone: 'milestones',
  follow_up: 'followUps',
}

function pointerTo(facts: Facts, type: SubjectType, subject: Subjects[SubjectType]): string {
  if (type === 'plan') return ''
  return `/${memberNames[type]}/${listSubjects(facts, type).indexOf(subject)}`
}

const earlier = (a: Day | null | undefined, b: Day | null | undefined): Day | null =>
  a && b ? (a < b ? a : b) : (a ?? b ?? null)

/** Whether the law requires a rule, so that a policy can only make it stricter. */
export const isLaw = ({ citation }: Rule): boolean => citation.level === 'federal'

/** Whether policy leaves a rule switched on. */
export const isOn = ({ name }: Pick<Rule, 'name'>, { rules }: PolicyValues): boolean => rules[name]?.on ?? true

/** The severity that policy sets for all findings of a rule; if the law requires the rule, it can only rise. */
const severityUnder = (rule: Rule, severity: Severity, set: Severity | null | undefined): Severity =>
  !set || (isLaw(rule) && isMilder(set, severity)) ? severity : set

/** The reasons for closing a plan that end the work on it, but not the follow-up of the person. */
const goingOn: ReadonlySet<string | null> = new Set(['exited', 'employed', 'goal_achieved'])

/** Whether what a rule finds holds on after the plan was closed. */
function outlivesPlan(rule: Rule, { about = rule.about, subject }: Violation<SubjectType>, { plan }: Facts): boolean {
  if (!rule.ofPerson || !goingOn.has(plan.closeReason)) return false
  return about !== 'follow_up' || isOfLaterYear(subject as FollowUp)
}

/** A violation as a finding; none if the plan was closed before it begins. */
function toFinding(
  rule: Rule,
  held: Violation<SubjectType>,
  facts: Facts,
  set: Severity | null | undefined,
): Finding | undefined {
  const { from, subject, member, spans = null } = held
  const until = outlivesPlan(rule, held, facts) ? (held.until ?? null) : earlier(held.until, facts.plan.closedOn)
  if (until !== null && until <= from) return undefined
  const about = held.about ?? rule.about
  const pointer = pointerTo(facts, about, subject)
  return {
    rule: rule.name,
    severity: severityUnder(rule, held.severity ?? rule.severity, set),
    subject: { type: about, id: subject.id, externalId: 'externalId' in subject ? subject.externalId : null },
    message: `${nouns[about]} ${held.message}.`,
    pointer: member ? `${pointer}/${member}` : pointer,
    spans,
    from,
    until,
  }
}

/**
 * Applies every rule that is switched on; those about wording only if the texts were read. Findings about the plan end no
 * later than the day it was closed.
 */
export function evaluate(facts: Facts, policy: PolicyValues): Finding[] {
  const findings: Finding[] = []
  for (const rule of facts.remarked ? allRules : rules) {
    if (!isOn(rule, policy)) continue
    const severity = policy.rules[rule.name]?.severity
    for (const held of rule.check(facts, policy)) {
      const finding = toFinding(rule, held, facts, severity)
      if (finding) findings.push(finding)
    }
  }
  return findings
}
