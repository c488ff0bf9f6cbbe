import type { SpawnOptions } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

const NOBODY = 65534

/** Whether this process runs as root, which PostgreSQL refuses. */
export const asRoot = process.getuid?.() === 0

/** The options that make a child process run as the server's user. */
export const serverUser: SpawnOptions = asRoot ? { uid: NOBODY, gid: NOBODY } : {}

/** The outermost part of a path that keeps the server's user out, if any does. */
export async function findBarrier(path: string): Promise<string | undefined> {
  if (!asRoot) return undefined
  const parts = [await fs.realpath(path)]
  while (parts[0] && parts[0] !== dirname(parts[0])) parts.unshift(dirname(parts[0]))
  for (const part of parts) {
    const { uid, gid, mode } = await fs.stat(part)
    const mayEnter = uid === NOBODY ? 0o100 : gid === NOBODY ? 0o010 : 0o001
    if ((mode & mayEnter) === 0) return part
  }
  return undefined
}

/** Makes the server's user the owner of a folder and everything in it, unless it already is. */
export async function handOver(folder: string): Promise<void> {
  if (!asRoot || (await fs.stat(folder)).uid === NOBODY) return
  const inside = await fs.readdir(folder, { recursive: true })
  for (const path of [...inside, '']) await fs.lchown(join(folder, path), NOBODY, NOBODY)
}

/** Makes a temporary folder for the server's user, with a path shorter than 90 bytes. */
export async function makeReachable(prefix: string): Promise<string> {
  const usable = Buffer.byteLength(tmpdir()) < 70 && !(await findBarrier(tmpdir()))
  const folder = await fs.mkdtemp(join(usable ? tmpdir() : '/tmp', prefix))
  await handOver(folder)
  return folder
}

/** Makes a folder under another name and renames it when complete, so that a kill or a full disk leaves nothing half done. */
export async function makeWhole(folder: string, fill: (aside: string) => Promise<void>): Promise<void> {
  const prefix = `${basename(folder)}-new-`
  for (const name of await fs.readdir(dirname(folder))) {
    if (name.startsWith(prefix)) await remove(join(dirname(folder), name))
  }
  const aside = await fs.mkdtemp(join(dirname(folder), prefix))
  try {
    await fill(aside)
    await fs.rename(aside, folder)
  } catch (error) {
    await remove(aside)
    throw error
  }
}

// A program that a killed process left running may still be writing to it.
const remove = (folder: string) => fs.rm(folder, { recursive: true, force: true, maxRetries: 10 })
