/**
 * Connections to the database: who gets the next one, and which are thrown away. A refusal is an answer like any other
 * and keeps its connection; one that is silent, broken, or leads to a server that is going away or is no longer the
 * primary is given up.
 */
import pg from 'pg'
import { unavailable } from '../problem.ts'
import { SilentError } from './batch.ts'
import { openShare } from './share.ts'

/** How long connecting, and waiting for a connection, may take. */
const connectMs = 3_000
/** A firewall may forget a connection that is older, and a new one finds a new primary. */
const maxLifetimeSeconds = 30 * 60

/** What a server says that has ended the connection, is about to, or may not be written to. */
const leaving = /^(08...|57P0[1-5]|25P03|25006)$/
/** What it says when it has certainly not done what it was asked, though on another connection it may be done. */
const undone = /^(25P03|25006|0A000|26000|42P05)$/
const lost = /Connection terminated|not queryable/

const getCode = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')

const isLost = (error: unknown): boolean =>
  leaving.test(getCode(error)) ||
  /^E[A-Z]+$/.test(getCode(error)) ||
  (error instanceof Error && lost.test(error.message))

/** How far work on a connection has come. */
export type Progress = {
  /** Whether a commit was sent: then only the server can say that nothing was written. */
  isCommitting: boolean
  /** Whether a transaction may still be open, because it could not be rolled back. */
  isBroken: boolean
}

/** A connection in use, until `end` is called with the error that its work ended in, if any. */
type Lease = { client: pg.PoolClient; end: (error?: unknown) => void }
type Work<T> = (client: pg.PoolClient, progress: Progress) => Promise<T>

export type Connections = {
  pool: pg.Pool
  /** How many wait for a connection. */
  waiting: () => number
  /** Takes a connection for an agency, which holds at most half of them. */
  lease: (agencyId: string) => Promise<Lease>
  /** Does work on a connection, and once more on another where the first was lost before anything could be written. */
  use: <T>(agencyId: string, work: Work<T>) => Promise<T>
  /** Gives up all connections that have been made: their server is no longer the primary. */
  retire: () => void
}

/** Opens a pool of at most so many connections. */
export function openPool(config: pg.PoolConfig, max: number, connectionTimeoutMillis = connectMs): pg.Pool {
  const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 }
  const limits = { max, connectionTimeoutMillis, maxLifetimeSeconds }
  const pool = new pg.Pool({ ...config, ...keepAlive, ...limits, application_name: 'career-action-plans' })
  pool.on('error', () => undefined) // an idle connection that breaks is replaced; the next request finds out
  pool.on('connect', (client) => client.on('error', () => undefined)) // one that breaks in use fails its statement
  return pool
}

/** Opens connections that agencies share; `noneFree` is what an agency is told that waited for one in vain. */
export function openConnections(config: pg.PoolConfig, max: number, noneFree: string): Connections {
  const pool = openPool(config, max)
  const share = openShare(max, connectMs)
  const connectedAt = new WeakMap<object, number>()
  pool.on('connect', (client) => connectedAt.set(client, performance.now()))
  let retiredAt = 0
  const retire = () => {
    retiredAt = performance.now()
  }

  async function connect(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await pool.connect()
      if ((connectedAt.get(client) ?? 0) >= retiredAt) return client
      client.release(true)
    }
  }

  async function lease(agencyId: string): Promise<Lease> {
    const release = await share.acquire(agencyId)
    if (!release) throw unavailable(noneFree)
    try {
      const client = await connect()
      const end = (error?: unknown) => {
        const isUndone = undone.test(getCode(error))
        if (isUndone) retire() // what befell this connection has befallen all that are as old
        client.release(isUndone || error instanceof SilentError || isLost(error))
        release()
      }
      return { client, end }
    } catch (error) {
      release()
      throw error
    }
  }

  async function workOn<T>({ client, end }: Lease, progress: Progress, work: Work<T>): Promise<T> {
    let failure: unknown
    try {
      return await work(client, progress)
    } catch (error) {
      failure = error
      throw error
    } finally {
      end(progress.isBroken ? new SilentError() : failure)
    }
  }

  return {
    pool,
    waiting: () => share.waiting() + pool.waitingCount,
    lease,
    retire,
    use: async (agencyId, work) => {
      const first = await lease(agencyId)
      const progress = { isCommitting: false, isBroken: false }
      try {
        return await workOn(first, progress, work)
      } catch (error) {
        const isUnwritten = undone.test(getCode(error)) || (!progress.isCommitting && isLost(error))
        if (!isUnwritten) throw error
        return workOn(await lease(agencyId), { isCommitting: false, isBroken: false }, work)
      }
    },
  }
}
