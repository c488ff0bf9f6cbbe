/** A PIRL record and an element of the map, as answered. */
import { Type } from 'typebox'
import { choice, line, nullable, object } from '../http/schema.ts'
import { columns } from './pirl.ts'

const formatName = ({ number, name }: { number: string; name: string }) => `PIRL ${number}, ${name}.`

export const PirlRecord = object(
  'PirlRecord',
  Object.fromEntries(
    columns.map((column) => {
      const { pattern, example } = column.format
      const meta = { description: formatName(column), examples: [example] }
      return [column.number, nullable(Type.String({ pattern: `^(?:${pattern})$`, ...meta }))]
    }),
  ),
  { description: 'The record of a period of participation, keyed by the numbers of ETA-9172; null is an empty field.' },
)

const Code = Type.Object(
  {
    code: line(20, 'As it is written.', '9'),
    meaning: line(200, 'What it stands for.', 'Information not yet available'),
  },
  { additionalProperties: false },
)

export const PirlElement = object(
  'PirlElement',
  {
    number: line(10, 'The number of the element in ETA-9172.', '1602'),
    name: line(300, 'Its name.', 'Employed in 2nd Quarter After Exit Quarter (WIOA)'),
    exported: choice(
      ['filled', 'empty', 'no'],
      'filled: a column, of what is recorded here. empty: a column that is always empty, because this service keeps nothing of it. no: no column, because its format or its codes were not read.',
    ),
    type: nullable(line(10, 'Type and length; null where they were not read.', 'IN 1')),
    pattern: nullable(line(200, 'A regular expression for every value that is written.', '0|1|2|3|9')),
    codes: Type.Array(Code, { description: 'The codes that were read, of which some may never be written.' }),
    formatOf: nullable(
      line(10, 'The element whose published format is taken, where only that of its series was read.', '1704'),
    ),
    source: line(
      300,
      'Where name, format and codes were read.',
      'TEGL 7-18, Change 1 (July 10, 2025), Attachment, p. 10',
    ),
    contradiction: nullable(
      line(500, 'Where the sources differ, and which of them is followed.', 'TEGL 10-16 has 09.'),
    ),
    note: line(500, 'What is written into it, or why nothing is.', 'The outcome of the quarter when it has ended.'),
    definitionVersion: line(20, 'Which map it is of.', '2025-07-10.1'),
  },
  { description: 'What is known of an element of the PIRL, and what the export makes of it.' },
)

/** Components in the order in which app.ts registers them. */
export const exportSchemas = [PirlRecord, PirlElement]
