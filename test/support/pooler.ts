/** pgbouncer before a database of the run, as its package has it; only its configuration is ours. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { currentRun, toAddress } from './database.ts'

type Test = { teardown: (end: () => unknown) => void }

const places = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer']

/** The program; undefined where there is none. */
export const findPgbouncer = (): string | undefined =>
  [process.env.PGBOUNCER_PATH ?? '', ...places].find((path) => path && spawnSync(path, ['--version']).status === 0)

/** The mode that the README speaks of; nothing else has to be set. */
const documented = {
  pool_mode: 'transaction',
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Its configuration before the database of an address, with settings laid over it. */
export function buildConfig(address: string, port: number, settings: Record<string, string> = {}): string {
  const client = new pg.Client(address)
  const { host, user, password, database } = client
  const target = { host, port: client.port, dbname: database, user, ...(password && { password }) }
  const words = Object.entries(target).map(([name, value]) => `${name}=${value}`)
  const own = { listen_addr: '127.0.0.1', listen_port: port, unix_socket_dir: '', auth_type: 'any' }
  const lines = Object.entries({ ...own, ...documented, ...settings }).map(([name, value]) => `${name} = ${value}`)
  return ['[databases]', `${database} = ${words.join(' ')}`, '[pgbouncer]', ...lines, ''].join('\n')
}

async function untilItAnswers(child: ChildProcess, address: string): Promise<void> {
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 3_000 })
    const answers = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (answers) return
    await pause(50)
  }
  throw new Error('pgbouncer did not answer')
}

/** Starts a pgbouncer that ends with the test, as root as the user who may open the socket of the database; answers the connection string. */
export async function startPooler(t: Test, program: string, database: string, settings = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pooler-test-'))
  chmodSync(folder, 0o755)
  const file = join(folder, 'pgbouncer.ini')
  const port = await freePort()
  writeFileSync(file, buildConfig(toAddress(currentRun().server, database), port, settings))
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const child = spawn(program, ['--quiet', file], { ...user, stdio: 'ignore' })
  const address = `postgres://anybody@127.0.0.1:${port}/${database}`
  t.teardown(async () => {
    child.kill('SIGINT')
    child.kill('SIGTERM') // at once, without waiting for clients
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
  await untilItAnswers(child, address)
  return address
}
