/** The milestones of a plan as reports read them: beside the periods, because a write to one of them changes no period. */
import type { Day } from '../calendar.ts'
import type { Row } from '../db.ts'

/**
 * Selects them, of the plan t.plan_id, as one text: fields and milestones are parted by control characters, which no text
 * of a plan contains, for text is several times faster to make than JSON.
 */
export const milestonesOfPlan = `(
  select string_agg(concat_ws(E'\\x01', m.id, coalesce(m.parent_id::text, ''), coalesce(m.goal_id, ''),
    coalesce(m.due_on::text, ''), m.status, coalesce(m.completed_on::text, ''), m.json like '%"reschedules":[]%'
  ), E'\\x02') from milestones m where m.agency_id = t.agency_id and m.plan_id = t.plan_id)`

export type MilestoneFact = {
  id: string
  parentId: string | null
  goalId: string | null
  dueOn: Day | null
  status: string
  completedOn: Day | null
  isRescheduled: boolean
}

function milestoneIn(text: string): MilestoneFact {
  const [id = '', parentId, goalId, dueOn, status = '', completedOn, wasNeverMoved] = text.split('\x01')
  return {
    ...{ id, parentId: parentId || null, goalId: goalId || null, dueOn: dueOn || null, status },
    ...{ completedOn: completedOn || null, isRescheduled: wasNeverMoved === 'f' },
  }
}

/** Reads what `milestonesOfPlan` selected. */
export const milestonesIn = (text: Row[number] | undefined): MilestoneFact[] =>
  text ? text.split('\x02').map(milestoneIn) : []

/** Whether a milestone serves one of these goals, itself or through the one it is a part of. */
export function isLinked(
  milestone: MilestoneFact,
  all: readonly MilestoneFact[],
  goalIds: ReadonlySet<string>,
): boolean {
  if (milestone.goalId !== null && goalIds.has(milestone.goalId)) return true
  const parent = all.find(({ id }) => id === milestone.parentId)
  return parent !== undefined && isLinked(parent, all, goalIds)
}
