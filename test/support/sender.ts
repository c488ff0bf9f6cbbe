/**
 * A client in a thread of its own, so that what it costs to send and to read is not taken for what the service costs. It is
 * told what to send by name, and makes the bytes itself.
 */
import { Agent, request as httpRequest } from 'node:http'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { makeBytes } from '../fuzz/shapes.ts'

/** What to send, and to where; `times` of it at the same time. */
export type Sending = { url: string; method: string; headers: Record<string, string>; shape: string; times?: number }

function send({ url, method, headers, shape }: Sending, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const body = makeBytes(shape)
    const sent = httpRequest(url, { method, agent, headers: { ...headers, 'content-length': body.length } })
    sent.on('response', (response) => {
      response.on('error', () => undefined)
      response.resume().on('close', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', () => resolve(0)) // the service may hang up on what it does not read
    sent.end(body)
  })
}

if (!isMainThread)
  parentPort?.on('message', async (sending: Sending) => {
    const agent = new Agent()
    const all = Array.from({ length: sending.times ?? 1 }, () => send(sending, agent))
    parentPort?.postMessage(await Promise.all(all))
    agent.destroy()
  })

export type Sender = { send: (sending: Sending) => Promise<number[]>; end: () => Promise<unknown> }

/** Starts the thread; it sends one thing after the other and answers the statuses. */
export function startSender(): Sender {
  const worker = new Worker(new URL(import.meta.url))
  return {
    send: (sending) =>
      new Promise((resolve, reject) => {
        worker.once('error', reject)
        worker.once('message', (statuses: number[]) => {
          worker.off('error', reject)
          resolve(statuses)
        })
        worker.postMessage(sending)
      }),
    end: () => worker.terminate(),
  }
}
