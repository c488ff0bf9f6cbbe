/**
 * Statements made from a table: they read the JSON that its rows keep and write rows from resources. Members are the
 * property names of the table, columns are named as in the database.
 */
import type { PgTable } from 'drizzle-orm/pg-core'
import { type Call, type Statement, statement } from './db.ts'
import { getTableColumns, getTableName } from './drizzle.ts'
import { epoch } from './epoch.ts'

type Column = { member: string; name: string; type: string }

function listColumns(table: PgTable): Column[] {
  return Object.entries(getTableColumns(table))
    .filter(([member, column]) => member !== 'agencyId' && column.generated === undefined)
    .map(([member, column]) => ({ member, name: column.name, type: column.getSQLType() }))
}

const quoted = (name: string) => `"${name}"`

/** A `select` of one column: the JSON of each row of the table, which is named t in `tail`. */
export const selectJson = (table: PgTable, tail: string): string =>
  `select t.json from ${getTableName(table)} t ${tail}`

/** The texts of a select of one column as one text, for a statement that reads several things in one row. */
export const joined = (select: string, separator: string): string =>
  `(select coalesce(string_agg(item, ${separator}), '') from (${select}) as items (item))`

/** So many bytes fill a page: the row that reaches them is its last. */
export const pageBytes = 4 * 2 ** 20

/**
 * SQL: a value of each row, null behind the row with which a page is full, by the length of a text of each. Rows are taken in
 * the order in which they come; the length of a column is known without reading it.
 */
export const untilFull = (value: string, text = value): string =>
  `case when coalesce(sum(octet_length(${text})) over (rows between unbounded preceding and 1 preceding), 0) < ${pageBytes}
    then ${value} end`

/**
 * Turns a select into a page: a first row holds the epoch, and behind the row that fills the page the first column of
 * each row is null.
 */
export function selectPage(
  { statement: { text }, ...call }: Call,
  [item = 'item', ...others]: readonly string[],
): Call {
  const first = [epoch, ...others.map(() => 'null')].join(', ')
  const page = [untilFull(item), ...others].join(', ')
  const columns = [item, ...others].join(', ')
  return {
    ...call,
    statement: statement(`select ${first} union all (select ${page} from (${text}) as rows (${columns}))`),
  }
}

/** A condition with a question mark for each of its values; it is not asked for where one is undefined. */
export type Filter = readonly [condition: string, ...values: (string | undefined)[]]

/** Numbers the question marks of the conditions that are asked for, and adds their values. */
export function buildConditions(filters: readonly Filter[], values: (string | number | null)[]): string[] {
  return filters.flatMap(([condition, ...given]) => {
    if (given.includes(undefined)) return []
    return condition.replaceAll('?', () => `$${values.push(given.shift() as string)}`)
  })
}

/** The type of the id of a table's rows, without the collation that is no part of a value. */
const getIdType = (table: PgTable): string =>
  (listColumns(table).find(({ member }) => member === 'id')?.type ?? 'uuid').split(' ', 1)[0] as string

/** How many rows lists read: few different numbers, because each stands in the text of a statement of its own. */
const sizes = [2, 11, 51, 101, 201]

/** SQL: whom a row is about that belongs to a plan, as two columns, the participant and the plan; `row` is its alias. */
export const peopleOfPlan = (row: string): string =>
  `(select p.participant_id from plans p where p.agency_id = ${row}.agency_id and p.id = ${row}.plan_id), ${row}.plan_id`

/** What is listed: the rows t of a table, whom each is about as two columns, the participant and the plan, and what is joined. */
export type Listed = { table: PgTable; people: string; join?: string }

/** The rows of a table that belong to plans; p is the plan of each. */
export const rowsOfPlans = (table: PgTable): Listed => ({
  table,
  people: 'p.participant_id, p.id',
  join: 'join plans p on p.agency_id = t.agency_id and p.id = t.plan_id',
})

/**
 * A list in the order of ids, after a position; at least as many rows as the limit, where there are, or all. The number stands in
 * the text because PostgreSQL would plan a parameter anew each time. Behind the JSON of a row come the columns that say whom
 * it is about.
 */
export function selectList(
  { table, people, join = '' }: Listed,
  agencyId: string,
  after: string | undefined,
  limit: number | null,
  filters: Filter[],
): Call {
  const values: string[] = [agencyId]
  const conditions = [
    't.agency_id = $1',
    ...buildConditions([...filters, [`t.id > ?::${getIdType(table)}`, after]], values),
  ]
  const size = limit && (sizes.find((one) => one >= limit) ?? limit)
  const tail = `${join} where ${conditions.join(' and ')} order by t.id${size ? ` limit ${size}` : ''}`
  return { statement: statement(`select t.json, ${people} from ${getTableName(table)} t ${tail}`), values }
}

const jsons = new WeakMap<object, string>()

