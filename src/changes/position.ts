/**
 * Positions in the feed of an agency: `<seq>.<head>.<tag>`. All changes up to seq were told, and nothing was seen that a
 * change behind head has made. The tag is a hash of the database and of the changes with these two numbers, so a position
 * is known for what it is also where the numbers stand for other changes now: after a dump was restored, after recovery to
 * an earlier moment, after a failover that lost the last writes.
 */
import { type Call, statement } from '../database/db.ts'
import { epoch } from '../database/epoch.ts'
import { invalid, Problem } from '../problem.ts'

/** A position that was read: its numbers and the whole of it. */
export type Position = { seq: number; head: number; text: string }

/** The position before the first change; where nobody has been yet nothing can have been lost. */
export const beginning: Position = { seq: 0, head: 0, text: '' }

/** Reads a position that a caller sends. */
export function readPosition(text: string): Position {
  const [, seq, head] = /^(\d{1,15})\.(\d{1,15})\.[0-9a-f]{12}$/.exec(text) ?? []
  if (seq === undefined)
    throw invalid([
      {
        pointer: '/after',
        detail: 'must be a position as the feed or Feed-Position gives it, not a number; leave it out to begin',
      },
    ])
  return { seq: Number(seq), head: Number(head), text }
}

/** The columns that tell a change from every other, as SQL. */
const named = `concat_ws(' ', id, at, request_id)`
const nameOf = (seq: string) =>
  `case when ${seq} = 0 then '' else (select ${named} from changes where agency_id = $1 and seq = ${seq}) end`

/** SQL of a `with` clause: feed, one row of the number of the last change of the agency ($1) and what guards positions. */
export const withFeed = `feed as materialized (
    select head, ${epoch} || ' ' || $1::uuid || ' ' || ${nameOf('head')} as guard
    from (select coalesce((select last_seq from agencies where agency_id = $1), 0) as head) as last
  )`

const tagged = (seq: string, head: string, guard: string, name: string) =>
  `${seq} || '.' || ${head} || '.' || left(encode(sha256(convert_to(${guard} || ' ' || ${name}, 'UTF8')), 'hex'), 12)`

/** SQL: the position of a row of `changes`, in a statement with `withFeed`. */
export const positionOfRow = tagged('seq', '(select head from feed)', '(select guard from feed)', named)
const positionAt = (seq: string) => tagged(seq, 'head', 'guard', nameOf(seq))

const given = tagged(
  '$2::bigint',
  '$3::bigint',
  `${epoch} || ' ' || $1::uuid || ' ' || ${nameOf('$3::bigint')}`,
  nameOf('$2::bigint'),
)
const standing = statement<[head: string, given: string, reached: string]>(
  `with ${withFeed} select head, ${given}, ${positionAt('least($4::bigint, head)')} from feed`,
)
const position = statement<[position: string]>(
  `with ${withFeed} select ${positionAt('least($2::bigint, head)')} from feed`,
)

/** What stands in the feed at a given position, and the position at a number or at the last one: for `readStanding`. */
export const selectStanding = (agencyId: string, after: Position, upTo: number): Call<[string, string, string]> => ({
  statement: standing,
  values: [agencyId, after.seq, after.head, upTo],
})

/** The position at a number of an agency, seen now. */
export const selectPosition = (agencyId: string, seq: number): Call<[string]> => ({
  statement: position,
  values: [agencyId, seq],
})

const gone = () =>
  new Problem(
    'gone',
    'The position is not one of this feed: the database was restored, or it is another one. Export again, and follow from the Feed-Position of the export.',
  )

/** The number of the last change and the position that is reached; refuses a position that the feed does not have. */
export function readStanding(
  [row]: readonly [head: string, given: string, reached: string][],
  after: Position,
): { head: number; reached: string } {
  const [head, text, reached] = row as NonNullable<typeof row> // one row, whatever there is
  if (after !== beginning && text !== after.text) throw gone()
  return { head: Number(head), reached }
}
