/** A consumer of the feed, as a system that follows it is written: it keeps its position, and begins anew where that is gone. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Caller, count, nameAnswer, send, type Tally, toJson } from './exchange.ts'

const againMs = 100

type Item = { id: string; version: number; op: string }
type Page = { items: Item[]; position: string; next: string | null }

export type Consumer = {
  /** The changes that it was told since it last began, each by what it was. */
  told: string[]
  /** Answers other than pages, by status. */
  refusals: Tally
  /** How often it was told that its position is gone, and began anew. */
  restarts: number
  /** Asks until it knows everything, or for so long. */
  finish: (patienceMs: number) => Promise<void>
}

/** Follows the feed of an agency from its beginning; `getCaller` says where the service is by now. */
export function followFeed(getCaller: () => Caller): Consumer {
  let latest = Number.POSITIVE_INFINITY
  let position: string | undefined

  async function ask(): Promise<'more' | 'all' | 'refused'> {
    const after = position === undefined ? '' : `&after=${encodeURIComponent(position)}`
    const answer = await send(getCaller(), { path: `/v1/changes?limit=200${after}` }, { patienceMs: 5_000 })
    if (answer.status === 200) {
      const page = toJson<Page>(answer)
      consumer.told.push(...page.items.map(({ id, version, op }) => `${op} ${id} ${version}`))
      position = page.position
      return page.next ? 'more' : 'all'
    }
    count(consumer.refusals, nameAnswer(answer))
    if (answer.status !== 410) return 'refused'
    Object.assign(consumer, { told: [], restarts: consumer.restarts + 1 })
    position = undefined
    return 'more'
  }
  async function work(): Promise<void> {
    for (;;) {
      const isFinishing = latest < Number.POSITIVE_INFINITY
      const got = await ask()
      if (isFinishing && (got === 'all' || Date.now() > latest)) return
      if (got !== 'more') await pause(againMs)
    }
  }
  const consumer: Consumer = {
    told: [],
    refusals: {},
    restarts: 0,
    finish: (ms) => {
      latest = Date.now() + ms
      return working
    },
  }
  const working = work()
  return consumer
}

/** How many changes a consumer was not told, or was told twice: it is held against one that has just begun. */
export async function countGaps({ told }: Consumer, caller: Caller): Promise<number> {
  const fresh = followFeed(() => caller)
  await fresh.finish(30_000)
  const known = new Set(told)
  return fresh.told.filter((change) => !known.has(change)).length + (told.length - known.size)
}
