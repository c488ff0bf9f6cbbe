import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { readStart } from './process.ts'

/**
 * Makes this process the owner of a data folder; returns a function that gives it up. The lock is a folder with one entry
 * named after the owner. A rename replaces only an empty folder, and a dead owner is removed by name, so two processes
 * cannot take the lock at once.
 */
export async function claim(home: string): Promise<() => Promise<void>> {
  const lock = join(home, 'supervisor')
  const owner = `${process.pid}-${await readStart(process.pid)}`
  const mine = await fs.mkdtemp(`${lock}.`)
  try {
    await fs.writeFile(join(mine, owner), '')
    while (!(await take(mine, lock))) await removeDeadOwner(home, lock)
  } catch (error) {
    await fs.rm(mine, { recursive: true, force: true })
    throw error
  }
  return async () => {
    await fs.rm(join(lock, owner), { force: true })
    await fs.rmdir(lock).catch(() => {}) // not empty: the next owner already has it
  }
}

async function take(mine: string, lock: string): Promise<boolean> {
  try {
    await fs.rename(mine, lock)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    throw error
  }
}

async function removeDeadOwner(home: string, lock: string) {
  for (const owner of await fs.readdir(lock).catch(() => [])) {
    const [pid, start] = owner.split('-')
    if ((await readStart(Number(pid))) === start)
      throw new Error(`${home} is in use by process ${pid}; stop it, or set DATA_DIR to another folder.`)
    await fs.rm(join(lock, owner), { force: true })
  }
}
