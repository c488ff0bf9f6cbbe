/**
 * `npm run bench`: what is claimed about speed, measured. Starts PostgreSQL, the service as production runs it and the
 * limit, and asks both the same, in turn. `--quick` for a short run, `--only <text>` for the rows whose name holds it,
 * `--data <folder>` to keep the caseloads for the next run, `--profile <folder>` for a CPU profile of the service.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { agenciesOf, fillAgencies, openPlans, runId } from './ground.ts'
import { measureGrowth } from './growth.ts'
import { startLoad } from './load.ts'
import { clusterTime, forgetPeak, peakMemory, processTime } from './measure.ts'
import { type Server, startDatabase, startIssuer, startLimit, startService } from './processes.ts'
import { growthTable, type Row, resultTable, targetLines, type Window } from './tables.ts'
import { type Ground, type Side, type Workload, workloads } from './workloads.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    data: { type: 'string' },
    profile: { type: 'string' },
  },
})
const { repeats, seconds, warmUp, connections } = options.quick
  ? { repeats: 3, seconds: 1, warmUp: 1, connections: 12 }
  : { repeats: 7, seconds: 3, warmUp: 3, connections: 12 }

const agencies = agenciesOf(options.quick)
const database = await startDatabase(options.data)
console.log(`Filling ${[...agencies.work, ...agencies.caseloads].map(({ size }) => size).join(', ')} plans …`)
console.log(`Filled in ${(await fillAgencies(database, agencies)).toFixed(0)} s.`)

const issuer = await startIssuer()
const tokens = await Promise.all(agencies.caseloads.map(({ agencyId }) => issuer.sign(agencyId)))
const middle = 1
const folder = mkdtempSync(join(tmpdir(), 'career-action-plans-bench-'))
const groundFile = join(folder, 'ground.json')
const work: Ground['work'] = []
for (const { agencyId } of agencies.work) {
  const plans = await openPlans(database, agencyId)
  const third = (n: number) => plans.filter((_, index) => index % 3 === n)
  const growing = { service: third(1), limit: third(2) }
  work.push({ agencyId, token: await issuer.sign(agencyId), plans: third(0), growing })
}
const caseload = { agencyId: agencies.caseloads[middle]?.agencyId as string, token: tokens[middle] as string }
const ground: Ground = { run: runId(), work, caseload }
writeFileSync(groundFile, JSON.stringify(ground))

const service = await startService(database.url, issuer.environment, options.profile)
const limit = await startLimit(database.target)
const servers: Record<Side, Server> = { service, limit }
const load = startLoad(groundFile)
const memoryToStart = peakMemory(service.pid)
forgetPeak(service.pid)
let sent = 0

async function measureOnce(side: Side, workload: Workload, duration: number): Promise<Window> {
  const server = servers[side]
  await sleep(200)
  const before = { node: processTime(server.pid), postgres: clusterTime(database.postmaster), at: performance.now() }
  const job = { url: server.url, side, workload: workload.name, seconds: duration, connections, first: sent }
  const done = await load.run(job)
  const elapsed = (performance.now() - before.at) / 1000
  sent += done.requests + connections
  if (done.refused > 0) throw new Error(`${workload.name}: ${done.refused} requests were refused by ${server.url}`)
  return {
    perSecond: done.requests / elapsed,
    p50: done.p50,
    p99: done.p99,
    node: (processTime(server.pid) - before.node) / done.requests,
    postgres: (clusterTime(database.postmaster) - before.postgres) / done.requests,
  }
}

async function measureRow(workload: Workload): Promise<Row> {
  await measureOnce('service', workload, warmUp)
  await measureOnce('limit', workload, warmUp)
  const row: Row = { workload, service: [], limit: [] }
  for (let repeat = 0; repeat < repeats; repeat++) {
    const turns = repeat % 2 === 0 ? (['service', 'limit'] as const) : (['limit', 'service'] as const)
    for (const turn of turns) row[turn].push(await measureOnce(turn, workload, seconds))
  }
  return row
}

const wanted = (name: string) => name.toLowerCase().includes((options.only ?? '').toLowerCase())
const rows: Row[] = []
for (const workload of workloads.filter(({ name }) => wanted(name))) rows.push(await measureRow(workload))
if (rows.length > 0) console.log(`\n${resultTable(rows, { repeats, seconds, connections })}`)

const caseloads = agencies.caseloads.map((agency, index) => ({ ...agency, token: tokens[index] as string }))
const growth = wanted('growth') ? await measureGrowth(service.url, database.url, caseloads) : []
if (growth.length > 0) console.log(`\n${growthTable(growth)}`)

const rules = wanted('rules')
  ? Number(execFileSync(process.execPath, [join(import.meta.dirname, 'rulebook.ts')], { encoding: 'utf8' }))
  : undefined
console.log(
  `\n${targetLines(rows, growth, rules, { start: memoryToStart, serve: peakMemory(service.pid) }).join('\n')}`,
)

load.stop()
await limit.stop()
await service.stop()
issuer.stop()
await database.stop()
rmSync(folder, { recursive: true })
