/**
 * A ledger of writes: each has an idempotency key and is repeated until its answer is definite. What was acknowledged must
 * be there once, whatever happened meanwhile.
 */
import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, type Caller, count, isProblem, nameAnswer, post, send, type Tally } from './exchange.ts'

/** How long a writer waits for an answer, and before it repeats what was refused for now. */
const patienceMs = 5_000
const againMs = 100
/** How long a writer rests: a ledger is to be long, not fast. */
const betweenMs = 30

/** A write that was acknowledged: the name that it gave to what it made, and when. */
type Entry = { name: string; at: number }

export type Ledger = {
  acknowledged: Entry[]
  /** Answers by status, of all attempts. */
  answers: Tally
  /** Refusals without a problem document. */
  strange: number
  /** Writes that had no definite answer when the writers were stopped. */
  unsettled: number
  /** No new write is begun; those that have begun are repeated for so long. Afterwards it may be opened again. */
  close: (patienceMs: number) => Promise<void>
}

const isDefinite = ({ status, text }: Answer): boolean =>
  status >= 200 && status < 500 && ![408, 425, 429].includes(status) && !text.includes('idempotency-in-progress')

/** Lets so many writers write for an agency; `getCaller` says where the service is by now. */
export function openLedger(getCaller: () => Caller, name: string, writers: number): Ledger {
  const agent = new Agent({ keepAlive: true })
  let latest = Number.POSITIVE_INFINITY
  let isClosed = false
  let begun = 0

  async function write(entry: string): Promise<void> {
    const document = { type: 'career_action_plan', participant: { id: entry, programs: ['adult'] } }
    const request = post('/v1/plans', document, { 'idempotency-key': entry })
    while (Date.now() < latest) {
      const answer = await send(getCaller(), request, { agent, patienceMs })
      count(ledger.answers, nameAnswer(answer))
      if (answer.status > 0 && !isProblem(answer)) ledger.strange += 1
      if (answer.status === 201) ledger.acknowledged.push({ name: entry, at: Date.now() })
      if (isDefinite(answer)) return
      await pause(againMs)
    }
    ledger.unsettled += 1
  }
  async function work(): Promise<void> {
    while (!isClosed) {
      await write(`${name}-${begun++}`)
      await pause(betweenMs)
    }
  }
  const working = Promise.all(Array.from({ length: writers }, work))
  const ledger: Ledger = {
    acknowledged: [],
    answers: {},
    strange: 0,
    unsettled: 0,
    close: async (ms) => {
      isClosed = true
      latest = Date.now() + ms
      await working
      agent.destroy()
    },
  }
  return ledger
}

/** How often each write of the ledger is found in what the agency has. */
export async function readKept(caller: Caller): Promise<Map<string, number>> {
  const ask = () => send(caller, { path: '/v1/plans', headers: { accept: 'application/x-ndjson' } })
  let answer = await ask()
  for (let tries = 0; answer.status !== 200 && tries < 50; tries++) {
    await pause(againMs)
    answer = await ask()
  }
  if (answer.status !== 200) throw new Error(`the plans of the ledger were answered ${nameAnswer(answer)}`)
  const kept = new Map<string, number>()
  for (const line of answer.text.split('\n').filter(Boolean)) {
    const { participantId } = JSON.parse(line) as { participantId: string }
    kept.set(participantId, (kept.get(participantId) ?? 0) + 1)
  }
  return kept
}

/** The entries that are not there, and those that are there more than once. */
export function compare(entries: readonly Entry[], kept: ReadonlyMap<string, number>) {
  const countTimes = ({ name }: Entry) => kept.get(name) ?? 0
  return {
    lost: entries.filter((one) => countTimes(one) === 0).length,
    doubled: [...kept.values()].filter((times) => times > 1).length,
  }
}
