/**
 * Consumers of the feed that are killed at random while many write: each sees every change at least once and in order,
 * and has in the end what the database has. `TEST_SEED=<seed>` repeats the writes.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { createRandom, seed } from './fuzz/random.ts'
import { anyWrite, type World } from './fuzz/writes.ts'
import { all } from './oracle/invariants.ts'
import { apply, type Replica, readDatabase } from './oracle/replica.ts'
import { type Answer, type Client, type Json, startService } from './support/service.ts'
import { untilEvaluated } from './support/state.ts'

const random = createRandom(seed)
/** How often each consumer is killed. */
const kills = 6
const script = join(import.meta.dirname, 'support/consumer.ts')
const folder = mkdtempSync(join(tmpdir(), 'consumers-test-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const service = await startService()
t.teardown(service.close)
t.comment(`seed ${seed}`)

const [json, ndjson] = ['application/json', 'application/x-ndjson']
/** How each consumer asks. */
const asking = [
  ['limit=200&wait=10', json],
  ['limit=7&wait=1', json],
  ['type=milestone&limit=20&wait=10', json],
  ['', ndjson],
] as const

/** A consumer that can be killed, and starts again. */
function consume({ token }: Client, [query, accept]: (typeof asking)[number], name: string) {
  const file = join(folder, name)
  const start = () => spawn(process.execPath, [script, service.url, token, file, query, accept], { stdio: 'inherit' })
  const readText = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')
  let child = start()
  const kill = () => new Promise((resolve) => child.once('exit', resolve) && child.kill('SIGKILL'))
  const getSize = () => readText(file).length
  return {
    query,
    kill,
    /** Kills it soon after it has begun to write down what it was told, and starts it again. */
    restart: async () => {
      for (const before = getSize(); getSize() < before + 200; ) await pause(2)
      await pause(random.below(30))
      await kill()
      child = start()
    },
    kept: () => Number(readText(`${file}.kept`).split('.')[0]),
    lines: () => readText(file).split('\n'),
  }
}

/** Writes some, and more until it is told that it is enough, as one who knows only what it has made itself. */
async function write(client: Client, n: number, isEnough: () => boolean): Promise<void> {
  const world: World = { client, plans: [], writer: `${n}-` }
  for (let some = 0; ; some++)
    for (const one of fc.sample(anyWrite, { seed: seed + n + 32 * some, numRuns: 8 })) {
      if (some > 0 && isEnough()) return
      const status = (await one(world))?.status ?? 0
      if (status >= 500 && status !== 503) throw new Error(`a write was answered ${status}`)
    }
}

/** The changes that a consumer wrote down, run by run; a line that a kill has cut is left out. */
function splitRuns(lines: readonly string[]): { after: number; items: Json[] }[] {
  const runs: { after: number; items: Json[] }[] = []
  for (const [index, line] of lines.entries()) {
    const isCut = lines[index + 1]?.startsWith('{"startedAfter"')
    if (line === '' || isCut) continue
    const value = JSON.parse(line)
    if (value.startedAfter !== undefined) runs.push({ after: value.startedAfter, items: [] })
    else runs.at(-1)?.items.push(value)
  }
  return runs
}

/** The types of which exports are made, each with its list. */
const lists = {
  participant: '/v1/participants',
  plan: '/v1/plans',
  milestone: '/v1/milestones',
  follow_up: '/v1/follow-ups',
}

/** Asks again where the service has too much to do. */
async function untilAnswered(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (answer.status !== 503) return answer
    await pause(100)
  }
}

type Export = { replica: Replica; position: string }

/** Exports what can be exported as a whole; the position is that of the first stream. */
async function exported(client: Client): Promise<Export> {
  const replica: Replica = new Map()
  const positions: string[] = []
  for (const list of Object.values(lists)) {
    const { body, headers } = await untilAnswered(() => client.get(list, { headers: { accept: ndjson } }))
    for (const item of body) replica.set(item.id, item)
    positions.push(headers.get('feed-position') as string)
  }
  return { replica, position: positions[0] as string }
}

const client = await service.client()
const consumers = asking.map((one, index) => consume(client, one, `consumer-${index}`))
t.teardown(() => Promise.all(consumers.map(({ kill }) => kill())))
const exports: Export[] = []
let isEnough = false
const writing = Promise.all(Array.from({ length: 32 }, (_, n) => write(client, n, () => isEnough)))
const killing = consumers.map(async ({ restart }, index) => {
  for (let killed = 0; killed < kills; killed++) {
    await restart()
    if (index === 0) exports.push(await exported(client))
  }
})
await Promise.race([writing, Promise.all(killing)]) // writing only where it fails
isEnough = true
await writing
await untilEvaluated(service)
const feed = await all(client, '/v1/changes?limit=200&include=resource')
const database = await readDatabase(service, client)
const deadline = Date.now() + 60_000
while (consumers.some(({ kept }) => kept() < feed.length) && Date.now() < deadline) await pause(50)

t.test('Every change of 32 writers is numbered, and together they add up to the database', async (t) => {
  t.comment(`${feed.length} changes`)
  t.ok(feed.length > 100, `${feed.length} changes`)
  t.equal(
    feed.findIndex(({ seq }, index) => seq !== index + 1),
    -1,
    'no number is missing',
  )
  const replica: Replica = new Map()
  for (const item of feed) apply(replica, item)
  t.strictSame(replica, database)
})

/** What a change says of itself; the rest depends on when it is asked. */
const written = ({ position: _, resource: __, ...change }: Json) => change

t.test(
  'Consumers that are killed miss nothing, see everything in order, and end up with what the database has',
  async (t) => {
    for (const [index, { query, kept, lines }] of consumers.entries()) {
      const type = /type=(\w+)/.exec(query)?.[1]
      const expected = feed.filter((item) => !type || item.type === type)
      const runs = splitRuns(lines())
      const items = runs.flatMap((run) => run.items)
      t.comment(`consumer ${index}: ${runs.length} runs, ${items.length} changes of ${expected.length}`)
      t.equal(kept(), feed.length, 'it has come to the head')
      for (const { after, items } of runs) {
        const seqs = items.map(({ seq }) => seq)
        const due = expected.filter(({ seq }) => seq > after).map(({ seq }) => seq)
        t.strictSame(seqs, due.slice(0, seqs.length), 'a run goes on behind what was kept, without a gap')
      }
      const seen = new Map(items.map((item) => [item.seq, item]))
      t.strictSame(
        [...seen.values()].toSorted((a, b) => a.seq - b.seq).map(written),
        expected.map(written),
        'none is missed',
      )
      const replica: Replica = new Map()
      for (const item of items) apply(replica, item)
      t.strictSame(replica, await readDatabase(service, client, type ? [type] : undefined))
    }
  },
)

t.test('An export and the feed after its position add up to the database', async (t) => {
  const expected = await readDatabase(service, client, Object.keys(lists))
  t.equal(exports.length, kills)
  for (const { replica, position } of exports) {
    const changes = await all(client, `/v1/changes?after=${position}&limit=200&include=resource`)
    t.comment(`${changes.length} changes after ${position}`)
    for (const change of changes) {
      apply(replica, change)
      if (!(change.type in lists)) replica.delete(change.id)
    }
    t.strictSame(replica, expected)
  }
})
