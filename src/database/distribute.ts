/**
 * A database that is distributed over several nodes by Citus: an agency's rows stand together on one node. Nothing else
 * in the schema differs; what is sent to a distributed database does (scope.ts).
 */
import pg from 'pg'
import { ConfigError } from '../failure.ts'

type Target = string | pg.ClientConfig

async function withClient<T>(target: Target, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const parts = typeof target === 'string' ? { connectionString: target } : target
  const client = new pg.Client({ connectionTimeoutMillis: 5_000, ...parts })
  client.on('error', () => undefined) // told by its statement
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const hasCitus = `select to_regclass('pg_dist_partition') is not null as yes`
const isPlansDistributed = `select exists (select from pg_dist_partition where logicalrelid = 'plans'::regclass) as yes`

async function ask(client: pg.Client, question: string): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(question)
  return rows[0]?.yes === true
}

/** Whether the tables of a database are distributed. */
export const isDistributed = (target: Target): Promise<boolean> =>
  withClient(target, async (client) => (await ask(client, hasCitus)) && (await ask(client, isPlansDistributed)))

/** The tables of agencies that are not distributed yet; the one that all others stand beside first. */
const remaining = `
  select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'agency_id'
    and not exists (select from pg_dist_partition where logicalrelid = c.oid)
  order by c.relname <> 'agencies', c.relname`
const foreignKeys = `
  select c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and (c.relname = any ($1) or k.confrelid in (
    select oid from pg_class where relnamespace = 'public'::regnamespace and relname = any ($1)))`
type ForeignKey = { table: string; name: string; definition: string }

async function distributeWithin(client: pg.Client): Promise<string[]> {
  const run = (text: string) => client.query(text)
  await run(`set local citus.multi_shard_modify_mode = 'sequential'`) // so that what follows may change the tables again
  const tables = (await client.query<{ name: string }>(remaining)).rows.map(({ name }) => name)
  const keys = (await client.query<ForeignKey>(foreignKeys, [tables])).rows
  // a table cannot be distributed while one that is not refers to it
  for (const { table, name } of keys) await run(`alter table "${table}" drop constraint "${name}"`)
  for (const table of tables) {
    // its rows are copied to the nodes, which row-level security would keep its owner from
    await run(`alter table "${table}" no force row level security`)
    const beside = table === 'agencies' ? 'none' : 'agencies'
    await client.query(`select create_distributed_table($1, 'agency_id', colocate_with => $2)`, [table, beside])
    await run(`alter table "${table}" force row level security`)
  }
  for (const { table, name, definition } of keys)
    await run(`alter table "${table}" add constraint "${name}" ${definition}`)
  return tables
}

/** Distributes the tables of a database that has the newest migration; answers which, none where all were. */
export const distributeDatabase = (target: Target): Promise<string[]> =>
  withClient(target, async (client) => {
    if (!(await ask(client, hasCitus)))
      throw new ConfigError(
        'the tables cannot be distributed, because the extension citus is not installed in this database; ' +
          'run CREATE EXTENSION citus, or migrate without --distribute',
      )
    await client.query('begin')
    const tables = await distributeWithin(client) // without a commit the server undoes all of it
    await client.query('commit')
    return tables
  })
