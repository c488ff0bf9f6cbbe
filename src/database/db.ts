/**
 * The way to the database: a pool, and batches of prepared statements inside one agency.
 *
 * Statements that are sent at once and answered at once cost one round trip, however many there are. The first of them
 * sets the agency and the role, which end with the transaction.
 */
import { createHash } from 'node:crypto'
import { userInfo } from 'node:os'
import pg from 'pg'
import { Batch, type Call, type Row, type RowsOf, SilentError, type Statement } from './batch.ts'
import { openConnections, type Progress } from './connections.ts'
import { openHealth } from './health.ts'

export type { Call, Row, Statement } from './batch.ts'

/** The role every statement runs as: it owns nothing and cannot bypass row-level security. */
export const appRole = 'career_plans_app'

/** The role that only looks which agencies have work for the background; it sees no more than that of any of them. */
export const jobsRole = 'career_plans_jobs'

const statements = new Map<string, Statement>()

/** Names a statement by its text, so that each connection prepares it once. */
export function statement<R extends Row = Row>(text: string): Statement<R> {
  const known = statements.get(text)
  if (known) return known as Statement<R>
  const made: Statement<R> = { name: `s_${createHash('sha256').update(text).digest('hex').slice(0, 20)}`, text }
  statements.set(text, made)
  return made
}

/** Settings of one transaction: they travel with its first statement, so that they also hold behind a pooler. */
const settings = (all: Record<string, string>): string =>
  Object.entries(all)
    .map(([name, value]) => `, set_config('${name}', '${value}', true)`)
    .join('')
const scopeOf = (all: Record<string, string>) =>
  statement(`select set_config('app.agency_id', $1, true), set_config('role', '${appRole}', true)${settings(all)}`)

