/** Lists as streams: all rows as NDJSON and CSV, whole or visibly not. */
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { buildExample, listOperations, makeSubjects, type Operation } from './fixtures/operations.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { positionAt } from './support/feed.ts'
import { type Client, type Json, startService } from './support/service.ts'
import { untilEvaluated } from './support/state.ts'

const service = await startService()
t.teardown(service.close)

const ndjson = { headers: { accept: 'application/x-ndjson' } }
const csv = { headers: { accept: 'text/csv' } }

type Response = { content?: Record<string, Json>; headers?: Record<string, object> }
type Described = Record<string, Record<string, { responses: Record<string, Response> }>>
const getResponse = ({ method, path }: Operation) =>
  (service.openapi.paths as unknown as Described)[path]?.[method.toLowerCase()]?.responses['200']
const getContent = (operation: Operation) => getResponse(operation)?.content ?? {}
const isList = (operation: Operation) => ['text/csv', 'application/json'].every((form) => form in getContent(operation))
/** The members of an item, in the order of its schema. */
const listMembers = (operation: Operation) => {
  const name = getContent(operation)['application/x-ndjson'].schema.$ref.split('/').at(-1)
  return Object.keys(service.openapi.components.schemas[name]?.properties as object)
}
const lists = listOperations(service.openapi).filter(isList)

/** The records of a CSV file, as RFC 4180 reads them. */
function parseRecords(text: string): string[][] {
  const records: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  for (let end = 0; end < text.length; end = cell.lastIndex) {
    const [, quoted, plain = '', separator] = cell.exec(text) ?? []
    if (separator === undefined) throw new Error(`no cell at ${end}: ${JSON.stringify(text.slice(end, end + 40))}`)
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (separator === '\r\n') records.push([])
  }
  return records.slice(0, -1)
}

const formatCell = (value: Json) =>
  value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value).replace(/^[=+\-@\t\r\n]/, "'$&")

/** An agency with so many changes, each of some kilobytes, of one plan. */
async function vast(rows: number): Promise<{ client: Client; path: string }> {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan())
  await service.db.pool.query(
    `insert into changes (agency_id, seq, op, type, id, plan_id, version, plan_version, at, subject, client_id, request_id, before, after)
    select $1, n, 'update', 'plan', $2::uuid::text, $2::uuid, 1, 1, '2026-01-01T00:00:00.000Z', 's', 'c', 'r', '{}',
      json_build_object('id', $2::uuid, 'text', repeat(n::text || ' ', 600))
    from generate_series(3, $3::int + 1) n`, // after the participant and the plan
    [client.agencyId, plan.id, rows],
  )
  return { client, path: `/v1/plans/${plan.id}/history` }
}
const { client: large, path: history } = await vast(20_000)

t.test('Every list answers the same items as pages, as NDJSON and as CSV', async (t) => {
  const client = await service.client()
  const subjects = await makeSubjects(client, 'streams')
  const { profile, values } = (await client.get('/v1/policy')).body
  const policy = { profile, values: { ...values, planDueDays: values.planDueDays + 1 } }
  t.equal((await client.put('/v1/policy', policy, { ifMatch: '*' })).status, 200)
  await untilEvaluated(service)
  t.ok(lists.length >= 10, lists.map(({ id }) => id).join(' '))
  for (const operation of listOperations(service.openapi).filter(({ id }) => /^list/.test(id)))
    t.ok(isList(operation), `${operation.id} has streams`)
  for (const operation of lists) {
    const { path } = buildExample(operation, subjects)
    const { items } = (await client.get(path)).body
    t.ok(items.length > 0, `${operation.id} has items`)
    const lines = await client.get(path, ndjson)
    t.strictSame(lines.body, items, `${operation.id} as NDJSON`)
    t.equal(lines.headers.get('content-type'), 'application/x-ndjson')
    t.equal(lines.headers.get('vary'), 'accept')
    const table = await client.get(path, csv)
    t.equal(table.headers.get('content-type'), 'text/csv; charset=utf-8; header=present')
    const [head = [], ...records] = parseRecords(table.text)
    t.strictSame(head, listMembers(operation), `${operation.id} has a column a member`)
    t.strictSame(head.toSorted(), Object.keys(items[0]).toSorted())
    t.strictSame(
      records,
      items.map((item: Json) => head.map((name) => formatCell(item[name]))),
      `${operation.id} as CSV`,
    )
    for (const accept of ['application/x-ndjson', 'text/csv']) {
      const { status, text } = await client.send('HEAD', path, undefined, { headers: { accept } })
      t.strictSame([status, text], [200, ''], `HEAD ${operation.id}`)
    }
  }
})

