/** Brings the database to the newest migration; run by itself (`npm run migrate`) or at the start of a development server. */

import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { ConfigError, fail, reasonOf } from './config.ts'
import { appRole, type Db } from './db.ts'
import { DrizzleQueryError, drizzle, migrate, readMigrationFiles } from './drizzle.ts'

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))
const migrationsSchema = 'migrations'
const migrationsTable = 'applied'
/** Any number, the same for every process: drizzle's migrator does not keep two of itself apart. */
const lock = 7_208_114

/** Applies what is missing, one process at a time, on a connection of its own. */
export async function migrateDatabase(target: string | pg.ClientConfig): Promise<void> {
  const config = typeof target === 'string' ? { connectionString: target } : target
  const client = new pg.Client({ connectionTimeoutMillis: 5_000, ...config })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    await migrate(drizzle(client), { migrationsFolder, migrationsSchema, migrationsTable })
    await client.query(`grant usage on schema ${migrationsSchema} to ${appRole}`)
    await client.query(`grant select on ${migrationsSchema}.${migrationsTable} to ${appRole}`)
  } catch (error) {
    throw error instanceof DrizzleQueryError ? error.cause : error // what the database says, not the statement
  } finally {
    await client.end()
  }
}

type Check = { version: number; canBypass: boolean; owns: string | null; unforced: string | null }

const check = `
  select current_setting('server_version_num')::int as version,
    (select bool_or(rolsuper or rolbypassrls) from pg_roles where rolname = any($1)) as "canBypass",
    (select string_agg(relname, ', ') from pg_class join pg_roles r on r.oid = relowner
      where relnamespace = 'public'::regnamespace and relkind = 'r' and r.rolname = any($1)) as owns,
    (select string_agg(relname, ', ') from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and not (relrowsecurity and relforcerowsecurity)) as unforced`

/** Why the database must not be served from, as one sentence; undefined where all is well. */
export async function whyNotServe(db: Db, production: boolean): Promise<string | undefined> {
  const user = (await db.pool.query<{ name: string }>('select session_user as name')).rows[0]?.name as string
  const roles = production ? [appRole, user] : [appRole]
  const found = (await db.pool.query<Check>(check, [roles])).rows[0] as Check
  if (found.version < 150_000) return `DATABASE_URL: PostgreSQL 15 or later is needed, this is ${found.version}`
  if (found.canBypass) return `DATABASE_URL: the role ${roles.join(' or ')} can bypass row-level security`
  if (found.owns)
    return `DATABASE_URL: the role ${roles.join(' or ')} owns tables (${found.owns}); serve as another role`
  if (found.unforced) return `DATABASE_URL: row-level security is not forced on ${found.unforced}`
  const newest = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis
  const applied = await db.pool
    .query<{ at: string }>(`select max(created_at)::text as at from ${migrationsSchema}.${migrationsTable}`)
    .catch(() => ({ rows: [] }))
  if (Number(applied.rows[0]?.at) < (newest ?? 0) || applied.rows.length === 0)
    return 'DATABASE_URL: a migration is missing; run npm run migrate'
  return undefined
}

if (import.meta.main) {
  const url = process.env.DATABASE_URL
  if (!url) fail(new ConfigError('DATABASE_URL is required: the database to migrate'))
  await migrateDatabase(url).catch((error) => fail(new ConfigError(`DATABASE_URL: ${reasonOf(error)}`)))
}
