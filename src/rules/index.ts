/** The rulebook as lists. */
import type { PersonRule, PlanRule, Rule } from './lib/rule.ts'
import * as rulebook from './rulebook.ts'

/** The whole rulebook, by name. */
export const allRules = Object.values(rulebook) as readonly unknown[] as readonly Rule[]

const isOfPerson = (rule: Rule): rule is PersonRule => rule.ofPerson === true
const isOfPlan = (rule: Rule): rule is PlanRule => !isOfPerson(rule)

/** The rules about a person. */
export const personRules = allRules.filter(isOfPerson)
/** The rules about a plan, and what is in it. */
export const allPlanRules = allRules.filter(isOfPlan)
/** Those of them that do not read its wording. */
export const planRules = allPlanRules.filter(({ readsWording }) => !readsWording)

/** The rules about the wording of texts; they need `remarked` among the facts. */
export const writingRules = allRules.filter(({ readsWording }) => readsWording)
/** All other rules. */
export const rules = allRules.filter(({ readsWording }) => !readsWording)
