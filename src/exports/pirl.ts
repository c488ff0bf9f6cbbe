/** The map of the Participant Individual Record Layout (ETA-9172): the elements and the lines of a file. */
import { quoted } from '../http/csv.ts'
import type { RecordAsOf } from './as-of.ts'
import { attained } from './attained.ts'
import type { Element } from './element.ts'
import { participation } from './participation.ts'
import { afterExit } from './quarters.ts'
import { education } from './training.ts'
import { withoutColumn } from './without-column.ts'

/** The version of the map: the day of the latest text it follows, and how often it has changed since. */
export const version = '2025-07-10.1'

const place = ({ number }: Element) => Number.parseInt(number, 10) || 0

/** Every element that a source names, by number. */
export const elements: readonly Element[] = [
  ...participation,
  ...education,
  ...afterExit,
  ...attained,
  ...withoutColumn,
].sort((a, b) => place(a) - place(b))

type Column = Element & Required<Pick<Element, 'format'>>

/** The columns of the file: the elements whose format is known. */
export const columns = elements.filter((element): element is Column => element.format !== undefined)

/** The header line: the numbers of the elements. */
export const header = `${columns.map(({ number }) => number).join(',')}\r\n`

type Cell = { before: string; write: (seen: RecordAsOf) => string }

/** The cells that have a value, each with the text between it and the previous one. */
function buildCells(empty: (number: string) => string, filled: (number: string) => string, toText: ToText) {
  const cells: Cell[] = []
  let before = ''
  for (const column of columns) {
    const { number, value } = column
    if (value) cells.push({ before: before + filled(number), write: toText(value, column) })
    before = value ? '' : before + empty(number)
  }
  return { cells, after: before }
}

type ToText = (value: (seen: RecordAsOf) => string, column: Column) => Cell['write']

/** Only an identifier may hold characters that are special in CSV or JSON. */
const isIdentifier = ({ format }: Column) => format.type.startsWith('AN')

// lines are assembled from parts, because building an object per row takes several times as long
const csv = buildCells(
  () => ',',
  (number) => (number === columns[0]?.number ? '' : ','),
  (value, column) => (isIdentifier(column) ? (seen) => quoted(value(seen)) : value),
)
const json = buildCells(
  (number) => `,"${number}":null`,
  (number) => `${number === columns[0]?.number ? '' : ','}"${number}":`,
  (value, column) =>
    isIdentifier(column)
      ? (seen) => JSON.stringify(value(seen))
      : (seen) => {
          const text = value(seen)
          return text === '' ? 'null' : `"${text}"`
        },
)

const buildLine = ({ cells, after }: typeof csv, seen: RecordAsOf): string => {
  let line = ''
  for (const { before, write } of cells) line += before + write(seen)
  return line + after
}

/** The record of a period as a line of CSV. */
export const formatCsv = (seen: RecordAsOf): string => `${buildLine(csv, seen)}\r\n`

/** The record of a period as a line of JSON, keyed by the numbers of the elements. */
export const toJson = (seen: RecordAsOf): string => `{${buildLine(json, seen)}}\n`
