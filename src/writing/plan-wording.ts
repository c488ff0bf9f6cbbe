/** The wording of a plan: what is remarked on all of its texts, as far as they have been read. */
import type { PolicyValues } from '../policy/schemas.ts'
import { isOn } from '../rules/evaluate.ts'
import { writingRules } from '../rules/index.ts'
import type { Facts } from '../rules/rule.ts'
import { textsOf } from '../rules/writing.ts'
import type { Remarks, Writing } from './writing.ts'

/** What is known of the wording at once; `rest` ends when the texts that are not known have been read. */
export type Wording = { remarks: Remarks | undefined; rest: Promise<unknown> | undefined }

/** The remarks on all texts, or none of them before the last was read. Reads nothing where policy asks for no wording. */
export function wordingOf(writing: Writing | undefined, facts: Facts, values: PolicyValues): Wording {
  if (!writing || !writingRules.some((rule) => isOn(rule, values))) return { remarks: undefined, rest: undefined }
  const { known, rest } = writing.remarksOn(textsOf(facts))
  return { remarks: rest ? undefined : known, rest }
}
