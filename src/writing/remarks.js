/** What there is to remark on a text: the same for the same text, whoever asks. */
import dictionary from 'dictionary-en'
import { abbreviations, isAbbreviation } from './abbreviations.js'
import { openDictionary } from './dictionary.js'
import { goal } from './goal.js'
import { grammar } from './grammar.js'
import { letterCase } from './letter-case.js'
import { notProse, read } from './reading.js'
import { touches } from './span.js'
import { isForeign, spelling } from './spelling.js'
import { wording } from './wording.js'
import { fieldWords } from './words.js'

/** @import { Word } from './reading.js' */
/** @import { Remark, Written } from '../document/facts.ts' */

/** Twice the code points that a text of a plan may have; what is longer is not read. */
const longestText = 8_000
const maxRemarks = 40

const isWord = openDictionary(dictionary, fieldWords)

/**
 * The remarks on a text in the order of their offsets. No two faults of letters are remarked of one word: one in
 * capitals is not also an abbreviation.
 * @param {Written} written
 * @returns {Remark[]}
 */
export function remarksOn({ sort, text }) {
  if (text.length > longestText) return []
  const reading = read(text)
  if (isForeign(reading, isWord)) return []
  const exempt = notProse(text)
  const cased = letterCase(reading, sort, isWord).filter((remark) => !touches(remark, exempt))
  const recased = cased.filter(({ fault }) => fault !== 'lower')
  const short = abbreviations(reading).filter((remark) => !touches(remark, exempt) && !touches(remark, cased))
  const skips = (/** @type {Word} */ word) =>
    isAbbreviation(word) || touches(word, exempt) || touches(word, short) || touches(word, recased)
  const said = [...grammar(reading), ...(sort === 'goal' || sort === 'action' ? wording(reading) : [])]
  return [
    ...cased,
    ...short,
    ...spelling(reading, isWord, skips),
    ...said.filter((remark) => !touches(remark, exempt)),
    ...(sort === 'goal' ? goal(reading) : []),
  ]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .slice(0, maxRemarks)
}
