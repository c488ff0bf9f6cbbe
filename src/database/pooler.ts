/** Connection poolers such as pgbouncer: what cannot be done through one is found out at the start. */
import { randomUUID } from 'node:crypto'
import type pg from 'pg'

/** The process that a client was told to be connected to; @types/pg does not know it. */
export const getProcessId = (client: pg.ClientBase) => (client as unknown as { processID: number }).processID

/** Whether a pooler stands between a client and the database: the process it was told of is not the one that answers. */
export async function isPooled(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid !== getProcessId(client)
}

/** Whether a name that one client has prepared is that client's own, also while another one holds a connection. */
async function keepsNames(one: pg.PoolClient, other: pg.PoolClient): Promise<boolean> {
  const name = `probe_${randomUUID()}`
  const ask = async (client: pg.PoolClient, text: string) =>
    // a pooler with a single connection would let one wait for the other
    (await client.query({ name, text: `select '${text}' as text`, query_timeout: 3_000 } as pg.QueryConfig)).rows[0]
  const mine = await ask(one, 'one')
  await ask(other, 'other')
  await other.query('begin')
  const again = await ask(one, 'one')
  await other.query('rollback')
  return mine?.text === 'one' && again?.text === 'one'
}

/** Why statements must not be prepared on a pool, as one sentence; undefined where they may be. */
export async function whyNotPrepare(pool: pg.Pool): Promise<string | undefined> {
  const [one, other] = await Promise.all([pool.connect(), pool.connect()])
  try {
    if (!(await isPooled(one))) return undefined
    // several times: other clients of the pooler may get in between
    for (let round = 0; round < 5; round++) if (!(await keepsNames(one, other))) return refusal
    return undefined
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code === '42P05' || code === '26000' || message === 'Query read timeout') return refusal
    throw error
  } finally {
    one.release(true)
    other.release(true)
  }
}

const refusal =
  'PREPARED_STATEMENTS must be off: the connection pooler of DATABASE_URL does not keep the prepared statements of its clients apart'
