/** pgbouncer in transaction mode between the service and its database, killed and started again meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../bench/processes.ts'
import { serverUser } from '../../src/embedded/user.ts'
import { urlThrough } from '../support/proxy.ts'
import { count, nameOf, send, type Tally } from './exchange.ts'
import { type Fault, goThrough, type Outcome } from './passage.ts'
import { closeStage, type Ground, openStage } from './stage.ts'

const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
const program = places.map((place) => join(place, 'pgbouncer')).find((path) => existsSync(path))

/** The settings that the README names, for the database of a connection string. */
function settingsOf(url: string, port: number): string {
  const upstream = new pg.Client(url)
  const parts = { host: upstream.host, port: upstream.port, user: upstream.user, password: upstream.password }
  const target = Object.entries(parts).filter(([, value]) => value)
  return [
    '[databases]',
    `* = ${target.map(([name, value]) => `${name}=${value}`).join(' ')}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'ignore_startup_parameters = extra_float_digits, statement_timeout, lock_timeout, idle_in_transaction_session_timeout',
  ].join('\n')
}

/** Whether something listens on a port. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.once('error', () => resolve(false)).once('connect', () => socket.destroy())
  })
}

/** Starts the pooler; it can be killed and started again. */
async function startPooler({ url }: Ground) {
  const folder = mkdtempSync(join(tmpdir(), 'career-action-plans-pooler-'))
  chmodSync(folder, 0o755)
  const port = await freePort()
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(file, settingsOf(url, port))
  let child: ChildProcess
  const start = async () => {
    child = spawn(program as string, ['--quiet', file], { ...serverUser, stdio: 'ignore' })
    while (!(await accepts(port))) await pause(20)
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await start()
  const stop = async () => {
    await kill()
    rmSync(folder, { recursive: true })
  }
  return { url: urlThrough(url, port), start, kill, stop }
}

/** What becomes of a service that uses prepared statements, which this pooler does not know. */
async function tryPrepared(ground: Ground, url: string): Promise<string> {
  const stage = await openStage(ground, url).catch(() => undefined)
  if (!stage) return 'with prepared statements it refuses to start'
  const tally: Tally = {}
  await Promise.all(
    Array.from({ length: 40 }, async () => count(tally, nameOf(await send(stage.callerOf(), { path: '/v1/plans' })))),
  )
  await closeStage(stage)
  const answers = Object.entries(tally).map(([status, times]) => `${status} × ${times}`)
  return `with prepared statements it starts and answers ${answers.join(', ')}`
}

/** Takes a ledger through a pooler that is killed and started again. */
export async function goThroughPooler(
  ground: Ground,
  name: string,
): Promise<Outcome | { name: string; skipped: string }> {
  if (!program) return { name, skipped: 'there is no pgbouncer in the path' }
  const pooler = await startPooler(ground)
  const fault: Fault = {
    title: 'pgbouncer in transaction mode, killed and started again',
    seconds: 2,
    begin: pooler.kill,
    end: pooler.start,
    isDown: true,
  }
  try {
    const note = await tryPrepared(ground, pooler.url)
    const stage = await openStage(ground, pooler.url, { PREPARED_STATEMENTS: 'off' })
    try {
      return { ...(await goThrough(stage, name, fault)), note }
    } finally {
      await closeStage(stage)
    }
  } finally {
    await pooler.stop()
  }
}
