/** The milestones of a plan as reports read them: beside the periods, because a write to one of them changes no period. */
import type { Day } from '../calendar.ts'
import type { Row } from '../db.ts'

const optional = ['parent_id', 'goal_id', 'due_on', 'completed_on'].map((column) => `coalesce(m.${column}::text, '')`)

/** Selects them with more fields, each SQL about a milestone m. */
const selecting = (...more: string[]): string => `(
  select string_agg(${['m.id', 'm.status', ...optional, ...more].join(" || E'\\x01' || ")}, E'\\x02')
  from milestones m where m.agency_id = t.agency_id and m.plan_id = t.plan_id)`

/**
 * Selects them, of the plan t.plan_id, as one text: fields and milestones are parted by control characters, which no text
 * of a plan contains, for text is several times faster to make than JSON.
 */
export const milestonesOfPlan = selecting()

/** The same with `isRescheduled`, for which the whole of each is looked through. */
export const milestonesWithMoves = selecting(`(m.json not like '%"reschedules":[]%')`)

export type MilestoneFact = {
  id: string
  parentId: string | null
  goalId: string | null
  dueOn: Day | null
  status: string
  completedOn: Day | null
  /** Whether its dueOn was moved; undefined where it was not selected. */
  isRescheduled: boolean | undefined
}

function milestoneIn(text: string): MilestoneFact {
  const [id = '', status = '', parentId, goalId, dueOn, completedOn, moved] = text.split('\x01')
  return {
    id,
    status,
    parentId: parentId || null,
    goalId: goalId || null,
    dueOn: dueOn || null,
    completedOn: completedOn || null,
    isRescheduled: moved === undefined ? undefined : moved === 'true',
  }
}

/** Reads what was selected. */
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
