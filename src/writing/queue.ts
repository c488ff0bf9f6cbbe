/** Texts waiting to be read: agencies take turns, and texts that are only validated come after all others. */

/** Whom a text is read for. */
export type Reader = { agencyId: string; isValidation: boolean }

export type Queue<T> = {
  /** Adds an item; returns false if there is no room for it. */
  add: (item: T, reader: Reader) => boolean
  /** Takes the next item. */
  take: () => T | undefined
}

/** Opens a queue with a maximum length. An agency may use no more room than it leaves for others. */
export function openQueue<T>(max: number): Queue<T> {
  /** The items of each agency; the first agency is next. */
  const written = new Map<string, T[]>()
  const validated = new Map<string, T[]>()
  let waiting = 0

  const countWaiting = (agencyId: string) =>
    (written.get(agencyId)?.length ?? 0) + (validated.get(agencyId)?.length ?? 0)

  return {
    add: (item, { agencyId, isValidation }) => {
      if (countWaiting(agencyId) >= max - waiting) return false
      const turns = isValidation ? validated : written
      const items = turns.get(agencyId)
      if (items) items.push(item)
      else turns.set(agencyId, [item])
      waiting += 1
      return true
    },
    take: () => {
      const turns = written.size > 0 ? written : validated
      const [first] = turns
      if (!first) return undefined
      const [agencyId, items] = first
      const item = items.shift()
      turns.delete(agencyId)
      if (items.length > 0) turns.set(agencyId, items) // its next turn comes after those of all others
      waiting -= 1
      return item
    },
  }
}
