/** Whether a goal is clear and concise: neither too short to say anything nor too long, and one goal in one sentence. */
import { remarks } from './span.js'
import { goalVerbs } from './words.js'

/** @import { Reading, Word } from './reading.js' */
/** @import { Remark } from '../document/facts.ts' */

const shortest = 10
const longest = 300
/** "To obtain a degree and work as a nurse" is one goal; with a third verb, or a harder break, it is several. */
const maxVerbs = 2
const joined = /(?:[,;]|\b(?:and|then|also|or|as well as))\s+(?:(?:and|then|also|or)\s+)*(?:to\s+)?$/i
const parted = /(?:;|\band also|\bas well as)\s+(?:to\s+)?$/i

/** The verbs that begin a further goal in the same sentence. @param {Reading} reading @returns {Word[]} */
function furtherGoals({ text, words }) {
  /** @type {{ verbs: Word[], isParted: boolean }[]} */
  const sentences = []
  for (const word of words) {
    if (word.opens || sentences.length === 0) sentences.push({ verbs: [], isParted: false })
    const sentence = sentences.at(-1)
    if (!sentence || !goalVerbs.has(word.lower)) continue
    const before = text.slice(Math.max(0, word.start - 40), word.start)
    if (sentence.verbs.length > 0 && !joined.test(before)) continue
    if (sentence.verbs.length > 0 && parted.test(before)) sentence.isParted = true
    sentence.verbs.push(word)
  }
  return sentences
    .filter(({ verbs, isParted }) => isParted || verbs.length > maxVerbs)
    .flatMap(({ verbs }) => verbs.slice(1))
}

/** @param {Reading} reading @returns {Remark[]} */
export function goal(reading) {
  const { length } = reading.text
  if (length < shortest) return [{ fault: 'short', start: 0, end: length }]
  if (length > longest) return [{ fault: 'long', start: longest, end: length }]
  return remarks('several', furtherGoals(reading))
}
