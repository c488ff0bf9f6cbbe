/** A database that starts after the service, as where both are started together. */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { describeError } from '../failure.ts'

/** Sockets that cannot be connected, names that cannot be found, and servers that start, stop or are full. */
const passing = /^(E(CONN|HOST|NET|AI_|PIPE|NOTFOUND|TIMEDOUT)|57P0|53300)/
/** What pg says of a server that falls silent or hangs up, and pgbouncer of one that it cannot reach. */
const passingText = /^(timeout expired|Connection terminated|server login has been failing)/

/** Whether the database may answer later without a change to the settings. */
function mayPass(error: unknown): boolean {
  const { code = '', syscall, message } = error as NodeJS.ErrnoException
  const isSocketMissing = code === 'ENOENT' && syscall === 'connect'
  return isSocketMissing || passing.test(code) || passingText.test(message)
}

async function reach(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
  client.on('error', () => undefined) // told by the statement
  try {
    await client.connect()
    await client.query('select')
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Waits until the database answers, however long; throws what is wrong with the settings. `onWait` is told why, once. */
export async function waitForDatabase(url: string, onWait: (reason: string) => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await reach(url)
    } catch (error) {
      if (!mayPass(error)) throw error
      if (tries === 0) onWait(describeError(error))
    }
    await pause(1_000)
  }
}
