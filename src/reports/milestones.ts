/** The milestones of a period as reports read them. They are not part of its row, which a milestone write leaves alone. */
import type { Day } from '../calendar.ts'
import type { Row } from '../database/db.ts'

const fields = [
  ...['m.id', 'm.status', "coalesce(m.due_on::text, '')", "coalesce(m.completed_on::text, '')"],
  `(m.json not like '%"reschedules":[]%')`, // this searches the whole text
]

/**
 * SQL: the milestones of the plans of a period as one text, which is several times faster to build than JSON. Fields and
 * milestones are separated by control characters, which no text of a plan contains.
 */
export const milestonesExpression = `(
  select string_agg(${fields.join(" || E'\\x01' || ")}, E'\\x02')
  from milestones m where m.agency_id = t.agency_id and m.plan_id = any (t.plan_ids))`

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
