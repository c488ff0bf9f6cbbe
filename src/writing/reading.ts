/** Reads a text for the checks: its words, where its sentences begin, and which parts are not prose. */
import retextEnglish from 'retext-english'
import retextIndefiniteArticle from 'retext-indefinite-article'
import retextPassive from 'retext-passive'
import retextRepeatedWords from 'retext-repeated-words'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { VFile } from 'vfile'
import type { TextSpan } from '../document/facts.ts'
import { findSpans } from './span.ts'
import { states } from './words.ts'

/** A word of a text; `opens` means that it is the first in a sentence or line. */
export type Word = TextSpan & { word: string; lower: string; index: number; opens: boolean }

/** A text that has been read; `remarked` holds what the retext libraries found, by library. */
export type Reading = { text: string; words: Word[]; remarked: Map<string, TextSpan[]> }

const parser = unified()
  .use(retextEnglish)
  .use(retextRepeatedWords)
  .use(retextIndefiniteArticle)
  .use(retextPassive, { ignore: states })
  .freeze()

const wordPattern = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu

/** Finds the words of a text, given the offsets at which its sentences begin. */
function findWords(text: string, sentences: number[]): Word[] {
  let sentence = 0
  let last = 0
  return findSpans(text, wordPattern).map(({ start, end }, index) => {
    const word = text.slice(start, end)
    let opens = text.slice(last, start).includes('\n')
    for (; start >= (sentences[sentence] ?? Number.POSITIVE_INFINITY); sentence++) opens = true
    last = end
    return { start, end, word, lower: word.toLowerCase().replaceAll('’', "'"), index, opens }
  })
}

/** Reads a text. */
export function read(text: string): Reading {
  const file = new VFile(text)
  const tree = parser.parse(file)
  parser.runSync(tree, file)
  const sentences: number[] = []
  visit(tree, 'SentenceNode', ({ position }) => {
    if (position?.start.offset !== undefined) sentences.push(position.start.offset)
    return 'skip'
  })
  const remarked = new Map<string, TextSpan[]>()
  for (const { source = '', place } of file.messages) {
    if (!place || !('start' in place)) continue
    const span = { start: place.start.offset ?? 0, end: place.end.offset ?? 0 }
    remarked.set(source, [...(remarked.get(source) ?? []), span])
  }
  return { text, words: findWords(text, sentences), remarked }
}

const quoted = /“[^”]{1,300}”|"[^"]{1,300}"|«[^»]{1,300}»|(?<![\p{L}\p{N}])[‘'][^‘’'\n]{1,100}[’'](?![\p{L}\p{N}])/gu
const address =
  /\b\d{1,6}\s+(?:[NSEW]{1,2}\.?\s+)?(?:\p{Lu}[\p{L}'’-]{0,30}\.?\s+){1,4}(?:St|Street|Ave|Avenue|Blvd|Boulevard|Rd|Road|Dr|Drive|Ln|Lane|Ct|Court|Pl|Place|Pkwy|Parkway|Hwy|Highway|Way|Ter|Terrace|Sq|Square)\b\.?/gu
const state = /(?<=\p{Ll}),\s\p{Lu}{2}\b/gu
/** Matches what is written without a space and is not only letters: a code, number, date, e-mail or web address, C++. */
const code = /[\d@_#*&+\\^~=|<>]|:\/\/|^www\.|\p{L}\.\p{Ll}{2}|(?:\/[^/]*){3}/u
const longestWord = 45

/** Finds what is not prose: quotations, codes, numbers, dates and addresses. */
export function findNonProse(text: string): TextSpan[] {
  const codes = findSpans(text, /\S+/g).filter(
    ({ start, end }) => end - start > longestWord || code.test(text.slice(start, end)),
  )
  return [...[quoted, address, state].flatMap((pattern) => findSpans(text, pattern)), ...codes]
}