t.test('A stream of an agency’s data says where the feed stood before it', async (t) => {
  const client = await service.client()
  const readPosition = async (path: string, form: typeof csv) =>
    (await client.get(path, form)).headers.get('feed-position')
  t.match(await readPosition('/v1/plans', ndjson), /^0\.0\./, 'before anything was written')
  const subjects = await makeSubjects(client, 'position')
  const position = await positionAt(client)
  const without = lists.filter((operation) => !getResponse(operation)?.headers?.['Feed-Position']).map(({ id }) => id)
  t.strictSame(without.toSorted(), ['listPirlElements', 'listProfiles', 'listReports', 'listRules'])
  for (const operation of lists) {
    const { path } = buildExample(operation, subjects)
    const expected = without.includes(operation.id) ? null : position
    for (const form of [ndjson, csv]) t.equal(await readPosition(path, form), expected, operation.id)
    t.equal((await client.get(path)).headers.get('feed-position'), null, 'a page has none')
  }
})

t.test('A stream has all rows, whatever the limit, and takes no cursor', async (t) => {
  const client = await service.client()
  const milestones = Array.from({ length: 7 }, (_, n) => someMilestone({ externalId: `m-${n}` }))
  const { body: plan } = await client.post('/v1/plans', somePlan({ milestones }))
  const list = `/v1/plans/${plan.id}/milestones?limit=3`
  t.equal((await client.get(list, ndjson)).body.length, 7)
  const { body } = await client.get(list)
  for (const form of [ndjson, csv])
    t.match(await client.get(body.next, form), {
      status: 400,
      body: { code: 'invalid', errors: [{ pointer: '/cursor' }] },
    })
  t.strictSame((await client.get('/v1/milestones?kind=training', ndjson)).text, '', 'nothing is an empty stream')
  t.equal(parseRecords((await client.get('/v1/milestones?kind=training', csv)).text).length, 1, 'or a header line')
  const gone = await client.get('/v1/plans/019b0000-0000-7000-8000-00000000000a/milestones', ndjson)
  t.match(gone, { status: 404, body: { code: 'not-found' } })
  const other = await service.client()
  t.equal((await other.get(list, csv)).status, 404)
  t.equal((await other.get('/v1/milestones', ndjson)).text, '')
})

t.test('The form is the one that Accept prefers, and the page on a tie', async (t) => {
  const client = await service.client()
  for (const [accept, type] of [
    ['*/*', 'application/json'],
    ['text/*', 'text/csv'],
    ['application/*', 'application/json'],
    ['application/json;q=0.2, text/csv;q=0.3', 'text/csv'],
    ['text/csv, application/x-ndjson', 'application/x-ndjson'],
    ['text/csv;q=0.5, */*;q=0.1', 'text/csv'],
    ['application/json;q=0, */*', 'application/x-ndjson'],
    ['application/x-ndjson;q=1.0, application/json;q=0.9', 'application/x-ndjson'],
    ['text/html, application/xhtml+xml, */*;q=0.8', 'application/json'],
    ['TEXT/CSV; header=present', 'text/csv'],
  ] as const) {
    const { status, headers } = await client.get('/v1/plans', { headers: { accept } })
    t.strictSame([status, headers.get('content-type')?.split(';')[0]], [200, type], accept)
  }
  for (const accept of ['text/html', 'text/csv;q=0', 'application/*;q=0, text/plain'])
    t.match(await client.get('/v1/plans', { headers: { accept } }), { status: 406, body: { code: 'not-acceptable' } })
  for (const path of ['/v1/policy', '/v1/findings/summary'])
    for (const form of [ndjson, csv]) t.equal((await client.get(path, form)).status, 406, `${path} is no list`)
})

