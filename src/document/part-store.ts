/** Lists of parts with a status, a kind, and a date: milestones and follow-ups of a plan or of the caseload. */
import { type Static, Type } from 'typebox'
import type { Call } from '../database/db.ts'
import { rowsOfPlans, selectList } from '../database/rows.ts'
import { pageQuery } from '../http/paging.ts'
import { choice, day } from '../http/schema.ts'
import type { Part } from './part.ts'
import { caseloadFilters, caseloadQuery } from './plan/store.ts'

const buildQuerySchema = (statuses: readonly string[], kinds: readonly string[]) =>
  Type.Object(
    {
      status: Type.Optional(choice(statuses, 'With this status.')),
      kind: Type.Optional(choice(kinds, 'Of this kind.')),
      dueFrom: Type.Optional(day('Due on this day or later.', '2026-01-01')),
      dueTo: Type.Optional(day('Due on this day or earlier.', '2026-01-31')),
      ...caseloadQuery,
      ...pageQuery,
    },
    { additionalProperties: false },
  )
type Query = Static<ReturnType<typeof buildQuerySchema>>

export type PartStore = {
  part: Part
  /** The query parameters of the list. */
  query: ReturnType<typeof buildQuerySchema>
  /** A page of one plan or of the caseload. */
  list: (
    agencyId: string,
    query: Query & { planId?: string },
    after: string[] | undefined,
    limit: number | null,
  ) => Call
}

/** Makes the list for a part with a status, a kind, and a date. */
export const partStore = (part: Part, statuses: readonly string[], kinds: readonly string[]): PartStore => ({
  part,
  query: buildQuerySchema(statuses, kinds),
  list: (agencyId, query, after, limit) => {
    const filters = [
      ['t.plan_id = ?::uuid', query.planId] as const,
      ['t.status = ?', query.status] as const,
      ['t.kind = ?', query.kind] as const,
      ['t.due_on >= ?::date', query.dueFrom] as const,
      ['t.due_on <= ?::date', query.dueTo] as const,
      ...caseloadFilters('p', query),
    ]
    return selectList(rowsOfPlans(part.table), agencyId, after?.[0], limit, filters)
  },
})
