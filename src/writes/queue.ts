/** Writers of one plan take turns: a few hold a connection, of which one has the lock; the others wait without one. */
import pLimit, { type LimitFunction } from 'p-limit'

/** Enough that the lock never waits for a connection. */
const maxConnected = 4

const plans = new Map<string, { limit: LimitFunction; writers: number }>()

/** Does a write to a plan when its turn has come. */
export async function queueWrite<T>(agencyId: string, planId: string, write: () => Promise<T>): Promise<T> {
  const key = `${agencyId} ${planId}`
  const turns = plans.get(key) ?? { limit: pLimit(maxConnected), writers: 0 }
  plans.set(key, turns)
  turns.writers += 1
  try {
    return await turns.limit(write)
  } finally {
    turns.writers -= 1
    if (turns.writers === 0) plans.delete(key)
  }
}
