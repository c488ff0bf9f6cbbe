/** The milestones of a plan as reports read them: beside the periods, because a write to one of them changes no period. */
import type { Day } from '../calendar.ts'
import type { Row } from '../db.ts'

const fields = ['id', 'parent_id', 'goal_id', 'due_on', 'status', 'completed_on'].map(
  (column) => `coalesce(m.${column}::text, '')`,
)

/**
 * Selects them, of the plan t.plan_id, as one text: fields and milestones are parted by control characters, which no text
 * of a plan contains, for text is several times faster to make than JSON. Whether they were moved is asked for apart.
 */
export const milestonesOfPlan = ({ wasNeverMoved = "''" } = {}): string => `(
  select string_agg(${[...fields, wasNeverMoved].join(" || E'\\x01' || ")}, E'\\x02')
  from milestones m where m.agency_id = t.agency_id and m.plan_id = t.plan_id)`

/** Says of a milestone m whether its dueOn was never moved. */
export const wasNeverMoved = `(m.json like '%"reschedules":[]%')`

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
    ...{ completedOn: completedOn || null, isRescheduled: wasNeverMoved === 'false' },
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
