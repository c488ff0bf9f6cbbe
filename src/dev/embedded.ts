/**
 * The embedded PostgreSQL: binaries from npm, data in a folder, reached through a unix socket that only its user can open.
 * One process at a time owns the folder; a server that a killed owner left running is stopped before the next one starts.
 */
import { existsSync, rmSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { packagedBinaries, runnableBinaries, withPlainPath } from './embedded/binaries.ts'
import { claim } from './embedded/owner.ts'
import { run } from './embedded/program.ts'
import { type PgTarget, type Settings, SOCKET_PREFIX, startServer, stopServer, targetAt } from './embedded/server.ts'
import { asRoot, findBarrier, handOver, makeReachable, makeWhole } from './embedded/user.ts'

export type { PgTarget }

/** A running server; `exited` resolves with the reason when it ends, whether or not it was stopped. */
export type Embedded = { target: PgTarget; exited: Promise<string>; stop: () => Promise<void> }

// The builtin locale sorts text alike on every system.
const initdbOptions = [
  '--no-instructions',
  '--auth=trust',
  '--username=postgres',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
]

/** Starts the server on the data in `dataDir`, created on first use; if it fails, throws an Error of one plain sentence. */
export async function startEmbedded(dataDir: string, settings: Settings = {}): Promise<Embedded> {
  try {
    const native = packagedBinaries()
    const home = await makeHome(resolve(dataDir))
    const release = await claim(home)
    return await serve(native, home, release, settings).catch(async (error) => {
      await release()
      throw error
    })
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    if ('code' in error && error.code === 'ENOSPC') throw withoutData(dataDir, 'No space left on device')
    throw new Error(`The embedded PostgreSQL cannot start in ${dataDir}: ${error.message}.`, { cause: error })
  }
}

const withoutData = (home: string, reason: string) =>
  new Error(`The embedded PostgreSQL could not make its data in ${home}: ${reason}.`)

async function makeHome(home: string): Promise<string> {
  await fs.mkdir(dirname(home), { recursive: true })
  // Not recursive, because then Node reports a read-only disk as ENOENT.
  await fs.mkdir(home, { mode: 0o700 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  if (asRoot && (await fs.readdir(home)).length === 0) await fs.chmod(home, 0o711)
  const barrier = await findBarrier(home)
  if (barrier)
    throw new Error(
      `PostgreSQL does not run as root, and as the user nobody it cannot enter ${barrier}: ` +
        'set DATA_DIR to a folder that every user can reach, or set DATABASE_URL to a PostgreSQL server.',
    )
  return fs.realpath(home)
}

async function serve(
  native: string,
  home: string,
  release: () => Promise<void>,
  settings: Settings,
): Promise<Embedded> {
  const bin = await runnableBinaries(native, home)
  const data = await makeData(bin, home)
  const host = await makeReachable(SOCKET_PREFIX) // a socket's path may have at most 103 bytes
  const removeSocket = () => {
    process.off('exit', removeSocket)
    rmSync(host, { recursive: true, force: true })
  }
  process.once('exit', removeSocket)
  try {
    const server = await startServer(bin, data, host, settings)
    const stop = async () => {
      await stopServer(server)
      removeSocket()
      await release()
    }
    return { target: targetAt(host), exited: server.ended.then(({ reason }) => reason), stop }
  } catch (error) {
    removeSocket()
    throw error
  }
}

async function makeData(bin: string, home: string): Promise<string> {
  const data = join(home, 'postgres-18')
  if (existsSync(join(data, 'PG_VERSION'))) {
    await handOver(data)
    return data
  }
  await makeWhole(data, async (aside) => {
    await handOver(aside)
    const { ok, reason } = await withPlainPath(
      bin,
      (plain) => run(join(plain, 'initdb'), ['-D', aside, ...initdbOptions]).ended,
    )
    if (!ok) throw withoutData(home, reason)
  })
  return data
}
