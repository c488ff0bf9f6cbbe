/**
 * Civil-date arithmetic. A day is the text `YYYY-MM-DD`, without time or zone, so it compares with `<` and `===`.
 */
import { LRUCache } from 'lru-cache'

export type Day = string

const MS_PER_DAY = 86_400_000

const padded = (n: number) => (n < 10 ? `0${n}` : `${n}`)

/** Twice as fast as toISOString, and every rule goes through it. */
function toDay(ms: number): Day {
  const date = new Date(ms)
  return `${date.getUTCFullYear()}-${padded(date.getUTCMonth() + 1)}-${padded(date.getUTCDate())}`
}

const getYear = (day: Day) => Number(day.slice(0, 4))
const getMonth = (day: Day) => Number(day.slice(5, 7))
const getDayOfMonth = (day: Day) => Number(day.slice(8, 10))

/** Whether the text is a day of the Gregorian calendar between 1900-01-01 and 2200-12-31, the range the service accepts. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '1900-01-01' || text > '2200-12-31') return false
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && toDay(ms) === text
}

/** The day `days` after `day`, or before it when negative. */
export const addDays = (day: Day, days: number): Day => toDay(Date.parse(day) + days * MS_PER_DAY)

/** How many days `to` is after `from`; negative if it is before. */
export const daysFrom = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / MS_PER_DAY

/** The day `months` later, clamped to the end of a shorter month: Aug 31 + 6 months is Feb 28 or 29. */
export function addMonths(day: Day, months: number): Day {
  const sum = getYear(day) * 12 + getMonth(day) - 1 + months
  const [year, month] = [Math.floor(sum / 12), (sum % 12) + 1]
  const on = getDayOfMonth(day)
  const lastOfMonth = on > 28 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : on
  return `${year}-${padded(month)}-${padded(Math.min(on, lastOfMonth))}`
}

type Known = Day | null | undefined

/** The latest of the given days; undefined if there are none. */
export function latestDay(days: readonly [Day, ...Known[]]): Day
export function latestDay(days: readonly Known[]): Day | undefined
export function latestDay(days: readonly Known[]): Day | undefined {
  let latest: Day | undefined
  for (const day of days) if (day && (latest === undefined || day > latest)) latest = day
  return latest
}

const quarterNumber = (day: Day) => getYear(day) * 4 + Math.floor((getMonth(day) - 1) / 3)

/** A span of days, both ends included. */
export type DayRange = { from: Day; to: Day }

/** The day in the middle of a span, the earlier one if there are two. */
export const findMiddle = ({ from, to }: DayRange): Day =>
  addDays(from, Math.floor((Date.parse(to) - Date.parse(from)) / MS_PER_DAY / 2))

/**
 * The nth calendar quarter after the quarter of exit (TEGL 10-16, Change 3, with TAC-17-01, p. 23).
 * An exit on any day from January 1 to March 31 has April 1 to June 30 as its first quarter after exit.
 */
export function quarterAfter(exitedOn: Day, n: number): DayRange {
  const quarter = quarterNumber(exitedOn) + n
  const known = quarterSpans.get(quarter)
  if (known) return known
  const span = getQuarterSpan(quarter)
  quarterSpans.set(quarter, span)
  return span
}

/** Cached by number, because a report asks for the same few again and again; there are 1,204 in the range of days. */
const quarterSpans = new Map<number, DayRange>()

function getQuarterSpan(quarter: number): DayRange {
  const first = Date.UTC(Math.floor(quarter / 4), (quarter % 4) * 3, 1)
  const next = Date.UTC(Math.floor(quarter / 4), (quarter % 4) * 3 + 3, 1)
  return { from: toDay(first), to: toDay(next - MS_PER_DAY) }
}

/** The calendar quarter that a text such as `2025-Q1` names. */
export const quarterNamed = (text: string): DayRange =>
  quarterAfter(`${text.slice(0, 4)}-${padded(Number(text.at(-1)) * 3 - 2)}-01`, 0)

/** Which quarter after the quarter of exit a day falls in, counted from 1; 0 is the quarter of exit, negative is before. */
export const quartersAfterExit = (exitedOn: Day, day: Day): number => quarterNumber(day) - quarterNumber(exitedOn)

/** The program year (July 1 to June 30) a day falls in, named by the year in which it begins. */
export const programYear = (day: Day): number => (getMonth(day) >= 7 ? getYear(day) : getYear(day) - 1)

type Zone = { format: Intl.DateTimeFormat; minute: number; day: Day }
/** Few time zones are used, but a name counts in upper and in lower case. */
const zones = new LRUCache<string, Zone>({ max: 1_000 })

/** The civil date at an instant in an IANA time zone. */
export function dayIn(timeZone: string, instant: Date): Day {
  const minute = Math.floor(instant.getTime() / 60_000) // in every time zone, days begin on a whole minute
  const known = zones.get(timeZone)
  if (known?.minute === minute) return known.day
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const format = known?.format ?? new Intl.DateTimeFormat('en-CA', { timeZone, ...parts })
  const day = format.format(instant)
  zones.set(timeZone, { format, minute, day })
  return day
}

/** The instant at which a day begins in an IANA time zone. */
export function startOfDay(timeZone: string, day: Day): Date {
  // no zone is more than 15 hours from UTC, and days begin on a whole minute
  let [before, begun] = [-15 * 60, 15 * 60].map((minutes) => Date.parse(day) / 60_000 + minutes) as [number, number]
  while (begun - before > 1) {
    const middle = Math.floor((before + begun) / 2)
    if (dayIn(timeZone, new Date(middle * 60_000)) < day) before = middle
    else begun = middle
  }
  return new Date(begun * 60_000)
}

/** How far ahead a milestone looks. */
export type Term = 'short' | 'intermediate' | 'long'

/** The term between two days: up to exactly 6 months is short, up to exactly 18 is intermediate, and later is long. */
export function classifyTerm(from: Day, dueOn: Day): Term {
  if (dueOn <= addMonths(from, 6)) return 'short'
  return dueOn <= addMonths(from, 18) ? 'intermediate' : 'long'
}
