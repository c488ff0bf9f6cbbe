/** What a run prints. */
import type { Growth, Streamed } from './growth.ts'
import { median } from './measure.ts'
import type { Workload } from './workloads.ts'

/** One measurement of one server: requests a second, latencies in milliseconds, processor time in microseconds a request. */
export type Window = { perSecond: number; p50: number; p99: number; node: number; postgres: number }
/** A workload with its measurements in the order in which they were made. */
export type Row = { workload: Workload; service: Window[]; limit: Window[] }

/** A table of Markdown. */
export function markdown(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...body.map((cells) => cells[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...body.map(line)].join('\n')
}

const of = (windows: readonly Window[], member: keyof Window) => median(windows.map((window) => window[member]))
const total = (window: Window | undefined) => (window?.node ?? 0) + (window?.postgres ?? 0)

/** The ratio of processor time in each repeat. */
export const computeRatios = ({ service, limit }: Row): number[] =>
  service.map((window, repeat) => total(window) / total(limit[repeat]))

const speedRatio = ({ service, limit }: Row) =>
  median(service.map(({ perSecond }, repeat) => perSecond / (limit[repeat]?.perSecond ?? Number.NaN)))

/** The table of all workloads. */
export function resultTable(
  rows: readonly Row[],
  run: { repeats: number; requests: number; connections: number },
): string {
  const pair = (row: Row, member: keyof Window, digits: number) =>
    `${of(row.service, member).toFixed(digits)} / ${of(row.limit, member).toFixed(digits)}`
  const cpu = (windows: readonly Window[]) =>
    `${median(windows.map(total)).toFixed(0)} = ${of(windows, 'node').toFixed(0)} + ${of(windows, 'postgres').toFixed(0)}`
  const head = [
    'service / limit',
    'requests/s',
    'ratio',
    'p50 ms',
    'p99 ms',
    'CPU µs service',
    'CPU µs limit',
    'CPU ratio',
  ]
  const body = rows.map((row) => {
    const ratios = computeRatios(row)
    const span = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`
    return [
      row.workload.name,
      pair(row, 'perSecond', 0),
      speedRatio(row).toFixed(2),
      pair(row, 'p50', 1),
      pair(row, 'p99', 1),
      cpu(row.service),
      cpu(row.limit),
      `${median(ratios).toFixed(2)} (${span})`,
    ]
  })
  const note = `Medians of ${run.repeats} repeats of ${run.requests} requests each, ${run.connections} connections, service and limit in turn. CPU a request: Node.js + PostgreSQL.`
  return `${markdown(head, body)}\n\n${note}`
}

/** The table of caseloads of several sizes. */
export function growthTable(growth: readonly Growth[]): string {
  const sizes = [...new Set(growth.map(({ size }) => size))]
  const kinds = [...new Set(growth.map(({ question, day }) => `${question}, ${day}`))]
  const head = ['median ms: database / HTTP', ...sizes.map((size) => `${size.toLocaleString('en-US')} plans`)]
  const body = kinds.map((kind) => [
    kind,
    ...sizes.map((size) => {
      const found = growth.find((one) => one.size === size && `${one.question}, ${one.day}` === kind)
      return `${found?.database.toFixed(2)} / ${found?.http.toFixed(2)}`
    }),
  ])
  return markdown(head, body)
}

/** The table of streams. */
export function streamTable(streams: readonly Streamed[]): string {
  const body = streams.map(({ form, size, rows, perSecond, node, postgres, memory }) => [
    form,
    size.toLocaleString('en-US'),
    rows.toLocaleString('en-US'),
    perSecond.toFixed(0),
    `${node.toFixed(1)} + ${postgres.toFixed(1)}`,
    memory.toFixed(0),
  ])
  return markdown(['all findings of today', 'plans', 'rows', 'rows/s', 'CPU µs a row', 'memory, MB'], body)
}

const streamLines = (streams: readonly Streamed[]): string[] =>
  streams
    .filter(({ form }) => form === 'application/x-ndjson')
    .flatMap(({ perSecond, memory }) => [
      targetLine(
        perSecond >= 100_000,
        `NDJSON of all findings: ${perSecond.toFixed(0)} rows a second (at least 100,000)`,
      ),
      targetLine(memory < 400, `memory while streaming: ${memory.toFixed(0)} MB at most (under 400)`),
    ])

/** A line that says whether a target is reached. */
export const targetLine = (reached: boolean, text: string) => `${reached ? 'reached    ' : 'NOT REACHED'}  ${text}`

function growthLines(growth: readonly Growth[]): string[] {
  const [before, largest] = [...new Set(growth.map(({ size }) => size))].sort((a, b) => a - b).slice(-2)
  return growth
    .filter(({ size }) => size === largest)
    .flatMap(({ question, day, database }) => {
      const aim = day === 'forecast of a week' ? 20 : 10
      const name = `${question}, ${day}`
      const smaller = growth.find((one) => one.size === before && `${one.question}, ${one.day}` === name)
      const factor = database / (smaller?.database ?? Number.NaN)
      return [
        targetLine(database < aim, `${name}: ${database.toFixed(2)} ms in the database (under ${aim})`),
        targetLine(factor <= 1.5, `${name}: ${factor.toFixed(2)} times that of ${before} plans (at most 1.5)`),
      ]
    })
}

/** A line for each target. */
export function targetLines(
  rows: readonly Row[],
  growth: readonly Growth[],
  streams: readonly Streamed[],
  rules: number | undefined,
  memory: { start: number; serve: number },
): string[] {
  return [
    ...rows.flatMap((row) => {
      const ratio = median(computeRatios(row))
      const { name, target } = row.workload
      if (target === undefined) return []
      return targetLine(ratio <= target, `${name}: ${ratio.toFixed(2)} times the CPU of the limit (at most ${target})`)
    }),
    ...growthLines(growth),
    ...streamLines(streams),
    ...(rules === undefined
      ? []
      : [targetLine(rules < 200, `all rules, 20 milestones: ${rules.toFixed(0)} µs (under 200)`)]),
    targetLine(memory.serve < 400, `memory while serving: ${memory.serve.toFixed(0)} MB at most (under 400)`),
    targetLine(memory.start < 250, `memory to start: ${memory.start.toFixed(0)} MB at most (under 250)`),
  ]
}
