/** The one place where a stored person is evaluated, from rules, waivers, and stored findings. Pure. */
import type { Document } from '../document/parts.ts'
import type { Person } from '../document/person.ts'
import type { Waiver } from '../document/waiver/schemas.ts'
import { evaluateEach, type Finding, isOn } from '../rules/evaluate.ts'
import { writingRules } from '../rules/index.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { applyWaivers } from './apply-waivers.ts'
import type { PersonFindings, StoredFinding } from './store.ts'

const wordingRules = new Set(writingRules.map(({ name }) => name))

const isOfPerson = ({ subject }: Waiver) => subject.type === 'participant'

/**
 * The waivers that apply to the findings of a plan: its own, and those of the person in each plan of its period. Whoever has
 * the plan is the person, also where the waiver came with it from another participant.
 */
export const listWaivers = ({ participant, plans }: Person, { plan, waivers }: Document): Waiver[] => [
  ...waivers.filter((waiver) => !isOfPerson(waiver)),
  ...plans
    .filter((other) => other.plan.periodId === plan.periodId)
    .flatMap((other) => other.waivers.filter(isOfPerson))
    .map((waiver) => ({ ...waiver, subject: { ...waiver.subject, id: participant.id } })),
]

/**
 * The findings of a person under a policy, and the unresolved findings that they replace. Where the texts of a plan were not
 * read, findings about its wording stay as they are, unless the policy has switched off their rule. `pause` is awaited
 * between plans.
 */
export async function evaluatePerson(
  person: Person,
  unresolved: readonly StoredFinding[],
  values: PolicyValues,
  pause: () => Promise<void>,
): Promise<PersonFindings> {
  const found: Finding[] = []
  for (const some of evaluateEach(person, values)) {
    found.push(...some)
    await pause()
  }
  const byPlan = Map.groupBy(found, ({ planId }) => planId)
  const now = [...byPlan].flatMap(([planId, some]) => {
    const document = person.plans.find(({ plan }) => plan.id === planId)
    return applyWaivers(some, document ? listWaivers(person, document) : [])
  })
  const unread = new Set(person.plans.filter(({ remarked }) => !remarked).map(({ plan }) => plan.id))
  const stays = ({ rule, planId }: StoredFinding) =>
    planId !== null && unread.has(planId) && wordingRules.has(rule) && isOn({ name: rule }, values)
  return { participantId: person.participant.id, now, stored: unresolved.filter((one) => !stays(one)) }
}
