/** What the writing rules share: the texts that people write in a plan, and the remarks on them. */

import type { Day } from '../../calendar.ts'
import type { Facts, Fault, PlanText, Remark, Remarked, Sort, Subjects, Writer } from '../../document/facts.ts'
import type { Citation, Violation } from './rule.ts'
import { cite, sources } from './sources.ts'

/** The citation of the rules about how words are written. */
export const professionalFormat: Citation = cite(
  sources.careerActionPlan,
  ', Best Practices',
  'written in a professional format using the correct spelling, grammar, upper and lower case, and avoids using abbreviations as much as possible',
)

/** The texts with remarks, which are few; `remarks` has the remarks for each text. */
export const keepRemarked = (
  texts: readonly PlanText[],
  remarks: readonly (readonly Remark[] | undefined)[],
): Remarked[] =>
  texts.flatMap((text, index) => {
    const found = remarks[index]
    return found?.length ? { ...text, remarks: found } : []
  })

/** Every text that people wrote in a plan and its milestones, not including names, codes, places, and contacts. */
export function listTexts({ plan, milestones }: Facts): PlanText[] {
  const texts: PlanText[] = []
  function add<T extends Writer>(
    about: T,
    subject: Subjects[T] & { recordedOn: Day },
    sort: Sort,
    member: string,
    text: string | null | undefined,
  ): void {
    if (text) texts.push({ about, subject, member, from: subject.recordedOn, sort, text })
  }
  for (const goal of plan.goals) {
    add('goal', goal, 'goal', 'statement', goal.statement)
    add('goal', goal, 'action', 'successLooksLike', goal.successLooksLike)
  }
  for (const [index, { statement, evidence }] of plan.strengths.entries()) {
    add('plan', plan, 'action', `strengths/${index}/statement`, statement)
    add('plan', plan, 'account', `strengths/${index}/evidence`, evidence)
  }
  for (const barrier of plan.barriers) {
    add('barrier', barrier, 'account', 'statement', barrier.statement)
    add('barrier', barrier, 'fragment', 'constraint/cannot', barrier.constraint?.cannot)
    add('barrier', barrier, 'fragment', 'constraint/because', barrier.constraint?.because)
    add('barrier', barrier, 'account', 'impact', barrier.impact)
    add('barrier', barrier, 'account', 'accepted', barrier.accepted)
  }
  for (const gap of plan.gaps) {
    add('gap', gap, 'account', 'statement', gap.statement)
    add('gap', gap, 'account', 'acceptedBecause', gap.acceptedBecause)
  }
  for (const milestone of milestones) {
    add('milestone', milestone, 'action', 'statement', milestone.statement)
    add('milestone', milestone, 'account', 'doneWhen', milestone.doneWhen)
    for (const [index, text] of milestone.alternatives.entries())
      add('milestone', milestone, 'action', `alternatives/${index}`, text)
    add('milestone', milestone, 'account', 'statusReason', milestone.statusReason)
    add('milestone', milestone, 'account', 'reflection', milestone.reflection)
    add('milestone', milestone, 'account', 'setEvidence', milestone.setEvidence)
  }
  return texts
}

/** The check of a writing rule, from its faults; its message tells which one it is, or that there are several kinds. */
export const remarked =
  (...faults: readonly Fault[]) =>
  (facts: Facts): Violation<Writer>[] =>
    (facts.remarked ?? []).flatMap(({ about, subject, member, from, remarks }) => {
      const found = remarks.filter(({ fault }) => faults.includes(fault))
      const [fault, ...others] = new Set(found.map((one) => one.fault))
      if (!fault) return []
      const spans = found.map(({ start, end }) => ({ start, end }))
      return [{ about, subject, member, from, values: { fault: others.length > 0 ? 'mixed_kinds' : fault }, spans }]
    })
