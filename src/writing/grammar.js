/** Repeated words, a and an, spaces, and phrases that are never right. */
import { remarks, spansOf } from './span.js'

/** @import { Reading } from './reading.js' */
/** @import { Remark } from '../document/facts.ts' */

const spacing = [
  /(?<=[^\s])[ \u00a0]{2,}(?=[^\s])/gu,
  /(?<=\p{L}) +[,;:.!?](?=\s|$)/gu,
  /(?<=\p{Ll}{2})[.!?](?=\p{Lu}\p{Ll})/gu,
  /(?<=\p{L}{2}),(?=\p{L}{2})/gu,
]
const phrase = /\b(?:could|should|would|must|might) of\b(?! course)/gi

/** @param {Reading} reading @returns {Remark[]} */
export const grammar = ({ text, remarked }) => [
  ...remarks('repeated', remarked.get('retext-repeated-words') ?? []),
  ...remarks('article', remarked.get('retext-indefinite-article') ?? []),
  ...spacing.flatMap((pattern) => remarks('spacing', spansOf(text, pattern))),
  ...remarks('phrase', spansOf(text, phrase)),
]
