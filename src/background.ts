/** Work that follows from writes, done while requests are answered: a part at a time, and a rest after each. */
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { errorFields, problemOf } from './http/problems.ts'
import { doNextBatch } from './policy/evaluations.ts'
import { readUnread } from './writing/unread.ts'
import { openWriting, type Writing } from './writing/writing.ts'

/** How long it rests after a part, in times of the part: it takes two thirds of one connection at most. */
const restsPerPart = 0.5
/** How often it looks for work that another process has been given, or has left when it ended. */
const idleMs = 2_000

declare module 'fastify' {
  interface FastifyInstance {
    /** Tells the background that a caseload is to be evaluated anew, so that it need not look for it. */
    wakeBackground: () => void
    /** Reads texts; undefined where nobody does. */
    writing: Writing | undefined
  }
}

/** Repeats work for as long as the service listens; `part` answers whether there was something to do. */
function repeat(app: FastifyInstance, part: () => Promise<boolean>): () => void {
  let isEnding = false
  let alarm = new AbortController()
  let running: Promise<void> = Promise.resolve()

  const rest = (ms: number) =>
    pause(ms, undefined, { signal: alarm.signal }).catch(() => {
      alarm = new AbortController()
    })

  async function work(): Promise<void> {
    while (!isEnding) {
      const began = performance.now()
      const didWork = await part().catch((error) => {
        if (!problemOf(error)) app.log.error({ error: errorFields(error) }, 'defect')
        return false
      })
      await rest(didWork ? restsPerPart * (performance.now() - began) : idleMs)
    }
  }

  app.addHook('onListen', async () => {
    running = work()
  })
  app.addHook('onClose', async () => {
    isEnding = true
    alarm.abort()
    await running
  })
  return () => alarm.abort()
}

/** Reads texts in a thread of its own, and wakes those who wait for them. */
function read(app: FastifyInstance): Writing {
  const writing = openWriting({ onFailure: (failure) => app.metrics.writing.inc({ failure }) })
  const wake = repeat(app, () => readUnread(app.db, writing))
  app.addHook('onClose', writing.close)
  return {
    ...writing,
    remarksOn: (texts, reader) => {
      const found = writing.remarksOn(texts, reader)
      void found.rest?.then(wake)
      return found
    },
  }
}

export default fp(async (app, options: { writing: boolean }) => {
  app.decorate(
    'wakeBackground',
    repeat(app, () => doNextBatch(app.db)),
  )
  app.decorate('writing', options.writing ? read(app) : undefined)
})
