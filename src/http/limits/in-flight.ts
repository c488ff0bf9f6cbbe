/** What requests hold while they are in progress; a holder of nothing is forgotten. */
import type { Actor } from '../auth.ts'
import { type Bound, buildBounds, type Counted, type Kind } from './bounds.ts'
import type { Quota } from './refusal.ts'
import type { Limits } from './settings.ts'

/** What one request holds. */
export type Flight = {
  /** Goes on as a request of this kind; answers the quota that does not allow it, and then holds nothing. */
  become: (kind: Kind) => Quota | undefined
  /** Holds more of something; answers the quota that does not allow it. */
  hold: (what: Counted, amount: number) => Quota | undefined
  /** The request was answered, or its connection is closed: after both everything is given back. */
  end: (how: 'answered' | 'closed') => void
}

export type InFlight = {
  begin: (actor: Actor) => Flight
  /** How much all requests together hold of each. */
  held: () => [what: Counted, amount: number][]
}

type Holding = { bounds: readonly Bound[]; by: Map<string, number>; all: number }

/** The key of a client: its id is a name within the agency. */
export const clientKeyOf = ({ agencyId, clientId }: Actor): string => `${agencyId} ${clientId}`

const countedAs: Record<Kind, readonly Counted[]> = {
  requests: ['clientRequests', 'requests'],
  imports: ['imports'],
  streams: ['streams'],
  waits: ['waits'],
}

function add(held: Holding, holder: string, amount: number): void {
  const own = (held.by.get(holder) ?? 0) + amount
  held.all += amount
  if (own > 0) held.by.set(holder, own)
  else held.by.delete(holder)
}

function flightOf(everything: ReadonlyMap<Counted, Holding>, actor: Actor): Flight {
  const ends = new Set<string>()
  let mine: [held: Holding, holder: string, amount: number][] = []

  function giveBack(): void {
    for (const [held, holder, amount] of mine) add(held, holder, -amount)
    mine = []
  }

  const hold: Flight['hold'] = (what, amount) => {
    if (ends.size === 2 || amount === 0) return undefined
    const held = everything.get(what) as Holding
    const holder = what === 'clientRequests' ? clientKeyOf(actor) : actor.agencyId
    const own = held.by.get(holder) ?? 0
    const beyond = held.bounds.find(({ isBeyond }) => isBeyond(own, held.all, amount))
    if (beyond) return beyond.quota
    add(held, holder, amount)
    mine.push([held, holder, amount])
    return undefined
  }

  return {
    hold,
    become: (kind) => {
      giveBack()
      for (const what of countedAs[kind]) {
        const quota = hold(what, 1)
        if (quota) {
          giveBack()
          return quota
        }
      }
      return undefined
    },
    end: (how) => {
      // both, because a caller that has gone leaves work behind, and one that does not read leaves its answer
      if (ends.add(how).size === 2) giveBack()
    },
  }
}

/** Counts what requests hold. */
export function openInFlight(limits: Limits): InFlight {
  const bounds = Object.entries(buildBounds(limits)) as [Counted, readonly Bound[]][]
  const everything = new Map(
    bounds.map(([what, bounds]): [Counted, Holding] => [what, { bounds, by: new Map(), all: 0 }]),
  )
  return {
    begin: (actor) => flightOf(everything, actor),
    held: () => [...everything].map(([what, { all }]) => [what, all]),
  }
}
