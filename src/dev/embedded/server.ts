import * as fs from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommand } from './process.ts'
import { type Program, run } from './program.ts'

/** What `pg` needs to reach the server; `host` is the folder of its unix socket. */
export type PgTarget = { host: string; port: number; user: string; database: string; ssl: false }

/** The prefix of every socket folder's name. */
export const SOCKET_PREFIX = 'career-plans-'

const settings = {
  listen_addresses: '',
  port: 5432,
  max_connections: 60,
  shared_buffers: '64MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // The log must not hold personal data. Statements, errors, and their details quote values, so none of them is logged.
  log_statement: 'none',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
}

/** The server whose socket is in the folder `host`. */
export const targetAt = (host: string): PgTarget => ({
  host,
  port: settings.port,
  user: 'postgres',
  database: 'postgres',
  ssl: false, // otherwise PGSSLMODE could ask for it
})

/** PostgreSQL settings by name, overriding those that suit a development server. */
export type Settings = Readonly<Record<string, string | number>>

/** Starts the server of a data folder that this process owns, and waits until it accepts connections. */
export async function startServer(bin: string, data: string, host: string, other: Settings): Promise<Program> {
  const all = { ...settings, ...other, unix_socket_directories: `"${host.replaceAll('"', '""')}"` }
  const args = ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const deadline = performance.now() + 10_000
  for (;;) {
    await stopOrphan(data)
    const server = run(join(bin, 'postgres'), args, `${data}.log`)
    const failure = await failureToStart(server, data)
    if (failure === undefined) return server
    // A killed server holds its lock until it is reaped, and its shared memory until its last process ends.
    const mayPass =
      /lock file .* already exists|shared memory block .* still in use/.test(failure) && performance.now() < deadline
    if (!mayPass) throw new Error(`The embedded PostgreSQL did not start: ${failure}.`)
    await sleep(200)
  }
}

async function failureToStart(server: Program, data: string): Promise<string | undefined> {
  const settled = new AbortController()
  const isReady = async () => {
    const { pid, status } = await readPostmaster(data)
    return settled.signal.aborted || (pid === server.child.pid && status === 'ready')
  }
  const first = await Promise.race([server.ended, until(isReady, 30_000)])
  settled.abort()
  if (typeof first === 'object') return first.reason
  if (first) return undefined
  await stopServer(server)
  return 'it was not ready within 30 seconds'
}

/** Stops a server: open transactions are rolled back, and committed ones are written out. */
export async function stopServer({ child, ended }: Program): Promise<void> {
  child.kill('SIGINT')
  const late = setTimeout(() => child.kill('SIGQUIT'), 30_000)
  await ended
  clearTimeout(late)
}

/** Removes an empty lock file, as a full disk leaves behind; with it, the server would refuse to start. */
async function removeEmptyLock(data: string) {
  const isEmpty = async () => Number.isNaN((await readPostmaster(data)).pid)
  // a server that is starting writes it at once
  if ((await isEmpty()) && !(await until(async () => !(await isEmpty()), 500)))
    await fs.rm(join(data, 'postmaster.pid'), { force: true })
}

/** Stops the server that a killed process left running. */
async function stopOrphan(data: string) {
  await removeEmptyLock(data)
  const { pid, host } = await readPostmaster(data)
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!(await readCommand(pid)).includes(data)) break // by now the id belongs to another process
    try {
      process.kill(pid, signal)
    } catch {} // it ended on its own
    await until(async () => (await readPostmaster(data)).pid !== pid, 10_000)
  }
  if (host && basename(host).startsWith(SOCKET_PREFIX)) await fs.rm(host, { recursive: true, force: true })
}

/** What a data folder's server says about itself in its lock file, which stays behind when the server is killed. */
async function readPostmaster(data: string) {
  const text = await fs.readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '0')
  const lines = text.split('\n')
  return { pid: Number.parseInt(lines[0] ?? '', 10), host: lines[4], status: lines[7]?.trim() }
}

async function until(done: () => Promise<boolean>, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds
  while (!(await done())) {
    if (performance.now() > deadline) return false
    await sleep(10)
  }
  return true
}
