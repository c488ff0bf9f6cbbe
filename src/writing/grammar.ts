/** Checks for repeated words, a and an, misplaced spaces, and phrases that are always wrong. */
import type { Remark } from '../document/facts.ts'
import type { Reading } from './reading.ts'
import { findSpans, makeRemarks } from './span.ts'

const spacing = [
  /(?<=[^\s])[ \u00a0]{2,}(?=[^\s])/gu,
  /(?<=\p{L}) +[,;:.!?](?=\s|$)/gu,
  /(?<=\p{Ll}{2})[.!?](?=\p{Lu}\p{Ll})/gu,
  /(?<=\p{L}{2}),(?=\p{L}{2})/gu,
]
const phrase = /\b(?:could|should|would|must|might) of\b(?! course)/gi

/** Checks the grammar of a text. */
export const checkGrammar = ({ text, remarked }: Reading): Remark[] => [
  ...makeRemarks('repeated', remarked.get('retext-repeated-words') ?? []),
  ...makeRemarks('article', remarked.get('retext-indefinite-article') ?? []),
  ...spacing.flatMap((pattern) => makeRemarks('spacing', findSpans(text, pattern))),
  ...makeRemarks('phrase', findSpans(text, phrase)),
]
