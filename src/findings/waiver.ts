/** What can be done to a waiver. Pure: takes the plan, whose person it is, and an input, and returns the waiver. */
import { addMonths } from '../calendar.ts'
import type { Moment } from '../document/moment.ts'
import type { Document } from '../document/parts.ts'
import type { Person } from '../document/person.ts'
import { requireNotClosed } from '../document/plan/plan.ts'
import type { Plan } from '../document/plan/schemas.ts'
import type { NewWaiver, Waiver } from '../document/waiver/schemas.ts'
import { conflict, type Fault, refuse } from '../problem.ts'
import { evaluate, listSubjects } from '../rules/evaluate.ts'
import { allRules, personRules } from '../rules/index.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { isAlike } from './apply-waivers.ts'
import { listWaivers } from './evaluate-person.ts'

const maxMonths = 12

/** The id of what a caller named by id or externalId. */
function findSubjectId(document: Document, { type, id }: Waiver['subject']): string | undefined {
  const subjects: readonly { id: string; externalId?: string | null }[] =
    type === 'participant' ? [document.participant] : listSubjects(document, type)
  return (subjects.find((one) => one.id === id) ?? subjects.find((one) => one.externalId === id))?.id
}

function findFaults({ rule, until }: NewWaiver, subjectId: string | undefined, { today }: Moment): Fault[] {
  const faults: Fault[] = []
  if (!allRules.some(({ name }) => name === rule))
    faults.push({ pointer: '/rule', detail: 'is no rule of the rulebook' })
  if (subjectId === undefined) faults.push({ pointer: '/subject/id', detail: 'names nothing of this type in the plan' })
  if (until < today) faults.push({ pointer: '/until', detail: 'must not be before today in the agency' })
  if (until > addMonths(today, maxMonths))
    faults.push({ pointer: '/until', detail: `must be at most ${maxMonths} months from today in the agency` })
  return faults
}

/** Refuses waivers of a closed plan, but for those of rules about the person, whose findings may outlive the plan. */
export function requireWaivable(plan: Plan, rule: string): void {
  if (!personRules.some(({ name }) => name === rule)) requireNotClosed(plan)
}

/** A new waiver, checked against the plan of the person, and what is found in it. */
export function newWaiver(
  document: Document,
  person: Person,
  input: NewWaiver,
  policy: PolicyValues,
  now: Moment,
): Waiver {
  const planId = document.plan.id
  const id = findSubjectId(document, input.subject)
  refuse(findFaults(input, id, now))
  const waiver: Waiver = {
    id: now.newId(),
    planId,
    ...input,
    subject: { type: input.subject.type, id: id as string },
    waivedOn: now.today,
    version: 1,
    createdAt: now.at,
    updatedAt: now.at,
  }
  const isOfPeriod = ({ planId }: { planId: string | null }) =>
    person.plans.some(({ plan }) => plan.id === planId && plan.periodId === document.plan.periodId)
  const holds = evaluate(person, policy).some(
    (finding) =>
      (waiver.subject.type === 'participant' ? isOfPeriod(finding) : finding.planId === planId) &&
      isAlike(finding, waiver) &&
      finding.from <= waiver.until &&
      (finding.until === null || finding.until > waiver.waivedOn),
  )
  if (!holds) refuse([{ pointer: '/rule', detail: 'finds nothing about the subject from today until that day' }])
  const isCovered = ({ waivedOn, until }: Waiver) => waivedOn <= waiver.until && until >= waiver.waivedOn
  if (listWaivers(person, document).some((other) => isAlike(other, waiver) && isCovered(other)))
    throw conflict('The rule is waived for the subject already. Wait until that waiver ends, or delete it first.')
  return waiver
}
