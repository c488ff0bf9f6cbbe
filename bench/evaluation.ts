/** How fast a caseload is evaluated under a new policy, what share of that the rules take, and what readers notice of it. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Policy } from '../src/policy/schemas.ts'
import { clusterTime, percentile, processTime } from './measure.ts'
import type { Database, Server } from './processes.ts'

/** Plans a second, processor time in microseconds a plan, and the milliseconds in which nearly all reads were answered. */
export type Evaluation = {
  plans: number
  perSecond: number
  node: number
  postgres: number
  p99Before: number
  p99Meanwhile: number
}

type Caseload = { token: string; path: string }

/** Reads one after the other for as long as it is told to; answers the milliseconds of each. */
async function readWhile({ token, path }: Caseload, url: string, goesOn: () => boolean): Promise<number[]> {
  const times: number[] = []
  while (goesOn()) {
    const start = performance.now()
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })
    await response.arrayBuffer()
    times.push(performance.now() - start)
    await pause(5)
  }
  return times
}

/** Sets another policy and waits until all plans have been evaluated under it, while their readers go on. */
export async function measureEvaluation(
  { url, pid }: Server,
  { postmaster }: Database,
  { size, token }: { size: number; token: string },
): Promise<Evaluation> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': '*' }
  const ask = async <T>(path: string) => (await fetch(`${url}${path}`, { headers })).json() as Promise<T>
  const [plan] = (await ask<{ items: { id: string }[] }>('/v1/plans?limit=1')).items
  const caseload = { token, path: `/v1/plans/${plan?.id}` }
  const until = Date.now() + 5_000
  const p99Before = percentile(await readWhile(caseload, url, () => Date.now() < until), 0.99)

  const { profile, values } = await ask<Policy>('/v1/policy')
  const body = JSON.stringify({ profile, values: { ...values, overdueErrorDays: values.overdueErrorDays + 1 } })
  const before = { node: processTime(pid), postgres: clusterTime(postmaster), at: performance.now() }
  let isRunning = true
  const reading = readWhile(caseload, url, () => isRunning)
  await fetch(`${url}/v1/policy`, { method: 'PUT', headers, body })
  while ((await ask<Policy>('/v1/policy')).evaluation?.state !== 'finished') await pause(250)
  const seconds = (performance.now() - before.at) / 1000
  const used = { node: processTime(pid) - before.node, postgres: clusterTime(postmaster) - before.postgres }
  isRunning = false
  return {
    plans: size,
    perSecond: size / seconds,
    node: used.node / size,
    postgres: used.postgres / size,
    p99Before,
    p99Meanwhile: percentile(await reading, 0.99),
  }
}

/** A line about the evaluation and one about its readers. */
export function evaluationLines(
  { plans, perSecond, node, postgres, p99Before, p99Meanwhile }: Evaluation,
  rules: number,
) {
  const share = Math.round((100 * rules) / (node + postgres))
  const isFair = p99Meanwhile < 2 * p99Before
  return [
    `evaluation of ${plans} plans: ${perSecond.toFixed(0)} a second; CPU µs a plan ${node.toFixed(0)} + ${postgres.toFixed(0)}, of which rules ${share} %`,
    `${isFair ? 'reached    ' : 'NOT REACHED'}  reads meanwhile: p99 ${p99Meanwhile.toFixed(1)} ms, before ${p99Before.toFixed(1)} ms (less than twice)`,
  ]
}
