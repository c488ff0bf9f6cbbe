/** How many changes a second one consumer of the feed gets, and how soon after its commit a change is seen by who waits. */
import { setTimeout as pause } from 'node:timers/promises'
import { clusterTime, percentile, processTime } from './measure.ts'
import type { Database, Server } from './processes.ts'
import { targetLine } from './tables.ts'

/** Changes a second, and processor time in microseconds a change. */
type Reading = { name: string; perSecond: number; node: number; postgres: number }
/** How the feed is read, and milliseconds from commit to sight. */
export type Feed = { changes: number; readings: Reading[]; p50: number; p99: number }

/** What is asked by a consumer that reads all there is. */
const asking: Record<string, { query: string; accept: string }> = {
  'pages of 200': { query: 'limit=200', accept: 'application/json' },
  'pages of 200 with resource': { query: 'limit=200&include=resource', accept: 'application/json' },
  'stream with resource': { query: 'include=resource', accept: 'application/x-ndjson' },
}

type Consumer = { url: string; token: string }

/** Makes the feed of an agency anew: a change of each milestone and follow-up of its caseload. */
async function fillFeed({ client }: Database, agencyId: string, size: number): Promise<void> {
  await client.query('delete from changes where agency_id = $1', [agencyId])
  await client.query(
    `insert into changes (agency_id, seq, op, type, id, plan_id, version, plan_version, at, subject, client_id, request_id, after)
    select $1, row_number() over (), 'create', type, id, plan_id, 1, 1, '2026-01-01T00:00:00.000Z', 'staff-17', 'cms', 'r', json::json
    from (
      (select 'milestone' as type, id, plan_id, json from milestones where agency_id = $1 limit $2::int * 2 / 3)
      union all
      (select 'follow_up', id, plan_id, json from follow_ups where agency_id = $1 limit $2::int / 3)
    ) as resources`,
    [agencyId, size],
  )
  await client.query(
    `insert into agencies (agency_id, last_seq, rulebook) select $1, count(*), '' from changes where agency_id = $1
    on conflict (agency_id) do update set last_seq = excluded.last_seq`,
    [agencyId],
  )
  await client.query('vacuum analyze changes')
}

/** Reads the feed to its end; answers how many changes it has. */
async function readAll({ url, token }: Consumer, { query, accept }: (typeof asking)[string]): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, accept }
  let changes = 0
  for (let path: string | undefined = `/v1/changes?${query}`; path; ) {
    const response: Response = await fetch(`${url}${path}`, { headers })
    if (accept === 'application/json') {
      const page = (await response.json()) as { items: unknown[]; next?: string }
      changes += page.items.length
      path = page.next
    } else {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) changes += 1
      path = undefined
    }
  }
  return changes
}

/** Writes now and then while a consumer waits; answers the milliseconds from the answer of each write to that of the feed. */
async function delays({ url, token }: Consumer, repeats: number): Promise<number[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const times: number[] = []
  const response = await fetch(`${url}/v1/plans?participantId=nobody`, {
    headers: { ...headers, accept: 'application/x-ndjson' },
  })
  await response.arrayBuffer()
  for (let after = response.headers.get('feed-position'); times.length < repeats; ) {
    const seen = fetch(`${url}/v1/changes?after=${after}&wait=30`, { headers }).then(async (response) => {
      const { items, position } = (await response.json()) as { items: unknown[]; position: string }
      if (items.length !== 1) throw new Error('another change was seen than was written')
      return { at: performance.now(), position }
    })
    await pause(30 + (times.length % 25))
    const body = JSON.stringify({ language: times.length % 2 ? 'en' : 'es' })
    await (await fetch(`${url}/v1/participants/P-1`, { method: 'PUT', headers, body })).arrayBuffer()
    const committed = performance.now()
    const { at, position } = await seen
    times.push(Math.max(0, at - committed))
    after = position
  }
  return times
}

/** Measures the feed of an agency, which is made anew, with so many changes at most. */
export async function measureFeed(
  { url, pid }: Server,
  database: Database,
  sign: (agencyId: string) => Promise<string>,
  agencyId: string,
  size: number,
): Promise<Feed> {
  await fillFeed(database, agencyId, size)
  const consumer = { url, token: await sign(agencyId) }
  const readings: Reading[] = []
  let changes = 0
  for (const [name, asked] of Object.entries(asking)) {
    const before = { node: processTime(pid), postgres: clusterTime(database.postmaster), at: performance.now() }
    changes = await readAll(consumer, asked)
    readings.push({
      name,
      perSecond: (changes / (performance.now() - before.at)) * 1000,
      node: (processTime(pid) - before.node) / changes,
      postgres: (clusterTime(database.postmaster) - before.postgres) / changes,
    })
  }
  const times = await delays(consumer, 100)
  return { changes, readings, p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
}

/** A line for each target. */
export function feedLines({ changes, readings, p50, p99 }: Feed): string[] {
  const lines = readings.map(({ name, perSecond, node, postgres }) =>
    targetLine(
      perSecond >= 20_000,
      `feed of ${changes} changes, ${name}: ${perSecond.toFixed(0)} a second (at least 20,000); CPU µs a change ${node.toFixed(1)} + ${postgres.toFixed(1)}`,
    ),
  )
  const seen = `feed under wait: seen ${p50.toFixed(0)} ms after the commit, p99 ${p99.toFixed(0)} ms (under 100)`
  return [...lines, targetLine(p99 < 100, seen)]
}
