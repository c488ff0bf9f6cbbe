/** Questions about a finding that rules returned. */
import type { Day } from '../calendar.ts'
import type { Finding } from '../rules/evaluate.ts'
import { allRules } from '../rules/index.ts'
import { severities } from '../rules/lib/severity.ts'
import { english } from './message.ts'

const citations = new Map(
  allRules.map(({ name, citation: { label, url = null, level } }) => [name, { label, url, level }]),
)

/** The citation of a rule, as answered. */
export const getCitation = (rule: string) => citations.get(rule) ?? null

const levels = ['federal', 'state', 'local', 'seed', 'assumed']

/** The ranks of findings of a severity and a rule, in order; of all where neither is named. */
export const listRanks = ({ severity, rule }: { severity?: string; rule?: string }): number[] =>
  severities.flatMap((one, index) =>
    levels.flatMap((level, place) => {
      const isOut = (severity && severity !== one) || (rule && citations.get(rule)?.level !== level)
      return isOut ? [] : [index * levels.length + place]
    }),
  )

/** The place of a finding in a list: errors first, and among them what federal texts ask for; then comes the day. */
export const rankOf = ({ rule, severity }: Pick<Finding, 'rule' | 'severity'>): number =>
  severities.indexOf(severity) * levels.length + levels.indexOf(citations.get(rule)?.level ?? 'assumed')

/** Puts findings in the order of lists. */
export const compareFindings = (one: Finding, other: Finding): number =>
  rankOf(one) - rankOf(other) || (one.from < other.from ? -1 : Number(one.from > other.from))

/** What findings can be counted by, besides severity. */
export const groupings = ['rule', 'careerPlanner', 'office', 'program'] as const
export type Grouping = (typeof groupings)[number]

/** Whether a finding holds on a day. */
export const holdsOn = ({ from, until }: Finding, asOf: Day): boolean =>
  from <= asOf && (until === null || asOf < until)

const pointUnstored = (pointer: string) => pointer.replace(/^\/periods(\/\d+)?/, '/participant')

/**
 * A finding in a document that is not stored; its subject is named only by what the caller gave. A period of the participant
 * is where the document has its facts.
 */
export const findingUnstored = (
  { rule, severity, subject, values, pointer, pointers, spans, from, until }: Finding,
  sentIds: ReadonlySet<string>,
  policyVersion: number,
  asOf: Day,
) => ({
  rule,
  severity,
  title: english.titleOf(rule),
  message: english.render(rule, values, asOf),
  subject: { ...subject, id: sentIds.has(subject.id) ? subject.id : null },
  planId: null,
  pointer: subject.type === 'participant' ? pointUnstored(pointer) : pointer,
  pointers: subject.type === 'participant' ? (pointers?.map(pointUnstored) ?? null) : pointers,
  spans,
  from,
  until,
  waivedBy: null,
  policyVersion,
  citation: getCitation(rule),
})
