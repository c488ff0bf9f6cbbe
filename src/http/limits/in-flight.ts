/** What requests hold while they are in progress; a holder that holds nothing is forgotten. */
import type { Actor } from '../auth.ts'
import { type Bound, buildBounds, type Counted, type Kind } from './bounds.ts'
import type { Quota } from './refusal.ts'
import type { Limits } from './settings.ts'

/** What one request holds. */
export type Flight = {
  /** Continues as a request of this kind; if a quota does not allow it, returns that quota and holds nothing. */
  become: (kind: Kind) => Quota | undefined
  /** Holds more of something; returns the quota that does not allow it, if any. */
  hold: (what: Counted, amount: number) => Quota | undefined
  /** Notes that the request was answered or that its connection closed; after both, everything is released. */
  end: (how: 'answered' | 'closed') => void
}

export type InFlight = {
  begin: (actor: Actor) => Flight
  /** How much of each all requests hold together. */
  held: () => [what: Counted, amount: number][]
}

type Holding = { bounds: readonly Bound[]; by: Map<string, number>; all: number }

/** The key of a client, whose id is unique only within its agency. */
export const buildClientKey = ({ agencyId, clientId }: Actor): string => `${agencyId} ${clientId}`

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

function openFlight(everything: ReadonlyMap<Counted, Holding>, actor: Actor): Flight {
  const ends = new Set<string>()
  let mine: [held: Holding, holder: string, amount: number][] = []

  function giveBack(): void {
    for (const [held, holder, amount] of mine) add(held, holder, -amount)
    mine = []
  }

  const hold: Flight['hold'] = (what, amount) => {
    if (ends.size === 2 || amount === 0) return undefined
    const held = everything.get(what) as Holding
    const holder = what === 'clientRequests' ? buildClientKey(actor) : actor.agencyId
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
      // both, because a caller that leaves may leave work running, and one that does not read leaves its answer in memory
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
    begin: (actor) => openFlight(everything, actor),
    held: () => [...everything].map(([what, { all }]) => [what, all]),
  }
}
