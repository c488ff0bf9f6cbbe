/** A rule as a document. */
import { Type } from 'typebox'
import { subjectTypes } from '../document/facts.ts'
import { choice, day, nullable, object, ref } from '../http/schema.ts'
import { Citation } from '../policy/citation.ts'
import { severities } from '../rules/lib/severity.ts'

const document = (description: string) => Type.Object({}, { additionalProperties: true, description })

const example = {
  name: Type.String({ description: 'What it shows.', examples: ['a milestone that was stopped'] }),
  recordedOn: day('The day on which the document counts as recorded.', '2026-01-05'),
  document: document('A plan document, ready for POST /v1/plans/validate.'),
  others: Type.Array(document('A plan document, ready for POST /v1/plans.'), {
    description: 'Other plans of the same person, which were recorded before, on the same day.',
  }),
  policy: Type.Object({}, { additionalProperties: true, description: 'Policy values that differ from the default.' }),
}

export const Rule = object(
  'Rule',
  {
    name: Type.String({ description: 'Named after the fault.', examples: ['milestone-without-timeframe'] }),
    title: Type.String({ description: 'What is wrong, in a few words, for lists.', examples: ['Milestone overdue'] }),
    about: choice(subjectTypes, 'What its findings are about.'),
    severity: choice(severities, 'The severity of its findings, where an interval has no other.'),
    statement: Type.String({ description: 'What should be true.', examples: ['Each milestone has a timeframe.'] }),
    citation: ref(Citation),
    also: Type.Array(ref(Citation), { description: 'Further texts that it rests on.' }),
    on: Type.Boolean({
      description:
        'Whether it is on where the policy says nothing; one that rests on a local checklist is on only in that profile.',
      examples: [true],
    }),
    yieldsTo: Type.Array(Type.String({ description: 'The name of a rule.', examples: ['contact-gap'] }), {
      description:
        'Rules about the person that say the same and more. On the days of their findings this rule finds nothing.',
    }),
    reads: Type.Array(
      Type.String({ description: 'The path of a value among those of GET /v1/policy.', examples: ['exit.quietDays'] }),
      { description: 'The policy values that it reads.' },
    ),
    examples: Type.Object(
      {
        passes: Type.Array(Type.Object(example, { additionalProperties: false }), {
          description: 'Documents in which it finds nothing.',
        }),
        fails: Type.Array(
          Type.Object(
            {
              ...example,
              holds: Type.Array(
                Type.Object(
                  {
                    subject: Type.String({
                      description: 'The externalId, the item id or the pointer of the subject.',
                      examples: ['m-1'],
                    }),
                    from: day('The first day.'),
                    until: nullable(
                      day('The first day on which it no longer holds; null where it does not end by itself.'),
                    ),
                    severity: choice(severities, 'The severity.'),
                    message: nullable(
                      Type.String({
                        description: 'What it says on the first day; null where the example leaves it out.',
                        examples: ['Due May 31, 2026; 1 day late. Complete it, move it with a reason, or stop it.'],
                      }),
                    ),
                  },
                  { additionalProperties: false },
                ),
                { description: 'What it finds.' },
              ),
            },
            { additionalProperties: false },
          ),
          { description: 'Documents in which it finds something, with the days on which it holds.' },
        ),
      },
      { additionalProperties: false, description: 'Worked examples; the tests run them.' },
    ),
  },
  { description: 'One statement with a citation, which produces findings.' },
)

/** Components in the order in which app.ts registers them. */
export const ruleSchemas = [Rule]
