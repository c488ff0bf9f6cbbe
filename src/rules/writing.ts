/** What the writing rules have in common: the texts that people write in a plan, and what is remarked of their words. */
import type { Day } from '../calendar.ts'
import type { Citation, Facts, Held, Span, Subjects, SubjectType } from './rule.ts'

/** What the rules about how words are written rest on. */
export const professionalFormat: Citation = {
  label:
    'Career Action Plan content requirements, Best Practices: “written in a professional format using the correct ' +
    'spelling, grammar, upper and lower case, and avoids using abbreviations as much as possible”',
  level: 'seed',
}

/**
 * What is expected of a text: a goal is all that an action is, and clear and concise; an action is active and positive,
 * as strengths are; an account says how things are; a fragment is a part of a sentence.
 */
export type Sort = 'goal' | 'action' | 'account' | 'fragment'
export type Written = { sort: Sort; text: string }

type Fault =
  | 'misspelled'
  | ('repeated' | 'article' | 'spacing' | 'phrase')
  | ('capitals' | 'lower' | 'mixed')
  | 'abbreviated'
  | ('passive' | 'negative')
  | ('short' | 'long' | 'several')

/** What is said of a part of a text. */
export type Remark = Span & { fault: Fault }

/** The key of a text in the remarks of a plan: the same words are another matter as a goal than as a barrier. */
export const keyOf = ({ sort, text }: Written): string => `${sort} ${text}`

/** What a text can belong to; a strength is a part of the plan. */
export type Writer = Exclude<SubjectType, 'follow_up'>

/** A text with where it stands, and since when. */
export type PlanText = Written & { about: Writer; subject: Subjects[Writer]; member: string; from: Day }

type Members = readonly (readonly [member: string, sort: Sort, text: string | null | undefined])[]

const goalMembers = ({ statement, successLooksLike }: Subjects['goal']): Members => [
  ['statement', 'goal', statement],
  ['successLooksLike', 'action', successLooksLike],
]

const strengthMembers = ({ strengths }: Subjects['plan']): Members =>
  strengths.flatMap(({ statement, evidence }, index) => [
    [`strengths/${index}/statement`, 'action', statement] as const,
    [`strengths/${index}/evidence`, 'account', evidence] as const,
  ])

const barrierMembers = ({ statement, constraint, impact, accepted }: Subjects['barrier']): Members => [
  ['statement', 'account', statement],
  ['constraint/cannot', 'fragment', constraint?.cannot],
  ['constraint/because', 'fragment', constraint?.because],
  ['impact', 'account', impact],
  ['accepted', 'account', accepted],
]

const gapMembers = ({ statement, acceptedBecause }: Subjects['gap']): Members => [
  ['statement', 'account', statement],
  ['acceptedBecause', 'account', acceptedBecause],
]

const milestoneMembers = (milestone: Subjects['milestone']): Members => [
  ['statement', 'action', milestone.statement],
  ['doneWhen', 'account', milestone.doneWhen],
  ...milestone.alternatives.map((text, index) => [`alternatives/${index}`, 'action', text] as const),
  ['statusReason', 'account', milestone.statusReason],
  ['reflection', 'account', milestone.reflection],
]

const textsIn = <T extends Writer>(
  about: T,
  subject: Subjects[T] & { recordedOn: Day },
  members: Members,
): PlanText[] =>
  members.flatMap(([member, sort, text]) =>
    text ? [{ about, subject, member, from: subject.recordedOn, sort, text }] : [],
  )

/** Every text that people wrote in a plan and its milestones; names, codes, places and contacts are none. */
export const textsOf = ({ plan, milestones }: Facts): PlanText[] => [
  ...plan.goals.flatMap((goal) => textsIn('goal', goal, goalMembers(goal))),
  ...textsIn('plan', plan, strengthMembers(plan)),
  ...plan.barriers.flatMap((barrier) => textsIn('barrier', barrier, barrierMembers(barrier))),
  ...plan.gaps.flatMap((gap) => textsIn('gap', gap, gapMembers(gap))),
  ...milestones.flatMap((milestone) => textsIn('milestone', milestone, milestoneMembers(milestone))),
]

type Remarked = PlanText & { remarks: readonly Remark[] }

const remarkedTexts = new WeakMap<Facts, readonly Remarked[]>()

/** The texts that something is remarked on; they are few, and looked for once for all rules. */
function remarkedIn(facts: Facts): readonly Remarked[] {
  const known = remarkedTexts.get(facts)
  if (known) return known
  const found = textsOf(facts).flatMap((text) => {
    const remarks = facts.remarks?.get(keyOf(text)) ?? []
    return remarks.length > 0 ? [{ ...text, remarks }] : []
  })
  remarkedTexts.set(facts, found)
  return found
}

/** The check of a writing rule: the faults it is about, each with the message that completes "<subject> …". */
export const remarked =
  (messages: Partial<Record<Fault, string>>) =>
  (facts: Facts): Held<Writer>[] =>
    remarkedIn(facts).flatMap(({ about, subject, member, from, remarks }) => {
      const found = remarks.filter(({ fault }) => messages[fault] !== undefined)
      if (found.length === 0) return []
      const message = [...new Set(found.map(({ fault }) => messages[fault]))].join(' and ')
      return [{ about, subject, member, from, message, spans: found.map(({ start, end }) => ({ start, end })) }]
    })
