/**
 * Token buckets by key. A bucket starts out full, each request takes tokens, and they come back at an even rate. All that is
 * stored is the time at which the bucket will be full again.
 */
import { LRUCache } from 'lru-cache'

/** How many buckets are kept; the one idle longest is forgotten first, and starts out full if it comes back. */
const maxBuckets = 20_000

export type Buckets = {
  /** How many whole tokens are left; negative if more were taken. */
  left: (key: string, now: number) => number
  take: (key: string, now: number, tokens: number) => void
}

/** Opens buckets of `size` tokens that refill at `rate` per second; times are in milliseconds. */
export function openBuckets(size: number, rate: number): Buckets {
  const fullAt = new LRUCache<string, number>({ max: maxBuckets })
  const msPerToken = 1000 / rate
  const tolerance = 1e-6 // of a token: rounding errors are no reason to refuse a request
  return {
    left: (key, now) => Math.floor(size - Math.max(0, (fullAt.get(key) ?? 0) - now) / msPerToken + tolerance),
    take: (key, now, tokens) => {
      fullAt.set(key, Math.max(fullAt.get(key) ?? 0, now) + tokens * msPerToken)
    },
  }
}
