/**
 * The way to the database: a pool, and flights of prepared statements inside one agency.
 *
 * A flight is several statements sent at once and answered at once. What it costs is one round trip, however many
 * statements it holds; the agency and the role are set by its first statement and end with its transaction.
 */
import { createHash } from 'node:crypto'
import { userInfo } from 'node:os'
import pg from 'pg'
import { Batch, type Call, type Row, type Statement } from './batch.ts'

export type { Call, Row, Statement } from './batch.ts'

/** The role every statement runs as: it owns nothing and cannot bypass row-level security. */
export const appRole = 'career_plans_app'

const statements = new Map<string, Statement>()

/** Names a statement by its text, so that each connection prepares it once. */
export function statement(text: string): Statement {
  const known = statements.get(text)
  if (known) return known
  const made = { name: `s_${createHash('sha256').update(text).digest('hex').slice(0, 20)}`, text }
  statements.set(text, made)
  return made
}

const scope = statement(`select set_config('app.agency_id', $1, true), set_config('role', '${appRole}', true)`)
// a write's statements are the same every time: planning them anew for each set of parameters finds nothing better
const writeScope = statement(
  `select set_config('app.agency_id', $1, true), set_config('role', '${appRole}', true),
    set_config('plan_cache_mode', 'force_generic_plan', true)`,
)
const begin = { statement: statement('begin'), values: [] }
const beginSnapshot = { statement: statement('begin isolation level repeatable read read only'), values: [] }
const commit = { statement: statement('commit'), values: [] }

/** An open transaction of one agency. */
export type Transaction = {
  /** Sends statements in one flight; answers the rows of each. */
  run: (...calls: Call[]) => Promise<Row[][]>
  /** Sends the last statements and commits in the same flight. */
  commit: (...calls: Call[]) => Promise<Row[][]>
}

export type Db = {
  pool: pg.Pool
  /** One flight of reads; several statements see one snapshot. */
  read: (agencyId: string, ...calls: Call[]) => Promise<Row[][]>
  /** One transaction; rolled back unless `work` commits it. */
  inAgency: <T>(agencyId: string, work: (transaction: Transaction) => Promise<T>) => Promise<T>
  close: () => Promise<void>
}

export type DbOptions = {
  /** Connections at most. */
  max?: number
  /** Off behind a transaction pooler that does not know prepared statements (pgbouncer before 1.21). */
  prepare?: boolean
}

pg.defaults.user ??= userInfo().username // as libpq does; pg only reads the environment

const timeouts = {
  connectionTimeoutMillis: 3_000,
  statement_timeout: 10_000,
  lock_timeout: 3_000,
  idle_in_transaction_session_timeout: 15_000,
}

/** Opens a pool on a connection string or on the parts of one. */
export function openDb(target: string | pg.PoolConfig, { max = 10, prepare = true }: DbOptions = {}): Db {
  const config = typeof target === 'string' ? { connectionString: target } : target
  const pool = new pg.Pool({ ...config, ...timeouts, max, application_name: 'career-action-plans' })
  pool.on('error', () => undefined) // an idle connection that breaks is replaced; the next request finds out
  pool.on('connect', (client) => client.on('error', () => undefined)) // one that breaks in use fails its statement

  const fly = (client: pg.PoolClient, calls: Call[]) => Batch.run(client, calls, prepare)

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      return await work(client)
    } catch (error) {
      broken = (error as { severity?: string }).severity === 'ERROR' ? undefined : (error as Error)
      throw error
    } finally {
      client.release(broken)
    }
  }

  return {
    pool,
    read: (agencyId, ...calls) =>
      withClient(async (client) => {
        const scoped = { statement: scope, values: [agencyId] }
        if (calls.length === 1) return (await fly(client, [scoped, ...calls])).slice(1)
        return (await rollingBack(client, fly(client, [beginSnapshot, scoped, ...calls, commit]))).slice(2, -1)
      }),
    inAgency: (agencyId, work) =>
      withClient(async (client) => {
        let open = false
        const run = async (...calls: Call[]) => {
          const first = open ? [] : [begin, { statement: writeScope, values: [agencyId] }]
          open = true
          return (await fly(client, [...first, ...calls])).slice(first.length)
        }
        const result = rollingBack(
          client,
          work({
            run,
            commit: async (...calls) => {
              const rows = await run(...calls, commit)
              open = false
              return rows.slice(0, -1)
            },
          }),
          () => open,
        )
        return result
      }),
    close: () => pool.end(),
  }
}

/** Ends the transaction that an error, or a work that did not commit, has left open. */
async function rollingBack<T>(client: pg.PoolClient, work: Promise<T>, isOpen = () => false): Promise<T> {
  try {
    const result = await work
    if (isOpen()) await client.query('rollback')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

const nobody = '00000000-0000-0000-0000-000000000000'

/** The secret that cursors are sealed with; the same for every process on the database. */
export async function cursorKey(db: Db): Promise<string> {
  const [rows] = await db.read(nobody, { statement: statement('select key from cursor_key'), values: [] })
  return rows?.[0]?.[0] as string
}
