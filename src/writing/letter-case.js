/** Words in capitals, sentences and names without a capital, and capitals inside a word. */
import { isAbbreviation } from './abbreviations.js'
import { remarks } from './span.js'
import { knownAcronyms } from './words.js'

/** @import { IsWord } from './dictionary.js' */
/** @import { Reading, Word } from './reading.js' */
/** @import { Remark, Sort } from '../document/facts.ts' */

const capitals = /^\p{Lu}+$/u
/** Too short to be told from an abbreviation by the dictionary. */
const stressed = new Set(['ALL', 'AND', 'ANY', 'BUT', 'FOR', 'NOT', 'NOW', 'THE'])
const mixed = /^(?:\p{Lu}{2,}\p{Ll}{2,}|\p{Ll}+\p{Lu}\p{L}*)$/u
const pronoun = /^i(?:'(?:m|ve|ll|d))?$/
const sentenceEnd = /^[.!?]["”’)]?\s+$/

/** @param {Word} word @param {IsWord} isWord */
const isShouted = ({ word, lower }, isWord) =>
  stressed.has(word) || (capitals.test(word) && word.length > 3 && !knownAcronyms.has(word) && isWord(lower))

/** Words in capitals, those that stand together as one. @param {Reading} reading @param {IsWord} isWord */
function shouting({ text, words }, isWord) {
  /** @type {Word[][]} */
  const groups = []
  for (const [index, word] of words.entries()) {
    if (!capitals.test(word.word)) continue
    const group = groups.at(-1)
    const before = words[index - 1]
    if (group && before && group.at(-1) === before && /^[\s,&-]+$/.test(text.slice(before.end, word.start)))
      group.push(word)
    else groups.push([word])
  }
  return groups
    .filter((group) => group.some((word) => isShouted(word, isWord)))
    .map((group) => ({ start: group[0]?.start ?? 0, end: group.at(-1)?.end ?? 0 }))
}

/** Whether a word begins a sentence. @param {Reading} reading @param {number} index @param {IsWord} isWord */
function isFirst({ text, words }, index, isWord) {
  const before = words[index - 1]
  const start = words[index]?.start ?? 0
  if (!before) return start === 0
  if (!sentenceEnd.test(text.slice(before.end, start))) return false
  return before.word.length > 2 && !isAbbreviation(before) && isWord(before.lower)
}

/** @param {Word} word @param {IsWord} isWord */
function isName({ word, lower }, isWord) {
  if (word !== lower || word.length < 4) return false
  const plain = lower.replace(/'s$/, '')
  return !isWord(plain) && isWord(plain.charAt(0).toUpperCase() + plain.slice(1))
}

/** @param {Reading} reading @param {Sort} sort @param {IsWord} isWord @returns {Remark[]} */
export function letterCase(reading, sort, isWord) {
  const { text, words } = reading
  /** @type {(word: Word, index: number) => boolean} */
  const isLower = (word, index) => {
    if (!/^\p{Ll}/u.test(word.word) || mixed.test(word.word)) return false
    if (pronoun.test(word.lower)) return !/^[.)]/.test(text.slice(word.end))
    if (isName(word, isWord)) return true
    const isBullet = word.word.length === 1 && !/^a\s/.test(text.slice(word.start))
    return sort !== 'fragment' && !isBullet && isFirst(reading, index, isWord)
  }
  return [
    ...remarks('capitals', shouting(reading, isWord)),
    ...remarks('lower', words.filter(isLower)),
    ...remarks(
      'mixed',
      words.filter(({ word, lower }) => mixed.test(word) && lower.length > 3 && isWord(lower)),
    ),
  ]
}
