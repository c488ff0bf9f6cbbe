/** What findings say: rendered when they are read, from the templates of a language, so that better words change no finding. */
import { IntlMessageFormat } from 'intl-messageformat'
import { type Day, daysFrom, isDay } from '../calendar.ts'
import type { MessageValues } from '../rules/lib/rule.ts'
import en from './messages/en.json' with { type: 'json' }

/** The texts of a rule in one language; the message is a template in ICU MessageFormat. */
export type Texts = { title: string; message: string }

/** The catalog of a language, by rule. */
type Catalog = Readonly<Record<string, Texts>>

/** A day in words, such as May 31, 2026: `{dueOn, date, day}`. */
const formats = { date: { day: { dateStyle: 'long', timeZone: 'UTC' } as const } }

/** The arguments of a template: a day as a date, and beside it the days between it and the day that is asked for. */
function toArguments(values: MessageValues, asOf: Day): Record<string, string | number | Date> {
  const given: Record<string, string | number | Date> = {}
  for (const [name, value] of Object.entries(values))
    if (typeof value === 'string' && isDay(value)) {
      given[name] = new Date(value)
      given[`${name}Days`] = Math.abs(daysFrom(value, asOf))
    } else given[name] = value
  return given
}

/** The messages of a language. */
export type Messages = {
  titleOf: (rule: string) => string
  /** The message of a finding, as of a day. */
  render: (rule: string, values: MessageValues, asOf: Day) => string
}

/** Reads a catalog; a template is parsed when it is first needed. */
export function openMessages(language: string, catalog: Catalog): Messages {
  const parsed = new Map<string, IntlMessageFormat>()
  function parse(rule: string): IntlMessageFormat {
    const known = parsed.get(rule)
    if (known) return known
    const format = new IntlMessageFormat(catalog[rule]?.message ?? rule, language, formats)
    parsed.set(rule, format)
    return format
  }
  return {
    titleOf: (rule) => catalog[rule]?.title ?? rule,
    render: (rule, values, asOf) => String(parse(rule).format(toArguments(values, asOf))),
  }
}

/** The texts in English, by rule. */
export const englishTexts: Catalog = en

/** The messages in English. */
export const english = openMessages('en-US', en)
