/**
 * `npm test`: one PostgreSQL for the whole run (the server of DATABASE_URL, else an embedded one of its own), one migrated
 * template database, and tap on all test files or on those that are named.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateDatabase } from '../../src/database/migrate.ts'
import { startEmbedded } from '../../src/dev/embedded.ts'
import { createDatabase, dropDatabase, type Server, toTarget } from './database.ts'

function run(command: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)))
  })
}

/** tap generates its test class once per installation; without that the first run would load plugins that are off. */
async function buildTap(): Promise<void> {
  const marker = 'node_modules/.tap-built'
  if (existsSync(marker)) return
  if ((await run('tap', ['build'])) !== 0) throw new Error('tap build failed')
  writeFileSync(marker, '')
}

async function startServer(): Promise<{ server: Server; stop: () => Promise<void> }> {
  const url = process.env.DATABASE_URL
  if (url) return { server: url, stop: async () => undefined }
  const folder = mkdtempSync(join(tmpdir(), 'career-action-plans-test-'))
  const embedded = await startEmbedded(folder, { fsync: 'off' }) // what a test writes need not outlive a power cut
  const stop = async () => {
    await embedded.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { server: { ...embedded.target }, stop }
}

process.env.PATH = `${join(process.cwd(), 'node_modules/.bin')}:${process.env.PATH}`
await buildTap()
const { server, stop } = await startServer()
const template = `test_template_${process.pid}`
let status = 1
try {
  await createDatabase(server, template)
  await migrateDatabase(toTarget(server, template))
  const env = { TEST_SERVER: JSON.stringify(server), TEST_TEMPLATE: template }
  const args = process.argv.slice(2)
  const isWhole = !args.some((arg) => !arg.startsWith('-'))
  if (isWhole) console.log('Every test, on a database of its own: about six minutes on two quiet cores.\n')
  // in a pipe only what fails is shown
  const isBrief = !process.stdout.isTTY && !args.some((arg) => arg.startsWith('--reporter'))
  status = await run('tap', ['run', ...(isBrief ? ['--reporter=min'] : []), ...args], env)
  if (isBrief) console.log(status === 0 ? 'Every test passed.' : 'Some tests failed.')
} finally {
  await dropDatabase(server, template)
  await stop()
}
process.exit(status)
