/** Permits that agencies share. Each agency may hold at most half of them, so one agency cannot take them all. */

/** Gives a permit back; does so once, however often it is called. */
export type Release = () => void

export type Share = {
  /** Waits for a permit; undefined where none came in time. */
  acquire: (agencyId: string) => Promise<Release | undefined>
  /** How many wait for a permit. */
  waiting: () => number
}

type Waiter = { grant: (release: Release | undefined) => void }

/** Opens a share of so many permits, for which an agency waits so long; agencies that wait are served in turn. */
export function openShare(total: number, patienceMs: number): Share {
  const half = Math.max(1, Math.floor(total / 2))
  const held = new Map<string, number>()
  /** Agencies that wait, the next one first. */
  const queues = new Map<string, Set<Waiter>>()
  let free = total

  const heldBy = (agencyId: string) => held.get(agencyId) ?? 0

  function hold(agencyId: string): Release {
    free -= 1
    held.set(agencyId, heldBy(agencyId) + 1)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      free += 1
      if (heldBy(agencyId) === 1) held.delete(agencyId)
      else held.set(agencyId, heldBy(agencyId) - 1)
      grantNext()
    }
  }

  function leave(agencyId: string, waiter: Waiter): void {
    const queue = queues.get(agencyId)
    queue?.delete(waiter)
    if (queue?.size === 0) queues.delete(agencyId)
  }

  /** The agency whose turn it is: the first that waits and holds less than half. */
  const nextAgency = () => [...queues.keys()].find((agencyId) => heldBy(agencyId) < half)

  function grantNext(): void {
    const agencyId = free > 0 ? nextAgency() : undefined
    if (agencyId === undefined) return
    const queue = queues.get(agencyId) as Set<Waiter>
    const [waiter] = queue as Set<Waiter> & Iterable<Waiter>
    queues.delete(agencyId) // its next turn comes after those of all others
    queues.set(agencyId, queue)
    waiter?.grant(hold(agencyId))
  }

  const isFree = (agencyId: string) => free > 0 && !queues.has(agencyId) && heldBy(agencyId) < half

  return {
    acquire: (agencyId) => {
      if (isFree(agencyId)) return Promise.resolve(hold(agencyId))
      return new Promise((resolve) => {
        const waiter: Waiter = {
          grant: (release) => {
            clearTimeout(timer)
            leave(agencyId, waiter)
            resolve(release)
          },
        }
        const timer = setTimeout(() => waiter.grant(undefined), patienceMs)
        const queue = queues.get(agencyId) ?? new Set()
        queues.set(agencyId, queue.add(waiter))
      })
    },
    waiting: () => [...queues.values()].reduce((sum, { size }) => sum + size, 0),
  }
}
