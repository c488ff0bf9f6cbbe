/** Words that are in no dictionary. What is written with a capital letter may be a name, so that much is let pass. */
import { remarks } from './span.js'

/** @import { IsWord } from './dictionary.js' */
/** @import { Reading, Word } from './reading.js' */
/** @import { Remark } from '../document/facts.ts' */

const checkable = /^\p{Script=Latin}[\p{Script=Latin}\p{M}'’]{2,29}$/u
const capitalOrNone = /^\p{L}[^\p{Lu}]*$/u
const inside = /^(?:anti|co|inter|micro|mis|multi|non|out|over|post|pre|re|self|semi|sub|super|un|under|up)(?=.{4})/
const shortestPart = 4
/** An unknown word with a capital is a name, unless it opens a sentence as a verb does, or is too long for one. */
const afterVerb = new Set(['a', 'all', 'an', 'as', 'her', 'his', 'my', 'of', 'our', 'the', 'their'])
const longestName = 9

/** @param {string} word @param {IsWord} isWord */
const isCompound = (word, isWord) => {
  for (let at = shortestPart; at <= word.length - shortestPart; at++)
    if (isWord(word.slice(0, at)) && isWord(word.slice(at))) return true
  return false
}

/** @param {string} lower @param {IsWord} isWord */
function isKnown(lower, isWord) {
  const plain = lower.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return [lower, plain, plain.replace(/'(?:s|d|ll|ve|re|m)$/, '')].some(
    (form) => isWord(form) || (inside.test(form) && isWord(form.replace(inside, ''))) || isCompound(form, isWord),
  )
}

/**
 * Whether it is one slip away from a word: a letter left out, put in, changed or swapped.
 * @param {string} word @param {IsWord} isWord
 */
function isNearWord(word, isWord) {
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

/**
 * Whether it is in another language: much is unknown, and the commonest words are missing.
 * @param {Reading} reading @param {IsWord} isWord
 */
export function isForeign({ words }, isWord) {
  if (words.some(({ lower }) => english.has(lower))) return false
  const checked = words.filter(({ word }) => word.length > 2)
  const unknown = checked.filter(
    ({ word, lower }) => !checkable.test(word) || !(isWord(word) || isKnown(lower, isWord)),
  )
  return unknown.length >= fewUnknown && unknown.length > checked.length * maxUnknown
}

const maxGuesses = 10

/**
 * The unknown words of a text; `skips` says which words are evaluatePlan elsewhere.
 * @param {Reading} reading @param {IsWord} isWord @param {(word: Word) => boolean} skips
 * @returns {Remark[]}
 */
export function spelling({ words }, isWord, skips) {
  let guesses = 0
  /** @type {(word: Word, next: Word | undefined) => boolean} */
  const isMisspelled = ({ word, lower, opens }, next) => {
    if (isKnown(lower, isWord)) return false
    if (word === lower) return !isWord(word.charAt(0).toUpperCase() + word.slice(1))
    if (!opens || word.length < 5 || guesses === maxGuesses) return false
    if (word.length <= longestName && !(next && afterVerb.has(next.word))) return false
    guesses++
    return !isWord(word.replace(/['’]s$/, '')) && isNearWord(lower, isWord)
  }
  const checked = words.filter(({ word }) => checkable.test(word) && capitalOrNone.test(word))
  const found = checked.filter((word) => !skips(word) && isMisspelled(word, words[word.index + 1]))
  return remarks('misspelled', found)
}
