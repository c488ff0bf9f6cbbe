/** Brings the database to the newest migration, and tells why a database must not be served from. */

import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { ConfigError } from '../failure.ts'
import type { Db } from './db.ts'
import { DrizzleQueryError, drizzle, migrate, readMigrationFiles } from './drizzle.ts'
import { getProcessId, isPooled } from './pooler.ts'
import { appRole, serviceRoles } from './scope.ts'

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
const migrationsSchema = 'migrations'
const migrationsTable = 'applied'
/** Any number, the same for every process: drizzle's migrator does not keep two of itself apart. */
const lock = 7_208_114

/** How long a statement waits for a lock, and everybody else behind it: less than writers do (`lock_timeout` in db.ts). */
const lockTimeout = '2s'
/** How often it is tried, two times at least: about a minute. */
const usualTries = { max: 12, pauseMs: 3_000 }
type Tries = typeof usualTries

/** A lock that was not granted, or a deadlock. */
const isLocked = (error: unknown) => ['55P03', '40P01'].includes((error as { code?: string }).code ?? '')

const holders = `
  select pid, application_name as application from pg_stat_activity where pid <> pg_backend_pid() and pid = any(
    select unnest(pg_blocking_pids($1)) union all
    select pid from pg_locks where locktype = 'advisory' and objid = $2 and granted and objsubid = 1
      and database = (select oid from pg_database where datname = current_database()))`

/** Watches, on a connection of its own, which sessions keep a process waiting; `last` names the most recent ones. */
async function watchHolders(config: pg.ClientConfig, pid: number) {
  const client = new pg.Client(config)
  client.on('error', () => undefined) // then nobody is named
  await client.connect()
  let last = 'another session'
  const look = async () => {
    const { rows } = await client.query<{ pid: number; application: string }>(holders, [pid, lock])
    const others = rows.filter((row) => row.pid !== pid)
    if (others.length > 0) last = others.map((row) => `process ${row.pid} (${row.application || 'unnamed'})`).join(', ')
  }
  const looking = setInterval(() => void look().catch(() => undefined), 500)
  const close = async () => {
    clearInterval(looking)
    await client.end()
  }
  return { last: () => last, close }
}

async function takeLock(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lock])
  if (!rows[0]?.taken) throw Object.assign(new Error('another process migrates'), { code: '55P03' })
}

async function apply(client: pg.Client): Promise<void> {
  await takeLock(client) // once more does no harm: it ends with the session
  try {
    await migrate(drizzle(client), { migrationsFolder, migrationsSchema, migrationsTable })
    await client.query(`grant usage on schema ${migrationsSchema} to ${appRole}`)
    await client.query(`grant select on ${migrationsSchema}.${migrationsTable} to ${appRole}`)
  } catch (error) {
    throw error instanceof DrizzleQueryError ? error.cause : error // what the database says, not the statement
  }
}

/** Tries until no lock is in the way; gives up with the name of the session that holds it. */
async function applyWhenFree(client: pg.Client, config: pg.ClientConfig, { max, pauseMs }: Tries): Promise<void> {
  let watch: Awaited<ReturnType<typeof watchHolders>> | undefined
  try {
    for (let tries = 1; ; tries++) {
      const error = await apply(client).catch((reason: Error) => reason)
      if (!error) return
      if (!isLocked(error)) throw error
      if (tries === max)
        throw new ConfigError(`${watch?.last()} holds a lock that migrations need; end it, or try again later`)
      watch ??= await watchHolders(config, getProcessId(client))
      await pause(pauseMs)
    }
  } finally {
    await watch?.close()
  }
}

/**
 * Applies what is missing, one process at a time, on a direct connection of its own. Nobody waits long for it: a lock that
 * is not granted soon is given up, and asked for again after a pause.
 */
export async function migrateDatabase(target: string | pg.ClientConfig, tries: Tries = usualTries): Promise<void> {
  const parts = typeof target === 'string' ? { connectionString: target } : target
  const config = { connectionTimeoutMillis: 5_000, application_name: 'career-action-plans migrate', ...parts }
  const client = new pg.Client(config)
  client.on('error', () => undefined) // its statement fails, too
  await client.connect()
  try {
    if (await isPooled(client))
      throw new ConfigError('migrations need a direct connection to the database; this one leads through a pooler')
    await client.query(`set lock_timeout = '${lockTimeout}'`)
    await applyWhenFree(client, config, tries)
  } finally {
    await client.end()
  }
}

type Check = {
  version: number
  canBypass: string | null
  owns: string | null
  unforced: string | null
  cannotLogIn: string | null
  isMember: boolean
}

const check = `
  select current_setting('server_version_num')::int as version,
    (select string_agg(rolname, ', ') from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls)) as "canBypass",
    (select string_agg(r.rolname || ' owns ' || relname, ', ') from pg_class join pg_roles r on r.oid = relowner
      where relnamespace = 'public'::regnamespace and relkind = 'r' and r.rolname = any($1)) as owns,
    (select string_agg(relname, ', ') from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and not (relrowsecurity and relforcerowsecurity)) as unforced,
    (select string_agg(rolname, ', ' order by rolname) from pg_roles where rolname = any($2) and not rolcanlogin) as "cannotLogIn",
    not exists (select from pg_roles where rolname = any($2) and not pg_has_role(session_user, oid, 'member'))
      as "isMember"`

const roleNames = new Intl.ListFormat('en-US').format(serviceRoles)

/** Why the database must not be served from, as one sentence; undefined where all is well. */
export async function whyNotServe(db: Db, production: boolean): Promise<string | undefined> {
  const user = (await db.pool.query<{ name: string }>('select session_user as name')).rows[0]?.name as string
  const roles = production ? [...serviceRoles, user] : serviceRoles
  const found = (await db.pool.query<Check>(check, [roles, serviceRoles])).rows[0] as Check
  if (found.version < 150_000) return `DATABASE_URL: PostgreSQL 15 or later is needed, this is ${found.version}`
  if (found.canBypass) return `DATABASE_URL: the role ${found.canBypass} can bypass row-level security`
  if (found.owns) return `DATABASE_URL: ${found.owns}; serve as another role`
  if (found.unforced) return `DATABASE_URL: row-level security is not forced on ${found.unforced}`
  if (!found.isMember) return `DATABASE_URL: the roles ${roleNames} must be granted to ${user}`
  if (db.isDistributed && found.cannotLogIn)
    return `DATABASE_URL: the tables are distributed, so ${found.cannotLogIn} must be able to log in on every node`
  const newest = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis
  const applied = await db.pool
    .query<{ at: string }>(`select max(created_at)::text as at from ${migrationsSchema}.${migrationsTable}`)
    .catch(() => ({ rows: [] }))
  if (Number(applied.rows[0]?.at) < (newest ?? 0) || applied.rows.length === 0)
    return 'DATABASE_URL: a migration is missing; run npm run migrate'
  return undefined
}
