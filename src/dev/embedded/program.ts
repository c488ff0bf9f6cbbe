import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { serverUser } from './user.ts'

/** How a program ended; `reason` is a phrase that fits into a sentence. */
export type Ending = { ok: boolean; reason: string }

/** A running program. */
export type Program = { child: ChildProcess; ended: Promise<Ending> }

const fault = /^.*?\b(error|ERROR|FATAL|PANIC): +/

/** Runs a program as the server's user, detached from the terminal, so that Ctrl-C reaches only this process. */
export function run(path: string, args: string[], log?: string): Program {
  const child = spawn(path, args, {
    ...{ ...serverUser, cwd: '/', detached: true, env: { LC_ALL: 'C' } },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const interrupt = () => child.kill('SIGINT')
  process.once('exit', interrupt)
  let tail = ''
  child.stderr.on('data', (chunk) => {
    tail = (tail + chunk).slice(-8000)
    if (log) append(log, chunk)
  })
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve({ ok: false, reason: `${path} cannot run here (${code}), so set DATABASE_URL to a PostgreSQL server` }),
    )
    child.once('close', (code, signal) => resolve({ ok: code === 0, reason: describeError(tail, code, signal) }))
  })
  return { child, ended: ended.finally(() => process.off('exit', interrupt)) }
}

// A full disk must not end the service.
function append(log: string, chunk: Buffer) {
  try {
    appendFileSync(log, chunk, { mode: 0o600 })
  } catch {}
}

function describeError(output: string, code: number | null, signal: string | null): string {
  if (code === 0) return 'stopped'
  if (signal) return `ended by ${signal}`
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const faults = lines.filter((line) => fault.test(line))
  // Whatever follows a full disk in the output is a consequence of it.
  const cause = faults.find((line) => line.includes('No space left')) ?? faults.at(-1) ?? lines.at(-1)
  return cause?.replace(fault, '') ?? `ended with code ${code}`
}
