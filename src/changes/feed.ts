/** The feed of an agency: by pages, which may wait for what they are to hold, and as a stream. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Row } from '../db.ts'
import { headOf, sendRows } from '../http/list.ts'
import { limitOf, pageQuery, positionOf, sendPage } from '../http/paging.ts'
import { oneOf } from '../http/schema.ts'
import { invalid } from '../problem.ts'
import { changeTypes, FeedItem } from './schemas.ts'
import { selectFeed, selectHead, seqOf } from './store.ts'
import type { Watch } from './watch.ts'

/** So many changes are looked through at a time for those of a type. */
const lookedThrough = 20_000

export const FeedQuery = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: 'The last seq that is known already; 0 for the beginning. A number past head is refused.',
        examples: [41],
      }),
    ),
    type: Type.Optional(oneOf(changeTypes, 'Changes of this type.')),
    include: Type.Optional(
      oneOf(['resource'], 'Adds to each change the resource as it was after it, so that nothing has to be read again.'),
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
    ...pageQuery,
  },
  { additionalProperties: false },
)
type FeedQuery = Static<typeof FeedQuery>

/** What a page says beside its items. */
export const feedMembers = {
  head: Type.Integer({
    minimum: 0,
    description: 'The number of the last change of the agency at the moment of the page.',
    examples: [42],
  }),
}

function requireReached(after: number, head: number): void {
  if (after > head) throw invalid([{ pointer: '/after', detail: 'must not be past the last number of the agency' }])
}

/** What was seen of the feed: changes, and the number up to which there is no other. */
type Seen = { items: string[]; reached: number; head: number }

/** Looks at the changes after a number, and at the last number at the same moment. */
async function look(request: FastifyRequest, after: number): Promise<Seen> {
  const query = request.query as FeedQuery
  const { agencyId } = request.actor
  const limit = limitOf(query)
  // numbers have no gaps, so a span of them is as many changes
  const upTo = query.type ? after + lookedThrough : Number.MAX_SAFE_INTEGER
  const calls = [selectFeed(agencyId, { ...query, after, upTo }, limit + 1), selectHead(agencyId)]
  const [rows = [], heads = []] = await request.server.db.read(agencyId, ...calls)
  const head = headOf(heads)
  requireReached(after, head)
  const page = rows.slice(0, limit)
  const reached = rows.length > limit ? Number(seqOf(page.at(-1) as Row)[0]) : Math.min(upTo, head)
  return { items: page.map(([json]) => json as string), reached, head }
}

/** Waits as a request that is counted apart, so that others of its client need not. */
async function isPast(request: FastifyRequest, watch: Watch, head: number, end: AbortSignal): Promise<boolean> {
  const quota = end.aborted ? undefined : request.flight?.become('waits')
  if (quota) throw request.server.refusal(quota)
  return watch.isPast(request.actor.agencyId, head, end)
}

/** Looks until there is something, everything was seen and `end` has come, or nobody is there to be answered. */
async function lookOn(request: FastifyRequest, watch: Watch, after: number, end: AbortSignal): Promise<Seen> {
  for (let from = after; ; ) {
    const seen = await look(request, from)
    if (seen.items.length > 0 || request.socket.destroyed) return seen
    if (seen.reached === seen.head && !(await isPast(request, watch, seen.head, end))) return seen
    from = seen.reached
  }
}

async function sendFeedPage(request: FastifyRequest, reply: FastifyReply, watch: Watch): Promise<FastifyReply> {
  const { after = 0, wait = 0 } = request.query as FeedQuery
  const end = new AbortController()
  if (wait === 0) end.abort()
  const alarm = setTimeout(() => end.abort(), wait * 1000)
  reply.raw.once('close', () => end.abort())
  try {
    const from = Number(positionOf(request)?.[0] ?? after)
    const { items, reached, head } = await lookOn(request, watch, from, end.signal)
    return sendPage(request, reply, { items, next: reached < head ? [String(reached)] : undefined, more: { head } })
  } finally {
    clearTimeout(alarm)
  }
}

async function sendFeedRows(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { after = 0, wait, ...query } = request.query as FeedQuery
  const { agencyId } = request.actor
  if (wait !== undefined) throw invalid([{ pointer: '/wait', detail: 'belongs to pages; a stream ends with what is' }])
  const [heads = []] = await request.server.db.read(agencyId, selectHead(agencyId))
  requireReached(after, headOf(heads))
  const span = { ...query, after, upTo: Number.MAX_SAFE_INTEGER }
  return sendRows(request, reply, { items: FeedItem, select: () => selectFeed(agencyId, span, null) })
}

/** Answers the changes after a number. */
export const sendFeed = (request: FastifyRequest, reply: FastifyReply, watch: Watch): Promise<FastifyReply> =>
  request.form === 'application/json' ? sendFeedPage(request, reply, watch) : sendFeedRows(request, reply)
