/** The answer of an import: a line for each line, and a summary at the end. */
import { Type } from 'typebox'
import { PlanParticipant } from '../document/participant/plan-participant.ts'
import { Problem } from '../http/operation.ts'
import { choice, externalId, nullable, object, ref, uuid } from '../http/schema.ts'

const lines = (description: string, example: number) => Type.Integer({ minimum: 0, description, examples: [example] })

export const ParticipantLine = object(
  'ParticipantLine',
  { participant: ref(PlanParticipant) },
  { description: 'A participant whose facts of participation are imported without a plan.' },
)

export const ImportedLine = object(
  'ImportedLine',
  {
    line: Type.Integer({ minimum: 1, description: 'The number of the line, counted from 1.', examples: [17] }),
    externalId: nullable(externalId('The externalId in the line; null where none can be read.', 'cms-10441')),
    result: choice(['created', 'updated', 'unchanged', 'failed'], 'What came of the line.'),
    participantId: nullable(
      Type.String({ description: 'The participant; null where the line failed.', examples: ['P-20931'] }),
    ),
    planId: nullable(uuid('The plan; null where the line failed, or has a participant alone.')),
    version: nullable(
      Type.Integer({
        minimum: 1,
        description: 'The version of the plan, or of a participant alone; null where the line failed.',
        examples: [3],
      }),
    ),
    problem: nullable(ref(Problem), 'Why the line failed: what a request with it alone would be answered.'),
  },
  { description: 'What came of one line of an import.' },
)

export const ImportSummary = object(
  'ImportSummary',
  {
    imported: Type.Object(
      {
        created: lines('Plans, and participants sent alone, that are new.', 4980),
        updated: lines('Those that were changed.', 0),
        unchanged: lines('Those that were so already.', 12),
        failed: lines('Lines that failed; nothing was written for them.', 8),
      },
      { additionalProperties: false, description: 'How many lines came to what.' },
    ),
    lines: lines('How many lines were answered: those that are not empty.', 5000),
    cutAfter: nullable(
      Type.Integer({
        minimum: 1,
        description:
          'The number of the last line that was read, where there are more than an import may have: send those after it in ' +
          'another one. Null where all were read.',
        examples: [null],
      }),
    ),
  },
  {
    description:
      'The last line of the answer to an import; without it the connection broke off: send the import again.',
  },
)

/** Components in the order in which app.ts registers them. */
export const importSchemas = [ParticipantLine, ImportedLine, ImportSummary]
