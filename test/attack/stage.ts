/** Where a ledger is taken through faults: a service that reaches its database by way of a proxy. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { DatabaseProxy } from '../support/proxy.ts'
import type { Caller } from './exchange.ts'
import { startWatched, type Watched } from './service.ts'

/** What faults are made to. */
export type Ground = {
  /** The server, as its owner, in another database than the one of the service. */
  admin: string | pg.ClientConfig
  /** The database of the service by its name, and its connection string. */
  database: string
  url: string
  proxy: DatabaseProxy
  issuer: { environment: object; sign: (agencyId: string) => Promise<string> }
  /** The first process of the server, where it is ours to stop. */
  postmaster: number | undefined
  /** How many times as long faults last as the shortest that show anything. */
  patience: number
}

/** A ground with a service on it, which may be another one later, and the client of a new agency. */
export type Stage = Ground & { service: Watched; getCaller: () => Caller; restart: () => Promise<void> }

/** Starts the service for a new agency; `url` is how it reaches the database, by way of the proxy unless told. */
export async function openStage(
  ground: Ground,
  url: string = ground.proxy.url,
  environment: Record<string, string> = {},
): Promise<Stage> {
  const start = () => startWatched(url, ground.issuer.environment, environment)
  const token = await ground.issuer.sign(randomUUID())
  const stage: Stage = {
    ...ground,
    service: await start(),
    getCaller: () => ({ url: stage.service.url, token }),
    restart: async () => {
      await closeStage(stage)
      stage.service = await start()
    },
  }
  return stage
}

/** Ends the service, whatever it is doing. */
export async function closeStage({ service }: Stage): Promise<void> {
  service.child.kill('SIGKILL')
  await service.stop()
}

/** Runs statements as the owner of the server. */
export async function asAdmin({ admin }: Ground, ...statements: string[]): Promise<void> {
  const client = new pg.Client(admin)
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Ends the sessions of the service, as an administrator or a failover does. */
export const terminate = (ground: Ground): Promise<void> =>
  asAdmin(
    ground,
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = '${ground.database}' and usename <> current_user`,
  )
