/** Validation by the contract: nothing is coerced, and every fault is named in plain English. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Static, TSchema } from 'typebox'
import { isDay } from '../calendar.ts'
import { type Fault, invalid } from '../problem.ts'

import type { Complete } from './schema.ts'
import { isName } from './text.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** An instant in UTC with up to three decimals, on a day that exists. */
function isInstant(text: string): boolean {
  const parts = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/.exec(text)
  return parts !== null && isDay(parts[1] as string)
}

const formats = { uuid, date: isDay, 'date-time': isInstant, 'uri-reference': true } as const
const formatDetails: Record<string, string> = {
  uuid: 'must be a UUID in lower case',
  date: 'must be a calendar date YYYY-MM-DD from 1900-01-01 to 2200-12-31',
  'date-time': 'must be an instant in UTC like 2026-01-05T15:04:05Z',
}

function makeAjv(allErrors: boolean): Ajv2020 {
  return new Ajv2020({
    strict: true,
    strictRequired: false,
    allErrors,
    allowUnionTypes: true,
    useDefaults: true,
    inlineRefs: false,
    coerceTypes: false,
    formats,
    keywords: ['example', 'x-past'],
  })
}

const detailsByKeyword: Record<string, (error: ErrorObject) => string> = {
  type: ({ params }) => `must be ${[params.type].flat().join(' or ')}`,
  enum: ({ params }) => `must be one of ${params.allowedValues.filter((value: unknown) => value !== null).join(', ')}`,
  format: ({ params }) => formatDetails[params.format] ?? `must be a ${params.format}`,
  pattern: () => 'has characters or a form that is not accepted',
  required: () => 'is missing',
  additionalProperties: () => 'is not known here',
}

function toFault(error: ErrorObject): Fault {
  const detail = detailsByKeyword[error.keyword]?.(error) ?? (error.message as string)
  const unknown = error.params.additionalProperty as string | undefined
  const name = error.keyword === 'required' ? error.params.missingProperty : unknown
  if (name === undefined) return { pointer: error.instancePath, detail }
  // a name that is not ours could be anything, so it is not echoed
  if (!isName(name)) return { pointer: error.instancePath, detail: 'has a member that is not known here' }
  return { pointer: `${error.instancePath}/${name}`, detail }
}

/** The errors that help the caller: not those from the "or null" half of a member. */
const telling = ({ keyword, schemaPath }: ErrorObject) => keyword !== 'anyOf' && !schemaPath.endsWith('/anyOf/1/type')

/** Ajv's errors as the faults of a problem. */
export const toFaults = (errors: readonly ErrorObject[]): Fault[] => errors.filter(telling).map(toFault)

/** Checks a value made from a request, such as a resource with a patch applied, and fills in defaults. */
export type Check = <T extends TSchema>(schema: T, value: unknown) => Complete<Static<T>>

declare module 'fastify' {
  interface FastifyInstance {
    check: Check
  }
}

type Parameters = { properties: Record<string, { type?: string }> }

/** Converts query parameters to whole numbers where the schema wants them; only digits, so that nothing else is coerced. */
function readNumbers(query: Record<string, unknown>, { properties }: Parameters): void {
  for (const [name, { type }] of Object.entries(properties))
    if (type === 'integer' && /^-?\d{1,30}$/.test(String(query[name]))) query[name] = Number(query[name])
}

type Validators = [quick: ValidateFunction, thorough: ValidateFunction]

const noParameters = { type: 'object', properties: {}, additionalProperties: false }

/** Whether a value has too many members to look for all faults, which takes time quadratic in their number. */
function isVast(value: unknown, left = { members: 5_000 }): boolean {
  left.members -= 1
  if (left.members < 0) return true
  return value !== null && typeof value === 'object' && Object.values(value).some((member) => isVast(member, left))
}

/** The errors of a value that a schema refused: all of them, or only the first if the value is vast. */
function collectErrors(value: unknown, quick: ValidateFunction, thorough: ValidateFunction): ErrorObject[] {
  if (isVast(value)) return quick.errors ?? []
  thorough(value)
  return thorough.errors ?? []
}

/** Compiles every schema; `schemas` are the named components. */
export default fp(async (app: FastifyInstance, { schemas }: { schemas: readonly TSchema[] }) => {
  const quick = makeAjv(false)
  const thorough = makeAjv(true)
  for (const schema of schemas) {
    app.addSchema(schema)
    quick.addSchema(schema)
    thorough.addSchema(schema)
  }

  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/v1/')) route.schema = { querystring: noParameters, ...route.schema }
  })
  app.setValidatorCompiler(({ schema, httpPart }) => {
    // both are compiled now, so that the first refused request does not wait for the second
    const [validate, all] = [quick, thorough].map((ajv) => ajv.compile(schema as object)) as Validators
    return (value) => {
      if (httpPart === 'querystring') readNumbers(value, schema as Parameters)
      // fastify types the error as an Error, but passes on whatever it was given
      return validate(value) || { error: collectErrors(value, validate, all) as never }
    }
  })
  app.setSchemaErrorFormatter((errors) => invalid(toFaults(errors as ErrorObject[])))
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))

  app.decorate('check', ((schema, value) => {
    // TypeBox does not type $id, which every component has
    const { $id } = schema as unknown as { $id: string }
    const [validate, all] = [quick, thorough].map((ajv) => ajv.getSchema($id)) as Validators
    if (!validate(value)) throw invalid(toFaults(collectErrors(value, validate, all)))
    return value
  }) as Check)
})
