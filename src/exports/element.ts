/** The parts that the map of the PIRL is made of: an element, its format, and where both were read. */
import type { Day } from '../calendar.ts'
import type { RecordAsOf } from './as-of.ts'

type Code = { code: string; meaning: string }

/** A type and length as ETA-9172 writes them, and what every value that is written looks like. */
export type Format = { type: string; pattern: string; example: string; codes: readonly Code[] }

export type Element = {
  /** As ETA-9172 numbers it. */
  number: string
  name: string
  /** Where its name, format and codes were read. */
  source: string
  /** Where the sources differ, and which of them is followed. */
  contradiction?: string
  /** Absent where it was read nowhere; then the element has no column. */
  format?: Format
  /** The element of the same series for which the format was published, where it was read for that one only. */
  formatOf?: string
  /** What is written into it, or why nothing is. */
  note: string
  /** Its value, empty where there is none; absent where this service keeps nothing of it. */
  value?: (seen: RecordAsOf) => string
}

const page = (attachment: string) => (pages: string) => `${attachment}, p. ${pages}`
/** The joint guidance on validation, with definitions and codes; pages of the attachment to RSA-TAC-19-01, the same text. */
export const validation = page('TEGL 7-18, Change 1 (July 10, 2025), Attachment')
/** The joint guidance on performance; pages of RSA-TAC-17-01, the same text. */
export const performance = page('TEGL 10-16, Change 3 (June 11, 2024)')
/** The forms themselves, of which the first rows could be read. */
export const forms = 'ETA-9170 (OMB 1205-0526) and ETA-9172 (OMB 1205-0521), first rows'
/** The headings of a state’s data; they name an element and say no format. */
export const headings = 'Connecticut’s column headings'

/** A date as YYYYMMDD. */
export const date: Format = { type: 'DT 8', pattern: '\\d{8}', example: '20260529', codes: [] }
/** US dollars, padded with zeros to the six digits and two decimals of the published picture 000000.00. */
export const money: Format = {
  type: 'DE 8.2',
  pattern: '\\d{6}\\.\\d{2}',
  example: '010980.50',
  codes: [{ code: '999999.99', meaning: 'Data not yet available' }],
}
/** One of some codes, all of the same length. */
export function coded(meanings: Record<string, string>): Format {
  const codes = Object.entries(meanings)
    .map(([code, meaning]) => ({ code, meaning }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
  const example = codes.at(-1)?.code ?? ''
  return { type: `IN ${example.length}`, pattern: codes.map(({ code }) => code).join('|'), example, codes }
}

/** A day as a date; empty where there is none, and where it lies after the day of the export. */
export const dateOf = (day: Day | null | undefined, asOf: Day): string =>
  day && day <= asOf ? `${day.slice(0, 4)}${day.slice(5, 7)}${day.slice(8)}` : ''

const most = 999_999.98

/** US dollars as money; empty where they do not fit, for what is larger reads as not yet available. */
export const moneyOf = (amount: number): string => (amount <= most ? amount.toFixed(2).padStart(9, '0') : '')
