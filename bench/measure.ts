/** Processor time and memory of processes, as Linux counts them in /proc. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const microsecondsPerTick = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

type Times = { parent: number; own: number; children: number }

function readTimes(pid: number): Times | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [user = 0, system = 0, ofUser = 0, ofSystem = 0] = fields.slice(11, 15)
    return { parent: fields[1] as number, own: user + system, children: ofUser + ofSystem }
  } catch {
    return undefined // it has ended
  }
}

/** The processor time that a process has used, in microseconds. */
export const processTime = (pid: number): number => (readTimes(pid)?.own ?? 0) * microsecondsPerTick

/** The processes that a process has started and that run. */
export const listChildren = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => readTimes(one)?.parent === pid)

/** The processor time of a PostgreSQL: the postmaster, its children, and those of them that have ended. */
export function clusterTime(postmaster: number): number {
  const root = readTimes(postmaster)
  if (!root) return 0
  const ticks = listChildren(postmaster).reduce(
    (sum, pid) => sum + (readTimes(pid)?.own ?? 0),
    root.own + root.children,
  )
  return ticks * microsecondsPerTick
}

/** The parent of a process; of a backend it is the postmaster. */
export const findParent = (pid: number): number | undefined => readTimes(pid)?.parent

/** The most memory that a process has had resident since it started or was told to forget, in MB. */
export function peakMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
}

const forgotten = new Map<number, number>()

/** Lets a process forget its peak, so that what it takes for one thing is told apart from what it takes for another. */
export function forgetPeak(pid: number): void {
  forgotten.set(pid, highestMemory(pid))
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** The most memory that a process has ever had resident, in MB, however often it was told to forget. */
export const highestMemory = (pid: number): number => Math.max(forgotten.get(pid) ?? 0, peakMemory(pid))

/** The middle value. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
