/** A part of a plan, described once; reading, writing, deleting, and limits follow from the description. */
import type { TObject } from 'typebox'
import type { ChangeType } from '../changes/types.ts'
import { type Call, statement } from '../database/db.ts'
import { getTableName } from '../database/drizzle.ts'
import { buildWrites, peopleOfPlan, type ResourceTable, selectJson, type Writes } from '../database/rows.ts'

type Definition = {
  /** The name of the type in the feed, in history, and in edits. */
  type: Exclude<ChangeType, 'participant' | 'plan' | 'policy'>
  /** The member of the plan document that holds them. */
  key: string
  /** What people call them. */
  noun: string
  schema: TObject
  table: ResourceTable
  /** How many a plan may hold. */
  max: number
}

type Statements = {
  /** The text of a statement: all of a plan's as JSON, in the order in which they were created; `planId` is SQL. */
  ofPlan: (planId: string) => string
  /** One of a plan's as JSON, and whose it is; no row if there is none. */
  select: (agencyId: string, planId: string, id: string) => Call<[json: string, participantId: string, planId: string]>
  /** Removes all of these plans. */
  removeOfPlans: (agencyId: string, planIds: readonly string[]) => Call
  writes: Writes
}

/** A part of a plan with its statements. */
export type Part = Definition & Statements

/** Makes a part from a table whose rows belong to plans. */
export function definePart<const D extends Definition>(definition: D): D & Statements {
  const { table } = definition
  const byIdStatement = statement<[json: string, participantId: string, planId: string]>(
    `select t.json, ${peopleOfPlan('t')} from ${getTableName(table)} t
    where t.agency_id = $1 and t.plan_id = $2 and t.id = $3`,
  )
  const removeStatement = statement(
    `delete from ${getTableName(table)} where agency_id = $1 and plan_id = any ($2::uuid[])`,
  )
  return {
    ...definition,
    ofPlan: (planId) => selectJson(table, `where t.agency_id = $1 and t.plan_id = ${planId} order by t.id`),
    select: (agencyId, planId, id) => ({ statement: byIdStatement, values: [agencyId, planId, id] }),
    removeOfPlans: (agencyId, planIds) => ({
      statement: removeStatement,
      values: [agencyId, `{${planIds.join(',')}}`],
    }),
    writes: buildWrites(table),
  }
}
