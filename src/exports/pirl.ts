/** The map of the Participant Individual Record Layout (ETA-9172): the elements and the lines of a file. */
import { quoted } from '../http/csv.ts'
import type { RecordAsOf } from './as-of.ts'
import { attained } from './attained.ts'
import type { Filling, Fillings } from './element.ts'
import { layout, type Published } from './layout.ts'
import { participation } from './participation.ts'
import { afterExit } from './quarters.ts'
import { services } from './services.ts'
import { education } from './training.ts'
import { explainUnfilled, isLeftOut } from './unfilled.ts'

/** The version of the map: the day of the latest text it follows, and how often it has changed since. */
export const version = '2025-07-10.2'

/** An element as it is published, and what this service makes of it. */
export type Element = Published & {
  exported: 'filled' | 'empty' | 'no'
  /** What it is filled with, or why it is not. */
  note: string
  value?: Filling['value']
}

const fillings: Fillings = { ...participation, ...services, ...education, ...afterExit, ...attained }

/** An id is never cut, so that it can be longer than the layout has it. */
const patterns: Record<string, string> = { 100: '[\\x21-\\x7e]{1,128}' }

function buildElement(published: Published): Element {
  const filling = fillings[published.number]
  const pattern = patterns[published.number] ?? published.pattern
  if (filling) return { ...published, pattern, exported: 'filled', ...filling }
  return { ...published, exported: isLeftOut(published) ? 'no' : 'empty', note: explainUnfilled(published) }
}

/** Every element that a text names, by number. */
export const elements: readonly Element[] = layout.map(buildElement)

type Column = Element & Required<Pick<Element, 'value'>> & { pattern: string }

/** The elements that are filled. */
export const filled = elements.filter((element): element is Column => element.exported === 'filled')

/** The columns of a file: the elements of the layout whose type is known. */
const columns = elements.filter(({ exported }) => exported !== 'no')

/** The header line: the numbers of the elements. */
export const header = `${columns.map(({ number }) => number).join(',')}\r\n`

type Write = (seen: RecordAsOf) => string
type Cell = { before: string; write: Write }

/** Only an identifier may hold characters that are special in CSV or JSON. */
const isIdentifier = ({ type }: Published) => type?.startsWith('AN')

// lines are assembled from parts, because building an object per row takes several times as long
function buildCsvCells(): { cells: Cell[]; after: string } {
  const cells: Cell[] = []
  let before = ''
  for (const [index, column] of columns.entries()) {
    if (index > 0) before += ','
    const { value } = column
    if (!value) continue
    cells.push({ before, write: isIdentifier(column) ? (seen) => quoted(value(seen)) : value })
    before = ''
  }
  return { cells, after: before }
}

const writeJson = (column: Column): Write => {
  const { value } = column
  if (isIdentifier(column)) return (seen) => JSON.stringify(value(seen))
  return (seen) => {
    const text = value(seen)
    return text === '' ? 'null' : `"${text}"`
  }
}

const csv = buildCsvCells()
const json = filled.map(
  (column, index): Cell => ({
    before: `${index > 0 ? ',' : ''}"${column.number}":`,
    write: writeJson(column),
  }),
)

const buildLine = (cells: readonly Cell[], seen: RecordAsOf): string => {
  let line = ''
  for (const { before, write } of cells) line += before + write(seen)
  return line
}

/** The record of a period as a line of CSV. */
export const formatCsv = (seen: RecordAsOf): string => `${buildLine(csv.cells, seen)}${csv.after}\r\n`

/** The record of a period as a line of JSON, keyed by the numbers of the elements that are filled. */
export const toJson = (seen: RecordAsOf): string => `{${buildLine(json, seen)}}\n`
