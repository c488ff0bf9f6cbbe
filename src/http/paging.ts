/** Lists: pages by keyset, with cursors that are opaque, sealed, and bound to the agency, the list and its filters. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TProperties, Type } from 'typebox'
import type { Row } from '../db.ts'
import { invalid } from '../problem.ts'
import { ref } from './schema.ts'

const largest = 200

/** The query parameters of every list. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      default: 50,
      description: `Items a page, 50 unless told; more than ${largest} is read as ${largest}. A stream has all items.`,
      examples: [50],
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: 1000,
      description: 'Where the page begins: from next of the page before. Opaque. A stream takes none.',
    }),
  ),
}

/** The schema of a page of something; `more` is what it says beside its items. */
export const pageOf = (items: Parameters<typeof ref>[0], description: string, more: TProperties = {}) =>
  Type.Object(
    {
      items: Type.Array(ref(items), { description: 'What the page holds, in the order of the list.' }),
      ...more,
      next: Type.Optional(
        Type.String({
          format: 'uri-reference',
          description: 'The address of the next page, relative to this one; absent on the last.',
          examples: ['/v1/plans?limit=50&cursor=WyIwMTliMGM1ZSJd.q83vEjRWeJA'],
        }),
      ),
    },
    { description },
  )

type ListQuery = { limit?: number; cursor?: string }

/** How many items are asked for. */
export const limitOf = (query: ListQuery): number => Math.min(query.limit ?? 50, largest)

/** What a cursor of this request is bound to: another agency, list or filter makes it invalid. */
function bindingOf(request: FastifyRequest): string {
  const { cursor: _, limit: __, ...filters } = request.query as Record<string, unknown>
  const sorted = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([request.actor.agencyId, request.url.split('?')[0], sorted])
}

/** The one cursor that names a position in the list that is asked for. */
function cursorOf(request: FastifyRequest, position: string): string {
  const sealed = createHmac('sha256', request.server.cursorKey).update(bindingOf(request)).update('\n').update(position)
  return `${Buffer.from(position).toString('base64url')}.${sealed.digest().subarray(0, 16).toString('base64url')}`
}

/** The position that the request's cursor names; undefined on the first page. */
export function positionOf(request: FastifyRequest): string[] | undefined {
  const { cursor } = request.query as ListQuery
  if (cursor === undefined) return undefined
  const position = Buffer.from(cursor.split('.')[0] as string, 'base64url').toString()
  const [given, expected] = [Buffer.from(cursor), Buffer.from(cursorOf(request, position))]
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw invalid([
      { pointer: '/cursor', detail: 'must be from next of a page of the same list with the same filters' },
    ])
  return JSON.parse(position)
}

function nextOf(request: FastifyRequest, position: string[]): string {
  const query = new URLSearchParams(request.query as Record<string, string>)
  query.set('limit', String(limitOf(request.query as ListQuery)))
  query.set('cursor', cursorOf(request, JSON.stringify(position)))
  return `${request.url.split('?')[0]}?${query}`
}

/** A page: the JSON of its items, the position behind which the next one begins, and what else it says. */
export type Page = { items: readonly string[]; next?: string[] | undefined; more?: Record<string, number> }

/** Answers a page; it is the last where no position is given. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, { items, next, more = {} }: Page): FastifyReply {
  const address = next && nextOf(request, next)
  if (address) reply.header('link', `<${address}>; rel="next"`)
  const members = Object.entries({ ...more, ...(address && { next: address }) })
  const rest = members.map(([name, value]) => `,"${name}":${JSON.stringify(value)}`).join('')
  return reply.header('content-type', 'application/json; charset=utf-8').send(`{"items":[${items.join(',')}]${rest}}`)
}

/** The place of a resource, one row of JSON, in the order of ids. */
export const idOf = ([json]: Row): string[] => [(JSON.parse(json as string) as { id: string }).id]

declare module 'fastify' {
  interface FastifyInstance {
    /** The secret that cursors are sealed with. */
    cursorKey: string
  }
}
