/** Databases for tests: one a test file, made from the migrated template of the run. */
import pg from 'pg'

/** A server: a connection string, or the parts of one. */
export type Server = string | { host: string; port: number; user: string; database: string }

/** The same server, another database. */
export function toTarget(server: Server, database: string): string | pg.PoolConfig {
  if (typeof server !== 'string') return { ...server, database }
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function asOwner(server: Server, statement: string): Promise<void> {
  const client = new pg.Client(typeof server === 'string' ? { connectionString: server } : server)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Makes a database, empty or from a template. */
export const createDatabase = (server: Server, name: string, template = 'template0'): Promise<void> =>
  asOwner(server, `create database "${name}" template "${template}" encoding 'UTF8'`)

/** Drops a database, whoever is connected. */
export const dropDatabase = (server: Server, name: string): Promise<void> =>
  asOwner(server, `drop database if exists "${name}" with (force)`)

/** The server and the template of this run. */
export function currentRun(): { server: Server; template: string } {
  const { TEST_SERVER, TEST_TEMPLATE } = process.env
  if (!TEST_SERVER || !TEST_TEMPLATE) throw new Error('run the tests with: npm test -- test/<file>.test.ts')
  return { server: JSON.parse(TEST_SERVER), template: TEST_TEMPLATE }
}

/** The connection string of a database: for another process, which cannot be given the parts. */
export function toAddress(server: Server, database: string): string {
  const target = toTarget(server, database)
  if (typeof target === 'string') return target
  const { host = '', port = 5432, user = '' } = target
  return `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
}
