/** Checks that a goal is clear and concise: neither too short nor too long, and one goal rather than several. */
import type { Remark } from '../document/facts.ts'
import type { Reading, Word } from './reading.ts'
import { makeRemarks } from './span.ts'
import { goalVerbs } from './words.ts'

const shortest = 10
const longest = 300
/** "To obtain a degree and work as a nurse" is one goal; with a third verb or a stronger break it is several. */
const maxVerbs = 2
const joined = /(?:[,;]|\b(?:and|then|also|or|as well as))\s+(?:(?:and|then|also|or)\s+)*(?:to\s+)?$/i
const parted = /(?:;|\band also|\bas well as)\s+(?:to\s+)?$/i

/** Finds the verbs that begin another goal in the same sentence. */
function findFurtherGoals({ text, words }: Reading): Word[] {
  const sentences: { verbs: Word[]; isParted: boolean }[] = []
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

/** Checks whether a goal is too short, too long, or several goals in one sentence. */
export function checkGoal(reading: Reading): Remark[] {
  const { length } = reading.text
  if (length < shortest) return [{ fault: 'short', start: 0, end: length }]
  if (length > longest) return [{ fault: 'long', start: longest, end: length }]
  return makeRemarks('several', findFurtherGoals(reading))
}
