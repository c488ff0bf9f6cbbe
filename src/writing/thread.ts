/**
 * The thread that reads texts. It starts with the first text. It ends when there has been no text for a while, and starts
 * again with the next one. It gets one text at a time, so that a crash has one cause, and that text is not sent again.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Remark, Written } from '../document/facts.ts'
import { openQueue, type Reader } from './queue.ts'

/** Undefined if a text could not be read, for example because the thread did not start or too many texts are waiting. */
export type Answer = readonly Remark[] | undefined

/** What happened to the thread; reveals nothing about any text. */
export type Failure = 'start' | 'crash' | 'timeout' | 'full'

export type ThreadOptions = {
  /** How long starting may take, and how long one text may take. */
  timeoutMs?: number
  /** How long to wait after the thread failed to start. */
  retryMs?: number
  /** How long the thread stays without a text before it is ended to free its memory. */
  idleMs?: number
  onFailure?: (failure: Failure) => void
  /** The module that the thread runs. */
  module?: URL
}

export type Thread = { ask: (written: Written, reader: Reader) => Promise<Answer>; close: () => Promise<void> }

type Job = { written: Written; resolve: (answer: Answer) => void }

/** How many texts can wait; an agency may use no more room than it leaves for others. */
const maxWaiting = 10_000
/** Small, so that garbage is collected often: the service has 200 MB in all. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 1 }
const nothing: readonly Remark[] = []
/** JavaScript in dist/; TypeScript in src/, where stripping types costs the thread some 30 ms and 20 MB. */
const workerModule = new URL(`./worker${extname(import.meta.filename)}`, import.meta.url)

export function openThread({
  timeoutMs = 10_000,
  retryMs = 60_000,
  idleMs = 10_000,
  onFailure = () => undefined,
  module = workerModule,
}: ThreadOptions = {}): Thread {
  const queue = openQueue<Job>(maxWaiting)
  /** The text that the thread has, or will get once it has started. */
  let job: Job | undefined
  let worker: Worker | undefined
  let isReady = false
  let isLate = false
  let isClosed = false
  let restsUntil = 0
  let timer: NodeJS.Timeout | undefined
  /** Resolves when the thread has started or failed to. */
  let starting: Promise<void> = Promise.resolve()
  let started = () => {}
  let ending: Promise<unknown> | undefined

  const settle = (answer: Answer) => {
    job?.resolve(answer)
    job = queue.take()
  }
  const giveUp = () => {
    while (job) settle(undefined)
  }

  function rest(): void {
    restsUntil = Date.now() + retryMs
    onFailure('start')
    giveUp()
  }

  // ending a thread while it starts can crash the whole process in V8, so such a thread is left alone
  function watch(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (!isReady) return rest()
      isLate = true
      void worker?.terminate()
    }, timeoutMs)
  }

  function next(): void {
    if (isClosed) return // closing waits for the end, which answers what is left
    if (job) {
      watch()
      worker?.ref()
      worker?.postMessage(job.written)
    } else {
      clearTimeout(timer)
      worker?.unref()
      timer = setTimeout(dismiss, idleMs).unref()
    }
  }

  function dismiss(): void {
    worker?.off('exit', ended)
    ending = worker?.terminate()
    worker = undefined
  }

  function ended(): void {
    clearTimeout(timer)
    worker = undefined
    started()
    if (isClosed) giveUp()
    else if (isReady) {
      onFailure(isLate ? 'timeout' : 'crash')
      settle(nothing)
      if (job) start()
    } else rest()
  }

  function start(): void {
    if (isClosed) {
      giveUp()
      return
    }
    isReady = false
    isLate = false
    starting = new Promise((resolve) => {
      started = resolve
    })
    worker = new Worker(module, { resourceLimits, execArgv: [] })
    worker.on('message', (message: readonly Remark[] | 'ready') => {
      if (message === 'ready') {
        isReady = true
        started()
      } else settle(message)
      next()
    })
    worker.on('error', () => undefined) // the exit event follows; the error could quote a text
    worker.on('exit', ended)
    watch()
  }

  return {
    async ask(written, reader) {
      if (isClosed || Date.now() < restsUntil) return undefined
      return new Promise((resolve) => {
        if (!queue.add({ written, resolve }, reader)) {
          onFailure('full')
          resolve(undefined)
        }
        if (job) return
        job = queue.take()
        // starting takes the calling thread some 3 ms, which no request should wait for
        if (!worker) setImmediate(start)
        else if (isReady) next()
        else watch()
      })
    },
    async close() {
      isClosed = true
      await starting
      clearTimeout(timer)
      await Promise.all([ending, worker?.terminate()])
    },
  }
}
