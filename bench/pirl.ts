/** How fast the PIRL of a caseload is streamed, and with how much memory. */
import { clusterTime, forgetPeak, peakMemory, processTime } from './measure.ts'

/**
 * One export of all periods: rows a second, milliseconds to the first byte, the most memory meanwhile in MB, and the
 * processor time of a row in microseconds, which another load on the machine changes less.
 */
export type Exported = {
  form: string
  rows: number
  perSecond: number
  firstByte: number
  memory: number
  cpu: { node: number; postgres: number }
}

/** Exports the periods of an agency in both forms, each once to warm up and once to measure. */
export async function measurePirl(
  { url, pid }: { url: string; pid: number },
  { postmaster }: { postmaster: number },
  token: string,
): Promise<Exported[]> {
  const results: Exported[] = []
  for (const form of ['text/csv', 'application/x-ndjson', 'text/csv', 'application/x-ndjson']) {
    forgetPeak(pid)
    const before = { node: processTime(pid), postgres: clusterTime(postmaster) }
    const start = performance.now()
    const headers = { authorization: `Bearer ${token}`, accept: form }
    const { body } = await fetch(`${url}/v1/exports/pirl`, { headers })
    let [rows, firstByte] = [0, 0]
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      firstByte ||= performance.now() - start
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1
    }
    const perSecond = (rows / (performance.now() - start)) * 1000
    const node = (processTime(pid) - before.node) / rows
    const cpu = { node, postgres: (clusterTime(postmaster) - before.postgres) / rows }
    results.push({ form, rows, perSecond, firstByte, memory: peakMemory(pid), cpu })
  }
  return results.slice(2)
}

const line = (reached: boolean, text: string) => `${reached ? 'reached    ' : 'NOT REACHED'}  ${text}`

/** A line for each target. */
export const pirlLines = (exported: readonly Exported[]): string[] =>
  exported.flatMap(({ form, rows, perSecond, firstByte, memory, cpu }) => [
    line(perSecond >= 100_000, `PIRL as ${form}: ${perSecond.toFixed(0)} of ${rows} rows a second (at least 100,000)`),
    `             CPU µs a row: ${cpu.node.toFixed(1)} Node.js, ${cpu.postgres.toFixed(1)} PostgreSQL`,
    line(firstByte < 200, `first byte of it: ${firstByte.toFixed(0)} ms (under 200)`),
    line(memory < 400, `memory meanwhile: ${memory.toFixed(0)} MB at most (under 400)`),
  ])
