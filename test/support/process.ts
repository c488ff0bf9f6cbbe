/** Scripts of the service as processes of their own, as an operator runs them. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { currentRun, toTarget } from './database.ts'

type Test = { teardown: (end: () => unknown) => void }
type Ended = { code: number | null; stdout: string; stderr: string }

export type Running = {
  pid: number
  stdout: () => string
  /** Waits until the output matches; rejects where the process ends before, or says it never. */
  said: (pattern: RegExp) => Promise<RegExpExecArray>
  kill: (signal: NodeJS.Signals) => void
  ended: Promise<Ended>
}

/** How long a script may take to say something; more than any needs, so that what hangs is told apart from what is slow. */
const patienceMs = 120_000

/** Starts a script with nothing in its environment but what is given; it is ended with the test. */
export function startScript(t: Test, script: string, env: Record<string, string>, args: string[] = []): Running {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [script, ...args], { env: { PATH, HOME, ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  let isOver = false
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => {
      isOver = true
      resolve({ code, stdout, stderr })
    }),
  )
  t.teardown(async () => {
    child.kill('SIGTERM')
    const hanging = setTimeout(() => child.kill('SIGKILL'), 60_000)
    await ended
    clearTimeout(hanging)
  })
  const said = async (pattern: RegExp) => {
    for (const latest = Date.now() + patienceMs; Date.now() < latest; await pause(20)) {
      const found = pattern.exec(stdout)
      if (found) return found
      if (isOver) throw new Error(`${script} ended: ${stderr}`)
    }
    throw new Error(`${script} did not say ${pattern} in time; it said ${stdout}${stderr}`)
  }
  return { pid: child.pid as number, stdout: () => stdout, said, kill: (signal) => child.kill(signal), ended }
}

/** Runs a script to its end. */
export const runScript = (t: Test, script: string, env: Record<string, string>, args: string[] = []) =>
  startScript(t, script, env, args).ended

/** A folder that does not exist yet, which any user can reach: root starts PostgreSQL as nobody. */
export function newFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'process-test-'))
  chmodSync(folder, 0o755)
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'data')
}

/** Runs statements in a database of the run; answers the rows of the last one. */
export async function query<R extends pg.QueryResultRow>(database: string, ...statements: string[]): Promise<R[]> {
  const client = new pg.Client(toTarget(currentRun().server, database))
  await client.connect()
  try {
    let rows: R[] = []
    for (const statement of statements) rows = (await client.query<R>(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

/** A login as production has it: it owns nothing, and may act as the roles of the service. Its password is its name. */
export async function makeLogin(t: Test, database: string): Promise<string> {
  const login = `login_${randomUUID().replaceAll('-', '')}`
  await query(
    database,
    `create role ${login} login password '${login}' in role career_plans_app, career_plans_jobs, career_plans_records`,
  )
  t.teardown(() => query(database, `drop owned by ${login} cascade`, `drop role ${login}`))
  return login
}

/** The connection string with another login. */
export const asLogin = (address: string, login: string): string =>
  Object.assign(new URL(address), { username: login, password: login }).href
