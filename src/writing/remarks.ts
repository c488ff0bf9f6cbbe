/** Collects all remarks on a text; they depend on nothing else, so they can be remembered. */
import dictionary from 'dictionary-en'
import type { Remark, Written } from '../document/facts.ts'
import { findAbbreviations, isAbbreviation } from './abbreviations.ts'
import { openDictionary } from './dictionary.ts'
import { checkGoal } from './goal.ts'
import { checkGrammar } from './grammar.ts'
import { checkLetterCase } from './letter-case.ts'
import { findNonProse, read, type Word } from './reading.ts'
import { touches } from './span.ts'
import { checkSpelling, isForeign } from './spelling.ts'
import { checkWording } from './wording.ts'
import { fieldWords } from './words.ts'

/** Twice as many code points as a plan's text may have; longer texts are not read. */
const longestText = 8_000
const maxRemarks = 40

const isWord = openDictionary(dictionary, fieldWords)

/** Returns the remarks on a text in order; a word in capitals is not also an abbreviation or misspelled. */
export function remarksOn({ sort, text }: Written): Remark[] {
  if (text.length > longestText) return []
  const reading = read(text)
  if (isForeign(reading, isWord)) return []
  const exempt = findNonProse(text)
  const cased = checkLetterCase(reading, sort, isWord).filter((remark) => !touches(remark, exempt))
  const recased = cased.filter(({ fault }) => fault !== 'lower')
  const short = findAbbreviations(reading).filter((remark) => !touches(remark, exempt) && !touches(remark, cased))
  const skips = (word: Word) =>
    isAbbreviation(word) || touches(word, exempt) || touches(word, short) || touches(word, recased)
  const said = [...checkGrammar(reading), ...(sort === 'goal' || sort === 'action' ? checkWording(reading) : [])]
  return [
    ...cased,
    ...short,
    ...checkSpelling(reading, isWord, skips),
    ...said.filter((remark) => !touches(remark, exempt)),
    ...(sort === 'goal' ? checkGoal(reading) : []),
  ]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .slice(0, maxRemarks)
}
