/** A part of a plan, described once: reading, writing, deleting, and limits all follow from the description. */
import type { TObject } from 'typebox'
import type { ChangeType } from '../changes/types.ts'
import { type Call, statement } from '../database/db.ts'
import { buildWrites, type ResourceTable, selectJson, type Writes } from '../database/rows.ts'

type Definition = {
  /** The name of one in the feed, in history and in edits. */
  type: Exclude<ChangeType, 'plan' | 'policy'>
  /** The member of a plan document that holds them. */
  key: string
  /** What people call them. */
  noun: string
  schema: TObject
  table: ResourceTable
  /** The most that a plan may hold. */
  max: number
}

type Statements = {
  /** All of a plan ($2) as JSON, in the order in which they were made: the text of a statement. */
  ofPlan: string
  /** One of a plan as JSON; no row where there is none. */
  select: (agencyId: string, planId: string, id: string) => Call<[json: string]>
  writes: Writes
}

/** A part of a plan, with its statements. */
export type Part = Definition & Statements

/** Makes a part of a plan of a table whose rows belong to plans. */
export function definePart<const D extends Definition>(definition: D): D & Statements {
  const { table } = definition
  const byId = statement<[json: string]>(selectJson(table, 'where t.agency_id = $1 and t.plan_id = $2 and t.id = $3'))
  return {
    ...definition,
    ofPlan: selectJson(table, 'where t.agency_id = $1 and t.plan_id = $2 order by t.id'),
    select: (agencyId, planId, id) => ({ statement: byId, values: [agencyId, planId, id] }),
    writes: buildWrites(table),
  }
}
