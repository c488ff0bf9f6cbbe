/** A process that sends requests, so that the time it takes is counted neither for the service nor for its limit. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'
import { percentile } from './measure.ts'
import { type Ground, type Side, workloads } from './workloads.ts'

/** One run of one workload against one address. */
export type Job = { url: string; side: Side; workload: string; amount: number; connections: number; first: number }
/** What came of it; latencies in milliseconds. */
export type Done = { requests: number; refused: number; p50: number; p99: number }

async function run({ url, side, workload, amount, connections, first }: Job, ground: Ground): Promise<Done> {
  const { request } = workloads.find(({ name }) => name === workload) as (typeof workloads)[number]
  const latencies: number[] = []
  let n = first
  const setupRequest = (sent: object) => Object.assign(sent, request(ground, n++, side))
  const sending = autocannon({ url, connections, amount, requests: [{ setupRequest }] })
  sending.on('response', (_client: unknown, _status: number, _bytes: number, ms: number) => latencies.push(ms))
  const { non2xx, errors } = await sending
  return {
    requests: latencies.length,
    refused: non2xx + errors,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  }
}

/** Starts the process; `ground` is the file that holds it. */
export function startLoad(groundFile: string) {
  const child = fork(import.meta.filename, [groundFile], { stdio: 'inherit' })
  return {
    run: async (job: Job): Promise<Done> => {
      child.send(job)
      return (await once(child, 'message'))[0] as Done
    },
    stop: () => child.kill(),
  }
}

if (import.meta.main) {
  const ground = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as Ground
  process.on('message', async (job: Job) => process.send?.(await run(job, ground)))
}