const timeouts = { statement_timeout: '10s', lock_timeout: '3s', idle_in_transaction_session_timeout: '15s' }
const scope = scopeOf(timeouts)
const jobsScope = {
  statement: statement(`select set_config('role', '${jobsRole}', true)${settings(timeouts)}`),
  values: [],
}
// a write's statements are the same every time: planning them anew for each set of parameters finds nothing better;
// but a plan made once, while a table was empty, must not read all of it when it is full
const writeScope = scopeOf({ ...timeouts, plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off' })
// statistics know nothing of an agency that has just been filled, and then sorting all of it looks cheap
const unsorted = { statement: statement("select set_config('enable_sort', 'off', true)"), values: [] }
// a stream waits for its reader, and its statements for rows that are far apart; its first rows wait for no compiler
const streamScope = scopeOf({ statement_timeout: '60s', idle_in_transaction_session_timeout: '60s', jit: 'off' })
const streamSilentMs = 65_000
/**
 * How much of a stream is in memory at a time, in bytes. A large batch takes fewer round trips; what it leaves behind is
 * collected late, so rows that are sent on as they are come in small ones.
 */
export const batchBytes = { sent: 2 ** 16, digested: 2 ** 17 }
const batchRows = 1000
const bytesOf = (rows: readonly Row[]) =>
  rows.reduce((sum, row) => sum + row.reduce((length, text) => length + (text?.length ?? 0), 0), 0)
const longestStreamMs = 30 * 60_000
const begin = { statement: statement('begin'), values: [] }
const beginSnapshot = { statement: statement('begin isolation level repeatable read read only'), values: [] }
const commit = { statement: statement('commit'), values: [] }
const rollback = { statement: statement('rollback'), values: [] }

/** An open transaction of one agency. */
export type Transaction = {
  /** Sends statements in one round trip; answers the rows of each. */
  run: <C extends readonly Call[]>(...calls: C) => Promise<RowsOf<C>>
  /** Sends the last statements and commits in the same round trip. */
  commit: (...calls: Call[]) => Promise<Row[][]>
}

export type Db = {
  pool: pg.Pool
  /** The connections that streams are read on, so that a slow reader takes none from anything else. */
  streams: pg.Pool
  /** Reads in one round trip; several statements see one snapshot. */
  read: <C extends readonly Call[]>(agencyId: string, ...calls: C) => Promise<RowsOf<C>>
  /** Reads in one round trip as the role that looks which agencies have work. */
  readAsJobs: <C extends readonly Call[]>(...calls: C) => Promise<RowsOf<C>>
  /** Reads for each of several agencies, as each of them, in one round trip. */
  readEach: <R extends Row>(agencyIds: readonly string[], callOf: (agencyId: string) => Call<R>) => Promise<R[][]>
  /**
   * The rows of a select in batches of one snapshot, each of about so many bytes, on a connection of its own until the
   * last or until it is left; it waits some seconds for one. A list that is not read on for a minute, or not to its end
   * in half an hour, is given up.
   */
  stream: (agencyId: string, call: Call, bytes: number) => AsyncGenerator<Row[], void>
  /** One transaction; rolled back unless `work` commits it. Done once more where it was lost before it could commit. */
  inAgency: <T>(agencyId: string, work: (transaction: Transaction) => Promise<T>) => Promise<T>
  /** Whether the database answers and can be written to; within a second. */
  isHealthy: () => Promise<boolean>
  /** How many wait for a connection. */
  waiting: () => { requests: number; streams: number }
  close: () => Promise<void>
}

export type DbOptions = {
  /** Connections at most; streams have four for every ten more. */
  max?: number
  /** Off behind a transaction pooler that does not know prepared statements (pgbouncer before 1.21). */
  prepare?: boolean
  /** After how long a connection without an answer is given up; longer than the server lets a statement take. */
  silentMs?: number
}

pg.defaults.user ??= userInfo().username // as libpq does; pg only reads the environment

/** The rows of calls without those of the statements around them. */
const answersOf = <C extends readonly Call[]>(calls: C, rows: readonly Row[][], first: number) =>
  rows.slice(first, first + calls.length) as Row[][] & RowsOf<C>

/** Opens a pool on a connection string or on the parts of one. */
export function openDb(
  target: string | pg.PoolConfig,
  { max = 10, prepare = true, silentMs = 15_000 }: DbOptions = {},
): Db {
  const config = typeof target === 'string' ? { connectionString: target } : target
  const requests = openConnections(config, max, 'All connections to the database are in use.')
  const streams = openConnections(config, Math.ceil(max * 0.4), 'Too many lists are being streamed.')
  const health = openHealth(config, () => {
    for (const { retire } of [requests, streams]) retire()
  })

  const roundTrip = (client: pg.PoolClient, calls: readonly Call[]) => Batch.run(client, calls, prepare, silentMs)

  async function* batchesOf(client: pg.PoolClient, agencyId: string, call: Call, bytes: number) {
    const declare = statement(`declare rows no scroll cursor for ${call.statement.text}`)
    const scoped = [{ statement: streamScope, values: [agencyId] }, ...(call.avoidSort ? [unsorted] : [])]
    const first = [beginSnapshot, ...scoped, { statement: declare, values: call.values }]
    await Batch.run(client, first, prepare, streamSilentMs)
    let size = 8 // a row may be a line or a whole document
    const fetchNext = async () => {
      const fetchRows = { statement: { name: '', text: `fetch ${size} from rows` }, values: [] }
      const [rows] = await Batch.run(client, [fetchRows], false, streamSilentMs)
      size = Math.min(batchRows, 8 * size, Math.ceil((rows.length * bytes) / (bytesOf(rows) + 1)))
      return rows
    }
    const latest = Date.now() + longestStreamMs
    for (let batch = await fetchNext(); batch.length > 0; ) {
      const next = fetchNext() // while the one before is sent
      next.catch(() => undefined)
      yield batch
      batch = await next
      if (Date.now() > latest) throw new Error('a stream was not read to its end in time')
    }
  }

  /** Ends the transaction that an error, or work that did not commit, has left open. */
  async function rollingBack<T>(
    client: pg.PoolClient,
    progress: Progress,
    work: Promise<T>,
    isOpen = () => false,
  ): Promise<T> {
    try {
      const result = await work
      if (isOpen()) await roundTrip(client, [rollback])
      return result
    } catch (error) {
      health.noteFailure(error)
      await roundTrip(client, [rollback]).catch(() => {
        progress.isBroken = true
      })
      throw error
    }
  }

  return {
    pool: requests.pool,
    streams: streams.pool,
    waiting: () => ({ requests: requests.waiting(), streams: streams.waiting() }),
    stream: async function* (agencyId, call, bytes) {
      const { client, end } = await streams.lease(agencyId)
      try {
        yield* batchesOf(client, agencyId, call, bytes)
      } finally {
        end(
          await roundTrip(client, [rollback]).then(
            () => undefined,
            () => new SilentError(),
          ),
        )
      }
    },
    read: (agencyId, ...calls) =>
      requests.use(agencyId, async (client, progress) => {
        const scoped = [
          { statement: scope, values: [agencyId] },
          ...(calls.some(({ avoidSort }) => avoidSort) ? [unsorted] : []),
        ]
        if (calls.length === 1) return answersOf(calls, await roundTrip(client, [...scoped, ...calls]), scoped.length)
        const answers = roundTrip(client, [beginSnapshot, ...scoped, ...calls, commit])
        return answersOf(calls, await rollingBack(client, progress, answers), 1 + scoped.length)
      }),
    readAsJobs: (...calls) =>
      requests.use(nobody, async (client) => answersOf(calls, await roundTrip(client, [jobsScope, ...calls]), 1)),
    readEach: (agencyIds, callOf) =>
      requests.use(nobody, async (client) => {
        const calls = agencyIds.map(callOf)
        const scoped = calls.flatMap((call, index) => [
          { statement: scope, values: [agencyIds[index] as string] },
          call,
        ])
        const rows = (await roundTrip(client, scoped)).filter((_, index) => index % 2 === 1)
        return answersOf(calls, rows, 0)
      }),
    inAgency: (agencyId, work) =>
      requests.use(agencyId, async (client, progress) => {
        let open = false
        const run = async <C extends readonly Call[]>(...calls: C) => {
          const first = open ? [] : [begin, { statement: writeScope, values: [agencyId] }]
          open = true
          return answersOf(calls, await roundTrip(client, [...first, ...calls]), first.length)
        }
        const commitAll = async (...calls: Call[]) => {
          progress.isCommitting = true
          const rows = await run(...calls, commit)
          open = false
          return rows.slice(0, -1)
        }
        return rollingBack(client, progress, work({ run, commit: commitAll }), () => open)
      }),
    isHealthy: health.isHealthy,
    close: async () => {
      await Promise.all([requests.pool.end(), streams.pool.end(), health.close()])
    },
  }
}

const nobody = '00000000-0000-0000-0000-000000000000'

/** The secret that cursors are sealed with; the same for every process on the database. */
export async function cursorKey(db: Db): Promise<string> {
  const [rows] = await db.read(nobody, { statement: statement('select key from cursor_key'), values: [] })
  return rows?.[0]?.[0] as string
}
