/**
 * `npm run bench`: what is claimed about speed, measured. Starts PostgreSQL, the service as production runs it and the
 * limit, and asks both the same, in turn. `--quick` for a short run, `--only <text>,…` for the rows whose name holds one,
 * `--data <folder>` to keep the caseloads for the next run, `--profile <folder>` for a CPU profile of the service.
 */
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { evaluationLines, measureEvaluation } from './evaluation.ts'
import { feedLines, measureFeed } from './feed.ts'
import { fillAgencies, listAgencies, openPlans, runId } from './ground.ts'
import { measureGrowth, measureStreams } from './growth.ts'
import { importLines, measureImport } from './import.ts'
import { startLoad } from './load.ts'
import { clusterTime, forgetPeak, highestMemory, peakMemory, processTime } from './measure.ts'
import { measurePirl, pirlLines } from './pirl.ts'
import { type Server, startDatabase, startIssuer, startLimit, startService, unlimited } from './processes.ts'
import { fillReports, measureReports, reportLines } from './reports.ts'
import { growthTable, type Row, resultTable, streamTable, targetLines, type Window } from './tables.ts'
import { type Ground, type Side, type Workload, workloads } from './workloads.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    data: { type: 'string' },
    profile: { type: 'string' },
  },
})
// numbers of requests, not seconds: a busy machine must not measure code that is not compiled yet, or count few ticks
const { repeats, requests, warmUp, connections } = options.quick
  ? { repeats: 5, requests: 400, warmUp: 2_000, connections: 12 }
  : { repeats: 7, requests: 2_000, warmUp: 8_000, connections: 12 }

const agencies = listAgencies(options.quick)
const database = await startDatabase(options.data)
console.log(`Filling ${[...agencies.work, ...agencies.caseloads].map(({ size }) => size).join(', ')} plans …`)
console.log(`Filled in ${(await fillAgencies(database, agencies)).toFixed(0)} s.`)

const issuer = await startIssuer()
const tokens = await Promise.all(agencies.caseloads.map(({ agencyId }) => issuer.sign(agencyId)))
const middle = 1
const folder = mkdtempSync(join(tmpdir(), 'career-action-plans-bench-'))
const groundFile = join(folder, 'ground.json')
async function preparePlace(agencyId: string): Promise<Ground['work'][number]> {
  const plans = await openPlans(database, agencyId)
  const third = (n: number) => plans.filter((_, index) => index % 3 === n)
  const growing = { service: third(1), limit: third(2) }
  return { agencyId, token: await issuer.sign(agencyId), plans: third(0), growing }
}
const work: Ground['work'] = []
for (const { agencyId } of agencies.work) work.push(await preparePlace(agencyId))
const { plans: _, ...caseload } = await preparePlace(agencies.caseloads[middle]?.agencyId as string)
const ground: Ground = { run: runId(), work, caseload }
writeFileSync(groundFile, JSON.stringify(ground))

const profile = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : []
const service = await startService(database.url, issuer.environment, { options: profile, environment: unlimited })
const limit = await startLimit(database.target)
const servers: Record<Side, Server> = { service, limit }
const load = startLoad(groundFile)
const memoryToStart = peakMemory(service.pid)
forgetPeak(service.pid)
let sent = 0

async function measureOnce(side: Side, workload: Workload, amount: number): Promise<Window> {
  const server = servers[side]
  await sleep(200)
  const before = { node: processTime(server.pid), postgres: clusterTime(database.postmaster), at: performance.now() }
  const job = { url: server.url, side, workload: workload.name, amount, connections, first: sent }
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
    for (const turn of turns) row[turn].push(await measureOnce(turn, workload, requests))
  }
  return row
}

const parts = (options.only ?? '').toLowerCase().split(',')
const wanted = (name: string) => parts.some((part) => name.toLowerCase().includes(part))
const rows: Row[] = []
for (const workload of workloads.filter(({ name }) => wanted(name))) rows.push(await measureRow(workload))
if (rows.length > 0) console.log(`\n${resultTable(rows, { repeats, requests, connections })}`)

const caseloads = agencies.caseloads.map((agency, index) => ({ ...agency, token: tokens[index] as string }))
const growth = wanted('growth') ? await measureGrowth(service.url, database.url, caseloads) : []
if (growth.length > 0) console.log(`\n${growthTable(growth)}`)

const imports = wanted('import')
  ? await measureImport(service, database, await issuer.sign(randomUUID()), options.quick ? 500 : 3_000)
  : []
if (imports.length > 0) console.log(`\n${importLines(imports).join('\n')}`)
/** Streams count from their own beginning, when what was needed before them has been given back. */
const rest = () => sleep(15_000)
if (wanted('streams')) await rest()
const streams = wanted('streams') ? await measureStreams(service, database, caseloads) : []
if (streams.length > 0) console.log(`\n${streamTable(streams)}`)
if (wanted('pirl')) await rest()
const exported = wanted('pirl') ? await measurePirl(service, database, caseloads.at(-1)?.token as string) : []
if (exported.length > 0) console.log(`\n${pirlLines(exported).join('\n')}`)

const feed = wanted('feed')
  ? await measureFeed(service, database, issuer.sign, caseload.agencyId, options.quick ? 10_000 : 60_000)
  : undefined
if (feed) console.log(`\n${feedLines(feed).join('\n')}`)

const rules: { large: number; usual: number } | undefined =
  wanted('rules') || wanted('evaluation')
    ? JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, 'rulebook.ts')], { encoding: 'utf8' }))
    : undefined
if (wanted('reports')) {
  await rest()
  const agencyId = await fillReports(database, options.quick ? 10_000 : 100_000)
  console.log(`\n${reportLines(await measureReports(service, await issuer.sign(agencyId))).join('\n')}`)
}
const evaluation = wanted('evaluation')
  ? await measureEvaluation(service, database, caseloads.at(-1) as (typeof caseloads)[number])
  : undefined
if (evaluation && rules) console.log(`\n${evaluationLines(evaluation, rules.usual).join('\n')}`)
const serve = highestMemory(service.pid)
console.log(`\n${targetLines(rows, growth, streams, rules?.large, { start: memoryToStart, serve }).join('\n')}`)

load.stop()
await limit.stop()
await service.stop()
issuer.stop()
await database.stop()
rmSync(folder, { recursive: true })
