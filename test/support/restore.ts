/** Backups of a database that a service runs on, made and restored as an operator does. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createDatabase, currentRun, dropDatabase, toAddress } from './database.ts'
import { query } from './process.ts'
import type { Service } from './service.ts'

const run = promisify(execFile)
const { server } = currentRun()

/** Makes a backup of the database with a name; what it answers restores it. */
export type Backup = (database: string) => Promise<() => Promise<unknown>>

/** The database that a service runs on. */
export async function databaseUnder({ db }: Service): Promise<string> {
  const { rows } = await db.pool.query('select current_database() as name')
  return rows[0].name
}

/** Ends the connections to a database; whoever needs one opens another. */
const disconnect = (database: string) =>
  query(
    'postgres',
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${database}' and pid <> pg_backend_pid()`,
  )

/** A copy takes the place of the database; nothing but the server is needed. */
const byCopy: Backup = async (database) => {
  const copy = `test_${randomUUID().replaceAll('-', '')}`
  for (let tries = 1; ; tries++) {
    await disconnect(database)
    const isMade = await createDatabase(server, copy, database).then(
      () => true,
      (error) => {
        if (tries === 20) throw error
        return false // somebody came back
      },
    )
    if (isMade) break
  }
  return async () => {
    await dropDatabase(server, database)
    await query('postgres', `alter database "${copy}" rename to "${database}"`)
  }
}

async function dump(database: string): Promise<string> {
  const file = join(tmpdir(), `${database}-${randomUUID()}.dump`)
  await run('pg_dump', ['--format=custom', `--file=${file}`, toAddress(server, database)])
  return file
}
const restore = (database: string, file: string, ...options: string[]) =>
  run('pg_restore', ['--exit-on-error', ...options, `--dbname=${toAddress(server, database)}`, file])

/** A dump is restored into a new database with the name of the old one. */
const byDump: Backup = async (database) => {
  const file = await dump(database)
  return async () => {
    await dropDatabase(server, database)
    await createDatabase(server, database)
    await restore(database, file)
  }
}

/** A dump is restored over what the database has. */
const byDumpInPlace: Backup = async (database) => {
  const file = await dump(database)
  return () => restore(database, file, '--clean', '--if-exists')
}

/** Whether there is a pg_dump for the server: it reads no server that is newer than itself. */
async function canDump(): Promise<boolean> {
  const [row] = await query<{ major: number }>(
    'postgres',
    `select current_setting('server_version_num')::int / 10000 as major`,
  )
  const own = await run('pg_dump', ['--version']).catch(() => ({ stdout: '' }))
  return Number(/\d+/.exec(own.stdout)?.[0] ?? 0) >= Number(row?.major)
}

/** The ways to restore a database that this machine has, by name. */
export const backups = async (): Promise<Record<string, Backup>> => ({
  'a copy of the database': byCopy,
  ...((await canDump()) && { 'pg_dump into a new database': byDump, 'pg_dump over the old tables': byDumpInPlace }),
})
