/** The processes of a run: PostgreSQL, the service as production runs it, and the limit. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { migrateDatabase } from '../src/database/migrate.ts'
import type { Settings } from '../src/dev/embedded/server.ts'
import { startEmbedded } from '../src/dev/embedded.ts'
import { developmentAudience, developmentIssuer, developmentKey, publicKeys, signToken } from '../src/dev/issuer.ts'
import { type LimitName, limitSettings, toVariable } from '../src/http/limits/settings.ts'
import { findParent } from './measure.ts'

/** The role that the service logs in as; it owns nothing. */
const serviceRole = 'bench_service'
const database = 'bench'
/** A server that keeps in memory what it works on, as one in production does. */
const inMemory = { shared_buffers: '4GB' }

/** A server with a migrated database; `client` is the owner, `url` is how the service reaches it. */
export type Database = {
  target: pg.ClientConfig
  client: pg.Client
  url: string
  postmaster: number
  isNew: boolean
  stop: () => Promise<void>
}

function buildUrl({ host, port }: { host: string; port: number }): string {
  return `postgresql:///${database}?${new URLSearchParams({ host, port: String(port), user: serviceRole })}`
}

/** Starts PostgreSQL in `folder`, or in one that goes away; a folder keeps its caseloads for the next run. */
export async function startDatabase(folder?: string, settings: Settings = inMemory): Promise<Database> {
  const home = folder ?? mkdtempSync(join(tmpdir(), 'career-action-plans-bench-'))
  mkdirSync(home, { recursive: true })
  const embedded = await startEmbedded(home, settings)
  const owner = new pg.Client(embedded.target)
  await owner.connect()
  const { rowCount } = await owner.query('select from pg_database where datname = $1', [database])
  if (rowCount === 0) await owner.query(`create database ${database}`)
  await owner.end()

  const target = { ...embedded.target, database }
  await migrateDatabase(target)
  const client = new pg.Client(target)
  await client.connect()
  if (rowCount === 0) await client.query(`create role ${serviceRole} login`)
  await client.query(`grant career_plans_app, career_plans_jobs, career_plans_records to ${serviceRole}`)
  const backend = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid as number
  return {
    target,
    client,
    url: buildUrl(embedded.target),
    postmaster: findParent(backend) as number,
    isNew: rowCount === 0,
    stop: async () => {
      await client.end()
      await embedded.stop()
      if (!folder) rmSync(home, { recursive: true, force: true })
    },
  }
}

/** An issuer of tokens that publishes its keys over HTTP. */
export async function startIssuer() {
  const folder = mkdtempSync(join(tmpdir(), 'career-action-plans-bench-issuer-'))
  const key = await developmentKey(folder)
  rmSync(folder, { recursive: true })
  const server = createServer((_request, response) => response.end(JSON.stringify(publicKeys(key)))).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const environment = {
    JWT_ISSUER: developmentIssuer,
    JWT_AUDIENCE: developmentAudience,
    JWKS_URL: `http://127.0.0.1:${port}/jwks.json`,
    ALLOW_PLAINTEXT: 'jwks',
    PUBLIC_URL: 'http://127.0.0.1',
  }
  return { environment, sign: (agencyId: string) => signToken(key, { agencyId }), stop: () => server.close() }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A process under measurement. */
export type Server = { pid: number; url: string; child: ChildProcess; stop: () => Promise<void> }

function toServer(child: ChildProcess, port: number): Server {
  const kill = () => child.kill('SIGTERM')
  process.once('exit', kill) // also where the run ends with an error
  const stop = async () => {
    process.off('exit', kill)
    if (child.exitCode !== null || child.signalCode !== null) return
    kill()
    await once(child, 'exit')
  }
  return { pid: child.pid as number, url: `http://127.0.0.1:${port}`, child, stop }
}

/** How the image starts the service: the settings of its environment, and what follows `node`. */
function readImage(): { settings: Record<string, string>; command: string[] } {
  const image = readFileSync('Dockerfile', 'utf8')
  const [, environment = ''] = /^ENV (.*)$/m.exec(image) ?? []
  const [, command = ''] = /^CMD \["node", (.*)\]$/m.exec(image) ?? []
  return {
    settings: Object.fromEntries(environment.split(' ').map((one) => one.split('='))),
    command: JSON.parse(`[${command}]`),
  }
}

/** Limits that nobody reaches, for what is sent as one client. */
export const unlimited = Object.fromEntries(
  (Object.keys(limitSettings) as LimitName[]).map((name) => [toVariable(name), '9999999']),
)

/** What a run adds to how the image starts the service: options of node, and settings of its environment. */
export type Additions = { options?: string[]; environment?: Record<string, string> }

/** Starts the service as the image does; its log goes to a file that nobody reads. */
export async function startService(databaseUrl: string, issuer: object, additions: Additions = {}): Promise<Server> {
  const start = () => tryStart(databaseUrl, issuer, additions)
  return start().catch(start) // somebody may have taken the port that was free
}

async function tryStart(
  databaseUrl: string,
  issuer: object,
  { options = [], environment = {} }: Additions,
): Promise<Server> {
  const port = await freePort()
  const log = openSync('/dev/null', 'w')
  const { settings, command } = readImage()
  const own = { DATABASE_URL: databaseUrl, PORT: String(port), METRICS_PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, [...options, ...command], {
    env: { ...process.env, ...settings, ...own, ...issuer, ...environment },
    stdio: ['ignore', log, 'inherit', 'ipc'],
  })
  closeSync(log)
  const server = toServer(child, port)
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the service did not start')
    if (
      await fetch(`${server.url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return server
    await sleep(100)
  }
  throw new Error('the service was not ready within a minute')
}

/** Starts the limit on the agencies that requests go to. */
export async function startLimit(target: pg.ClientConfig): Promise<Server> {
  const port = await freePort()
  const env = { ...process.env, NODE_ENV: 'production' }
  const settings = JSON.stringify({ target, port })
  const child = fork(join(import.meta.dirname, 'limit.ts'), [settings], { env, stdio: 'inherit' })
  await once(child, 'message')
  return toServer(child, port)
}
