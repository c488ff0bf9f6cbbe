/**
 * The building blocks of every schema: named components, references to them, and the scalar types of the API.
 * A schema is written once, in the form of the input; the resource and the patch are made from it.
 */
import { type Static, type TObject, type TOptional, type TProperties, type TSchema, type TUnsafe, Type } from 'typebox'

type Meta = { description: string; examples?: unknown[] }
type Json = Record<string, unknown>

/** A reference to a named component; every component is registered once, in app.ts. */
export const ref = <T extends TSchema>(component: T): TUnsafe<Static<T>> =>
  // TypeBox does not type $id, which every component has
  Type.Unsafe<Static<T>>({ $ref: (component as unknown as { $id: string }).$id })

/** A named object that refuses unknown members. */
export const object = <T extends TProperties>($id: string, properties: T, meta: Meta) =>
  Type.Object(properties, { $id, additionalProperties: false, ...meta })

/** The same schema, also accepting null; a reference has no description of its own, so it takes one. */
export function nullable<T extends TSchema>(schema: T, description?: string): TUnsafe<Static<T> | null> {
  // a schema is plain JSON
  const { default: _, ...json } = schema as unknown as Json
  if ('anyOf' in json || Array.isArray(json.type)) return Type.Unsafe(json)
  if ('$ref' in json) return Type.Unsafe({ ...(description && { description }), anyOf: [json, { type: 'null' }] })
  const values = json.enum as unknown[] | undefined
  return Type.Unsafe({ ...json, type: [json.type, 'null'], ...(values && { enum: [...values, null] }) })
}

/** A member that may be missing or null; both are stored and answered as null. */
export const optional = <T extends TSchema>(schema: T, description?: string): TOptional<TUnsafe<Static<T> | null>> =>
  Type.Optional(Object.assign(nullable(schema, description), { default: null }))

/** An array that may be left out; it is then empty. */
export const list = <T extends TSchema>(items: T, meta: Meta & { maxItems?: number; uniqueItems?: boolean }) =>
  Type.Optional(Type.Array(items, { default: [], maxItems: 200, ...meta }))

/** A boolean that may be left out; it is then false. */
export const flag = (description: string) =>
  Type.Optional(Type.Boolean({ default: false, description, examples: [true] }))

/** One of a closed list of words. */
export const choice = <const T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description, examples: [values[0]] })

/** One line of text: trimmed, NFC, no control characters; lengths count code points. */
export const line = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}\\u2028\\u2029]*$', description, examples: [example] })

/** Text that may have line breaks and tabs; otherwise like `line`. */
export const text = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, description, examples: [example] })

/** The day of something that happened: like `day`, and not after today. */
export const pastDay = (description: string, example?: string) => ({
  ...day(`${description} Not after today.`, example),
  'x-past': true,
})

/** A calendar date without time or zone, from 1900-01-01 to 2200-12-31. */
export const day = (description: string, example = '2026-03-31') =>
  Type.String({
    format: 'date',
    description: `${description} Calendar date, no time and no zone.`,
    examples: [example],
  })

/** An instant in UTC. */
export const instant = (description: string) =>
  Type.String({
    format: 'date-time',
    description: `${description} RFC 3339, UTC, with Z.`,
    examples: ['2026-01-05T15:04:05.678Z'],
  })

/** An identifier made by the service. */
export const uuid = (description: string) =>
  Type.String({ format: 'uuid', description, examples: ['019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'] })

/** The identifier of an item inside the plan document: chosen by the caller or, when absent, made by the service. */
export const itemId = (description: string, example: string) =>
  Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$', description, examples: [example] })

/** One or two words of a closed list, separated by a comma. */
export const listOf = (names: readonly string[], description: string, example: string) =>
  Type.String({
    pattern: `^(${names.join('|')})(,(${names.join('|')}))?$`,
    description: `${description} Of ${names.join(', ')}.`,
    examples: [example],
  })

/** The query parameter that names what is embedded in a resource. */
export const include = (names: readonly string[], example: string) =>
  Type.Optional(
    Type.String({
      pattern: `^(${names.join('|')})(,(${names.join('|')}))*$`,
      description: `Embeds any of ${names.join(', ')}, separated by commas.`,
      examples: [example],
    }),
  )

/** The form of a participant's id, which tokens name, too; an address takes a dot or two for something else. */
export const participantIdPattern = '^(?!\\.{1,2}$)[\\x21-\\x7e]{1,128}$'

/** The caller's own identifier of a resource. */
export const externalId = (description: string, example: string) =>
  Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$', description, examples: [example] })

/** A reference to a milestone: its id, or its externalId (the only name it has inside a plan document). */
export const milestoneRef = (description: string) =>
  Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$', description, examples: ['019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'] })

/** A whole number of something. */
export const count = (maximum: number, description: string, example: number) =>
  Type.Integer({ minimum: 0, maximum, description, examples: [example] })

/** A value from a published code system; never a bare code. */
export const Coded = object(
  'Coded',
  {
    system: choice(['O*NET-SOC', 'NAICS', 'CIP', 'CTDL'], 'The code system.'),
    version: line(20, 'The version of the code system.', '2019'),
    code: line(64, 'The code, as the system writes it.', '47-2061.00'),
    display: line(200, 'The words that the code stands for.', 'Construction Laborers'),
  },
  {
    description:
      'A coded value: occupation (O*NET-SOC), industry (NAICS), program of study (CIP) or credential (CTDL).',
  },
)

type Members<T extends TObject> = T['properties']
type PatchOf<T extends TObject> = {
  [K in keyof Members<T>]?: Members<T>[K] extends TOptional<infer _>
    ? Static<Members<T>[K]> | null
    : Static<Members<T>[K]>
}

// TypeBox does not type required, which it writes
const listRequired = (schema: TObject) => new Set((schema as unknown as { required?: string[] }).required)

/** The members of a merge patch; objects are patches themselves, so that defaults do not fill in what was left out. */
function patchMembers(input: TObject, nested: TProperties): TProperties {
  const required = listRequired(input)
  const members = Object.entries(input.properties).map(([name, schema]) => {
    // a schema is plain JSON
    const { default: _, required: __, ...json } = (nested[name] ?? schema) as unknown as Json
    const patch = Type.Unsafe(json.properties ? { ...json, properties: patchMembers(schema as TObject, {}) } : json)
    return [name, Type.Optional(required.has(name) || name in nested ? patch : nullable(patch))]
  })
  return Object.fromEntries(members)
}

/**
 * The merge patch (RFC 7396) of an input: every member may be left out, and null resets a member that is optional.
 * `nested` names the patch schemas of members that are references to objects.
 */
export const patchSchema = <T extends TObject>($id: string, input: T, meta: Meta, nested: TProperties = {}) =>
  Type.Unsafe<PatchOf<T>>({ ...object($id, patchMembers(input, nested), meta) })

export const CodedPatch = patchSchema('CodedPatch', Coded, {
  description: 'A merge patch (RFC 7396) of a coded value; it must be whole afterwards.',
})

/** Every member of an input as answered: all are present, and optional ones may be null. */
export type Complete<T> = { [K in keyof T]-?: Exclude<T[K], undefined> }

/** The members that a resource has from its input, all required. */
export function copyMembers<T extends TObject>(input: T) {
  const properties = Object.entries(input.properties).map(([name, schema]) => {
    const { default: _, ...json } = schema as unknown as Json
    return [name, Type.Unsafe(json)]
  })
  return Object.fromEntries(properties) as {
    [K in keyof T['properties']]: TUnsafe<Exclude<Static<T['properties'][K]>, undefined>>
  }
}
