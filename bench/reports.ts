/** How fast reports are: each for a year of exits in an agency of its own, a quarter of the year, and all its rows. */
import { addDays } from '../src/calendar.ts'
import { reports } from '../src/reports/index.ts'
import { fillAgency, planMaker, today } from './caseload.ts'
import { forgetPeak, median, peakMemory } from './measure.ts'
import type { Database, Server } from './processes.ts'
import { targetLine } from './tables.ts'

const agencyId = '0190b000-0000-7000-8000-0000009e9057'

/** Fills the agency of the reports, where it is empty: five follow-ups a plan. */
export async function fillReports({ client }: Database, size: number): Promise<string> {
  const { rowCount } = await client.query('select from plans where agency_id = $1 limit 1', [agencyId])
  if (rowCount === 0) {
    const make = await planMaker(2026, { milestones: () => 3, followUps: () => 5, exits: true })
    await fillAgency(client, agencyId, size, make)
    await client.query('vacuum analyze')
  }
  return agencyId
}

const spans = {
  year: [addDays(today, -400), addDays(today, -35)],
  quarter: [addDays(today, -126), addDays(today, -35)],
} as const

function buildQuery(cohort: (typeof reports)[number]['cohort'], span: keyof typeof spans): string {
  const [from, to] = spans[span]
  if (cohort === 'programYear') return `programYear=${Number(today.slice(0, 4)) - 1}`
  if (cohort === 'due') return `dueFrom=${from}&dueTo=${to}`
  return cohort === 'exit' ? `exitedFrom=${from}&exitedTo=${to}` : `counseledFrom=${from}&counseledTo=${to}`
}

export type Reported = { report: string; year: number; quarter: number; rows: number; perSecond: number; first: number }

/** How many rows are read to measure how fast they come: a report that has fewer is read several times. */
const leastRows = 100_000

async function readRows(url: string, headers: object) {
  const start = performance.now()
  const { body } = await fetch(url, { headers: { ...headers, accept: 'application/x-ndjson' } })
  let rows = 0
  let first = 0
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    first ||= performance.now() - start
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1
  }
  return { rows, first, elapsed: performance.now() - start }
}

async function measureRows(url: string, headers: object) {
  const reads = [await readRows(url, headers)]
  if (reads[0]?.rows === 0) throw new Error(`${url} has no rows`)
  const computeSum = (member: 'rows' | 'elapsed') => reads.reduce((sum, read) => sum + read[member], 0)
  while (computeSum('rows') < leastRows) reads.push(await readRows(url, headers))
  const first = median(reads.map((read) => read.first))
  return { rows: reads[0]?.rows as number, first, perSecond: (computeSum('rows') / computeSum('elapsed')) * 1000 }
}

/** Asks every report for its numbers and for its rows; the memory is that of rows, which are streamed. */
export async function measureReports({ url, pid }: Server, token: string) {
  const headers = { authorization: `Bearer ${token}` }
  const results: Reported[] = []
  const peaks: number[] = []
  for (const { name, cohort } of reports) {
    const measureMilliseconds = async (span: keyof typeof spans) => {
      const times: number[] = []
      for (let turn = 0; turn < 4; turn++) {
        const start = performance.now()
        const response = await fetch(`${url}/v1/reports/${name}?${buildQuery(cohort, span)}`, { headers })
        await response.text()
        if (response.status !== 200) throw new Error(`${name} was answered ${response.status}`)
        times.push(performance.now() - start)
      }
      return median(times.slice(1))
    }
    const [year, quarter] = [await measureMilliseconds('year'), await measureMilliseconds('quarter')]
    const rows = `${url}/v1/reports/${name}/rows?${buildQuery(cohort, 'year')}`
    forgetPeak(pid)
    await measureRows(rows, headers)
    const streamed = await measureRows(rows, headers)
    peaks.push(peakMemory(pid))
    results.push({ report: name, year, quarter, ...streamed })
  }
  return { results, memory: Math.max(...peaks) }
}

/** A line a report, and one about memory. */
export const reportLines = ({ results, memory }: { results: readonly Reported[]; memory: number }): string[] => [
  ...results.map(({ report, year, quarter, rows, perSecond, first }) =>
    targetLine(
      year < 1000 && first < 200,
      `${report}: a year ${year.toFixed(0)} ms, a quarter ${quarter.toFixed(0)} ms (under 1,000); ${rows} rows at ${perSecond.toFixed(0)} a second, the first after ${first.toFixed(0)} ms (under 200)`,
    ),
  ),
  targetLine(
    Math.min(...results.map(({ perSecond }) => perSecond)) >= 100_000,
    `rows of reports: ${Math.min(...results.map(({ perSecond }) => perSecond)).toFixed(0)} a second at least (100,000)`,
  ),
  targetLine(memory < 400, `memory while rows of reports are streamed: ${memory.toFixed(0)} MB at most (under 400)`),
]
