/** Lists: pages of JSON, or all rows as a stream of NDJSON or CSV. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TObject, type TProperties, Type } from 'typebox'
import { batchBytes, type Call, type Row } from '../database/db.ts'
import { selectPage } from '../database/rows.ts'
import { invalid, notFound } from '../problem.ts'
import { noteRows } from './access-log.ts'
import { csvLine } from './csv.ts'
import { answers } from './operation.ts'
import { behind, type Page, pageSchema, readCursor, readLimit, requireSameDatabase, sendPage } from './paging.ts'
import { ref } from './schema.ts'

const csv = 'text/csv'
const csvMeaning = `All rows as CSV (RFC 4180, UTF-8): a header line, then a line an item. The columns are the members of an item in the order of its schema; what is null is empty, and an object or an array is one cell of JSON. A text that begins with =, +, -, @, a tab or a line break has an apostrophe in front, so that no spreadsheet takes it for a formula; numbers are as they are.`

const feedPosition = 'Feed-Position'
/** The headers of a stream. */
export const streamHeaders = {
  [feedPosition]: Type.String({
    description:
      'Of a stream: where the feed of the agency stood before the first row. Every change up to there is in the rows, a ' +
      'later one may be: GET /v1/changes with it in after tells what they do not.',
    examples: ['42.42.5f0d2b6c8e17'],
  }),
}

const buildForms = (items: TObject, description: string, more: TProperties = {}) => ({
  description: `${description} As application/x-ndjson or text/csv all rows are streamed, whatever the limit; a stream that ends before its last chunk is not whole.`,
  content: {
    'application/json': { schema: pageSchema(items, description, more) },
    'application/x-ndjson': { schema: ref(items) },
    [csv]: { schema: Type.String({ description: csvMeaning }) },
  },
})

/** The responses of a list: a page, whose `more` are members besides its items, and the streams of all rows. */
export const listAnswers = (items: TObject, description: string, more: TProperties = {}) =>
  answers({ 200: { ...buildForms(items, description, more), headers: streamHeaders } })

/** The responses of a list that needs no database. */
export const itemsAnswers = (items: TObject, description: string) => answers({ 200: buildForms(items, description) })

/** What is listed and how. */
export type List = {
  /** The schema of an item; its members are the columns of CSV. */
  items: TObject
  /** A statement that finds whose the list is, as a participant and a plan; if it finds nothing, the list does not exist. */
  of?: Call
  /** Whether rows may outlive what they belong to. */
  outlives?: boolean
  /** The rows after a position, up to the limit if there is one; behind the item the participant and the plan it is about. */
  select: (after: string[] | undefined, limit: number | null) => Call
  /** The columns that make the item of a row, if there are several. */
  columns?: readonly string[]
  /** The JSON of an item; by default the first column of its row. */
  json?: (row: Row) => string
  /** How the rows of a stream become the JSON of items, if not one item per row; it notes whom they are about. */
  toItems?: (batches: AsyncIterable<Row[]>) => AsyncGenerator<Iterable<string>, void>
}

/** A list with the position of a row in its order. */
export type PagedList = List & {
  position: (row: Row) => string[]
  /** Whether a page has all items, unless that is too long. */
  isWhole?: boolean
  /** The members of a page besides its items, from the rows of a statement. */
  more?: { call: Call; read: (rows: readonly Row[]) => Page['more'] }
}

const firstColumn = ([json]: Row) => json as string

const oneARow = (request: FastifyRequest, json: (row: Row) => string) =>
  async function* (batches: AsyncIterable<Row[]>) {
    for await (const batch of batches) {
      noteRows(request, batch)
      yield batch.map(json)
    }
  }

/** Answers a list in the form the caller prefers. */
export async function sendList(request: FastifyRequest, reply: FastifyReply, list: PagedList): Promise<FastifyReply> {
  if (request.responseType !== 'application/json') return sendRows(request, reply, list)
  const { of, outlives, select, columns = ['item'], json = firstColumn, position, isWhole, more } = list
  const limit = isWhole ? null : readLimit(request.query as object)
  const rowColumns = [...columns, 'participant_id', 'plan_id']
  const page = selectPage(select(await readCursor(request), limit && limit + 1), rowColumns)
  const calls = [...(more ? [more.call] : []), ...(of ? [of] : [])]
  const [[first, ...rows] = [], ...rest] = await request.server.db.read(request.actor.agencyId, page, ...calls)
  const also = more?.read(rest.shift() ?? []) ?? {}
  const [found] = rest
  if (found?.length === 0 && !(outlives && rows.length > 0)) throw notFound()
  const epoch = first?.[0] as string
  requireSameDatabase(request, epoch)
  const max = limit ?? rows.length
  const end = rows.findIndex(([item], index) => item === null || index === max)
  const items = end < 0 ? rows : rows.slice(0, end)
  noteRows(request, [...(found ?? []), ...items])
  if (end < 0) return sendPage(request, reply, { items: items.map(json), more: also })
  const next = { ...(limit && { limit: String(limit) }), ...behind(request, position(items.at(-1) as Row), epoch) }
  return sendPage(request, reply, { items: items.map(json), next, more: also })
}

function sendWhole(reply: FastifyReply, items: readonly string[]): FastifyReply {
  reply.header('content-type', 'application/json; charset=utf-8')
  return reply.send(`{"items":[${items.join(',')}]}`)
}

