/** What operations share: parameters, headers, and the problems that each can answer. */
import { Type } from 'typebox'
import { object, ref } from './schema.ts'

/** RFC 9457 problem details. */
export const Problem = object(
  'Problem',
  {
    type: Type.String({
      format: 'uri-reference',
      description: 'The address of a page about this kind of problem.',
      examples: ['/problems/invalid'],
    }),
    title: Type.String({
      description: 'The kind of problem in words; the same every time.',
      examples: ['The request does not fit its schema'],
    }),
    status: Type.Integer({ description: 'The HTTP status.', examples: [400] }),
    detail: Type.String({
      description: 'What is wrong this time; never holds a submitted value.',
      examples: ['The request does not fit its schema; see errors.'],
    }),
    instance: Type.String({
      description: 'The request id; the log line has it too.',
      examples: ['urn:uuid:019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'],
    }),
    code: Type.String({ description: 'The last part of type.', examples: ['invalid'] }),
    errors: Type.Array(
      Type.Object({
        pointer: Type.String({
          description: 'Where: a JSON pointer into the body, or the name of a parameter or header after a slash.',
          examples: ['/milestones/0/dueOn'],
        }),
        detail: Type.String({
          description: 'What would be right.',
          examples: ['must be a calendar date YYYY-MM-DD from 1900-01-01 to 2200-12-31'],
        }),
      }),
      { maxItems: 50, description: 'The single faults, at most 50.' },
    ),
  },
  { description: 'What went wrong, where, and what would be right.' },
)

const problem = { description: 'A problem.', content: { 'application/problem+json': { schema: ref(Problem) } } }

/** The responses of an operation: its own, and problems. Answers are JSON text already, so their type is not checked. */
export const answers = (own: Record<number, unknown>): Record<string, unknown> => ({
  ...own,
  '4xx': problem,
  '5xx': problem,
})

/** A 204 response. */
export const noContent = Type.Null({ description: 'Done; nothing to show.' })

/** Path parameters. */
export const pathIds = <const N extends string>(...names: N[]) =>
  Type.Object(
    Object.fromEntries(
      names.map((name) => [name, Type.String({ format: 'uuid', description: `The ${name.replace(/Id$/, '')}.` })]),
    ) as Record<N, ReturnType<typeof Type.String>>,
    { additionalProperties: false },
  )

/** The header that a write to an existing resource needs. */
export const ifMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      description: 'Required: the ETag of the version that is changed, or * for whichever is current.',
      examples: ['"3"'],
    }),
  ),
})

/** The header of a write that may also apply to whichever version is current. */
export const ifMatchOptional = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      description: 'An ETag: nothing is written where the current version is another, or where there is none.',
      examples: ['"3"'],
    }),
  ),
})

/** The header of a conditional read. */
export const ifNoneMatch = Type.Object({
  'if-none-match': Type.Optional(Type.String({ description: 'An ETag; where it is still current the answer is 304.' })),
})

const idempotencyKey = Type.Optional(
  Type.String({
    description: '1 to 255 visible ASCII characters: the same key and body give the same answer for seven days.',
    examples: ['"7f9c2b1e"'],
  }),
)
/** The header of a POST that creates. */
export const idempotent = Type.Object({ 'idempotency-key': idempotencyKey })
/** The headers of an action on an existing resource. */
export const idempotentIfMatch = Type.Object({ ...ifMatch.properties, 'idempotency-key': idempotencyKey })
/** The headers of an action that may be repeated and may apply to whichever version is current. */
export const idempotentIfMatchOptional = Type.Object({
  ...ifMatchOptional.properties,
  'idempotency-key': idempotencyKey,
})
