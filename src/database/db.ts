/**
 * The way to the database: a pool, and batches of prepared statements inside one agency.
 *
 * Statements that are sent at once and answered at once cost one round trip, however many there are. The first of them
 * sets the agency and the role, which end with the transaction.
 */
import { userInfo } from 'node:os'
import pg from 'pg'
import { Batch, type Call, type Row, type RowsOf, SilentError, statement } from './batch.ts'
import { openConnections, type Progress } from './connections.ts'
import { openHealth } from './health.ts'
import { buildScopes } from './scope.ts'

export { type Call, type Row, type Statement, statement } from './batch.ts'

const streamSilentMs = 65_000
/**
 * How much of a stream is in memory at a time, in bytes. A large batch takes fewer round trips; what it leaves behind is
 * collected late, so rows that are sent on as they are come in small ones.
 */
export const batchBytes = { sent: 2 ** 16, digested: 2 ** 17 }
const batchRows = 1000
const countBytes = (rows: readonly Row[]) =>
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
  /** Whether its tables are distributed over the nodes of Citus. */
  isDistributed: boolean
  /** The connections that streams are read on, so that a slow reader takes none from anything else. */
  streams: pg.Pool
  /** Reads in one round trip; several statements see one snapshot. */
  read: <C extends readonly Call[]>(agencyId: string, ...calls: C) => Promise<RowsOf<C>>
  /** Reads in one round trip as the role that looks which agencies have work. */
  readAsJobs: <C extends readonly Call[]>(...calls: C) => Promise<RowsOf<C>>
  /** Reads for each of several agencies, as each of them, in one round trip. */
  readEach: <R extends Row>(agencyIds: readonly string[], callFor: (agencyId: string) => Call<R>) => Promise<R[][]>
  /**
   * The rows of a select in batches of one snapshot, each of about so many bytes, on a connection of its own until the
   * last or until it is left; it waits some seconds for one. A list that is not read on for a minute, or not to its end
   * in half an hour, is given up.
   */
  stream: (agencyId: string, call: Call, bytes: number) => AsyncGenerator<Row[], void>
  /**
   * One transaction; rolled back unless `work` commits it. Done once more where it was lost before it could commit. As
   * `records` it may also change history.
   */
  inAgency: <T>(
    agencyId: string,
    work: (transaction: Transaction) => Promise<T>,
    as?: 'write' | 'records',
  ) => Promise<T>
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
  /** Whether its tables are distributed: then what is sent is what a distributed database passes on to its nodes. */
  isDistributed?: boolean
  /** After how long a connection without an answer is given up; longer than the server lets a statement take. */
  silentMs?: number
}

pg.defaults.user ??= userInfo().username // as libpq does; pg only reads the environment

/** The rows of calls without those of the statements around them. */
const pickAnswers = <C extends readonly Call[]>(calls: C, rows: readonly Row[][], first: number) =>
  rows.slice(first, first + calls.length) as Row[][] & RowsOf<C>

/** Opens a pool on a connection string or on the parts of one. */
export function openDb(
  target: string | pg.PoolConfig,
  { max = 10, prepare = true, isDistributed = false, silentMs = 15_000 }: DbOptions = {},
): Db {
  const config = typeof target === 'string' ? { connectionString: target } : target
  const requests = openConnections(config, max, 'All connections to the database are in use.')
  const streams = openConnections(config, Math.ceil(max * 0.4), 'Too many lists are being streamed.')
  const health = openHealth(config, () => {
    for (const { retire } of [requests, streams]) retire()
  })

  const scopes = buildScopes(isDistributed)

  const roundTrip = (client: pg.PoolClient, calls: readonly Call[]) => Batch.run(client, calls, prepare, silentMs)

  async function* readBatches(client: pg.PoolClient, agencyId: string, call: Call, bytes: number) {
    const declareStatement = statement(`declare rows no scroll cursor for ${call.statement.text}`)
    const scope = [...scopes.stream(agencyId), ...(call.avoidSort ? [scopes.unsorted] : [])]
    const first = [beginSnapshot, ...scope, { statement: declareStatement, values: call.values }]
    await Batch.run(client, first, prepare, streamSilentMs)
    let size = 8 // a row may be a line or a whole document
    const fetchNext = async () => {
      const fetchRows = { statement: { name: '', text: `fetch ${size} from rows` }, values: [] }
      const [rows] = await Batch.run(client, [fetchRows], prepare, streamSilentMs)
      size = Math.min(batchRows, 8 * size, Math.ceil((rows.length * bytes) / (countBytes(rows) + 1)))
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

  /** Reads in one round trip; one statement needs no transaction around it, unless its settings have to reach the nodes. */
  async function readWithin<const C extends readonly Call[]>(
    scope: readonly Call[],
    calls: C,
    client: pg.PoolClient,
    progress: Progress,
  ): Promise<RowsOf<C>> {
    if (calls.length === 1 && !isDistributed)
      return pickAnswers(calls, await roundTrip(client, [...scope, ...calls]), scope.length)
    const answers = roundTrip(client, [beginSnapshot, ...scope, ...calls, commit])
    return pickAnswers(calls, await rollingBack(client, progress, answers), 1 + scope.length)
  }

  return {
    pool: requests.pool,
    streams: streams.pool,
    isDistributed,
    waiting: () => ({ requests: requests.waiting(), streams: streams.waiting() }),
    stream: async function* (agencyId, call, bytes) {
      const { client, end } = await streams.lease(agencyId)
      try {
        yield* readBatches(client, agencyId, call, bytes)
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
      requests.use(agencyId, (client, progress) => {
        const isUnsorted = calls.some(({ avoidSort }) => avoidSort)
        const scope = [...scopes.read(agencyId), ...(isUnsorted ? [scopes.unsorted] : [])]
        return readWithin(scope, calls, client, progress)
      }),
    readAsJobs: (...calls) =>
      requests.use(nobody, (client, progress) => readWithin(scopes.jobs(nobody), calls, client, progress)),
    readEach: <R extends Row>(agencyIds: readonly string[], callFor: (agencyId: string) => Call<R>) =>
      requests.use(nobody, async (client, progress) => {
        const scoped = agencyIds.map((agencyId) => [...scopes.read(agencyId), callFor(agencyId)])
        const rows = await readWithin([], scoped.flat(), client, progress)
        const lengthOfEach = rows.length / agencyIds.length
        return rows.filter((_, index) => (index + 1) % lengthOfEach === 0) as R[][] // each answered by its own call
      }),
    inAgency: (agencyId, work, as = 'write') =>
      requests.use(agencyId, async (client, progress) => {
        let open = false
        const run = async <C extends readonly Call[]>(...calls: C) => {
          const first = open ? [] : [begin, ...scopes[as](agencyId)]
          open = true
          return pickAnswers(calls, await roundTrip(client, [...first, ...calls]), first.length)
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