/** The JSON of a resource, made once however often it is answered and written. */
export function toJson(resource: object): string {
  const known = jsons.get(resource)
  if (known !== undefined) return known
  const json = JSON.stringify(resource)
  jsons.set(resource, json)
  return json
}

type Value = string | number | boolean | null

/** Texts as the text of an array. */
export const toArray = (texts: readonly string[]): string => `{${texts.map((text) => JSON.stringify(text)).join(',')}}`

/** A member as a parameter: parts of a document as JSON, lists as arrays, everything else as it is. */
const toParameter = (row: Readonly<Record<string, unknown>>, { member, type }: Column): Value => {
  if (member === 'json') return toJson(row)
  const value = row[member] ?? null
  if (type.endsWith('[]')) return toArray(value as string[])
  return type === 'json' && value !== null ? JSON.stringify(value) : (value as Value)
}

/** So many rows are written by one statement: few different texts, so that each is planned once on a connection. */
const rowsAtOnce = [16, 4, 3, 2, 1]

/** Rows in pieces that one statement writes, in their order. */
function* inPieces(rows: readonly object[]): Generator<readonly object[]> {
  for (let start = 0; start < rows.length; ) {
    const size = rowsAtOnce.find((one) => one <= rows.length - start) as number
    yield rows.slice(start, start + size)
    start += size
  }
}

/** The text of so many rows of parameters of these types behind $1, the agency. */
const tuples = (rows: number, types: readonly string[]): string =>
  Array.from({ length: rows }, (_, row) => {
    const values = types.map((type, column) => `$${row * types.length + column + 2}::${type}`)
    return `($1::uuid, ${values.join(', ')})`
  }).join(', ')

/**
 * Makes the statements that insert rows into an agency, in their order; `conflict` says what happens to those that exist.
 * They are never an INSERT … SELECT, which a distributed database may have to do on another node than that of the agency.
 */
export function insertInto(table: PgTable, conflict = ''): (agencyId: string, rows: readonly object[]) => Call[] {
  const columns = listColumns(table)
  const into = `insert into ${getTableName(table)} (agency_id, ${columns.map(({ name }) => quoted(name)).join(', ')})`
  const types = columns.map(({ type }) => type)
  const inserts = new Map(
    rowsAtOnce.map((size) => [size, statement(`${into} values ${tuples(size, types)} ${conflict}`)]),
  )
  return (agencyId, rows) =>
    Array.from(inPieces(rows), (piece) => ({
      statement: inserts.get(piece.length) as Statement,
      values: [
        agencyId,
        ...piece.flatMap((row) => columns.map((column) => toParameter(row as Record<string, unknown>, column))),
      ],
    }))
}

/** A row with more changed columns than this is written whole, so that there are few texts of statements. */
const fewColumns = 2

/** Makes the statement that brings a row from what it was to what it is to be. */
function buildUpdate(table: PgTable): (agencyId: string, before: Resource, after: Resource) => Call {
  const columns = listColumns(table).filter(({ member }) => member !== 'id')
  const always = columns.filter(({ member }) => ['updatedAt', 'json'].includes(member))
  return (agencyId, before, after) => {
    const isChanged = (column: Column) =>
      before[column.member] !== after[column.member] && toParameter(before, column) !== toParameter(after, column)
    const rest = columns.filter((column) => !always.includes(column) && isChanged(column))
    const changed = rest.length > fewColumns ? columns : [...always, ...rest]
    const sets = changed.map(({ name, type }, index) => `${quoted(name)} = $${index + 3}::${type}`)
    return {
      statement: statement(
        `update ${getTableName(table)} set ${sets.join(', ')} where agency_id = $1::uuid and id = $2::${getIdType(table)}`,
      ),
      values: [agencyId, after.id, ...changed.map((column) => toParameter(after, column))],
    }
  }
}

type Resource = { id: string } & Readonly<Record<string, unknown>>

/** A table whose rows keep a resource as JSON; its other columns are members of the resource, as far as they are searched by. */
export type ResourceTable = PgTable & {
  readonly $inferSelect: { id: string; json: string }
}

/** What writes the rows of a table; rows are given as they are answered. */
export type Writes = {
  insert: (agencyId: string, rows: readonly object[]) => Call[]
  update: (agencyId: string, before: Resource, after: Resource) => Call
  remove: (agencyId: string, ids: readonly string[]) => Call
}

/** The statements that write the rows of a table. */
export function buildWrites(table: ResourceTable): Writes {
  const removeStatement = statement(
    `delete from ${getTableName(table)} where agency_id = $1 and id = any ($2::${getIdType(table)}[])`,
  )
  return {
    insert: insertInto(table),
    update: buildUpdate(table),
    remove: (agencyId, ids) => ({
      statement: removeStatement,
      values: [agencyId, toArray(ids)],
    }),
  }
}
