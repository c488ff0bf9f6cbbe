/** The milestones of a plan as reports read them: beside the periods, because a write to one of them changes no period. */
import type { Day } from '../calendar.ts'
import type { Row } from '../db.ts'

/** Selects them, of the plan t.plan_id. */
export const milestonesOfPlan = `(
  select coalesce(json_agg(json_build_array(
    m.id, m.parent_id, m.goal_id, m.due_on, m.status, m.completed_on, m.json not like '%"reschedules":[]%'
  ) order by m.id), '[]')::text from milestones m where m.agency_id = t.agency_id and m.plan_id = t.plan_id)`

export type MilestoneFact = {
  id: string
  parentId: string | null
  goalId: string | null
  dueOn: Day | null
  status: string
  completedOn: Day | null
  isRescheduled: boolean
}

type Fields = [string, string | null, string | null, Day | null, string, Day | null, boolean]

/** Reads what `milestonesOfPlan` selected. */
export const milestonesIn = (text: Row[number] | undefined): MilestoneFact[] =>
  (JSON.parse(text ?? '[]') as Fields[]).map(([id, parentId, goalId, dueOn, status, completedOn, isRescheduled]) => ({
    ...{ id, parentId, goalId, dueOn, status, completedOn, isRescheduled },
  }))

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
