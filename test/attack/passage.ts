/** Takes a ledger of writes and a consumer of the feed through a fault, and says what came of them. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Consumer, countGaps, followFeed } from './consumer.ts'
import { send, type Tally } from './exchange.ts'
import { compare, type Ledger, openLedger, readKept } from './ledger.ts'
import type { Stage } from './stage.ts'

/** A fault of what surrounds the service. */
export type Fault = {
  title: string
  /** For how long it lasts, in seconds. */
  seconds: number
  begin: (stage: Stage) => unknown
  end: (stage: Stage) => unknown
  /** Whether nothing can be answered meanwhile, so that the service must not say that it is ready. */
  isDown?: boolean
}

/** What came of a fault. */
export type Outcome = {
  name: string
  title: string
  acknowledged: number
  lost: number
  doubled: number
  unsettled: number
  /** Changes that the consumer of the feed was not told, or was told twice, and how often it was told to begin anew. */
  gaps: number
  restarts: number
  answers: Tally
  refusals: Tally
  /** Refusals that were no problem documents. */
  strange: number
  /** Seconds from the end of the fault to the first write that was acknowledged; undefined where there was none in time. */
  healed?: number | undefined
  /** What /health/ready said that was not true, and how often it was late to answer. */
  readiness: { wrong: string[]; late: number }
  note?: string
}

/** A passage that was not gone through, and why. */
export type Missing = { name: string } & ({ skipped: string } | { failure: string })

const healMs = 45_000
const readyMs = 1_000
/** More than the service has connections to its database. */
const writers = 12

/** Asks whether the service is ready, over and over; what is returned ends that, and answers what was wrong. */
function watchReadiness(stage: Stage, isDown: boolean) {
  const answers: number[] = []
  let late = 0
  let isOver = false
  const wrong: string[] = []
  const working = (async () => {
    while (!isOver) {
      const { status, ms } = await send(stage.getCaller(), { path: '/health/ready' }, { patienceMs: 10_000 })
      answers.push(status)
      if (ms > readyMs + 250) late += 1 // the clock is that of a busy machine
      await pause(250)
    }
  })()
  return {
    markFaultEnd: () => {
      if (isDown && answers.at(-1) === 200) wrong.push('ready without a database')
    },
    end: async (): Promise<Outcome['readiness']> => {
      isOver = true
      await working
      return { wrong: answers.at(-1) === 200 ? wrong : [...wrong, 'not ready in the end'], late }
    },
  }
}

/** Waits for a write that is acknowledged from now on; answers after how many seconds. */
async function untilAcknowledged({ acknowledged }: Ledger): Promise<number | undefined> {
  const [from, before] = [Date.now(), acknowledged.length]
  while (Date.now() - from < healMs) {
    const first = acknowledged[before]
    if (first) return (first.at - from) / 1000
    await pause(20)
  }
  return undefined
}

/** Settles the ledger and the feed, and holds them against what the service has. */
export async function settle(stage: Stage, ledger: Ledger, consumer: Consumer) {
  await ledger.close(20_000)
  await consumer.finish(20_000)
  const { acknowledged, answers, unsettled, strange } = ledger
  const { refusals, restarts } = consumer
  const caller = stage.getCaller()
  const gaps = await countGaps(consumer, caller)
  const found = compare(acknowledged, await readKept(caller))
  return { ...found, acknowledged: acknowledged.length, answers, unsettled, strange, refusals, restarts, gaps }
}

/** Goes through a fault. A service that does not come back is started anew, so that the ledger can be read. */
export async function goThrough(stage: Stage, name: string, fault: Fault): Promise<Outcome> {
  const ledger = openLedger(stage.getCaller, name, writers)
  const consumer = followFeed(stage.getCaller)
  await pause(1_000)
  const readiness = watchReadiness(stage, fault.isDown ?? false)
  try {
    await fault.begin(stage)
    await pause(fault.seconds * 1000 * stage.patience)
    readiness.markFaultEnd()
    await fault.end(stage)
    const healed = await untilAcknowledged(ledger)
    await pause(1_000)
    const said = await readiness.end()
    if (healed === undefined) await stage.restart()
    return { name, title: fault.title, healed, readiness: said, ...(await settle(stage, ledger, consumer)) }
  } finally {
    await Promise.all([readiness.end(), ledger.close(0), consumer.finish(0)]) // where it failed they are still at work
  }
}
