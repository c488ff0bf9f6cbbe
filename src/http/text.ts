/** Texts as stored: trimmed, in NFC, without control characters. What cannot be stored is found and named. */
import type { Fault } from '../problem.ts'
import { ssnIn } from './ssn.ts'

/**
 * The longest text in a schema has 4,000 characters, each of which can take up to four UTF-16 code units when decomposed.
 * Longer texts are not examined.
 */
export const longestText = 16_000
/** The Stream-Safe Text Format of Unicode (UAX #15): normalizing takes time quadratic in the length of such a run. */
const tooManyMarks = /(?<!\p{M})\p{M}{31}/u
/** Line breaks and tabs are allowed in prose; one-line members refuse them in their schema. */
const forbidden = /[^\P{Cc}\n\t]|\p{Cs}/u
/** Something that can be seen: no space, control or format character, mark on nothing, or filler. */
const visible = /[^\p{Z}\p{C}\p{M}\u115F\u1160\u3164\uFFA0\u2800]/u
/** A text that is certainly in NFC, without control characters or Windows line breaks. */
const plain = /^[\t\n\x20-\x7e]*$/

/** Whether a name may appear in an answer: only names like those of members and rules are echoed. */
export const isName = (name: string): boolean => /^(?:[A-Za-z]\w{0,39}|[a-z]{1,20}(?:-[a-z]{1,20}){1,7})$/.test(name)

/** A name that may be repeated in a pointer, or nothing. */
export const safeName = (name: string): string => (isName(name) ? name : '')

/** Members that hold ids or the names of staff, offices, and providers: nine digits there may be another system's key. */
export const idMembers: ReadonlySet<string> = new Set([
  ...['affects', 'barrierIds', 'closes', 'externalId', 'goalId', 'goalIds', 'id', 'milestoneId', 'milestoneIds'],
  ...['mitigates', 'parentId', 'participantId', 'periodId', 'replacedBy', 'serviceId', 'Idempotency-Key'],
  ...['by', 'careerPlanner', 'code', 'decidedBy', 'name', 'office', 'provider', 'staff'],
])

/** What was found in texts: characters that cannot be stored, Social Security numbers, and ids that may be one. */
export type Found = { wrong: Fault[]; numbers: Fault[]; nineDigits: Fault[] }

export const nothingFound = (): Found => ({ wrong: [], numbers: [], nineDigits: [] })

/** A text as stored; `name` is the member that holds it. */
export function cleanText(value: string, name: string | undefined, pointer: string, found: Found): string {
  if (value.length > longestText) return fails(value, pointer, 'must not be longer than 16,000 characters', found)
  if (plain.test(value)) return without(value.trim(), name, pointer, found)
  if (tooManyMarks.test(value))
    return fails(value, pointer, 'must not have more than 30 combining marks, such as accents, in a row', found)
  const text = value.trim().replaceAll('\r\n', '\n').normalize('NFC')
  if (forbidden.test(text)) fails(text, pointer, 'holds a control character or half a surrogate pair', found)
  if (text !== '' && !visible.test(text))
    fails(text, pointer, 'shows nothing: it has only characters that cannot be seen', found)
  return without(text, name, pointer, found)
}

function fails(text: string, pointer: string, detail: string, { wrong }: Found): string {
  wrong.push({ pointer, detail })
  return text
}

/** Looks for a Social Security number. */
function without(text: string, name: string | undefined, pointer: string, { numbers, nineDigits }: Found): string {
  const ssn = ssnIn(text)
  if (ssn === 'perhaps' && name !== undefined && idMembers.has(name))
    nineDigits.push({ pointer, detail: 'is nine digits, which could be a Social Security number' })
  else if (ssn) numbers.push({ pointer, detail: 'looks like a Social Security number' })
  return text
}
