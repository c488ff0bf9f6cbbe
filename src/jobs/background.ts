/** Work that follows from writes, done while requests are answered. */
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Gauge } from 'prom-client'
import { openWriting, type Writing } from '../writing/writing.ts'
import { evaluationJob } from './evaluations.ts'
import { handOverJob } from './hand-overs.ts'
import { housekeepingJob } from './housekeeping.ts'
import { type Loop, repeat } from './job.ts'
import { readingJob } from './unread.ts'

declare module 'fastify' {
  interface FastifyInstance {
    background: {
      /** Tells the background that a caseload is to be evaluated anew or handed over, so that it need not look for it. */
      wake: () => void
      /** Since when some of its work should have been done and was not; undefined while all of it is. */
      stalledSince: () => Date | undefined
    }
    /** Reads texts; undefined where nobody does. */
    writing: Writing | undefined
  }
}

/** How the background works where it is not as usual. */
export type BackgroundOptions = {
  /** For how long work may be overdue before the service is no longer ready. */
  stalledAfterMs?: number
  /** How long what has expired may stay. */
  housekeepingMs?: number
}

/** Reads texts in a thread of its own, and wakes those who wait for them. */
function read(app: FastifyInstance): { writing: Writing; loop: Loop } {
  const writing = openWriting({ onFailure: (failure) => app.metrics.writing.inc({ failure }) })
  const loop = repeat(app, readingJob(app.db, writing))
  app.addHook('onClose', writing.close)
  const remarksOn: Writing['remarksOn'] = (texts, reader) => {
    const found = writing.remarksOn(texts, reader)
    void found.rest?.then(loop.wake)
    return found
  }
  return { writing: { ...writing, remarksOn }, loop }
}

/** Shows when each kind of work was last done. */
function measure({ metrics }: FastifyInstance, loops: readonly Loop[]): void {
  new Gauge({
    name: 'background_last_done_seconds',
    help: 'When each kind of background work last came round, in seconds since 1970.',
    labelNames: ['job'],
    registers: [metrics.registry],
    collect() {
      for (const { name, lastDone } of loops) {
        const at = lastDone()
        if (at !== undefined) this.set({ job: name }, at / 1000)
      }
    },
  })
}

const hour = 3_600_000

export default fp(async (app, options: BackgroundOptions & { writing: boolean }) => {
  const { writing, stalledAfterMs = 60_000, housekeepingMs = hour } = options
  const evaluation = repeat(app, evaluationJob(app.db))
  const reading = writing ? read(app) : undefined
  const housekeeping = repeat(app, housekeepingJob(app.db, housekeepingMs))
  const handOvers = repeat(app, handOverJob(app))
  const loops = [evaluation, handOvers, ...(reading ? [reading.loop] : []), housekeeping]
  app.decorate('writing', reading?.writing)
  app.decorate('background', {
    wake: () => {
      evaluation.wake()
      handOvers.wake()
    },
    stalledSince: () => {
      const lateMs = Math.max(...loops.map((loop) => loop.lateMs()))
      return lateMs > stalledAfterMs ? new Date(Date.now() - lateMs) : undefined
    },
  })
  measure(app, loops)
})
