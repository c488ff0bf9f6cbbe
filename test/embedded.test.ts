import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import t from 'tap'
import { type PgTarget, startEmbedded } from '../src/dev/embedded.ts'

type Test = Pick<typeof t, 'teardown'>
type Outcome = { target?: PgTarget; refusal?: string }
const asRoot = process.getuid?.() === 0

async function makeFolder(t: Test): Promise<string> {
  const folder = await fs.mkdtemp(join(tmpdir(), 'embedded test, '))
  await fs.chmod(folder, 0o755) // root starts the server as another user
  t.teardown(() => fs.rm(folder, { recursive: true, force: true }))
  return folder
}

async function start(t: Test, folder: string) {
  const server = await startEmbedded(folder)
  t.teardown(server.stop)
  return server
}

async function query(target: PgTarget | undefined, text: string, values: unknown[] = []) {
  const client = new pg.Client(target)
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

const supervisor = `
  const { startEmbedded } = await import(process.argv[1])
  try {
    const server = await startEmbedded(process.argv[2])
    process.stdin.on('end', () => server.stop().then(() => process.exit())).resume()
    console.log(JSON.stringify({ target: server.target }))
  } catch (error) {
    console.log(JSON.stringify({ refusal: error.message }))
  }
`

/** Starts the server in a process of its own, which ends it when its standard input ends. */
async function startElsewhere(t: Test, folder: string): Promise<Outcome & { child: ChildProcess }> {
  const module = new URL('../src/dev/embedded.ts', import.meta.url).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', supervisor, module, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.stdin.end()
    await once(child, 'exit')
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  return { child, ...JSON.parse(line) }
}

async function kill(child: ChildProcess) {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** What lies in a data folder, without the copy of the binaries where the server's user does not reach the package. */
const namesIn = async (folder: string) => (await fs.readdir(folder)).filter((name) => !name.startsWith('binaries-'))

const postmaster = async (folder: string) =>
  Number((await fs.readFile(join(folder, 'postgres-18/postmaster.pid'), 'utf8')).split('\n')[0])

t.setTimeout(280_000)

t.test('the server starts in a folder with spaces, keeps its rows and leaves no socket behind', async (t) => {
  const folder = join(await makeFolder(t), 'a "new" folder')
  const first = await startEmbedded(folder)
  await query(first.target, 'create table note (text text)')
  await query(first.target, 'insert into note values ($1)', ['kept'])
  await first.stop()
  t.equal(await first.exited, 'stopped')
  t.notOk(existsSync(first.target.host), 'the socket folder is gone')
  t.strictSame(await namesIn(folder), ['postgres-18', 'postgres-18.log'])
  const second = await start(t, folder)
  t.strictSame(await query(second.target, 'select text from note'), [{ text: 'kept' }])
  t.match(await query(second.target, "select version(), current_setting('fsync') as fsync"), [
    { version: /^PostgreSQL 18\./, fsync: 'on' },
  ])
  t.equal((await fs.stat(second.target.host)).mode & 0o777, 0o700)
})

t.test('the log holds no value of a statement, not even of one that fails', async (t) => {
  const folder = await makeFolder(t)
  const { target } = await start(t, folder)
  await query(target, 'create table person (name text primary key)')
  await query(target, 'insert into person values ($1)', ['Ada Secret'])
  await t.rejects(query(target, 'insert into person values ($1)', ['Ada Secret']), { code: '23505' })
  await t.rejects(query(target, 'select $1::uuid', ['Ada Secret']), { code: '22P02' })
  await t.rejects(query(target, "select 'Ada Secret'::int"), { code: '22P02' })
  const log = await fs.readFile(join(folder, 'postgres-18.log'), 'utf8')
  t.match(log, /ready to accept connections/)
  t.notMatch(log, /Ada|Secret|person/)
})

t.test('a start after kill -9 stops the server that was left running and finds every row', async (t) => {
  const folder = await makeFolder(t)
  const killed = await startElsewhere(t, folder)
  await query(killed.target, 'create table note as select 1 as id')
  const orphan = await postmaster(folder)
  await kill(killed.child)
  t.ok(process.kill(orphan, 0), 'the server outlives its process')
  const { target } = await start(t, folder)
  t.strictSame(await query(target, 'select id from note'), [{ id: 1 }])
  t.not(await postmaster(folder), orphan)
  t.notOk(killed.target && existsSync(killed.target.host), 'the socket folder of the killed one is gone')
})

t.test('of processes that start at once exactly one wins, also when the one before was killed', async (t) => {
  const folder = await makeFolder(t)
  for (const round of ['on first use', 'after kill -9']) {
    const all = await Promise.all([1, 2, 3].map(() => startElsewhere(t, folder)))
    const [winner, ...others] = all.filter(({ target }) => target)
    t.strictSame(others, [], `no second winner ${round}`)
    t.strictSame(await query(winner?.target, 'select 1 as one'), [{ one: 1 }])
    for (const { refusal, child } of all) {
      if (child !== winner?.child) t.equal(refusal, inUse(folder, winner?.child.pid))
    }
    if (winner) await kill(winner.child)
  }
  await start(t, folder)
})

const inUse = (folder: string, pid: number | undefined) =>
  `${folder} is in use by process ${pid}; stop it, or set DATA_DIR to another folder.`

t.test('a start in a folder that is in use is refused and leaves the server alone', async (t) => {
  const folder = await makeFolder(t)
  const { target } = await start(t, folder)
  await t.rejects(startEmbedded(folder), { message: inUse(folder, process.pid) })
  t.equal((await startElsewhere(t, folder)).refusal, inUse(folder, process.pid))
  t.strictSame(await query(target, 'select 1 as one'), [{ one: 1 }])
})

t.test('a lock whose process number was given to another process is taken over', async (t) => {
  if (process.platform !== 'linux') return t.pass('', { skip: 'only Linux tells when a process started' })
  const folder = await makeFolder(t)
  await fs.mkdir(join(folder, 'supervisor'))
  await fs.writeFile(join(folder, 'supervisor', `${process.ppid}-1`), '')
  await start(t, folder)
})

t.test('a lock file of the server that a full disk has left empty, or cut, does not prevent a start', async (t) => {
  const folder = await makeFolder(t)
  const first = await startEmbedded(folder)
  await query(first.target, 'create table note as select 1 as id')
  await first.stop()
  for (const text of ['', 'x\n']) {
    await fs.writeFile(join(folder, 'postgres-18/postmaster.pid'), text)
    const again = await startEmbedded(folder)
    t.strictSame(await query(again.target, 'select id from note'), [{ id: 1 }])
    await again.stop()
  }
})

t.test('a server that dies is noticed and can be started again', async (t) => {
  const folder = await makeFolder(t)
  const { exited, stop } = await start(t, folder)
  process.kill(await postmaster(folder), 'SIGKILL')
  t.equal(await exited, 'ended by SIGKILL')
  await stop()
  await start(t, folder)
})

t.test('a full disk is reported in one sentence and leaves no half-made data', async (t) => {
  const folder = await makeFolder(t)
  if (!asRoot || !mountTiny(folder)) return t.pass('', { skip: 'only root can mount a tiny disk' })
  t.teardown(() => execFileSync('umount', [folder]))
  await t.rejects(startEmbedded(folder), { message: /could not make its data in .*: .*No space left on device\.$/ })
  t.strictSame(await fs.readdir(folder), [])
  execFileSync('mount', ['-o', 'remount,size=300m', folder])
  const { stop } = await startEmbedded(folder)
  await stop()
  await fs.writeFile(join(folder, 'filler'), Buffer.alloc(300_000_000)).catch(() => {})
  await t.rejects(startEmbedded(folder), { message: /did not start: .*No space left on device\.$/ })
  await fs.rm(join(folder, 'filler'))
  await start(t, folder)
})

function mountTiny(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', folder])
    return true
  } catch {
    return false
  }
}

t.test('a folder that cannot be used is reported in one sentence', async (t) => {
  const folder = await makeFolder(t)
  await fs.writeFile(join(folder, 'file'), '')
  await t.rejects(startEmbedded(join(folder, 'file')), { message: /^[^\n]+\.$/ })
  if (!asRoot) return
  await fs.mkdir(join(folder, 'closed'), { mode: 0o700 })
  await t.rejects(startEmbedded(join(folder, 'closed/data')), { message: /cannot enter .*closed: set DATA_DIR to/ })
})

t.test('a platform without binaries is asked for DATABASE_URL', async (t) => {
  t.intercept(process, 'platform', { value: 'sunos' })
  await t.rejects(startEmbedded(await makeFolder(t)), {
    message: /^There is no embedded PostgreSQL for sunos-\w+ here: set DATABASE_URL to a PostgreSQL server\.$/,
  })
})
