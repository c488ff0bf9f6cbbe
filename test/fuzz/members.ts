/** Bodies read along their schema: the fullest body an operation takes, and every member in it. */

import type { Schema } from '../fixtures/operations.ts'
import type { OpenApi } from '../support/conformance.ts'
import type { Json } from '../support/service.ts'

/** A schema with its reference followed; of several it is the one that is not null. */
export function resolved(document: OpenApi, schema: Schema): Schema {
  if (schema.$ref) return resolved(document, document.components.schemas[schema.$ref.split('/').at(-1)])
  const choices = schema.anyOf as Schema[] | undefined
  return choices
    ? resolved(
        document,
        choices.find(({ type }) => type !== 'null'),
      )
    : schema
}

/** The JSON types that a schema accepts. */
export function listTypes(schema: Schema): string[] {
  if (schema.anyOf) return ['object', ...(schema.anyOf.some(({ type }: Schema) => type === 'null') ? ['null'] : [])]
  return schema.$ref ? ['object'] : [schema.type].flat()
}

/** The fullest value: every member present, one item in every array, and each value the example of its schema. */
export function fullest(document: OpenApi, given: Schema): Json {
  const schema = resolved(document, given)
  const [example] = schema.examples ?? []
  if (schema.properties) {
    const members = Object.entries(schema.properties).filter(([name]) => name !== 'recordedOn')
    return Object.fromEntries(members.map(([name, member]) => [name, fullest(document, member)]))
  }
  if (example !== undefined) return structuredClone(example)
  if (schema.items) return [fullest(document, schema.items)]
  throw new Error(`a schema has no example: ${JSON.stringify(schema)}`)
}

/** A member of a body: where it is, what it holds, and what it may hold. */
export type Member = { pointer: string; value: Json; schema: Schema; types: string[] }

/** Every member of a value that fits a schema, and every item of its arrays. */
export function listMembers(document: OpenApi, given: Schema, value: Json, pointer = ''): Member[] {
  const schema = resolved(document, given)
  const below: Member[] = []
  if (Array.isArray(value))
    value.forEach((item, index) => {
      below.push(...listMembers(document, schema.items, item, `${pointer}/${index}`))
    })
  else if (value !== null && typeof value === 'object')
    for (const [name, member] of Object.entries(value))
      below.push(...listMembers(document, schema.properties[name], member, `${pointer}/${name}`))
  return [{ pointer, value, schema, types: listTypes(given) }, ...below]
}

/** A copy of a value with another one in a place. */
export function withAt(value: Json, pointer: string, replacement: unknown): Json {
  if (pointer === '') return replacement
  const copy = structuredClone(value)
  const names = pointer.slice(1).split('/')
  const last = names.pop() as string
  names.reduce((at, name) => at[name], copy)[last] = replacement
  return copy
}

/** Whether a schema takes text that a person could write anything in: no word of a list, no date, no identifier of ours. */
export const isText = ({ types, schema }: Member): boolean => types.includes('string') && !schema.enum && !schema.format
