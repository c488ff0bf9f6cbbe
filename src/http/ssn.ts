/** Recognizes Social Security numbers, and the ITINs of taxpayers who have none. */

/** Nine digits that could have been issued: an SSN has no part 000, 666, 9xx, 00, or 0000; an ITIN begins with 9. */
const issued = /^(?:(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}|9\d{2}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4})$/

/** What may separate the parts. A comma may not, because amounts have them. */
const between = String.raw`[\s\p{Pd}\p{Pc}\u2212./\\|:()[\]\u00b7\u2022]`
const gap = `${between}{1,5}`
const inParts = String.raw`(?<![\d$])\d{3}${gap}\d{2}${gap}\d{4}(?!\d)`
const digitByDigit = String.raw`(?<!\d${between}?)\d(?:${gap}\d){8}(?!${between}?\d)`
const word = '(?:numbers?|num|nr|no|card|id|is|was)'
const apart = String.raw`[^\p{L}\p{N}]{0,5}`
const label = String.raw`(?:(?:ssn|itin)s?(?!\p{L})|ss ?#|social[\s\p{Pd}]{1,3}security)`
const labeled = String.raw`(?<!\p{L})${label}${apart}(?:${word}${apart}){0,3}\d{9}(?!\d)`
const written = new RegExp(`${inParts}|${digitByDigit}|${labeled}`, 'iu')
const allWritten = new RegExp(written, 'giu')
const bare = /^[^\p{L}\p{N}]*\d{9}[^\p{L}\p{N}]*$/u

const nineDigits = /^(?:\D*\d){9}/
const mayReadAsDigit = /[\p{N}\p{So}]/u
const isAscii = /^[\0-\x7f]*$/

const ofScripts = new Map<string, string>()

/** The ASCII digit for a digit of any script; in each script, the ten digits are consecutive. */
function asciiDigit(digit: string): string {
  const known = ofScripts.get(digit)
  if (known !== undefined) return known
  const at = digit.codePointAt(0) as number
  let zero = at
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  const found = String((at - zero) % 10)
  ofScripts.set(digit, found)
  return found
}

/** A text with its digits as a reader sees them: in ASCII, without invisible characters. */
const asRead = (text: string): string =>
  text
    .replace(/\p{Lo}+/gu, 'x')
    .normalize('NFKC')
    .replaceAll('\u00ad', '-')
    .replace(/[\p{Cf}\p{M}]+/gu, '')
    .replace(/[^\P{Nd}0-9]/gu, asciiDigit)

const isIssued = (found: string) => issued.test(found.replace(/\D/g, ''))

/**
 * Whether a text holds one: `surely` if it is written or labeled as no other number is; `perhaps` if the whole text is nine
 * digits, which could also be an id.
 */
export function ssnIn(text: string): 'surely' | 'perhaps' | undefined {
  const read = isAscii.test(text) || !mayReadAsDigit.test(text) ? text : asRead(text)
  if (!nineDigits.test(read)) return undefined
  if (bare.test(read)) return isIssued(read) ? 'perhaps' : undefined
  // starting a global pattern is expensive
  if (!written.test(read)) return undefined
  return read.match(allWritten)?.some(isIssued) ? 'surely' : undefined
}
