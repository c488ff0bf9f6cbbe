/**
 * Positions in an agency's feed: `<seq>.<head>.<tag>`. The caller has all changes up to seq, and has seen nothing written by
 * a change after head. The tag is a hash of the database and of the changes with these two numbers. It exposes a position
 * whose numbers now stand for other changes: after restoring a dump, after recovery to an earlier moment, or after a
 * failover that lost the last writes.
 */
import { type Call, statement } from '../database/db.ts'
import { epoch } from '../database/epoch.ts'
import { invalid, Problem } from '../problem.ts'

/** A parsed position: its numbers and its full text. */
export type Position = { seq: number; head: number; text: string }

/** The position before the first change; a caller who has read nothing yet cannot have missed anything. */
export const beginning: Position = { seq: 0, head: 0, text: '' }

/** Reads a position sent by a caller. */
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

/** SQL: the columns that identify a change. */
const named = `concat_ws(' ', id, at, request_id)`
const buildName = (seq: string) =>
  `case when ${seq} = 0 then '' else (select ${named} from changes where agency_id = $1 and seq = ${seq}) end`

/** SQL for a `with` clause: `feed`, one row with the number of the agency's ($1) last change and what guards positions. */
export const withFeed = `feed as materialized (
    select head, ${epoch} || ' ' || $1::uuid || ' ' || ${buildName('head')} as guard
    from (select coalesce((select last_seq from agencies where agency_id = $1), 0) as head) as last
  )`

const tagged = (seq: string, head: string, guard: string, name: string) =>
  `${seq} || '.' || ${head} || '.' || left(encode(sha256(convert_to(${guard} || ' ' || ${name}, 'UTF8')), 'hex'), 12)`

/** SQL: the position of a row of `changes`, in a statement with `withFeed`. */
export const rowPosition = tagged('seq', '(select head from feed)', '(select guard from feed)', named)
const positionAt = (seq: string) => tagged(seq, 'head', 'guard', buildName(seq))

const given = tagged(
  '$2::bigint',
  '$3::bigint',
  `${epoch} || ' ' || $1::uuid || ' ' || ${buildName('$3::bigint')}`,
  buildName('$2::bigint'),
)
const standingStatement = statement<[head: string, given: string, reached: string]>(
  `with ${withFeed} select head, ${given}, ${positionAt('least($4::bigint, head)')} from feed`,
)
const positionStatement = statement<[position: string]>(
  `with ${withFeed} select ${positionAt('least($2::bigint, head)')} from feed`,
)

/** What the feed has at a given position, and the position at a number or at the last change; for `readStanding`. */
export const selectStanding = (agencyId: string, after: Position, upTo: number): Call<[string, string, string]> => ({
  statement: standingStatement,
  values: [agencyId, after.seq, after.head, upTo],
})

/** An agency's position at a number, as of now. */
export const selectPosition = (agencyId: string, seq: number): Call<[string]> => ({
  statement: positionStatement,
  values: [agencyId, seq],
})

const gone = () =>
  new Problem(
    'gone',
    'The position is not one of this feed: the database was restored, or it is another one. Export again, and follow from the Feed-Position of the export.',
  )

/** The number of the last change and the position reached; refuses a position that the feed does not have. */
export function readStanding(
  [row]: readonly [head: string, given: string, reached: string][],
  after: Position,
): { head: number; reached: string } {
  const [head, text, reached] = row as NonNullable<typeof row> // always exactly one row
  if (after !== beginning && text !== after.text) throw gone()
  return { head: Number(head), reached }
}