/** Answers a list that needs no database, all of it on one page. */
export function sendItems(request: FastifyRequest, reply: FastifyReply, schema: TObject, items: readonly string[]) {
  if (request.responseType === 'application/json') return sendWhole(reply, items)
  const { head, toLine } = chooseWriter(request, schema)
  return sendChunks(request, reply, [`${head}${items.map(toLine).join('')}`])
}

/** Access to an agency's feed, supplied by the routes of changes. */
export type FeedStatements = {
  /** Reads the number of an agency's last change; no row if nothing was ever written. */
  selectHead: (agencyId: string) => Call
  /** Reads the position at a number. */
  selectPosition: (agencyId: string, seq: number) => Call
}

declare module 'fastify' {
  interface FastifyInstance {
    feed: FeedStatements
  }
}

/** The number read with `selectHead`; 0 if nothing was ever written. */
export const readHead = ([row]: readonly Row[]): number => Number(row?.[0] ?? 0)

/** Streams the rows of a list. */
export async function sendRows(request: FastifyRequest, reply: FastifyReply, list: List): Promise<FastifyReply> {
  if ((request.query as { cursor?: string }).cursor !== undefined)
    throw invalid([{ pointer: '/cursor', detail: 'belongs to pages; a stream has all rows' }])
  const { head, toLine } = chooseWriter(request, list.items)
  return sendStream(request, reply, head, formatRows(request, list, toLine))
}

/** A text is sent at this many characters: long texts are garbage-collected late, and streams should need little memory. */
const longEnough = 2 ** 15

/** Groups lines into texts to send one by one; the last text may be empty, so that a reader awaiting the first can begin. */
export function* listTexts<T>(items: Iterable<T>, toLine: (item: T) => string): Generator<string, void> {
  let text = ''
  for (const item of items) {
    text += toLine(item)
    if (text.length < longEnough) continue
    yield text
    text = ''
  }
  yield text
}

/** The rows of a list as texts. */
async function* formatRows(request: FastifyRequest, list: List, toLine: (json: string) => string) {
  const { of, outlives, select, json = firstColumn, toItems } = list
  const { db } = request.server
  const { agencyId } = request.actor
  const [found] = of ? await db.read(agencyId, of) : []
  let isFound = found?.length !== 0
  noteRows(request, found ?? [])
  const rows = db.stream(agencyId, select(undefined, null), toItems ? batchBytes.digested : batchBytes.sent)
  for await (const items of (toItems ?? oneARow(request, json))(rows)) {
    if (!isFound && !outlives) throw notFound()
    isFound = true
    yield* listTexts(items, toLine)
  }
  if (!isFound) throw notFound()
}

type Texts = AsyncGenerator<string, void>

/** How long a reader may take to ask for the next text; one that takes longer is not reading, and others want its place. */
const readerMs = 30_000

/** Passes texts on for as long as they are read. */
async function* whileRead(texts: AsyncIterable<string>, { raw }: FastifyReply): Texts {
  for await (const text of texts) {
    const alarm = setTimeout(() => raw.destroy(), readerMs)
    try {
      yield text
    } finally {
      clearTimeout(alarm)
    }
  }
}

/**
 * Streams texts, which are lines in the form of the answer, after `head`. A header says where the feed stood before the first
 * row was read. The answer begins once the first text is there, so that an earlier failure is answered with a problem. The
 * texts are released when all is sent or the caller has gone away.
 */
export async function sendStream(request: FastifyRequest, reply: FastifyReply, head: string, texts: Texts) {
  const { db, feed } = request.server
  const { agencyId } = request.actor
  const [heads] = await db.read(agencyId, feed.selectHead(agencyId))
  const { value: first = '' } = await texts.next()
  // read after the rows' snapshot was taken, so that the position's head covers every change in the rows
  const [[position]] = await db.read(agencyId, feed.selectPosition(agencyId, readHead(heads)))
  reply.header(feedPosition, position?.[0])
  async function* all() {
    if (head || first) yield `${head}${first}`
    yield* texts
  }
  return sendChunks(request, reply, whileRead(all(), reply), () => texts.return())
}

/** Streams a document that is made piece by piece; one of which there is no piece does not exist. */
export async function sendPieces(request: FastifyRequest, reply: FastifyReply, texts: Texts): Promise<FastifyReply> {
  const { value: first, done } = await texts.next()
  if (done) throw notFound()
  async function* all() {
    yield first as string
    yield* texts
  }
  return sendChunks(request, reply, whileRead(all(), reply), () => texts.return())
}

function sendChunks(
  request: FastifyRequest,
  reply: FastifyReply,
  chunks: Iterable<string> | AsyncIterable<string>,
  close: () => unknown = () => undefined,
): FastifyReply {
  reply.header(
    'content-type',
    request.responseType === csv ? `${csv}; charset=utf-8; header=present` : request.responseType,
  )
  return reply.send(Readable.from(chunks).once('close', close))
}

/** How items become lines in the requested form. */
function chooseWriter(request: FastifyRequest, schema: TObject) {
  if (request.responseType !== csv) return { head: '', toLine: (json: string) => `${json}\n` }
  const columns = Object.keys(schema.properties)
  return { head: csvLine(columns), toLine: (json: string) => csvLine(toCells(json, columns)) }
}

function toCells(json: string, columns: readonly string[]): unknown[] {
  const item = JSON.parse(json)
  return columns.map((column) => item[column])
}
