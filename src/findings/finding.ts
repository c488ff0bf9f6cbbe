/** Questions about a finding that rules returned. */
import type { Day } from '../calendar.ts'
import type { Finding } from '../rules/evaluate.ts'
import { allRules } from '../rules/index.ts'

const citations = new Map(
  allRules.map(({ name, citation: { label, url = null, level } }) => [name, { label, url, level }]),
)

/** The citation of a rule, as answered. */
export const getCitation = (rule: string) => citations.get(rule) ?? null

/** What findings can be counted by, besides severity. */
export const groupings = ['rule', 'careerPlanner', 'office', 'program'] as const
export type Grouping = (typeof groupings)[number]

/** Whether a finding holds on a day. */
export const holdsOn = ({ from, until }: Finding, asOf: Day): boolean =>
  from <= asOf && (until === null || asOf < until)

/**
 * A finding in a document that is not stored; its subject is named only by what the caller gave. A period of the participant
 * is where the document has its facts.
 */
export const findingUnstored = (
  { rule, severity, subject, message, pointer, spans, from, until }: Finding,
  sentIds: ReadonlySet<string>,
  policyVersion: number,
) => ({
  rule,
  severity,
  subject: { ...subject, id: sentIds.has(subject.id) ? subject.id : null },
  planId: null,
  message,
  pointer: subject.type === 'participant' ? pointer.replace(/^\/periods(\/\d+)?/, '/participant') : pointer,
  spans,
  from,
  until,
  waivedBy: null,
  policyVersion,
  citation: getCitation(rule),
})
