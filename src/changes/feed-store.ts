/** The statements of an agency's feed. */
import { type Call, statement } from '../database/db.ts'
import { untilFull } from '../database/rows.ts'
import { rowPosition, withFeed } from './position.ts'
import { type ChangeType, changeTables } from './types.ts'

const headStatement = statement('select last_seq from agencies where agency_id = $1')

/** The number of an agency's last change; no row if nothing was ever written. */
export const selectHead = (agencyId: string): Call => ({ statement: headStatement, values: [agencyId] })

const { policy: policies, ...tables } = changeTables

/** SQL: the resource that change c was made to, as it is now; null if it has since been deleted. */
const resourceNow = `case c.type
    ${Object.entries(tables)
      .map(
        ([type, table]) =>
          `when '${type}' then (select t.json from ${table} t where t.agency_id = $1 and t.id = c.id${type === 'participant' ? '' : '::uuid'})`,
      )
      .join('\n    ')}
    when 'policy' then (
      select json_build_object('profile', profile, 'version', version, 'values', "values", 'updatedAt', updated_at)::text
      from ${policies} where agency_id = $1 order by version desc limit 1
    )
  end`

const item = `(select row_to_json(r)::text from (
    select seq, ${rowPosition} as position, op, type, id, participant_id as "participantId", plan_id as "planId", version, plan_version as "planVersion", at) r)`
const withResource = `left(${item}, -1) || ',"resource":' || coalesce(resource, 'null') || '}'`

/** A span of the feed: changes after one number up to another, optionally of one type. */
export type FeedRange = {
  after: number
  upTo: number
  type?: ChangeType | undefined
  /** Whether each change comes with the resource as it is now. */
  include?: 'resource' | undefined
}

/** The changes of a span in order: all, or up to a limit, in which those past a full page are null. */
export function selectFeed(agencyId: string, { after, upTo, type, include }: FeedRange, limit: number | null): Call {
  const values = [agencyId, after, upTo, limit, ...(type ? [type] : [])]
  const only = type ? 'and c.type = $5' : ''
  const changes = `select c.*${include ? `, ${resourceNow} as resource` : ''} from changes c
    where c.agency_id = $1 and c.seq > $2::bigint and c.seq <= $3::bigint ${only} order by c.seq limit $4::int`
  const made = include ? withResource : item
  const shown = include && limit !== null ? untilFull(made, 'resource') : made
  return {
    statement: statement(`with ${withFeed} select ${shown}, participant_id, plan_id from (${changes}) c`),
    values,
  }
}
