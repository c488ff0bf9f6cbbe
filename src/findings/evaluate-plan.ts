/** The one place where a stored plan is evaluated, from its rules, its waivers, and its stored findings. Pure. */

import type { Facts } from '../document/facts.ts'
import type { Document } from '../document/parts.ts'
import { evaluate, isOn } from '../rules/evaluate.ts'
import { writingRules } from '../rules/index.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { applyWaivers } from './apply-waivers.ts'
import type { PlanFinding, StoredFinding } from './store.ts'

const wordingRules = new Set(writingRules.map(({ name }) => name))

/**
 * The findings of a plan under a policy, and the unresolved findings that they replace. If the texts were not read, findings
 * about wording stay as they are, unless the policy has switched off their rule.
 */
export function evaluatePlan(
  document: Document,
  unresolved: readonly StoredFinding[],
  values: PolicyValues,
  remarked: Facts['remarked'],
): { now: PlanFinding[]; stored: readonly StoredFinding[] } {
  const now = applyWaivers(evaluate(remarked ? { ...document, remarked } : document, values), document.waivers)
  const stays = (name: string) => wordingRules.has(name) && isOn({ name }, values)
  return { now, stored: remarked ? unresolved : unresolved.filter(({ rule }) => !stays(rule)) }
}