t.test('No cell of CSV is a formula, and every text comes back whole', async (t) => {
  const client = await service.client()
  const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '＝1', 'a "quoted", text', '"', "it's", 'a\nb', '5', 'true', '🦜']
  const milestones = texts.map((statement) => someMilestone({ statement: 'A step.', doneWhen: statement }))
  const followUps = [someFollowUp({ note: '-cmd|calc\n=2', dueOn: '2026-01-05' })]
  await client.post('/v1/plans', somePlan({ office: '=HYPERLINK("x")', goals: [someGoal()], milestones, followUps }))
  const column = async (list: string, name: string) => {
    const [head = [], ...records] = parseRecords((await client.get(list, csv)).text)
    return records.map((record) => record[head.indexOf(name)])
  }
  const guarded = texts.map((text) => (/^[=+\-@＝]/.test(text) ? `'${text}` : text))
  t.strictSame(await column('/v1/milestones', 'doneWhen'), guarded)
  t.strictSame(await column('/v1/plans', 'office'), ['\'=HYPERLINK("x")'])
  t.strictSame(await column('/v1/follow-ups', 'note'), ["'-cmd|calc\n=2"])
  t.match((await column('/v1/plans', 'goals'))[0], /^\[\{"id":"goal"/, 'an array is JSON in a cell')
  t.strictSame(await column('/v1/plans', 'version'), ['1'])
  t.strictSame(await column('/v1/plans', 'closedOn'), [''])
})

/** Begins to read the stream on a connection of its own. */
async function open(of = { client: large, path: history }): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${of.client.token}`, ...ndjson.headers }
  const [response] = await once(get(`${service.url}${of.path}`, { headers, agent: false }), 'response')
  return response
}

/** Waits until it holds. */
async function holds(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return true
    await pause(50)
  }
  return false
}

/** Waits until no stream has a connection. */
function allFree(): Promise<boolean> {
  const { streams: pool } = service.db
  return holds(() => pool.idleCount === pool.totalCount && pool.waitingCount === 0)
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** The memory that is held, in MB: what is left when everything that nobody refers to is gone. */
function held(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

t.test('20,000 rows of some kilobytes take no more memory than a few batches of them', async (t) => {
  const before = held()
  let [bytes, lines, max, chunks] = [0, 0, 0, 0]
  for await (const chunk of await open()) {
    bytes += chunk.length
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1
    if (chunks++ % 200 === 0) max = Math.max(max, held() - before)
  }
  t.equal(lines, 20_000)
  t.ok(bytes > 60 * 2 ** 20, `${Math.round(bytes / 2 ** 20)} MB`)
  t.ok(max < 80, `${Math.round(max)} MB more at most`)
  t.ok(await allFree())
})

t.test('A client that goes away frees its connection, and the database stops reading', async (t) => {
  const response = await open()
  await once(response, 'readable')
  t.ok(service.db.streams.idleCount < service.db.streams.totalCount, 'a connection is in use')
  response.destroy()
  t.ok(await allFree(), 'the connection is back in the pool')
  const busy = `select from pg_stat_activity where backend_type = 'client backend'
    and datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`
  t.ok(await holds(async () => (await service.db.pool.query(busy)).rowCount === 0), 'no statement runs')
})

t.test('The number of open streams is limited, and pages are answered meanwhile', async (t) => {
  const other = await vast(5_000)
  const streams = await Promise.all([open(), open(), open(other), open(other)])
  for (const { statusCode } of streams) t.equal(statusCode, 200)
  const { status, body, headers } = await large.get(history, ndjson)
  t.strictSame([status, body.code, headers.get('retry-after')], [503, 'unavailable', '2'])
  t.equal((await large.get(history)).status, 200)
  for (const stream of streams) stream.destroy()
  t.ok(await allFree())
  const again = await open()
  t.equal(again.statusCode, 200)
  again.destroy()
  t.ok(await allFree())
})

t.test('A stream that breaks in the middle does not end like a complete one', async (t) => {
  const response = await open()
  await once(response, 'readable')
  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'`
  while ((await service.db.pool.query(terminate)).rowCount === 0) await pause(10)
  await t.rejects(async () => {
    for await (const _ of response);
  })
  t.ok(await allFree(), 'the broken connection is not kept')
  t.equal((await large.get(history)).status, 200)
})

t.test('More streams at a time than there are connections for them wait their turn', async (t) => {
  const client = await service.client()
  await client.post('/v1/plans', somePlan())
  const answers = await Promise.all(Array.from({ length: 24 }, () => client.get('/v1/plans', ndjson)))
  t.strictSame([...new Set(answers.map(({ status }) => status))], [200])
})
