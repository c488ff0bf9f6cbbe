/** The rulebook as lists. */
import type { Rule } from './lib/rule.ts'
import * as rulebook from './rulebook.ts'

/** The whole rulebook, by name. */
export const allRules = Object.values(rulebook) as readonly unknown[] as readonly Rule[]

/** The rules about the wording of texts; they need `remarked` among the facts. */
export const writingRules = allRules.filter(({ readsWording }) => readsWording)
/** All other rules. */
export const rules = allRules.filter(({ readsWording }) => !readsWording)
