/** pgbouncer in transaction mode between the service and its database, killed and started again meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../bench/processes.ts'
import { serverUser } from '../../src/dev/embedded/user.ts'
import { buildConfig, findPgbouncer } from '../support/pooler.ts'
import { urlThrough } from '../support/proxy.ts'
import { count, nameAnswer, send, type Tally } from './exchange.ts'
import { type Fault, goThrough, type Missing, type Outcome } from './passage.ts'
import { closeStage, type Ground, openStage } from './stage.ts'

const program = findPgbouncer()

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
  writeFileSync(file, buildConfig(url, port))
  let child: ChildProcess
  const start = async () => {
    child = spawn(program as string, ['--quiet', file], { ...serverUser, stdio: 'ignore' })
    while (child.exitCode === null && !(await accepts(port))) await pause(20)
  }
  const kill = async () => {
    if (child.signalCode !== null || child.exitCode !== null) return
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
    Array.from({ length: 40 }, async () =>
      count(tally, nameAnswer(await send(stage.getCaller(), { path: '/v1/plans' }))),
    ),
  )
  await closeStage(stage)
  const answers = Object.entries(tally).map(([status, times]) => `${status} × ${times}`)
  return `with prepared statements it starts and answers ${answers.join(', ')}`
}

/** Takes a ledger through a pooler that is killed and started again. */
export async function goThroughPooler(ground: Ground, name: string): Promise<Outcome | Missing> {
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
