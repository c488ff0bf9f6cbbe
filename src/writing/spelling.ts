/** Checks for words that are not in the dictionary; most capitalized ones pass, because they may be names. */
import type { Remark } from '../document/facts.ts'
import type { IsWord } from './dictionary.ts'
import type { Reading, Word } from './reading.ts'
import { makeRemarks } from './span.ts'

const checkable = /^\p{Script=Latin}[\p{Script=Latin}\p{M}'’]{2,29}$/u
const capitalOrNone = /^\p{L}[^\p{Lu}]*$/u
const inside = /^(?:anti|co|inter|micro|mis|multi|non|out|over|post|pre|re|self|semi|sub|super|un|under|up)(?=.{4})/
const shortestPart = 4
/** An unknown capitalized word is a name, unless it opens a sentence and is long or precedes one of these words. */
const afterVerb = new Set(['a', 'all', 'an', 'as', 'her', 'his', 'my', 'of', 'our', 'the', 'their'])
const longestName = 9

function isCompound(word: string, isWord: IsWord): boolean {
  for (let at = shortestPart; at <= word.length - shortestPart; at++)
    if (isWord(word.slice(0, at)) && isWord(word.slice(at))) return true
  return false
}

/** Whether a word is known as it is, without its accents, ending or prefix, or as two words written as one. */
function isKnown(lower: string, isWord: IsWord): boolean {
  const plain = lower.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return [lower, plain, plain.replace(/'(?:s|d|ll|ve|re|m)$/, '')].some(
    (form) => isWord(form) || (inside.test(form) && isWord(form.replace(inside, ''))) || isCompound(form, isWord),
  )
}

/** Whether a word is one typo away from the dictionary: a letter left out, added, changed, or swapped. */
function isNearWord(word: string, isWord: IsWord): boolean {
  for (let at = 0; at < word.length; at++) {
    const [before, after] = [word.slice(0, at), word.slice(at + 1)]
    if (isWord(before + after)) return true
    if (after && isWord(before + after.charAt(0) + word.charAt(at) + after.slice(1))) return true
    for (const letter of 'abcdefghijklmnopqrstuvwxyz')
      if (isWord(before + letter + after) || isWord(before + letter + word.slice(at))) return true
  }
  return false
}

const english = new Set(['and', 'for', 'i', 'is', 'my', 'of', 'the', 'to', 'will', 'with'])
const maxUnknown = 0.4
const fewUnknown = 3

/** Whether a text is in another language: many words are unknown, and the most common English ones are missing. */
export function isForeign({ words }: Reading, isWord: IsWord): boolean {
  if (words.some(({ lower }) => english.has(lower))) return false
  const checked = words.filter(({ word }) => word.length > 2)
  const unknown = checked.filter(
    ({ word, lower }) => !checkable.test(word) || !(isWord(word) || isKnown(lower, isWord)),
  )
  return unknown.length >= fewUnknown && unknown.length > checked.length * maxUnknown
}

const maxGuesses = 10

/** Finds the misspelled words of a text, except those that `skips` leaves to other checks. */
export function checkSpelling({ words }: Reading, isWord: IsWord, skips: (word: Word) => boolean): Remark[] {
  let guesses = 0
  const isMisspelled = ({ word, lower, opens }: Word, next: Word | undefined) => {
    if (isKnown(lower, isWord)) return false
    if (word === lower) return !isWord(word.charAt(0).toUpperCase() + word.slice(1))
    if (!opens || word.length < 5 || guesses === maxGuesses) return false
    if (word.length <= longestName && !(next && afterVerb.has(next.word))) return false
    guesses++
    return !isWord(word.replace(/['’]s$/, '')) && isNearWord(lower, isWord)
  }
  const checked = words.filter(({ word }) => checkable.test(word) && capitalOrNone.test(word))
  const found = checked.filter((word) => !skips(word) && isMisspelled(word, words[word.index + 1]))
  return makeRemarks('misspelled', found)
}
