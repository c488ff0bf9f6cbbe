/** The loop of a kind of background work: an agency at a time, a small part at a time, and a rest after each. */
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { errorFields, toProblem } from '../http/problems.ts'

/** A kind of work that follows from what is stored, whichever agency stored it. */
export type Job = {
  name: string
  /** Agencies that may have work, in the order in which they are to be worked for; none where there is nothing to do. */
  agencies: () => Promise<readonly string[]>
  /** Does a part for one of them; answers whether that brought its work on. */
  work: (agencyId: string) => Promise<boolean>
  /** How long it rests where there was nothing to do. */
  idleMs: number
}

/** What can be told of a loop and to it. */
export type Loop = {
  name: string
  /** Ends its rest. */
  wake: () => void
  /** When it came round last, in milliseconds since 1970; undefined before the first time. */
  lastDone: () => number | undefined
  /** For how long it should have come round and has not; negative while it may rest. */
  lateMs: () => number
}

/** How long it rests after a part, in times of the part: it takes two thirds of one connection at most. */
const restsPerPart = 0.5
/** How long it rests after it failed. */
const retryMs = 2_000

/** Repeats a job for as long as the service listens. */
export function repeat(app: FastifyInstance, job: Job): Loop {
  let isEnding = false
  let isWoken = false
  let alarm = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let lastDone: number | undefined
  /** By when it should come round, on a clock that nobody sets. */
  let dueAt = Number.POSITIVE_INFINITY

  function wake(): void {
    isWoken = true
    alarm.abort()
  }
  async function rest(ms: number): Promise<void> {
    if (isEnding) return
    alarm = new AbortController()
    await pause(ms, undefined, { signal: alarm.signal }).catch(() => undefined)
  }
  function comeRound(restMs: number): void {
    lastDone = Date.now()
    dueAt = performance.now() + restMs
  }
  function logDefect(error: unknown): void {
    if (!toProblem(error)) app.log.error({ job: job.name, error: errorFields(error) }, 'defect')
  }

  /** Works for each agency once. A defect that one of them meets holds up no other; trouble with the database fails the round. */
  async function goRound(): Promise<boolean> {
    let didWork = false
    let trouble: unknown
    for (const agencyId of await job.agencies()) {
      if (isEnding) break
      const began = performance.now()
      try {
        if (await job.work(agencyId)) didWork = true
        comeRound(0)
      } catch (error) {
        logDefect(error)
        trouble ??= toProblem(error)
      }
      await rest(restsPerPart * (performance.now() - began))
    }
    if (trouble && !didWork) throw trouble
    return didWork
  }

  async function work(): Promise<void> {
    while (!isEnding)
      try {
        isWoken = false
        const restMs = (await goRound()) || isWoken ? 0 : job.idleMs
        comeRound(restMs)
        await rest(restMs)
      } catch (error) {
        logDefect(error)
        await rest(retryMs)
      }
  }

  app.addHook('onListen', async () => {
    dueAt = performance.now()
    running = work()
  })
  app.addHook('onClose', async () => {
    isEnding = true
    wake()
    await running
  })
  return { name: job.name, wake, lastDone: () => lastDone, lateMs: () => performance.now() - dueAt }
}
