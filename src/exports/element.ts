/** What this service makes of an element of the PIRL, and how its values are written. */
import type { Day } from '../calendar.ts'
import type { RecordAsOf } from './as-of.ts'

/** What an element is filled with: in words, and as a function whose result is empty if there is nothing. */
export type Filling = { note: string; value: (seen: RecordAsOf) => string }

/** Fillings by the number of their element. */
export type Fillings = Record<string, Filling>

/** A day as a date; empty if there is none or if it is after the day of the export. */
export const formatDate = (day: Day | null | undefined, asOf: Day): string =>
  day && day <= asOf ? `${day.slice(0, 4)}${day.slice(5, 7)}${day.slice(8)}` : ''

const maxMoney = 999_999.98

/** US dollars as money; empty if the amount does not fit, because larger values mean "not yet available". */
export const formatMoney = (amount: number): string => (amount <= maxMoney ? amount.toFixed(2).padStart(9, '0') : '')

/** The digits of a code, of which at most the given number fit. */
export const formatDigits = (code: string | null | undefined, length: number): string =>
  (code ?? '').replace(/\D/g, '').slice(0, length)
