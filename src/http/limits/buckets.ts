/**
 * Token buckets by key. One is full at first, each request takes tokens, and they come back at an even rate; all that is
 * kept of a bucket is the time at which it will be full again.
 */
import { LRUCache } from 'lru-cache'

/** So many buckets are known; the one that was idle longest is forgotten first, and is full when it comes back. */
const maxBuckets = 20_000

export type Buckets = {
  /** How many whole tokens there are; fewer than none where more were taken. */
  left: (key: string, now: number) => number
  take: (key: string, now: number, tokens: number) => void
}

/** Opens buckets of `size` tokens of which `rate` come back in a second; times are in milliseconds. */
export function openBuckets(size: number, rate: number): Buckets {
  const fullAt = new LRUCache<string, number>({ max: maxBuckets })
  const msPerToken = 1000 / rate
  const isAlmost = 1e-6 // of a token: what is lost in floating point is no reason to refuse one
  return {
    left: (key, now) => Math.floor(size - Math.max(0, (fullAt.get(key) ?? 0) - now) / msPerToken + isAlmost),
    take: (key, now, tokens) => {
      fullAt.set(key, Math.max(fullAt.get(key) ?? 0, now) + tokens * msPerToken)
    },
  }
}
