/** The persons of the examples of rules, made as the service makes them. */
import { v7 as newId } from 'uuid'
import { getPeriodFacts } from '../../src/document/participant/participant.ts'
import type { Participant } from '../../src/document/participant/schemas.ts'
import type { Document } from '../../src/document/parts.ts'
import type { Person } from '../../src/document/person.ts'
import { NewPlanDocument, newDocument } from '../../src/document/plan-document.ts'
import type { Check } from '../../src/http/validator.ts'
import { careerActionPlan } from '../../src/policy/profiles/career-action-plan.ts'
import { buildDocument, buildOthers } from '../../src/rules/lib/example.ts'
import type { Example } from '../../src/rules/lib/rule.ts'

/** The participant of an example with the other plans and its own, which is the last; `check` fills in defaults. */
export function buildPerson(check: Check, example: Omit<Example, 'name'>): Person & { document: Document } {
  const { recordedOn } = example
  const { retentionYears } = careerActionPlan.values
  const now = { at: `${recordedOn}T12:00:00.000Z`, today: recordedOn, newId, retentionYears }
  let stored: Participant | undefined
  const others: Document[] = []
  const make = (sent: object): Document => {
    const made = newDocument(check(NewPlanDocument, sent) as NewPlanDocument, now, { participant: stored })
    stored = made.participant
    return { ...made, waivers: [] }
  }
  for (const other of buildOthers(example)) others.push(make(other))
  const document = make(buildDocument(example))
  const { participant } = document
  const placed = others.map((one) => ({
    ...one,
    participant,
    period: getPeriodFacts(participant, one.plan.periodId),
  }))
  return { participant, plans: [...placed, document], document }
}
