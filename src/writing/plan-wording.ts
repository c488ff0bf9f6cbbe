/** The wording of a plan: what is remarked on all of its texts, as far as they have been read. */

import type { Facts, Remarked } from '../document/facts.ts'
import { isOn } from '../rules/evaluate.ts'
import { writingRules } from '../rules/index.ts'
import { keepRemarked, listTexts } from '../rules/lib/writing.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import type { Writing } from './writing.ts'

/** What is known of the wording at once; `rest` ends when the texts that are not known have been read. */
export type Wording = { remarked: readonly Remarked[] | undefined; rest: Promise<unknown> | undefined }

/** The texts that something is remarked on, or none before the last was read. Reads nothing where policy asks for no wording. */
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
