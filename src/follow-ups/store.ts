/** The statements of follow-ups. */
import { type Static, Type } from 'typebox'
import { type Call, statement } from '../db.ts'
import { pageQuery } from '../http/paging.ts'
import { day, oneOf } from '../http/schema.ts'
import { caseloadFilters, caseloadQuery } from '../plans/store.ts'
import { selectJson, selectList, writesOf } from '../rows.ts'
import { type FollowUp, followUpKinds, followUpStatuses } from './schemas.ts'
import { followUps } from './tables.ts'

const byId = statement(selectJson(followUps, 'where t.agency_id = $1 and t.plan_id = $2 and t.id = $3'))

/** All follow-ups of a plan ($2) as JSON, in the order in which they were made. */
export const followUpsOfPlan = selectJson(followUps, 'where t.agency_id = $1 and t.plan_id = $2 order by t.id')

/** One follow-up of a plan as JSON; no row where there is none. */
export const selectFollowUp = (agencyId: string, planId: string, id: string): Call => ({
  statement: byId,
  values: [agencyId, planId, id],
})

export const followUpWrites = writesOf<FollowUp>(followUps)

export const FollowUpQuery = Type.Object(
  {
    status: Type.Optional(oneOf(followUpStatuses, 'With this status.')),
    kind: Type.Optional(oneOf(followUpKinds, 'Of this kind.')),
    dueFrom: Type.Optional(day('Due on this day or later.', '2026-01-01')),
    dueTo: Type.Optional(day('Due on this day or earlier.', '2026-01-31')),
    ...caseloadQuery,
    ...pageQuery,
  },
  { additionalProperties: false },
)

/** A page of follow-ups, of one plan or of the caseload. */
export const listFollowUps = (
  agencyId: string,
  query: Static<typeof FollowUpQuery> & { planId?: string },
  after: string[] | undefined,
  limit: number,
): Call =>
  selectList(
    followUps,
    agencyId,
    after?.[0],
    limit,
    [
      ['t.plan_id = ?::uuid', query.planId],
      ['t.status = ?', query.status],
      ['t.kind = ?', query.kind],
      ['t.due_on >= ?::date', query.dueFrom],
      ['t.due_on <= ?::date', query.dueTo],
      ...caseloadFilters('p', query),
    ],
    Boolean(query.careerPlanner ?? query.office ?? query.program),
  )
