/** The statements of what belongs to a plan: milestones and follow-ups are read, listed and written the same way. */
import { type Static, Type } from 'typebox'
import { type Call, statement } from '../database/db.ts'
import { type ResourceTable, selectJson, selectList, type Writes, writesOf } from '../database/rows.ts'
import { pageQuery } from '../http/paging.ts'
import { day, oneOf } from '../http/schema.ts'
import { caseloadFilters, caseloadQuery } from './plan/store.ts'

const queryOf = (statuses: readonly string[], kinds: readonly string[]) =>
  Type.Object(
    {
      status: Type.Optional(oneOf(statuses, 'With this status.')),
      kind: Type.Optional(oneOf(kinds, 'Of this kind.')),
      dueFrom: Type.Optional(day('Due on this day or later.', '2026-01-01')),
      dueTo: Type.Optional(day('Due on this day or earlier.', '2026-01-31')),
      ...caseloadQuery,
      ...pageQuery,
    },
    { additionalProperties: false },
  )
type Query = Static<ReturnType<typeof queryOf>>

export type PartStore = {
  /** All of a plan ($2) as JSON, in the order in which they were made: the text of a statement. */
  ofPlan: string
  /** One of a plan as JSON; no row where there is none. */
  select: (agencyId: string, planId: string, id: string) => Call
  /** The query parameters of the list. */
  query: ReturnType<typeof queryOf>
  /** A page of one plan or of the caseload. */
  list: (
    agencyId: string,
    query: Query & { planId?: string },
    after: string[] | undefined,
    limit: number | null,
  ) => Call
  writes: Writes
}

/** Makes the statements for a table whose rows belong to plans and have a status, a kind and a date. */
export function partStore<R extends { planId: string; status: string; kind: string; dueOn: string | null }>(
  table: ResourceTable,
  statuses: readonly R['status'][],
  kinds: readonly R['kind'][],
): PartStore {
  const byId = statement(selectJson(table, 'where t.agency_id = $1 and t.plan_id = $2 and t.id = $3'))
  return {
    ofPlan: selectJson(table, 'where t.agency_id = $1 and t.plan_id = $2 order by t.id'),
    select: (agencyId, planId, id) => ({ statement: byId, values: [agencyId, planId, id] }),
    query: queryOf(statuses, kinds),
    list: (agencyId, query, after, limit) => {
      const filters = [
        ['t.plan_id = ?::uuid', query.planId] as const,
        ['t.status = ?', query.status] as const,
        ['t.kind = ?', query.kind] as const,
        ['t.due_on >= ?::date', query.dueFrom] as const,
        ['t.due_on <= ?::date', query.dueTo] as const,
        ...caseloadFilters('p', query),
      ]
      const inPlans = Boolean(query.careerPlanner ?? query.office ?? query.program)
      return selectList(table, agencyId, after?.[0], limit, filters, inPlans)
    },
    writes: writesOf(table),
  }
}
