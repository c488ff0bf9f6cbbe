/** The rulebook: the list of all rules, written by hand, and the one function that applies them. */
import type { Day } from '../calendar.ts'
import type { PolicyValues } from '../policy/schemas.ts'
import alternativesNotDiscussed from './alternatives-not-discussed.ts'
import barrierUnmitigated from './barrier-unmitigated.ts'
import barrierWithoutImpact from './barrier-without-impact.ts'
import followUpOverdue from './follow-up-overdue.ts'
import gapUnaddressed from './gap-unaddressed.ts'
import milestoneOverdue from './milestone-overdue.ts'
import milestoneUnlinked from './milestone-unlinked.ts'
import milestoneWithoutTimeframe from './milestone-without-timeframe.ts'
import planCompletionOverdue from './plan-completion-overdue.ts'
import planWithoutBarriers from './plan-without-barriers.ts'
import planWithoutGoal from './plan-without-goal.ts'
import planWithoutStrengths from './plan-without-strengths.ts'
import type { Facts, Rule, Severity, Subjects, SubjectType } from './rule.ts'
import subMilestoneAfterParent from './sub-milestone-after-parent.ts'
import termMismatch from './term-mismatch.ts'
import undecidedGoalOverdue from './undecided-goal-overdue.ts'
import undecidedGoalWithoutExploration from './undecided-goal-without-exploration.ts'

export const rules = [
  milestoneWithoutTimeframe,
  milestoneUnlinked,
  planCompletionOverdue,
  planWithoutGoal,
  planWithoutStrengths,
  planWithoutBarriers,
  termMismatch,
  subMilestoneAfterParent,
  milestoneOverdue,
  undecidedGoalWithoutExploration,
  undecidedGoalOverdue,
  barrierWithoutImpact,
  barrierUnmitigated,
  gapUnaddressed,
  alternativesNotDiscussed,
  followUpOverdue,
] as unknown as readonly Rule[]

/** What a rule says about one subject, with the days on which it holds. */
export type Finding = {
  rule: string
  severity: Severity
  subject: { type: SubjectType; id: string; externalId: string | null }
  /** Plain English. */
  message: string
  /** JSON pointer into the plan document with its milestones and follow-ups. */
  pointer: string
  from: Day
  /** The first day on which it no longer holds; null where it does not end by itself. */
  until: Day | null
}

const arrays = {
  goal: (facts) => facts.plan.goals,
  barrier: (facts) => facts.plan.barriers,
  gap: (facts) => facts.plan.gaps,
  milestone: (facts) => facts.milestones,
  follow_up: (facts) => facts.followUps,
} satisfies { [T in Exclude<SubjectType, 'plan'>]: (facts: Facts) => readonly Subjects[T][] }

const nouns: Record<SubjectType, string> = {
  plan: 'The plan',
  goal: 'The goal',
  barrier: 'The barrier',
  gap: 'The gap',
  milestone: 'The milestone',
  follow_up: 'The follow-up',
}

const memberNames = { goal: 'goals', barrier: 'barriers', gap: 'gaps', milestone: 'milestones', follow_up: 'followUps' }

function pointerTo(facts: Facts, type: SubjectType, subject: Subjects[SubjectType]): string {
  if (type === 'plan') return ''
  return `/${memberNames[type]}/${(arrays[type](facts) as readonly unknown[]).indexOf(subject)}`
}

const earlier = (a: Day | null | undefined, b: Day | null | undefined): Day | null =>
  a && b ? (a < b ? a : b) : (a ?? b ?? null)

/**
 * Applies every rule. Findings end on the day the plan was closed at the latest; one that would end before it begins is
 * none.
 */
export function evaluate(facts: Facts, policy: PolicyValues): Finding[] {
  return rules.flatMap((rule) =>
    rule.check(facts, policy).flatMap((held): Finding[] => {
      const until = earlier(held.until, facts.plan.closedOn)
      if (until !== null && until <= held.from) return []
      const pointer = pointerTo(facts, rule.about, held.subject)
      return [
        {
          rule: rule.name,
          severity: held.severity ?? rule.severity,
          subject: {
            type: rule.about,
            id: held.subject.id,
            externalId: 'externalId' in held.subject ? held.subject.externalId : null,
          },
          message: `${nouns[rule.about]} ${held.message}.`,
          pointer: held.member ? `${pointer}/${held.member}` : pointer,
          from: held.from,
          until,
        },
      ]
    }),
  )
}
