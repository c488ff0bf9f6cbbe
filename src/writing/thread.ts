/**
 * The thread that reads texts. It starts with the first text, and again with the next one after it has ended, as it does
 * where nobody has a text for a while. It has one text at a time, so that an end that nobody wanted has one cause, and that
 * text is not given to it again.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Remark, Written } from '../document/facts.ts'
import { openQueue, type Reader } from './queue.ts'

/** Undefined where a text could not be read: the thread did not start, or too many texts are waiting. */
export type Answer = readonly Remark[] | undefined

/** What happened to the thread; says nothing of any text. */
export type Failure = 'start' | 'crash' | 'timeout' | 'full'

export type ThreadOptions = {
  /** How long starting, or one text, may take. */
  timeoutMs?: number
  /** How long the thread is left alone after it could not start. */
  retryMs?: number
  /** After how long without a text the thread is ended, which gives back the memory that it takes to read. */
  idleMs?: number
  onFailure?: (failure: Failure) => void
  /** The module that the thread runs. */
  module?: URL
}

export type Thread = { ask: (written: Written, reader: Reader) => Promise<Answer>; close: () => Promise<void> }

type Job = { written: Written; resolve: (answer: Answer) => void }

/** As many of one agency, where no other waits: it may have as many as there is room left. */
const maxWaiting = 10_000
/** Small, so that its garbage is collected often: the service has 200 MB in all. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 1 }
const nothing: readonly Remark[] = []
/** JavaScript in dist/; TypeScript in src/, where the thread takes some 30 ms and 20 MB more to take its types out. */
const workerModule = new URL(`./worker${extname(import.meta.filename)}`, import.meta.url)

export function openThread({
  timeoutMs = 10_000,
  retryMs = 60_000,
  idleMs = 10_000,
  onFailure = () => undefined,
  module = workerModule,
}: ThreadOptions = {}): Thread {
  const queue = openQueue<Job>(maxWaiting)
  /** What is with the thread, or will be when it has started. */
  let job: Job | undefined
  let worker: Worker | undefined
  let isReady = false
  let isLate = false
  let isClosed = false
  let restsUntil = 0
  let timer: NodeJS.Timeout | undefined
  /** Ends when the thread has started, or could not. */
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

  // V8 takes the whole process with it where a thread is ended while it starts, so such a one is only left alone
  function watch(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (!isReady) return rest()
      isLate = true
      void worker?.terminate()
    }, timeoutMs)
  }

  function next(): void {
    if (isClosed) return // its end is waited for, and answers what is left
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
    worker.on('error', () => undefined) // the exit follows; the error could quote a text
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
        // to start takes the caller's thread some 3 ms, which no request should wait for
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
