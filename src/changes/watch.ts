/**
 * Waits for changes. While anyone is waiting, the process polls the last numbers of their agencies, all in one round trip.
 * No waiting caller holds a connection, and nothing is sent that a pooler could not pass on.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../database/db.ts'
import { readHead } from '../http/list.ts'
import { selectHead } from './feed-store.ts'

/** How often it looks. A change must be seen within 100 ms of its commit. */
const everyMs = 25
const afterFailureMs = 1_000

type Waiting = { agencyId: string; head: number; tell: (hasMoved: boolean) => void }

export type Watch = {
  /** Waits until the agency's last number is no longer `head` (a restore lowers it); false where it still is at `end`. */
  hasMoved: (agencyId: string, head: number, end: AbortSignal) => Promise<boolean>
  /** Ends all waiting. */
  close: () => void
}

/** Opens a watch; when a look fails, `onFailure` gets the error and the watch keeps trying. */
export function openWatch(db: Db, onFailure: (error: unknown) => void): Watch {
  const waiting = new Set<Waiting>()
  let isLooking = false
  let isClosed = false

  async function look(): Promise<number> {
    const agencyIds = [...new Set([...waiting].map(({ agencyId }) => agencyId))]
    const rows = await db.readEach(agencyIds, selectHead)
    const heads = new Map(agencyIds.map((agencyId, index) => [agencyId, readHead(rows[index] ?? [])]))
    for (const { agencyId, head, tell } of waiting) if (heads.get(agencyId) !== head) tell(true)
    return everyMs
  }

  async function goOnLooking(): Promise<void> {
    isLooking = true
    while (waiting.size > 0) {
      const rest = await look().catch((error) => {
        onFailure(error)
        return afterFailureMs
      })
      await pause(rest)
    }
    isLooking = false
  }

  return {
    hasMoved: async (agencyId, head, end) => {
      if (isClosed || end.aborted) return false
      return new Promise((resolve) => {
        const stop = () => one.tell(false)
        const one: Waiting = {
          agencyId,
          head,
          tell: (hasMoved) => {
            waiting.delete(one)
            end.removeEventListener('abort', stop)
            resolve(hasMoved)
          },
        }
        end.addEventListener('abort', stop)
        waiting.add(one)
        if (!isLooking) void goOnLooking()
      })
    },
    close: () => {
      isClosed = true
      for (const { tell } of waiting) tell(false)
    },
  }
}
