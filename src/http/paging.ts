/**
 * Lists: keyset pages with opaque, sealed cursors that are bound to the agency, the list, and its filters, and are valid for
 * one database only; see `epoch`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TProperties, Type } from 'typebox'
import { type Row, statement } from '../database/db.ts'
import { epoch } from '../database/epoch.ts'
import { invalid, Problem } from '../problem.ts'
import { ref } from './schema.ts'

const largest = 200

/** The query parameter of a list that fits on one page unless it is too long. */
export const cursorQuery = {
  cursor: Type.Optional(
    Type.String({
      maxLength: 1000,
      description: 'Where the page begins: from next of the page before. Opaque. A stream takes none.',
    }),
  ),
}

/** The query parameter of a list with a default number of items per page. */
export const limitQuery = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      default: 50,
      description: `Items a page, 50 unless told; more than ${largest} is read as ${largest}. A page of long items ends at 4 MiB, so go by next. A stream has all items.`,
      examples: [50],
    }),
  ),
}

/** The query parameters of nearly every list. */
export const pageQuery = { ...limitQuery, ...cursorQuery }

/** The schema of a page; `more` are its members besides the items. */
export const pageSchema = (items: Parameters<typeof ref>[0], description: string, more: TProperties = {}) =>
  Type.Object(
    {
      items: Type.Array(ref(items), { description: 'What the page holds, in the order of the list.' }),
      ...more,
      next: Type.Optional(
        Type.String({
          format: 'uri-reference',
          description: 'The address of the next page, relative to this one; absent on the last.',
          examples: ['/v1/plans?limit=50&cursor=5f0d2b6c8e17.WyIwMTliMGM1ZSJd.q83vEjRWeJA'],
        }),
      ),
    },
    { description },
  )

type ListQuery = { limit?: number; cursor?: string }

/** How many items the caller asks for. */
export const readLimit = (query: ListQuery): number => Math.min(query.limit ?? 50, largest)

/** What a cursor of this request is bound to; another agency, list, or filter makes it invalid. */
function buildBinding(request: FastifyRequest): string {
  const { cursor: _, limit: __, ...filters } = request.query as Record<string, unknown>
  const sorted = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([request.actor.agencyId, request.url.split('?')[0], sorted])
}

/** The cursor for a position in the requested list, in the database with this epoch. */
function buildCursor(request: FastifyRequest, position: string, epoch: string): string {
  const sealed = createHmac('sha256', request.server.cursorKey)
  sealed.update([buildBinding(request), epoch, position].join('\n'))
  const seal = sealed.digest().subarray(0, 16).toString('base64url')
  return `${epoch}.${Buffer.from(position).toString('base64url')}.${seal}`
}

const gone = () =>
  new Problem(
    'gone',
    'The cursor is from before the database was restored, or from another one. Begin with the first page.',
  )

const epochStatement = statement(`select ${epoch}`)

/** Reads the epoch of the database, if no page has read it. */
export async function readEpoch({ actor, server }: FastifyRequest): Promise<string> {
  const [[row]] = await server.db.read(actor.agencyId, { statement: epochStatement, values: [] })
  return row?.[0] as string
}

/** Refuses a request's cursor from another database than its page, whose epoch is `known`. */
export function requireSameDatabase(request: FastifyRequest, known: string): void {
  const { cursor } = request.query as ListQuery
  if (cursor !== undefined && cursor.split('.')[0] !== known) throw gone()
}

/** The position that the request's cursor names; undefined on the first page. */
export async function readCursor(request: FastifyRequest): Promise<string[] | undefined> {
  const { cursor } = request.query as ListQuery
  if (cursor === undefined) return undefined
  const [epoch = '', encoded = ''] = cursor.split('.')
  const position = Buffer.from(encoded, 'base64url').toString()
  const [given, expected] = [Buffer.from(cursor), Buffer.from(buildCursor(request, position, epoch))]
  if (given.length === expected.length && timingSafeEqual(given, expected)) return JSON.parse(position)
  // another database seals with another key, so the epoch tells its cursors apart
  if (/^[0-9a-f]{12}$/.test(epoch)) requireSameDatabase(request, await readEpoch(request))
  throw invalid([{ pointer: '/cursor', detail: 'must be from next of a page of the same list with the same filters' }])
}

/** The query parameters that ask for the page after a position. */
export const behind = (request: FastifyRequest, position: string[], epoch: string) => ({
  cursor: buildCursor(request, JSON.stringify(position), epoch),
})

/** A page: the JSON of its items, the query parameters that change for the next page, and other members. */
export type Page = {
  items: readonly string[]
  next?: Record<string, string> | undefined
  more?: Record<string, number | string | null>
}

function buildAddress(request: FastifyRequest, next: Record<string, string>): string {
  const query = new URLSearchParams({ ...(request.query as Record<string, string>), ...next })
  return `${request.url.split('?')[0]}?${query}`
}

/** Answers a page; it is the last if there is no next one. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, { items, next, more = {} }: Page): FastifyReply {
  const address = next && buildAddress(request, next)
  if (address) reply.header('link', `<${address}>; rel="next"`)
  const members = Object.entries({ ...more, ...(address && { next: address }) })
  const rest = members.map(([name, value]) => `,"${name}":${JSON.stringify(value)}`).join('')
  return reply.header('content-type', 'application/json; charset=utf-8').send(`{"items":[${items.join(',')}]${rest}}`)
}

/** The position of a resource, a row of JSON, in the order of ids. */
export const readId = ([json]: Row): string[] => [(JSON.parse(json as string) as { id: string }).id]

declare module 'fastify' {
  interface FastifyInstance {
    /** The secret that cursors are sealed with. */
    cursorKey: string
  }
}
