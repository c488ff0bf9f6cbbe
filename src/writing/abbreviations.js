/** Abbreviations, but for those that the field spells out, those that everybody says, and those that the text defines. */
import { remarks, spansOf } from './span.js'
import { knownAcronyms, shortForms, units, withPeriod } from './words.js'

/** @import { Reading, Word } from './reading.js' */
/** @import { Remark } from '../document/facts.ts' */

const acronym = /^\p{Lu}{2,6}s?$/u
const withSlash = /(?<![\p{L}\p{N}/])(?:w\/o?|b\/c|[fp]\/t)(?![\p{L}\p{N}/])/giu

/** Whether it is short for something, whatever its case. @param {Word} word */
export const isAbbreviation = ({ lower }) => shortForms.has(lower) || withPeriod.has(lower)

/**
 * The abbreviations that a text explains: "General Educational Development (GED)", "GED (General …)".
 * @param {Reading} reading
 */
function definedIn({ text, words }) {
  const defined = new Set()
  for (const [index, { word, start, end }] of words.entries()) {
    if (!acronym.test(word)) continue
    const letters = word.replace(/s$/, '').toLowerCase()
    const isInBrackets = text.charAt(start - 1) === '(' && text.charAt(end) === ')'
    const near = isInBrackets
      ? words.slice(Math.max(0, index - letters.length - 3), index)
      : /^\s*\(/.test(text.slice(end, end + 3))
        ? words.slice(index + 1, index + letters.length + 4)
        : []
    let at = 0
    for (const { lower } of near) if (lower.charAt(0) === letters.charAt(at)) at++
    if (at === letters.length) defined.add(letters)
  }
  return defined
}

/** @param {Reading} reading @returns {Remark[]} */
export function abbreviations(reading) {
  const { text, words } = reading
  const defined = definedIn(reading)
  /** @type {(word: Word) => boolean} */
  const isShort = ({ word, lower, start }) => {
    if (knownAcronyms.has(word) || text.charAt(start - 1) === '-') return false
    if (units.has(lower) && /\d\s*-?$/.test(text.slice(Math.max(0, start - 4), start))) return false
    return shortForms.has(lower) || (acronym.test(word) && !defined.has(lower.replace(/s$/, '')))
  }
  return remarks('abbreviated', [...words.filter(isShort), ...spansOf(text, withSlash)])
}
