/** A text as the checks see it: its words, where its sentences begin, and what is no prose. */
import retextEnglish from 'retext-english'
import retextIndefiniteArticle from 'retext-indefinite-article'
import retextPassive from 'retext-passive'
import retextRepeatedWords from 'retext-repeated-words'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { VFile } from 'vfile'
import { spansOf } from './span.js'
import { states } from './words.js'

/** @import { Span } from '../document/facts.ts' */
/** @typedef {Span & { word: string, lower: string, index: number, opens: boolean }} Word `opens`: first of a sentence or line. */
/** @typedef {{ text: string, words: Word[], remarked: Map<string, Span[]> }} Reading `remarked`: by name of the library. */

const parser = unified()
  .use(retextEnglish)
  .use(retextRepeatedWords)
  .use(retextIndefiniteArticle)
  .use(retextPassive, { ignore: states })
  .freeze()

const wordPattern = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu

/** @param {string} text @param {number[]} sentences The offsets at which they begin, in order. @returns {Word[]} */
function wordsOf(text, sentences) {
  let sentence = 0
  let last = 0
  return spansOf(text, wordPattern).map(({ start, end }, index) => {
    const word = text.slice(start, end)
    let opens = text.slice(last, start).includes('\n')
    for (; start >= (sentences[sentence] ?? Number.POSITIVE_INFINITY); sentence++) opens = true
    last = end
    return { start, end, word, lower: word.toLowerCase().replaceAll('’', "'"), index, opens }
  })
}

/** @param {string} text @returns {Reading} */
export function read(text) {
  const file = new VFile(text)
  const tree = parser.parse(file)
  parser.runSync(tree, file)
  /** @type {number[]} */
  const sentences = []
  visit(tree, 'SentenceNode', ({ position }) => {
    if (position?.start.offset !== undefined) sentences.push(position.start.offset)
    return 'skip'
  })
  /** @type {Map<string, Span[]>} */
  const remarked = new Map()
  for (const { source = '', place } of file.messages) {
    if (!place || !('start' in place)) continue
    const span = { start: place.start.offset ?? 0, end: place.end.offset ?? 0 }
    remarked.set(source, [...(remarked.get(source) ?? []), span])
  }
  return { text, words: wordsOf(text, sentences), remarked }
}

const quoted = /“[^”]{1,300}”|"[^"]{1,300}"|«[^»]{1,300}»|(?<![\p{L}\p{N}])[‘'][^‘’'\n]{1,100}[’'](?![\p{L}\p{N}])/gu
const address =
  /\b\d{1,6}\s+(?:[NSEW]{1,2}\.?\s+)?(?:\p{Lu}[\p{L}'’-]{0,30}\.?\s+){1,4}(?:St|Street|Ave|Avenue|Blvd|Boulevard|Rd|Road|Dr|Drive|Ln|Lane|Ct|Court|Pl|Place|Pkwy|Parkway|Hwy|Highway|Way|Ter|Terrace|Sq|Square)\b\.?/gu
const state = /(?<=\p{Ll}),\s\p{Lu}{2}\b/gu
/** Written together and not all letters: a code, a number, a date, a mail address, a web address, a language of programs. */
const code = /[\d@_#*&+\\^~=|<>]|:\/\/|^www\.|\p{L}\.\p{Ll}{2}|(?:\/[^/]*){3}/u
const longestWord = 45

/** What is no prose: quoted terms, codes, numbers, dates, addresses. @param {string} text @returns {Span[]} */
export function notProse(text) {
  const codes = spansOf(text, /\S+/g).filter(
    ({ start, end }) => end - start > longestWord || code.test(text.slice(start, end)),
  )
  return [...[quoted, address, state].flatMap((pattern) => spansOf(text, pattern)), ...codes]
}
