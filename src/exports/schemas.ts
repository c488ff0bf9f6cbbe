/** A PIRL record and an element of the map, as answered. */
import { Type } from 'typebox'
import { choice, line, nullable, object } from '../http/schema.ts'
import { filled } from './pirl.ts'

const formatName = ({ number, name }: { number: string; name: string }) => `PIRL ${number}, ${name}.`

const examples: Record<string, string> = { AN: 'P-20931', DT: '20260529', DE: '010980.50', IN: '47206100' }

function getExample({ type, codes }: (typeof filled)[number]): string {
  const [letters = '', length] = type?.split(' ') ?? []
  const example = examples[letters] ?? ''
  return letters === 'IN' ? (codes.at(-1)?.code ?? example.slice(0, Number(length))) : example
}

export const PirlRecord = object(
  'PirlRecord',
  Object.fromEntries(
    filled.map((element) => [
      element.number,
      nullable(
        Type.String({
          pattern: `^(?:${element.pattern})$`,
          description: formatName(element),
          examples: [getExample(element)],
        }),
      ),
    ]),
  ),
  {
    description:
      'The record of a period of participation, keyed by the numbers of ETA-9172; only elements that are filled, and null where the layout has a blank.',
  },
)

const Code = Type.Object(
  {
    code: line(20, 'As it is written.', '9'),
    meaning: line(300, 'What it stands for.', 'Information not yet available'),
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
      'filled: a column, of what is recorded here. empty: a column that is always empty, because this service keeps too little of it. no: no column, because no text gives its type, the layout no longer has it, or it must not be here.',
    ),
    type: nullable(line(10, 'Type and length; null where no text gives them.', 'IN 1')),
    pattern: nullable(line(200, 'A regular expression for every value that is written.', '0|1|2|3|9')),
    codes: Type.Array(Code, { description: 'The codes of the Department, of which some may never be written.' }),
    formatOf: nullable(
      line(10, 'The element whose type is taken, where only that of its series was published.', '1704'),
    ),
    blank: nullable(
      line(300, 'When the layout leaves it blank.', 'if the participant did not receive supportive services'),
    ),
    definition: nullable(
      line(500, 'What it is, in the words of the layout, some of them shortened.', 'Date of first youth service.'),
    ),
    requiredFor: nullable(
      line(
        100,
        'Who must report it, of the seven columns of the layout that were published: RI (reportable individuals), WP (Wagner-Peyser), Adult, DW (dislocated workers), Youth, DWG (dislocated worker grants), JVSG (Jobs for Veterans). Null where none of them must.',
        'Adult, DW, Youth, DWG',
      ),
    ),
    source: line(
      400,
      'The texts that name, type, codes and definition are from.',
      'TEGL 7-18, Change 1 (July 10, 2025), Attachment, p. 10',
    ),
    contradiction: nullable(line(500, 'Where the texts differ, and which of them is followed.', 'TEGL 10-16 has 09.')),
    note: line(500, 'What is written into it, or why nothing is.', 'The outcome of the quarter when it has ended.'),
    definitionVersion: line(20, 'Which map it is of.', '2025-07-10.2'),
  },
  { description: 'What is known of an element of the PIRL, and what the export makes of it.' },
)

/** Components in the order in which app.ts registers them. */
export const exportSchemas = [PirlRecord, PirlElement]
