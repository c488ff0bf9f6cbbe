/** An agency's feed: as pages, which can wait for new changes, and as a stream. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Row } from '../database/db.ts'
import { noteRows } from '../http/access-log.ts'
import { sendRows } from '../http/list.ts'
import { limitQuery, readLimit, sendPage } from '../http/paging.ts'
import { choice } from '../http/schema.ts'
import { invalid } from '../problem.ts'
import { selectFeed } from './feed-store.ts'
import { beginning, type Position, readPosition, readStanding, selectStanding } from './position.ts'
import { FeedItem, position } from './schemas.ts'
import { changeTypes } from './types.ts'
import type { Watch } from './watch.ts'

/** How many changes are searched at a time for those of one type. */
const lookedThrough = 20_000

export const FeedQuery = Type.Object(
  {
    after: Type.Optional(
      Type.String({
        maxLength: 100,
        description:
          'The position up to which everything is known already, as a page, a change or Feed-Position gives it; left out ' +
          'for the beginning. One that this feed does not have is answered with 410.',
        examples: ['41.42.5f0d2b6c8e17'],
      }),
    ),
    type: Type.Optional(choice(changeTypes, 'Changes of this type.')),
    include: Type.Optional(
      choice(['resource'], 'Adds to each change the resource as it is now, so that nothing has to be read again.'),
    ),
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 30,
        description:
          'Seconds. Where there is nothing to answer yet, the answer waits so long for it, and is then an empty page. A ' +
          'stream takes none.',
        examples: [20],
      }),
    ),
    ...limitQuery,
  },
  { additionalProperties: false },
)
type FeedQuery = Static<typeof FeedQuery>

/** What a page has besides its items. */
export const feedMembers = {
  head: Type.Integer({
    minimum: 0,
    description: 'The number of the last change of the agency at the moment of the page.',
    examples: [42],
  }),
  position: position('What the page reaches: every change up to there is in it or is of another type. Keep it.'),
}

/** Changes that were read, and the position up to which they are complete. */
type Seen = { items: string[]; reached: Position; head: number }

/** Reads the changes after a position, and checks the position in the same snapshot. */
async function look(request: FastifyRequest, from: Position): Promise<Seen> {
  const query = request.query as FeedQuery
  const { agencyId } = request.actor
  const limit = readLimit(query)
  const after = from.seq
  // numbers have no gaps, so a span of n numbers holds n changes
  const upTo = query.type ? after + lookedThrough : Number.MAX_SAFE_INTEGER
  const [rows, standing] = await request.server.db.read(
    agencyId,
    selectFeed(agencyId, { ...query, after, upTo }, limit + 1),
    selectStanding(agencyId, from, upTo),
  )
  const { head, reached } = readStanding(standing, from)
  const end = rows.findIndex(([json], index) => json === null || index === limit)
  const page = end < 0 ? rows : rows.slice(0, end)
  noteRows(request, page)
  return {
    items: page.map(([json]) => json as string),
    reached: readPosition(end < 0 ? reached : positionIn(page.at(-1) as Row)),
    head,
  }
}

const positionIn = ([json]: Row) => (JSON.parse(json as string) as { position: string }).position

/** Counts a waiting request separately, so that it does not hold up the client's other requests. */
async function hasMoved(request: FastifyRequest, watch: Watch, head: number, end: AbortSignal): Promise<boolean> {
  const quota = end.aborted ? undefined : request.flight?.become('waits')
  if (quota) throw request.server.refusal(quota)
  return watch.hasMoved(request.actor.agencyId, head, end)
}

/** Keeps looking until there is something, until `end` has come and everything was seen, or until the caller is gone. */
async function lookOn(request: FastifyRequest, watch: Watch, after: Position, end: AbortSignal): Promise<Seen> {
  for (let from = after; ; ) {
    const seen = await look(request, from)
    if (seen.items.length > 0 || request.socket.destroyed) return seen
    const { reached, head } = seen
    if (reached.seq === head && !(await hasMoved(request, watch, head, end))) return seen
    from = reached
  }
}

const readAfter = ({ query }: FastifyRequest): Position => {
  const { after } = query as FeedQuery
  return after === undefined ? beginning : readPosition(after)
}

async function sendFeedPage(request: FastifyRequest, reply: FastifyReply, watch: Watch): Promise<FastifyReply> {
  const { wait = 0 } = request.query as FeedQuery
  const after = readAfter(request)
  const end = new AbortController()
  if (wait === 0) end.abort()
  const alarm = setTimeout(() => end.abort(), wait * 1000)
  reply.raw.once('close', () => end.abort())
  try {
    const { items, reached, head } = await lookOn(request, watch, after, end.signal)
    const next = { limit: String(readLimit(request.query as FeedQuery)), after: reached.text }
    const more = { head, position: reached.text }
    return sendPage(request, reply, { items, next: reached.seq < head ? next : undefined, more })
  } finally {
    clearTimeout(alarm)
  }
}

async function sendFeedRows(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { wait, ...query } = request.query as FeedQuery
  const { agencyId } = request.actor
  const after = readAfter(request)
  if (wait !== undefined) throw invalid([{ pointer: '/wait', detail: 'belongs to pages; a stream ends with what is' }])
  const [standing] = await request.server.db.read(agencyId, selectStanding(agencyId, after, 0))
  readStanding(standing, after)
  const span = { ...query, after: after.seq, upTo: Number.MAX_SAFE_INTEGER }
  return sendRows(request, reply, { items: FeedItem, select: () => selectFeed(agencyId, span, null) })
}

/** Answers the changes after a position. */
export const sendFeed = (request: FastifyRequest, reply: FastifyReply, watch: Watch): Promise<FastifyReply> =>
  request.responseType === 'application/json' ? sendFeedPage(request, reply, watch) : sendFeedRows(request, reply)
