/** Texts that wait to be read: those of each agency in turn, and those that are only validated after all others. */

/** For whom a text is read. */
export type Reader = { agencyId: string; isValidation: boolean }

export type Queue<T> = {
  /** Adds an item; false where there is no room for it. */
  add: (item: T, reader: Reader) => boolean
  /** Takes the item whose turn it is. */
  take: () => T | undefined
}

/** Opens a queue of at most so many. An agency may have as many in it as there is room left for others. */
export function openQueue<T>(most: number): Queue<T> {
  /** The items of each agency, the agency whose turn it is first. */
  const written = new Map<string, T[]>()
  const validated = new Map<string, T[]>()
  let waiting = 0

  const waitingOf = (agencyId: string) => (written.get(agencyId)?.length ?? 0) + (validated.get(agencyId)?.length ?? 0)

  return {
    add: (item, { agencyId, isValidation }) => {
      if (waitingOf(agencyId) >= most - waiting) return false
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
