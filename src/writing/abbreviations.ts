/** Finds abbreviations, except those of the field, those that everyone uses, and those that the text explains. */
import type { Remark } from '../document/facts.ts'
import type { Reading, Word } from './reading.ts'
import { findSpans, makeRemarks } from './span.ts'
import { knownAcronyms, shortForms, units, withPeriod } from './words.ts'

const acronym = /^\p{Lu}{2,6}s?$/u
const withSlash = /(?<![\p{L}\p{N}/])(?:w\/o?|b\/c|[fp]\/t)(?![\p{L}\p{N}/])/giu

/** Whether a word is short for another one, in upper or lower case. */
export const isAbbreviation = ({ lower }: Word): boolean => shortForms.has(lower) || withPeriod.has(lower)

const dropPlural = (word: string) => word.replace(/s$/, '')

/** Finds the words that may explain an acronym: "General Educational Development (GED)", "GED (General …)". */
function findExplanation({ text, words }: Reading, { index, start, end }: Word, letters: string): Word[] {
  const isInParentheses = text.charAt(start - 1) === '(' && text.charAt(end) === ')'
  if (isInParentheses) return words.slice(Math.max(0, index - letters.length - 3), index)
  const isFollowedByParenthesis = /^\s*\(/.test(text.slice(end, end + 3))
  return isFollowedByParenthesis ? words.slice(index + 1, index + letters.length + 4) : []
}

/** Finds the acronyms that a text explains, in lower case and without the plural. */
function findExplained(reading: Reading): Set<string> {
  const explained = new Set<string>()
  for (const word of reading.words) {
    if (!acronym.test(word.word)) continue
    const letters = dropPlural(word.word).toLowerCase()
    let at = 0
    for (const { lower } of findExplanation(reading, word, letters)) if (lower.charAt(0) === letters.charAt(at)) at++
    if (at === letters.length) explained.add(letters)
  }
  return explained
}

/** Finds the abbreviations in a text that should be written out. */
export function findAbbreviations(reading: Reading): Remark[] {
  const { text, words } = reading
  const explained = findExplained(reading)
  const isShort = ({ word, lower, start }: Word) => {
    if (knownAcronyms.has(word) || text.charAt(start - 1) === '-') return false
    if (units.has(lower) && /\d\s*-?$/.test(text.slice(Math.max(0, start - 4), start))) return false
    return shortForms.has(lower) || (acronym.test(word) && !explained.has(dropPlural(lower)))
  }
  return makeRemarks('abbreviated', [...words.filter(isShort), ...findSpans(text, withSlash)])
}
