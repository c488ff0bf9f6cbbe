/**
 * A client of the agency that nobody attacks, as a process of its own, so that its clock is not held up by what it
 * measures. It asks for a plan at a steady pace, however late answers are, and for a stream once a second.
 */
import { fork } from 'node:child_process'
import { Agent } from 'node:http'
import { percentile } from '../../bench/measure.ts'
import { readMessage } from './child.ts'
import { type Caller, count, nameAnswer, send, type Tally } from './exchange.ts'

const paceMs = 10
/** Fewer than one client may have in progress. */
const maxWaiting = 40
const streamMs = 1_000

/** What the probe asks for. */
export type Asking = { caller: Caller; plans: string[] }
/** What it saw: milliseconds, errors by status, streams that began and how late the latest did. */
export type Seen = {
  asked: number
  p50: number
  p99: number
  worst: number
  errors: Tally
  streams: { asked: number; begun: number; worst: number }
}

function startAsking({ caller, plans }: Asking): () => Promise<Seen> {
  const agent = new Agent({ keepAlive: true })
  const latencies: number[] = []
  const firsts: number[] = []
  const errors: Tally = {}
  const running = new Set<Promise<void>>()
  const track = (work: Promise<void>) => {
    const one = work.finally(() => running.delete(one))
    running.add(one)
  }
  let asked = 0
  let streams = 0

  async function askPlan(): Promise<void> {
    const path = `/v1/plans/${plans[asked++ % plans.length]}`
    const answer = await send(caller, { path }, { agent, patienceMs: 60_000 })
    latencies.push(answer.ms)
    if (answer.status !== 200) count(errors, nameAnswer(answer))
  }
  async function askStream(): Promise<void> {
    const path = `/v1/plans/${plans[streams++ % plans.length]}/milestones`
    const sent = { path, headers: { accept: 'application/x-ndjson' } }
    const answer = await send(caller, sent, { patienceMs: 60_000 })
    if (answer.status === 200) firsts.push(answer.first)
    else count(errors, `stream ${nameAnswer(answer)}`)
  }
  const timers = [
    setInterval(() => running.size < maxWaiting && track(askPlan()), paceMs),
    setInterval(() => running.size < maxWaiting && track(askStream()), streamMs),
  ]
  return async () => {
    for (const timer of timers) clearInterval(timer)
    await Promise.all(running)
    agent.destroy()
    return {
      asked: latencies.length,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      worst: Math.max(...latencies),
      errors,
      streams: { asked: streams, begun: firsts.length, worst: Math.max(0, ...firsts) },
    }
  }
}

/** Starts the process. */
export function startProbe() {
  const child = fork(import.meta.filename, { stdio: 'inherit' })
  return {
    start: (asking: Asking) => child.send(asking),
    /** Waits for what was asked, and answers what was seen. */
    stop: (): Promise<Seen> => {
      child.send('stop')
      return readMessage(child)
    },
    end: () => child.kill(),
  }
}

if (import.meta.main) {
  let stop: (() => Promise<Seen>) | undefined
  process.on('message', async (message: Asking | 'stop') => {
    if (message !== 'stop') stop = startAsking(message)
    else process.send?.(await stop?.())
  })
}
