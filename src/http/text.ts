/** Texts as they are kept: trimmed, in NFC, without control characters. What cannot be kept is found, and named. */
import type { Fault } from '../problem.ts'
import { ssnIn } from './ssn.ts'

/**
 * The longest text of a schema has 4,000 characters, and one that is decomposed has up to four UTF-16 code units for each.
 * What is longer is never looked at.
 */
export const longestText = 16_000
/** The Stream-Safe Text Format of Unicode (UAX #15): normalizing takes time in the square of such a run. */
const tooManyMarks = /(?<!\p{M})\p{M}{31}/u
/** Line breaks and tabs may stand in prose; one-line members refuse them in their schema. */
const forbidden = /[^\P{Cc}\n\t]|\p{Cs}/u
/** A text that is in NFC, and has neither a control character nor a line break of Windows. */
const plain = /^[\t\n\x20-\x7e]*$/

/** Whether a member may be named in an answer: as ours are, or as rules are; what could be anything else is not echoed. */
export const isName = (name: string): boolean => /^(?:[A-Za-z]\w{0,39}|[a-z]{1,20}(?:-[a-z]{1,20}){1,7})$/.test(name)

/** A name that may be repeated in a pointer, or nothing. */
export const safeName = (name: string): string => (isName(name) ? name : '')

/** The members that hold ids and the names of staff, offices and providers: nine digits there may be a key of another system. */
export const idMembers: ReadonlySet<string> = new Set([
  ...['affects', 'barrierIds', 'closes', 'externalId', 'goalId', 'goalIds', 'id', 'milestoneId', 'milestoneIds'],
  ...['mitigates', 'parentId', 'participantId', 'serviceId', 'Idempotency-Key'],
  ...['by', 'careerPlanner', 'code', 'decidedBy', 'name', 'office', 'provider', 'staff'],
])

/** What was found in texts: what cannot be kept, Social Security numbers, and ids that may be one. */
export type Found = { wrong: Fault[]; numbers: Fault[]; nineDigits: Fault[] }

export const nothingFound = (): Found => ({ wrong: [], numbers: [], nineDigits: [] })

/** A text as it is kept; `name` is the member that holds it. */
export function cleanText(value: string, name: string | undefined, pointer: string, found: Found): string {
  if (value.length > longestText) return fails(value, pointer, 'must not be longer than 16,000 characters', found)
  if (plain.test(value)) return without(value.trim(), name, pointer, found)
  if (tooManyMarks.test(value))
    return fails(value, pointer, 'must not have more than 30 combining marks, such as accents, in a row', found)
  const text = value.trim().replaceAll('\r\n', '\n').normalize('NFC')
  if (forbidden.test(text)) fails(text, pointer, 'holds a control character or half a surrogate pair', found)
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
