/**
 * The milestones of a period as reports read them. They are not part of its row, which a milestone write leaves alone; what
 * was known of them on a past day is in their history.
 */
import type { Day } from '../calendar.ts'
import type { Row } from '../database/db.ts'
import type { Knowledge } from '../outcomes/cohort.ts'

const fields = ['m.id', 'm.status', "coalesce(m.due_on::text, '')", "coalesce(m.completed_on::text, '')", 'm.is_moved']

/**
 * SQL: the milestones of the plans of a period as one text, which is several times faster to build than JSON. Fields and
 * milestones are separated by control characters, which no text of a plan contains.
 */
const asText = (rows: string) => `(
  select string_agg(${fields.join(" || E'\\x01' || ")}, E'\\x02') from (${rows}) m)`

// the last column searches the whole text of a milestone
const present = `
  select id, status, due_on, completed_on, json not like '%"reschedules":[]%' as is_moved
  from milestones where agency_id = t.agency_id and plan_id = any (t.plan_ids)`

/** SQL: what a member was set to last. */
const last = (member: string) =>
  `(array_agg(after ->> '${member}' order by seq desc) filter (where after -> '${member}' is not null))[1]`

const past = `
  select id, ${last('status')} as status, ${last('dueOn')} as due_on, ${last('completedOn')} as completed_on,
    ${last('reschedules')} <> '[]' as is_moved
  from changes where agency_id = t.agency_id and plan_id = any (t.plan_ids) and type = 'milestone' and at < :end
  group by id having (array_agg(op order by seq desc))[1] <> 'delete'`

/** The extra column with the milestones of a period. */
export const milestoneColumns = (known: Knowledge['known']) => [asText(known === 'now' ? present : past)]

export type MilestoneFact = {
  id: string
  dueOn: Day | null
  status: string
  completedOn: Day | null
  /** Whether its dueOn was moved. */
  isRescheduled: boolean
}

function milestoneIn(text: string): MilestoneFact {
  const [id = '', status = '', dueOn, completedOn, moved] = text.split('\x01')
  return { id, status, dueOn: dueOn || null, completedOn: completedOn || null, isRescheduled: moved === 'true' }
}

/** Parses the selected text. */
export const milestonesIn = (text: Row[number] | undefined): MilestoneFact[] =>
  text ? text.split('\x02').map(milestoneIn) : []
