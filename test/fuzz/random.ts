/** Random choices that a seed repeats. */
import { randomInt } from 'node:crypto'

/** The seed of this run: that of TEST_SEED, which CI fixes, else a random one. Tests that use it print it. */
export const seed = Number(process.env.TEST_SEED ?? randomInt(2 ** 31))

export type Random = {
  /** A whole number from 0 up to, and without, `below`. */
  below: (below: number) => number
  chance: (probability: number) => boolean
  pick: <T>(items: readonly T[]) => T
}

/** The generator mulberry32: small, and good enough to choose requests with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, chance: (probability) => next() < probability, pick: (items) => items[below(items.length)] as never }
}
