/**
 * The row is the JSON: statements made from a table, which read its rows as the JSON that is answered and write them
 * from it. Members are the property names of the table, columns are named as in the database.
 */
import type { PgTable } from 'drizzle-orm/pg-core'
import { type Call, statement } from './db.ts'
import { getTableColumns, getTableName } from './drizzle.ts'

type Column = { member: string; name: string; type: string }

function columnsOf(table: PgTable): Column[] {
  return Object.entries(getTableColumns(table))
    .filter(([member, column]) => member !== 'agencyId' && column.generated === undefined)
    .map(([member, column]) => ({ member, name: column.name, type: column.getSQLType() }))
}

const quoted = (name: string) => `"${name}"`

function read({ name, type }: Column): string {
  const column = `t.${quoted(name)}`
  if (type.startsWith('timestamp')) return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  return column
}

/** A `select` of one column: each row of the table, which is named t in `tail`, as the JSON text that is answered. */
export function selectJson(table: PgTable, tail: string): string {
  const list = columnsOf(table).map((column) => `${read(column)} as ${quoted(column.member)}`)
  return `select row_to_json(r)::text from (select ${list.join(', ')} from ${getTableName(table)} t ${tail}) r`
}

/** The texts of a select of one column as one text, for a statement that reads several things in one row. */
export const joined = (select: string, separator: string): string =>
  `(select coalesce(string_agg(item, ${separator}), '') from (${select}) as items (item))`

/** A condition with a question mark for each of its values; it is not asked for where one is undefined. */
export type Filter = readonly [condition: string, ...values: (string | undefined)[]]

/** Numbers the question marks of the conditions that are asked for, and adds their values. */
export function conditionsOf(filters: readonly Filter[], values: (string | number)[]): string[] {
  return filters.flatMap(([condition, ...given]) => {
    if (given.includes(undefined)) return []
    return condition.replaceAll('?', () => `$${values.push(given.shift() as string)}`)
  })
}

/** How many rows lists read: few different numbers, because each stands in the text of a statement of its own. */
const sizes = [2, 11, 51, 101, 201]

/**
 * A list in the order of ids, after a position; at least as many rows as wanted, where there are. The number stands in
 * the text because PostgreSQL would plan a parameter anew each time. Rows of the table are t; with `inPlans`, p is the
 * plan of each.
 */
export function selectList(
  table: PgTable,
  agencyId: string,
  after: string | undefined,
  limit: number,
  filters: Filter[],
  inPlans = false,
): Call {
  const values: (string | number)[] = [agencyId]
  const conditions = ['t.agency_id = $1', ...conditionsOf([...filters, ['t.id > ?::uuid', after]], values)]
  const join = inPlans ? 'join plans p on p.agency_id = t.agency_id and p.id = t.plan_id ' : ''
  const size = sizes.find((one) => one >= limit) ?? limit
  const tail = `${join}where ${conditions.join(' and ')} order by t.id limit ${size}`
  return { statement: statement(selectJson(table, tail)), values }
}

type Value = string | number | boolean | null

/** A member as a parameter: parts of a document as JSON, everything else as it is. */
const parameterOf = (row: Readonly<Record<string, unknown>>, { member, type }: Column): Value => {
  const value = row[member] ?? null
  return type === 'json' && value !== null ? JSON.stringify(value) : (value as Value)
}

/** As many rows are written with a parameter for each value; more of them as one JSON array. */
const fewRows = 4

/** The text of so many rows of parameters of these types behind $1, the agency. */
const tuples = (rows: number, types: readonly string[]): string =>
  Array.from({ length: rows }, (_, row) => {
    const values = types.map((type, column) => `$${row * types.length + column + 2}::${type}`)
    return `($1::uuid, ${values.join(', ')})`
  }).join(', ')

/** Makes the statement that inserts rows into an agency, in their order; `conflict` says what happens to those that exist. */
export function insertInto(table: PgTable, conflict = ''): (agencyId: string, rows: readonly object[]) => Call {
  const columns = columnsOf(table)
  const into = `insert into ${getTableName(table)} (agency_id, ${columns.map(({ name }) => quoted(name)).join(', ')})`
  const types = columns.map(({ type }) => type)
  const few = Array.from({ length: fewRows }, (_, index) =>
    statement(`${into} values ${tuples(index + 1, types)} ${conflict}`),
  )
  const record = columns.map(({ member, type }) => `${quoted(member)} ${type}`).join(', ')
  const members = columns.map(({ member }) => `r.${quoted(member)}`).join(', ')
  const many = statement(
    `${into} select $1::uuid, ${members} from json_to_recordset($2::json) as r(${record}) ${conflict}`,
  )
  return (agencyId, rows) => {
    const insert = few[rows.length - 1]
    if (!insert) return { statement: many, values: [agencyId, JSON.stringify(rows)] }
    const values = rows.flatMap((row) => columns.map((column) => parameterOf(row as Record<string, unknown>, column)))
    return { statement: insert, values: [agencyId, ...values] }
  }
}

/** A row with more changed columns than this is written whole, so that there are few texts of statements. */
const fewColumns = 2

/** Makes the statement that brings a row from what it was to what it is to be. */
function updateOf(table: PgTable): (agencyId: string, before: Resource, after: Resource) => Call {
  const columns = columnsOf(table).filter(({ member }) => member !== 'id')
  const always = columns.filter(({ member }) => member === 'version' || member === 'updatedAt')
  return (agencyId, before, after) => {
    const rest = columns.filter(
      (column) => !always.includes(column) && parameterOf(before, column) !== parameterOf(after, column),
    )
    const changed = rest.length > fewColumns ? columns : [...always, ...rest]
    const sets = changed.map(({ name, type }, index) => `${quoted(name)} = $${index + 3}::${type}`)
    return {
      statement: statement(
        `update ${getTableName(table)} set ${sets.join(', ')} where agency_id = $1::uuid and id = $2::uuid`,
      ),
      values: [agencyId, after.id, ...changed.map((column) => parameterOf(after, column))],
    }
  }
}

type Resource = { id: string } & Readonly<Record<string, unknown>>

/** A table that has a column for every member of a resource; a store stops compiling where one is missing. */
export type TableOf<R> = PgTable & { readonly $inferSelect: { [K in keyof R]: unknown } }

/** What writes the rows of a table; rows are given as they are answered. */
export type Writes = {
  insert: (agencyId: string, rows: readonly object[]) => Call
  update: (agencyId: string, before: Resource, after: Resource) => Call
  remove: (agencyId: string, ids: readonly string[]) => Call
}

/** The statements that write the rows of a table. */
export function writesOf<R extends object>(table: TableOf<R>): Writes {
  const remove = statement(`delete from ${getTableName(table)} where agency_id = $1 and id = any ($2::uuid[])`)
  return {
    insert: insertInto(table),
    update: updateOf(table),
    remove: (agencyId, ids) => ({ statement: remove, values: [agencyId, `{${ids.join(',')}}`] }),
  }
}
