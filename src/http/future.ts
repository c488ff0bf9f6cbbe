/** What is said to have happened cannot be in the future. */
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { TSchema } from 'typebox'
import type { Day } from '../calendar.ts'
import { type Fault, refuse } from '../problem.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Refuses a value of a schema where a day of something that happened is after a last one, which is today. */
    refuseFuture: (schema: TSchema, value: unknown, last: Day) => void
  }
}

type Schema = {
  $ref?: string
  'x-past'?: boolean
  anyOf?: readonly Schema[]
  properties?: Readonly<Record<string, Schema>>
  items?: Schema
}

const detail = 'must not be after today: it says what has happened'

/** Finds the days of what happened that are after a last one. */
function findFuture(
  named: ReadonlyMap<string, Schema>,
  schema: Schema,
  value: unknown,
  at: string,
  last: Day,
): Fault[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return isPast(named, schema) && value > last ? [{ pointer: at, detail }] : []
  const whole = resolve(named, schema)
  if (Array.isArray(value))
    return value.flatMap((item, index) => findFuture(named, whole.items ?? {}, item, `${at}/${index}`, last))
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, member]) => {
    const below = whole.properties?.[name]
    return below ? findFuture(named, below, member, `${at}/${name}`, last) : []
  })
}

/** A schema without the reference, and without the "or null", that it is behind. */
function resolve(named: ReadonlyMap<string, Schema>, schema: Schema): Schema {
  if (schema.$ref) return named.get(schema.$ref.replace(/^.*\//, '').replace(/#$/, '')) ?? {}
  return schema.anyOf?.[0] ? resolve(named, schema.anyOf[0]) : schema
}

const isPast = (named: ReadonlyMap<string, Schema>, schema: Schema) => resolve(named, schema)['x-past'] === true

/** Checks every body that is written; `schemas` are the named components. */
export default fp(async (app: FastifyInstance, { schemas }: { schemas: readonly TSchema[] }) => {
  const named = new Map(schemas.map((schema) => [(schema as { $id?: string }).$id ?? '', schema as Schema]))
  app.decorate('refuseFuture', (schema, value, last) => refuse(findFuture(named, schema as Schema, value, '', last)))
  app.addHook('preHandler', async (request) => {
    const { schema } = request.routeOptions
    if (!schema?.body || request.body === null || typeof request.body !== 'object') return
    // a document that is only validated may be of a day that is to come
    const { asOf = '', recordedOn = '' } = request.query as { asOf?: Day; recordedOn?: Day }
    const last = [await request.today(), asOf, recordedOn].sort().at(-1) as Day
    app.refuseFuture(schema.body as TSchema, request.body, last)
  })
})
