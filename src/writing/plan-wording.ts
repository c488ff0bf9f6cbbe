/** The wording of a plan: the remarks on its texts, as far as they have been read. */

import type { Facts, Remarked } from '../document/facts.ts'
import { isOn } from '../rules/evaluate.ts'
import { writingRules } from '../rules/index.ts'
import { keepRemarked, listTexts } from '../rules/lib/writing.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import type { Writing } from './writing.ts'

/** What is known about the wording right away; `rest` resolves when the remaining texts have been read. */
export type Wording = { remarked: readonly Remarked[] | undefined; rest: Promise<unknown> | undefined }

/** The texts with remarks, or undefined until all were read. Reads nothing if policy has switched off rules about wording. */
export function readWording(
  writing: Writing | undefined,
  facts: Facts,
  values: PolicyValues,
  agencyId: string,
  isValidation = false,
): Wording {
  if (!writing || !writingRules.some((rule) => isOn(rule, values))) return { remarked: undefined, rest: undefined }
  const texts = listTexts(facts)
  const { known, rest } = writing.remarksOn(texts, { agencyId, isValidation })
  return { remarked: rest ? undefined : keepRemarked(texts, known), rest }
}
