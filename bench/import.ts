/** How fast plan documents of 10 milestones are imported, and how fast their rows alone are written. */
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { addDays } from '../src/calendar.ts'
import { insertInto } from '../src/database/rows.ts'
import { milestones } from '../src/document/milestone/tables.ts'
import { participants } from '../src/document/participant/tables.ts'
import { plans } from '../src/document/plan/tables.ts'
import { planMaker, today } from './caseload.ts'
import { clusterTime, processTime } from './measure.ts'
import { makeDocument, randomFrom } from './plans.ts'
import type { Database, Server } from './processes.ts'

/** Documents a minute as they went, and processor time in milliseconds a document. */
export type Import = { name: string; perMinute: number; node: number; postgres: number }

const shape = { milestones: () => 10, followUps: () => 0 }
const aim = 5_000

function buildBody(count: number): string {
  const random = randomFrom(1)
  const lines = Array.from({ length: count }, (_, n) => {
    const document = makeDocument(random, `import-${n}`, addDays(today, -(n % 700)), today, shape)
    const named = document.milestones.map((one, at) => ({ ...one, externalId: `${document.externalId}-${at}` }))
    return `${JSON.stringify({ ...document, milestones: named })}\n`
  })
  return lines.join('')
}

/** The rows of as many plans, written alone, each statement its own transaction. */
async function insertRows(client: pg.Client, count: number): Promise<() => Promise<void>> {
  const agencyId = randomUUID()
  const make = await planMaker(1, shape)
  const made = Array.from({ length: count }, (_, n) => make(n, addDays(today, -(n % 700))))
  const batches = Array.from({ length: Math.ceil(count / 1000) }, (_, n) => made.slice(n * 1000, (n + 1) * 1000))
  const calls = batches.flatMap((batch) => [
    ...insertInto(participants)(
      agencyId,
      batch.map(({ participant }) => participant),
    ),
    ...insertInto(plans)(
      agencyId,
      batch.map(({ plan }) => plan),
    ),
    ...batch
      .map((_, n) => n)
      .flatMap((n) => (n % 100 === 0 ? [batch.slice(n, n + 100)] : []))
      .flatMap((some) =>
        insertInto(milestones)(
          agencyId,
          some.flatMap((one) => one.milestones),
        ),
      ),
  ])
  return async () => {
    await client.query("set session_replication_role = 'origin'; set synchronous_commit = on")
    for (const { statement, values } of calls) await client.query(statement.text, [...values])
  }
}

/** Imports documents into a new agency, sends them again, and writes their rows alone. */
export async function measureImport(
  service: Server,
  { client, postmaster }: Database,
  token: string,
  count: number,
): Promise<Import[]> {
  const timed = async (name: string, pid: number, work: () => Promise<unknown>): Promise<Import> => {
    const before = { node: processTime(pid), postgres: clusterTime(postmaster), at: performance.now() }
    await work()
    const minutes = (performance.now() - before.at) / 60_000
    return {
      name,
      perMinute: count / minutes,
      node: (processTime(pid) - before.node) / 1000 / count,
      postgres: (clusterTime(postmaster) - before.postgres) / 1000 / count,
    }
  }
  const body = buildBody(count)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
  const send = async (result: 'created' | 'unchanged') => {
    const response = await fetch(`${service.url}/v1/import`, { method: 'POST', headers, body })
    const summary = JSON.parse((await response.text()).trimEnd().split('\n').at(-1) as string)
    if (summary.imported?.[result] !== count) throw new Error(`the import was answered ${JSON.stringify(summary)}`)
  }
  const insert = await insertRows(client, count)
  return [
    await timed('import of new plans', service.pid, () => send('created')),
    await timed('the same again, unchanged', service.pid, () => send('unchanged')),
    await timed('their rows alone', process.pid, insert),
  ]
}

/** A line for each, and one for the aim: of new plans, with the processor time of both processes on one core. */
export function importLines(imports: readonly Import[]): string[] {
  const perCore = ({ node, postgres }: Import) => 60_000 / (node + postgres)
  const lines = imports.map(
    (one) =>
      `${one.name}: ${one.perMinute.toFixed(0)} documents a minute, ${perCore(one).toFixed(0)} a core; ` +
      `CPU ms a document ${one.node.toFixed(2)} + ${one.postgres.toFixed(2)}`,
  )
  const [created] = imports
  if (!created) return []
  const reached = perCore(created) >= aim ? 'reached    ' : 'NOT REACHED'
  return [...lines, `${reached}  import: ${perCore(created).toFixed(0)} documents a minute a core (at least ${aim})`]
}
