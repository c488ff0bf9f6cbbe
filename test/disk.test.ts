import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import t, { type Test } from 'tap'
import { diskProbe, watchDisk } from '../src/database/disk.ts'
import { startEmbedded } from '../src/dev/embedded.ts'

t.setTimeout(280_000)

const failure = (code: string) => Object.assign(new Error('failed'), { code })

t.test('a disk counts as full from a write that finds it so until a file can be extended', async (t) => {
  let probes = 0
  let answer: Error | undefined
  const disk = watchDisk(async () => {
    probes += 1
    if (answer) throw answer
  })
  for (const error of [failure('40001'), new Error('no code'), undefined]) disk.noteFailure(error)
  t.notOk(await disk.isFull())
  t.equal(probes, 0, 'nothing is asked as long as nothing failed')
  disk.noteFailure(new Error('a query', { cause: failure('53100') }))
  answer = failure('53100')
  t.strictSame(await Promise.all([disk.isFull(), disk.isFull(), disk.isFull()]), [true, true, true])
  t.equal(probes, 1, 'those who ask at once share an answer')
  answer = failure('ECONNREFUSED')
  t.ok(await disk.isFull(), 'a database that cannot be asked has no room yet')
  answer = undefined
  t.notOk(await disk.isFull())
  t.notOk(await disk.isFull())
  t.equal(probes, 3)
})

/** A disk of so many megabytes that goes away with the test; undefined where it cannot be made. */
async function mountDisk(t: Pick<Test, 'teardown'>, megabytes: number): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const folder = await fs.mkdtemp(join(tmpdir(), 'disk-test-'))
  t.teardown(() => fs.rm(folder, { recursive: true, force: true }))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  t.teardown(() => execFileSync('umount', [folder]))
  return folder
}

t.test('the disk of a real server is full when it is, and is not when there is room again', async (t) => {
  const folder = await mountDisk(t, 300)
  if (!folder) return t.pass('', { skip: 'only root can mount a tiny disk' })
  const { target, stop } = await startEmbedded(join(folder, 'data'))
  t.teardown(stop)
  const pool = new pg.Pool({ ...target, max: 2 })
  pool.on('error', () => undefined) // its last connections may outlive pool.end() until the server stops
  t.teardown(() => pool.end())
  const disk = watchDisk(() => pool.query(diskProbe))
  await pool.query('create table note (text text)')
  const filler = join(folder, 'filler')
  await fs.writeFile(filler, Buffer.alloc(300_000_000)).catch(() => undefined)
  const write = () => pool.query("insert into note select repeat('x', 1000) from generate_series(1, 1000)")
  await write().then(
    () => t.fail('there was room'),
    (error) => {
      t.match(error, { code: '53100' })
      disk.noteFailure(error)
    },
  )
  t.ok(await disk.isFull())
  t.ok(await disk.isFull(), 'asking does not make room')
  await fs.rm(filler)
  t.notOk(await disk.isFull())
  await t.resolves(write())
})
