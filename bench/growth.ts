/** Whether the findings of a day cost more where there are more plans: the same questions to caseloads of three sizes. */
import { addDays } from '../src/calendar.ts'
import { type Call, openDb } from '../src/database/db.ts'
import { listRanks } from '../src/findings/finding.ts'
import { type FindingQuery, selectCaseload } from '../src/findings/lists.ts'
import { selectSummary } from '../src/findings/summary.ts'
import { today } from './caseload.ts'
import { clusterTime, forgetPeak, median, peakMemory, processTime } from './measure.ts'
import type { Database, Server } from './processes.ts'

const [past, future] = [addDays(today, -365), addDays(today, 91)]
const week = { from: addDays(today, 1), to: addDays(today, 7) }
const days: Record<string, { wanted: FindingQuery; query: string }> = {
  today: { wanted: { on: today }, query: `asOf=${today}` },
  'a year ago': { wanted: { knownOn: past }, query: `known=then&asOf=${past}` },
  'in three months': { wanted: { on: future }, query: `asOf=${future}` },
  'forecast of a week': { wanted: week, query: `from=${week.from}&to=${week.to}` },
}
const everything = { filters: [], inPlans: false, ranks: listRanks({}) }
const all = { groupBy: 'rule', own: [], others: [], ofPlans: [] } as const
const firstPage = { after: undefined, limit: 101 }
const repeats = 61

/** The median milliseconds of each piece of work; they are done in turn, so that what else goes on troubles all alike. */
async function measureMedians(works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times: number[][] = works.map(() => [])
  for (let repeat = 0; repeat < repeats + 3; repeat++)
    for (const [index, work] of works.entries()) {
      const start = performance.now()
      await work()
      times[index]?.push(performance.now() - start)
    }
  return times.map((some) => median(some.slice(3)))
}

type Caseload = { size: number; agencyId: string; token: string }
export type Growth = { size: number; question: string; day: string; database: number; http: number }

/** Asks for a page and for the summary of several days: through the service's own statements and through HTTP. */
export async function measureGrowth(
  url: string,
  databaseUrl: string,
  caseloads: readonly Caseload[],
): Promise<Growth[]> {
  const db = openDb(databaseUrl, { max: 1 })
  const results: Growth[] = []
  for (const [day, { wanted, query }] of Object.entries(days)) {
    const questions: [string, (agencyId: string) => Call, string][] = [
      [
        'page of 100',
        (agencyId) => selectCaseload(agencyId, wanted, everything, firstPage),
        `/v1/findings?limit=100&${query}`,
      ],
      ['summary', (agencyId) => selectSummary(agencyId, wanted, all), `/v1/findings/summary?${query}`],
    ]
    for (const [question, call, path] of questions) {
      const database = await measureMedians(
        caseloads.map(
          ({ agencyId }) =>
            () =>
              db.read(agencyId, call(agencyId)),
        ),
      )
      const ask = (token: string) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })
      const http = await measureMedians(
        caseloads.map(
          ({ token }) =>
            async () =>
              (await ask(token)).text(),
        ),
      )
      for (const [index, { size }] of caseloads.entries())
        results.push({ size, question, day, database: database[index] as number, http: http[index] as number })
    }
  }
  await db.close()
  return results
}

/** One stream of all findings of a caseload that hold today; processor time in microseconds a row. */
export type Streamed = {
  form: string
  size: number
  rows: number
  perSecond: number
  node: number
  postgres: number
  memory: number
}

/**
 * Reads all findings of the largest caseload as each kind of stream, once before it is measured; memory is the most that
 * the service had meanwhile, in MB.
 */
export async function measureStreams(
  { url, pid }: Server,
  { postmaster }: Database,
  caseloads: readonly Caseload[],
): Promise<Streamed[]> {
  const { size, token } = caseloads.at(-1) as Caseload
  const results: Streamed[] = []
  async function countRows(form: string): Promise<number> {
    const { body } = await fetch(`${url}/v1/findings`, { headers: { authorization: `Bearer ${token}`, accept: form } })
    let rows = 0
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>)
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1
    return rows
  }
  for (const form of ['application/x-ndjson', 'text/csv']) {
    await countRows(form)
    forgetPeak(pid)
    const before = { node: processTime(pid), postgres: clusterTime(postmaster), at: performance.now() }
    const rows = await countRows(form)
    results.push({
      form,
      size,
      rows,
      perSecond: (rows / (performance.now() - before.at)) * 1000,
      node: (processTime(pid) - before.node) / rows,
      postgres: (clusterTime(postmaster) - before.postgres) / rows,
      memory: peakMemory(pid),
    })
  }
  return results
}
