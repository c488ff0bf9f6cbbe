/**
 * Several prepared statements in one round trip with one Sync. An error says by its member `statement` which one failed. Outside an explicit transaction all of them are one
 * implicit transaction: when a statement fails, those behind it are skipped and those before it are undone.
 *
 * It writes the messages of PostgreSQL's protocol itself, as one buffer, and is given the answers as pg's own queries
 * are; which is why the versions of both are pinned. test/db.test.ts holds what it relies on.
 */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { serialize } from 'pg-protocol'

/** One row, each column in PostgreSQL's text form. */
export type Row = readonly (string | null)[]
/** A statement; R says which columns its rows have. One without a name is not prepared. */
export type Statement<R extends Row = Row> = { name: string; text: string; row?: R }
export type Call<R extends Row = Row> = {
  statement: Statement<R>
  values: readonly (string | number | boolean | null)[]
  /** Whether its rows are read in the order of an index, never sorted, however few there seem to be. */
  avoidSort?: boolean
}
/** The rows of each of several calls. */
export type RowsOf<C extends readonly Call[]> = { -readonly [I in keyof C]: C[I] extends Call<infer R> ? R[] : Row[] }

const statements = new Map<string, Statement>()

/** Names a statement by its text, so that each connection prepares it once. */
export function statement<R extends Row = Row>(text: string): Statement<R> {
  const known = statements.get(text)
  if (known) return known as Statement<R>
  const made: Statement<R> = { name: `s_${createHash('sha256').update(text).digest('hex').slice(0, 20)}`, text }
  statements.set(text, made)
  return made
}

type Connection = { stream: { write: (buffer: Buffer) => void; destroy: () => void } }

/** The database did not answer in time; the connection was destroyed, and what it was asked may or may not have been done. */
export class SilentError extends Error {
  constructor() {
    super('The database did not answer in time.')
  }
}

/** Longer than the server lets a statement take, so that only a server that is silent is given up. */
const silentMs = 15_000

const prepared = new WeakMap<pg.PoolClient, Set<string>>()

const sync = serialize.sync()
const toText = (value: Call['values'][number]) => (value === null || typeof value === 'string' ? value : String(value))

/** A query object for `client.query`: what pg calls a submittable. */
export class Batch {
  readonly #calls: readonly Call[]
  readonly #messages: Buffer
  readonly #resolve: (rows: Row[][]) => void
  readonly #reject: (error: Error) => void
  readonly #results: Row[][] = []
  #rows: Row[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(
    calls: readonly Call[],
    messages: Buffer,
    resolve: (rows: Row[][]) => void,
    reject: (error: Error) => void,
  ) {
    this.#calls = calls
    this.#messages = messages
    this.#resolve = resolve
    this.#reject = reject
  }

  /**
   * Sends the calls and answers the rows of each. Statements new to the connection are prepared in a round trip before. A
   * connection on which no answer comes in time is destroyed.
   */
  static async run<const C extends readonly Call[]>(
    client: pg.PoolClient,
    calls: C,
    prepare: boolean,
    timeoutMs = silentMs,
  ): Promise<RowsOf<C>> {
    if (prepare) await Batch.#prepare(client, calls, timeoutMs)
    const messages = calls.flatMap(({ statement: { name, text }, values }) => {
      const isPrepared = prepare && name !== ''
      return [
        ...(isPrepared ? [] : [serialize.parse({ text })]),
        serialize.bind({ statement: isPrepared ? name : '', values: values.map(toText) }),
        serialize.execute(),
      ]
    })
    return (await Batch.#submit(client, calls, messages, timeoutMs)) as Row[][] & RowsOf<C> // a list for each call, in order
  }

  static async #prepare(client: pg.PoolClient, calls: readonly Call[], timeoutMs: number): Promise<void> {
    const known = prepared.get(client) ?? new Set()
    prepared.set(client, known)
    for (const { statement } of calls) {
      if (statement.name === '' || known.has(statement.name)) continue
      // one Sync each: a statement that does not parse must not leave the others in doubt
      await Batch.#submit(client, [], [serialize.parse(statement)], timeoutMs)
      known.add(statement.name)
    }
  }

  static #submit(
    client: pg.PoolClient,
    calls: readonly Call[],
    messages: Buffer[],
    timeoutMs: number,
  ): Promise<Row[][]> {
    return new Promise((resolve, reject) => {
      const batch = new Batch(calls, Buffer.concat([...messages, sync]), resolve, reject)
      batch.#timer = setTimeout(() => {
        reject(new SilentError())
        // @types/pg hides the stream of a connection
        const { stream } = client.connection as unknown as Connection
        stream.destroy()
      }, timeoutMs)
      // pg calls handleReadyForQuery and others, which its type of a Submittable does not name
      client.query(batch as unknown as pg.Submittable)
    })
  }

  submit(connection: Connection): void {
    connection.stream.write(this.#messages)
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    this.#rows.push(message.fields)
  }

  handleCommandComplete(): void {
    this.#results.push(this.#rows)
    this.#rows = []
  }

  handleReadyForQuery(): void {
    clearTimeout(this.#timer)
    this.#resolve(this.#results)
  }

  handleError(error: Error): void {
    clearTimeout(this.#timer)
    // those before it have been answered
    this.#reject(Object.assign(error, { statement: this.#calls[this.#results.length]?.statement.name }))
  }

  handleRowDescription(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
}
