/**
 * Writers of one person take turns: a few hold a connection, one of which has the lock; the others wait without one. The queue
 * remembers the owner of each plan, so that writers of several plans of a person stand in one line.
 */
import { LRUCache } from 'lru-cache'
import pLimit, { type LimitFunction } from 'p-limit'
import type { Subject } from './person-store.ts'

/** Enough that the lock never waits for a connection. */
const maxConnected = 4

const lines = new Map<string, { limit: LimitFunction; writers: number }>()
const owners = new LRUCache<string, string>({ max: 100_000 })

/** Remembers the participant who owns a plan. */
export const rememberOwner = (agencyId: string, planId: string, participantId: string): void => {
  owners.set(`${agencyId} ${planId}`, participantId)
}

function buildKey(agencyId: string, subject: Subject): string {
  const plan = 'planId' in subject ? `${agencyId} ${subject.planId}` : ''
  const participantId = 'planId' in subject ? owners.get(plan) : subject.participantId
  return participantId === undefined ? plan : `${agencyId} participant ${participantId}`
}

/** Does a write when its turn has come. */
export async function queueWrite<T>(agencyId: string, subject: Subject, write: () => Promise<T>): Promise<T> {
  const key = buildKey(agencyId, subject)
  const line = lines.get(key) ?? { limit: pLimit(maxConnected), writers: 0 }
  lines.set(key, line)
  line.writers += 1
  try {
    return await line.limit(write)
  } finally {
    line.writers -= 1
    if (line.writers === 0) lines.delete(key)
  }
}
