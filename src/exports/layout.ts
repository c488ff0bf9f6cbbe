/** The Participant Individual Record Layout (ETA-9172) as its texts have it, read from `layout.json`. */
import json from './layout.json' with { type: 'json' }

type Code = { code: string; meaning: string }

/** An element as it is published. */
export type Published = {
  /** The number in ETA-9172. */
  number: string
  name: string
  /** Type and length; null where no text gives them. */
  type: string | null
  /** A regular expression that every value matches; null without a type. */
  pattern: string | null
  codes: readonly Code[]
  /** The element of the same series whose published type is used, if this element's own was not published. */
  formatOf: string | null
  /** When it is left blank. */
  blank: string | null
  definition: string | null
  /** The programs that must report it, of the seven whose columns are published. */
  requiredFor: string | null
  /** Whether the layout still has it. */
  isCurrent: boolean
  /** The texts that its name, type, codes, and definition are from. */
  source: string
  /** Where the texts differ, and which one is followed. */
  contradiction: string | null
}

type Entry = Partial<Omit<Published, 'codes'>> & { name: string; source: string; codes?: Record<string, string> }

const names = Object.entries(json.sources)

/** The texts of an entry, by their whole names in place of the short ones. */
const nameSources = (source: string) =>
  source
    .split('; ')
    .map((text) => {
      const [short = '', long = ''] = names.find(([name]) => text.startsWith(name)) ?? []
      return long + text.slice(short.length)
    })
    .join('; ')

const decimal = 'DE 8.2'

function describePattern(type: string, codes: readonly Code[]): string {
  if (type === decimal) return '\\d{6}\\.\\d{2}'
  const [letters, length] = type.split(' ')
  if (letters === 'DT') return `\\d{${length}}`
  if (letters === 'AN') return `.{1,${length}}`
  const isList = codes.length > 0 && codes.every(({ code }) => code.length === Number(length))
  return isList ? codes.map(({ code }) => code).join('|') : `\\d{1,${length}}`
}

function read([number, { codes: meanings = {}, ...entry }]: [string, Entry]): Published {
  const codes = Object.entries(meanings)
    .map(([code, meaning]) => ({ code, meaning }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
  return {
    ...{ formatOf: null, blank: null, definition: null, requiredFor: null, contradiction: null, type: null },
    ...entry,
    ...{ number, codes },
    pattern: entry.type ? describePattern(entry.type, codes) : null,
    isCurrent: !entry.source.startsWith('layout PY2019'),
    source: nameSources(entry.source),
  }
}

const place = ({ number }: Published) => Number.parseInt(number, 10) || 0

/** Every element that a text names, by number. */
export const layout: readonly Published[] = Object.entries<Entry>(json.elements)
  .map(read)
  .sort((a, b) => place(a) - place(b) || (a.number < b.number ? -1 : 1))
