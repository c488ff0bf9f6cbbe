/** The parts of the PIRL map: an element, its format, and the sources of both. */
import type { Day } from '../calendar.ts'
import type { RecordAsOf } from './as-of.ts'

type Code = { code: string; meaning: string }

/** A type and length as ETA-9172 writes them, and the pattern that every value matches. */
export type Format = { type: string; pattern: string; example: string; codes: readonly Code[] }

export type Element = {
  /** The number in ETA-9172. */
  number: string
  name: string
  /** The source of its name, format, and codes. */
  source: string
  /** Where the sources differ, and which one is followed. */
  contradiction?: string
  /** Absent if no source gives one; then the element has no column. */
  format?: Format
  /** The element of the same series whose published format is used here, if this element's own was not published. */
  formatOf?: string
  /** What it is filled with, or why it stays empty. */
  note: string
  /** Its value, empty if there is none; absent if this service stores nothing for it. */
  value?: (seen: RecordAsOf) => string
}

const page = (attachment: string) => (pages: string) => `${attachment}, p. ${pages}`
/** The joint guidance on validation, with definitions and codes; pages of the attachment to RSA-TAC-19-01, the same text. */
export const validation = page('TEGL 7-18, Change 1 (July 10, 2025), Attachment')
/** The joint guidance on performance; pages of RSA-TAC-17-01, the same text. */
export const performance = page('TEGL 10-16, Change 3 (June 11, 2024)')
/** The forms themselves, whose first rows could be read. */
export const forms = 'ETA-9170 (OMB 1205-0526) and ETA-9172 (OMB 1205-0521), first rows'
/** The headings of a state’s data; they name elements without a format. */
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
/** One of several codes of the same length. */
export function coded(meanings: Record<string, string>): Format {
  const codes = Object.entries(meanings)
    .map(([code, meaning]) => ({ code, meaning }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
  const example = codes.at(-1)?.code ?? ''
  return { type: `IN ${example.length}`, pattern: codes.map(({ code }) => code).join('|'), example, codes }
}

/** A day as a date; empty if there is none or if it is after the day of the export. */
export const formatDate = (day: Day | null | undefined, asOf: Day): string =>
  day && day <= asOf ? `${day.slice(0, 4)}${day.slice(5, 7)}${day.slice(8)}` : ''

const maxMoney = 999_999.98

/** US dollars as money; empty if the amount does not fit, because larger values mean "not yet available". */
export const formatMoney = (amount: number): string => (amount <= maxMoney ? amount.toFixed(2).padStart(9, '0') : '')
