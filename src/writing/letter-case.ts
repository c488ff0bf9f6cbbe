/** Checks for words in capitals, sentences and names without a capital, and capitals inside a word. */
import type { Remark, Sort, TextSpan } from '../document/facts.ts'
import { isAbbreviation } from './abbreviations.ts'
import type { IsWord } from './dictionary.ts'
import type { Reading, Word } from './reading.ts'
import { makeRemarks } from './span.ts'
import { knownAcronyms } from './words.ts'

const capitals = /^\p{Lu}+$/u
/** Words in all caps that are too short for the dictionary to tell them apart from abbreviations. */
const stressed = new Set(['ALL', 'AND', 'ANY', 'BUT', 'FOR', 'NOT', 'NOW', 'THE'])
const mixed = /^(?:\p{Lu}{2,}\p{Ll}{2,}|\p{Ll}+\p{Lu}\p{L}*)$/u
const pronoun = /^i(?:'(?:m|ve|ll|d))?$/
const sentenceEnd = /^[.!?]["”’)]?\s+$/

const isShouted = ({ word, lower }: Word, isWord: IsWord) =>
  stressed.has(word) || (capitals.test(word) && word.length > 3 && !knownAcronyms.has(word) && isWord(lower))

/** Finds words in capitals, merging adjacent ones. */
function findShouting({ text, words }: Reading, isWord: IsWord): TextSpan[] {
  const groups: Word[][] = []
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

/** Whether a word begins a sentence. */
function isFirst({ text, words }: Reading, index: number, isWord: IsWord): boolean {
  const before = words[index - 1]
  const start = words[index]?.start ?? 0
  if (!before) return start === 0
  if (!sentenceEnd.test(text.slice(before.end, start))) return false
  return before.word.length > 2 && !isAbbreviation(before) && isWord(before.lower)
}

/** Whether a word in lower case is in the dictionary only with a capital. */
function isName({ word, lower }: Word, isWord: IsWord): boolean {
  if (word !== lower || word.length < 4) return false
  const plain = lower.replace(/'s$/, '')
  return !isWord(plain) && isWord(plain.charAt(0).toUpperCase() + plain.slice(1))
}

/** Checks the capitalization of a text. */
export function checkLetterCase(reading: Reading, sort: Sort, isWord: IsWord): Remark[] {
  const { text, words } = reading
  const lacksCapital = (word: Word, index: number) => {
    if (!/^\p{Ll}/u.test(word.word) || mixed.test(word.word)) return false
    if (pronoun.test(word.lower)) return !/^[.)]/.test(text.slice(word.end))
    if (isName(word, isWord)) return true
    const isBullet = word.word.length === 1 && !/^a\s/.test(text.slice(word.start))
    return sort !== 'fragment' && !isBullet && isFirst(reading, index, isWord)
  }
  const isMixed = ({ word, lower }: Word) => mixed.test(word) && lower.length > 3 && isWord(lower)
  return [
    ...makeRemarks('capitals', findShouting(reading, isWord)),
    ...makeRemarks('lower', words.filter(lacksCapital)),
    ...makeRemarks('mixed', words.filter(isMixed)),
  ]
}
