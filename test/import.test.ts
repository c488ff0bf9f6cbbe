/** Plan documents by the thousand: POST /v1/import. */
import { once } from 'node:events'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { maximalPlan } from './fixtures/maximal.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { feedIsComplete, historyTells } from './oracle/history.ts'
import { all, findingsAreStored, readPresent, rowsAgree } from './oracle/invariants.ts'
import { parseLines } from './support/conformance.ts'
import { secret } from './support/refusal.ts'
import { type Client, type Json, startService } from './support/service.ts'
import { checksum } from './support/state.ts'
import { sendRaw } from './support/wire.ts'

const service = await startService()
t.teardown(service.close)
t.setTimeout(180_000)

const type = { 'content-type': 'application/x-ndjson' }
/** A plan of a person of its own. */
const document = (n: number | string, members: object = {}) =>
  somePlan({
    externalId: `p-${n}`,
    participant: { id: `P-${n}`, programs: ['adult'] },
    goals: [someGoal()],
    milestones: [someMilestone({ externalId: `m-${n}`, goalId: 'goal' })],
    followUps: [someFollowUp({ externalId: `f-${n}`, milestoneId: `m-${n}` })],
    ...members,
  })
const buildBody = (documents: readonly unknown[]) => documents.map((one) => `${JSON.stringify(one)}\n`).join('')
const many = (count: number, make = (n: number): unknown => document(n)) =>
  Array.from({ length: count }, (_, n) => make(n))

/** The fullest document, with names and a person of its own. */
const maximalDocument = (n: number): object =>
  JSON.parse(JSON.stringify(maximalPlan()).replace(/"((?:m|f|plan|P)-\d)"/g, `"$1-${n}"`))

/** Sends a whole import; answers its lines and its summary. */
async function send(client: Client, body: string | Uint8Array): Promise<{ lines: Json[]; summary: Json }> {
  const { status, headers, text } = await client.send('POST', '/v1/import', body, { headers: type })
  if (status !== 200 || headers.get('content-type') !== 'application/x-ndjson') throw new Error(`${status} ${text}`)
  const lines = parseLines(text)
  return { lines: lines.slice(0, -1), summary: lines.at(-1) }
}

/** An import that is sent piece by piece. */
class Piecewise {
  readonly request: ClientRequest
  readonly answers: Json[] = []
  #rest = ''
  isWhole = false

  constructor(client: Client) {
    const headers = { ...type, authorization: `Bearer ${client.token}` }
    this.request = httpRequest(`${service.url}/v1/import`, { method: 'POST', headers })
    this.request.on('error', () => undefined)
    this.request.flushHeaders()
  }

  write(body: string): void {
    this.request.write(body)
  }

  /** Reads answers as they come. */
  read(): this {
    this.request.on('response', (response: IncomingMessage) => {
      response.on('error', () => undefined)
      response.on('data', (chunk: Buffer) => {
        const parts = (this.#rest + chunk).split('\n')
        this.#rest = parts.pop() as string
        this.answers.push(...parts.map((part) => JSON.parse(part)))
      })
      response.on('end', () => {
        this.isWhole = true
      })
    })
    return this
  }

  async until(isDone: (answers: readonly Json[]) => boolean): Promise<void> {
    while (!isDone(this.answers)) await sleep(5)
  }
}

/** Waits until no line is at work any more. */
async function isQuiet(): Promise<void> {
  for (let seen = ''; ; ) {
    const now = await checksum(service)
    if (now === seen) return
    seen = now
    await sleep(100)
  }
}

async function holds(client: Client): Promise<void> {
  const present = await readPresent(client)
  await rowsAgree(service, client)
  await findingsAreStored(service, client, present)
  const ids = present.plans.map(({ plan }) => plan.id)
  await feedIsComplete(client, await historyTells(client, ids, present))
}

t.test('Each line is answered in order, and the last one is the summary', async (t) => {
  const client = await service.client()
  const { body: stored } = await client.post('/v1/plans', document('b'))
  const documents = [document('a'), document('b'), document('c', { participant: null }), maximalPlan()]
  const { lines, summary } = await send(client, buildBody(documents))
  const ownerless = { code: 'unprocessable', errors: [{ pointer: '/participantId' }] }
  t.match(lines, [
    { line: 1, externalId: 'p-a', result: 'created', version: 1, problem: null },
    { line: 2, externalId: 'p-b', result: 'unchanged', planId: stored.id, version: 1, problem: null },
    { line: 3, externalId: 'p-c', result: 'failed', planId: null, version: null, problem: ownerless },
    { line: 4, externalId: 'plan-1', result: 'created', version: 1, problem: null },
  ])
  t.strictSame(summary, { imported: { created: 2, updated: 0, unchanged: 1, failed: 1 }, lines: 4, cutAfter: null })
  const { body } = await client.get(`/v1/plans/${lines[3].planId}?include=milestones,followUps`)
  t.match(body, { externalId: 'plan-1', milestones: [{ externalId: 'm-0' }, { externalId: 'm-1' }] })
  await holds(client)
})

t.test('An import sent again changes nothing, and with changes it makes only those', async (t) => {
  const client = await service.client()
  const documents = many(60, maximalDocument)
  t.match(await send(client, buildBody(documents)), { summary: { imported: { created: 60 }, lines: 60 } })
  const before = await checksum(service)
  t.match(await send(client, buildBody(documents)), { summary: { imported: { unchanged: 60 }, lines: 60 } })
  t.equal(await checksum(service), before, 'nothing was written')
  const changed = documents.map((one, n) => (n % 3 === 0 ? { ...(one as object), office: 'uptown' } : one))
  const { summary } = await send(client, buildBody(changed))
  t.match(summary.imported, { created: 0, updated: 20, unchanged: 40, failed: 0 })
  await holds(client)
})
t.test('Empty lines are passed over, and the last line needs no end', async (t) => {
  const client = await service.client()
  const one = JSON.stringify(document(1))
  const { lines, summary } = await send(client, `\n \t\r\n${one}\r\n\r\n\n${JSON.stringify(document(2))}`)
  t.match(lines, [
    { line: 3, result: 'created' },
    { line: 6, result: 'created' },
  ])
  t.match(summary, { imported: { created: 2 }, lines: 2 })
  for (const blank of ['', '\n', ' \r\n\n\t']) t.match(await send(client, blank), { lines: [], summary: { lines: 0 } })
  t.match(await client.post('/v1/import'), { status: 200, text: /^\{"imported":\{.*\},"lines":0,"cutAfter":null\}\n$/ })
})

t.test('A line that cannot be read is refused, and those around it are kept', async (t) => {
  const client = await service.client()
  const text = JSON.stringify(document('x', { office: secret }))
  const broken: [string, string][] = [
    ['{', 'malformed'],
    [`${text}${text}`, 'malformed'],
    [text.slice(0, -2), 'malformed'],
    [`${text.slice(0, -1)},"office":"b"}`, 'malformed'],
    [text.replace(secret, '\\ud800'), 'malformed'],
    [text.replace(secret, '\\u0000'), 'malformed'],
    [`${text.slice(0, -1)},"goals":${'['.repeat(40)}${']'.repeat(40)}}`, 'malformed'],
    ['null', 'invalid'],
    ['[]', 'invalid'],
    [`"${secret}"`, 'invalid'],
    [JSON.stringify(somePlan({ office: secret })), 'invalid'],
    [JSON.stringify(document('x', { [`${secret} x`]: 1 })), 'invalid'],
    [JSON.stringify(somePlan({ externalId: 'p-x', milestones: [someMilestone({ statement: secret })] })), 'invalid'],
    [text.replace(secret, '219-09-9999'), 'ssn-not-accepted'],
    [text.replace('p-x', '219-09-9999'), 'ssn-not-accepted'],
    [JSON.stringify(document('y', { goals: [], office: secret })), 'unprocessable'],
  ]
  const body = broken.map(([line], n) => `${line}\n${JSON.stringify(document(n))}\n`).join('')
  const { lines, summary } = await send(client, Buffer.concat([Buffer.from(body), Buffer.from([0xff, 0x0a])]))
  broken.forEach(([line, code], n) => {
    t.match(lines[2 * n], { line: 2 * n + 1, result: 'failed', problem: { code } }, line.slice(0, 80))
    t.match(lines[2 * n + 1], { line: 2 * n + 2, result: 'created' })
  })
  t.match(lines.at(-1), { result: 'failed', externalId: null, problem: { code: 'malformed' } })
  t.match(summary.imported, { created: broken.length, failed: broken.length + 1 })
  t.notMatch(JSON.stringify(lines), secret)
  t.notMatch(JSON.stringify(lines), '219-09-9999')
  t.notMatch(service.logged(), secret)
  await holds(client)
})

t.test('The problem of a line is the one that a request with that line alone would get', async (t) => {
  const client = await service.client()
  await send(client, buildBody([document('taken')]))
  const wrong = [
    document(1, { participant: { id: 'P', programs: [] }, office: 42 }),
    document(1, { milestones: [someMilestone({ externalId: 'm-1', goalId: 'x' })], followUps: [] }),
    document(1, { milestones: [someMilestone({ externalId: 'm-taken' })], followUps: [] }),
  ]
  for (const one of wrong) {
    const { lines } = await send(client, buildBody([one]))
    const { body } = await client.send('PUT', '/v1/plans/by-external-id/p-1', one)
    t.strictSame({ ...lines[0].problem, instance: '' }, { ...body, instance: '' })
  }
})

t.test('A line may have 1 MiB; one of 5 MiB is refused, and the next ones are kept', async (t) => {
  const client = await service.client()
  const max = 1024 * 1024
  const padded = (n: number, bytes: number) => {
    const text = JSON.stringify(document(n))
    return `${text.slice(0, -1)}${' '.repeat(bytes - text.length)}}\n`
  }
  const body = [padded(0, max), padded(1, max + 1), padded(2, 5 * max), padded(3, 500), padded(4, max)].join('')
  const { lines, summary } = await send(client, body)
  const tooLarge = { result: 'failed', externalId: null, problem: { code: 'too-large', status: 413 } }
  const done = { result: 'created' }
  t.match(lines, [done, tooLarge, tooLarge, done, done])
  t.match(summary, { imported: { created: 3, failed: 2 }, lines: 5 })
})

t.test('Nothing is read after 100,000 lines: one line says so, and the summary says where to continue', async (t) => {
  const client = await service.client()
  const first = JSON.stringify(document('first'))
  for (const rest of ['\n'.repeat(99_999), '\n'.repeat(99_998)]) {
    const body = `${first}\n${rest}${JSON.stringify(document('beyond'))}\n${'x\n'.repeat(10)}`
    const isCut = rest.length === 99_999
    const { lines, summary } = await send(client, isCut ? body : body.split('\n').slice(0, 100_000).join('\n'))
    t.equal(lines.length, 2)
    t.match(lines[0], { line: 1, externalId: 'p-first' })
    if (isCut) t.match(lines[1], { line: 100_001, externalId: null, result: 'failed', problem: { code: 'too-large' } })
    else t.match(lines[1], { line: 100_000, externalId: 'p-beyond', result: 'created' })
    t.match(summary, { lines: 2, cutAfter: isCut ? 100_000 : null })
  }
})

t.test('A caller that keeps sending after the last line is answered, and the connection is closed', async (t) => {
  const client = await service.client()
  const endless = new Piecewise(client).read()
  const closed = new Promise((resolve) => endless.request.on('close', resolve))
  let pieces = 0
  while (!endless.request.destroyed && pieces < 10_000) {
    pieces += 1
    if (!endless.request.write('\n'.repeat(10_000)))
      await Promise.race([once(endless.request, 'drain').catch(() => undefined), closed])
  }
  await closed
  t.match(endless.answers.at(-1), { imported: { failed: 1 }, cutAfter: 100_000 })
  t.ok(pieces < 10_000, `closed after ${pieces} pieces`)
})

t.test('Others are served during an import of nothing but line feeds', async (t) => {
  const client = await service.client()
  const other = await service.client()
  const importing = new Piecewise(client).read()
  let turns = 0
  for (let n = 0; n < 9; n++) {
    importing.write('\n'.repeat(10_000))
    if ((await other.get('/v1/plans')).status === 200) turns += 1
  }
  importing.request.end()
  await importing.until(({ length }) => length === 1)
  t.match(importing.answers, [{ lines: 0, cutAfter: null }])
  t.equal(turns, 9)
})

t.test('Of two lines with the same externalId, the later one is refused, even if the first is long', async (t) => {
  const client = await service.client()
  const long = document('same', {
    goals: Array.from({ length: 50 }, (_, n) => someGoal({ id: `g${n}` })),
    milestones: [],
    followUps: [],
  })
  const { lines } = await send(client, buildBody([long, document('same')]))
  t.match(lines, [{ result: 'created' }, { result: 'failed', problem: { code: 'duplicate' } }])
})

t.test('An externalId that comes twice is imported once, and the later line says so', async (t) => {
  const client = await service.client()
  const documents = [document(1), document(2), document(1, { office: 'uptown' }), document(1)]
  const { lines, summary } = await send(client, buildBody(documents))
  const told = {
    result: 'failed',
    externalId: 'p-1',
    problem: { code: 'duplicate', errors: [{ pointer: '/externalId' }] },
  }
  t.match(lines, [{ result: 'created' }, { result: 'created' }, told, told])
  t.match(summary.imported, { created: 2, failed: 2 })
  t.match((await client.get(`/v1/plans/${lines[0].planId}`)).body, { version: 1, office: null })
})

t.test('A line may have a participant alone, whose facts are written without a plan', async (t) => {
  const client = await service.client()
  const facts = { id: 'P-1', programs: ['adult'], enteredOn: '2026-01-02' }
  const alone = (members: Json) => ({ participant: { ...facts, ...members } })
  const first = await send(client, buildBody([document(1), alone({ exitedOn: '2026-05-29' }), alone({ id: 'P-2' })]))
  t.match(first.lines, [
    { line: 1, result: 'created', participantId: 'P-1', version: 1 },
    { line: 2, result: /created|updated/, participantId: 'P-1', planId: null, problem: null },
    { line: 3, externalId: null, result: 'created', participantId: 'P-2', planId: null, version: 1 },
  ])
  const again = await send(
    client,
    buildBody([alone({ exitedOn: '2026-05-29' }), alone({ exitedOn: '2026-01-01' }), {}]),
  )
  t.match(again.lines, [
    { result: 'unchanged', participantId: 'P-1' },
    {
      result: 'failed',
      participantId: null,
      problem: { code: 'unprocessable', errors: [{ pointer: '/participant/exitedOn' }] },
    },
    { result: 'failed', problem: { code: 'invalid' } },
  ])
  t.match((await client.get('/v1/participants/P-1')).body.periods, [
    { enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
  ])
  t.equal((await client.get('/v1/plans?participantId=P-2')).body.items.length, 0)
})

t.test('Of 10,000 lines, a third of them broken, the others are kept', async (t) => {
  const client = await service.client()
  const small = (n: number) => somePlan({ externalId: `p-${n}`, participant: { id: `P-${n}`, programs: ['adult'] } })
  const line = (n: number) => (n % 3 === 2 ? `{"externalId":"p-${n}",${secret}}` : JSON.stringify(small(n)))
  const body = `${Array.from({ length: 10_000 }, (_, n) => line(n)).join('\n')}\n`
  const { lines, summary } = await send(client, body)
  t.strictSame(summary, {
    imported: { created: 6667, updated: 0, unchanged: 0, failed: 3333 },
    lines: 10_000,
    cutAfter: null,
  })
  const wrong = lines.find(({ line, result }, n) => line !== n + 1 || result !== (n % 3 === 2 ? 'failed' : 'created'))
  t.equal(wrong, undefined, 'in order')
  const feed = await all(client, '/v1/changes?limit=200')
  t.equal(feed.length, 2 * 6667, 'a participant and a plan each')
  t.equal(feed.at(-1).seq, 2 * 6667, 'the feed is dense')
})

t.test('An import that was cut can be sent again, and each plan exists once', async (t) => {
  const client = await service.client()
  const documents = many(300)
  for (const enough of [1, 40, 120]) {
    const cut = new Piecewise(client).read()
    cut.write(buildBody(documents))
    await cut.until((answers) => answers.filter(({ result }) => result === 'created').length >= enough)
    cut.request.destroy()
    await isQuiet()
    await holds(client)
  }
  const { lines, summary } = await send(client, buildBody(documents))
  t.equal(summary.imported.created + summary.imported.unchanged, 300)
  t.ok(summary.imported.unchanged >= 120)
  const plans = await all(client, '/v1/plans?limit=200')
  t.strictSame(
    plans.map(({ externalId }) => externalId).sort(),
    documents.map((one) => (one as Json).externalId).sort(),
  )
  t.ok(plans.every(({ version }) => version === 1))
  t.equal(new Set(lines.map(({ planId }) => planId)).size, 300)
  t.equal((await all(client, '/v1/changes?limit=200')).length, 1200)
})

t.test('A last line that was cut off is not imported, even if the part that arrived is valid', async (t) => {
  const client = await service.client()
  const cut = new Piecewise(client).read()
  cut.write(buildBody([document(1)]))
  cut.write(JSON.stringify(document(2)))
  await cut.until(({ length }) => length === 1)
  await sleep(50)
  cut.request.destroy()
  await isQuiet()
  t.equal((await client.get('/v1/plans')).body.items.length, 1)
})

t.test('A line is answered when it is done, not when the next one comes', async (t) => {
  const client = await service.client()
  const importing = new Piecewise(client).read()
  for (let n = 1; n <= 5; n++) {
    importing.write(buildBody([document(n)]))
    await importing.until(({ length }) => length === n)
  }
  importing.request.end()
  await importing.until(({ length }) => length === 6)
  t.match(importing.answers.at(-1), { lines: 5 })
})

t.test('An import may last longer than other requests', async (t) => {
  const { server } = service.app
  const usual = server.requestTimeout
  server.requestTimeout = 1_000
  t.teardown(() => {
    server.requestTimeout = usual
  })
  const client = await service.client()
  const importing = new Piecewise(client).read()
  for (let n = 0; n < 8; n++) {
    importing.write(buildBody([document(n)]))
    await sleep(500)
  }
  importing.request.end()
  await importing.until((answers) => answers.at(-1)?.lines === 8)
  t.match(importing.answers.at(-1), { imported: { created: 8 } })
})

t.test('A caller that does not read answers is not read any further, and others are served meanwhile', async (t) => {
  const client = await service.client()
  const before = process.memoryUsage().rss
  const deaf = new Piecewise(client)
  const piece = 'x\n'.repeat(10_000)
  let pieces = 0
  for (let isTaken = true; isTaken; pieces += 1)
    if (!deaf.request.write(piece))
      isTaken = await Promise.race([once(deaf.request, 'drain').then(() => true), sleep(3_000).then(() => false)])
  t.ok(pieces < 500, `stopped after ${pieces} pieces`)
  const more = (process.memoryUsage().rss - before) / 1024 / 1024
  t.ok(more < 200, `${more.toFixed(0)} MB more`)
  t.equal((await client.post('/v1/plans', somePlan())).status, 201)
  deaf.request.destroy()
})

t.test('An import of 50 MB takes little memory', async (t) => {
  const client = await service.client()
  const importing = new Piecewise(client).read()
  const text = JSON.stringify(document(1))
  const fat = (n: number) => `${text.replaceAll('-1"', `-${n}"`).slice(0, -1)}${' '.repeat(250_000)}}\n`
  const start = process.memoryUsage().rss
  let peak = start
  for (let n = 0; n < 200; n++) {
    if (!importing.request.write(fat(n))) await once(importing.request, 'drain')
    peak = Math.max(peak, process.memoryUsage().rss)
  }
  importing.request.end()
  await importing.until((answers) => answers.at(-1)?.lines === 200)
  const more = (peak - start) / 1024 / 1024
  t.comment(`${more.toFixed(0)} MB`)
  t.ok(more < 120, `${more.toFixed(0)} MB more`)
})

t.test('Other requests find a connection to the database while imports run', async (t) => {
  const client = await service.client()
  const neighbor = await service.client()
  const imports = Array.from({ length: 5 }, (_, k) => send(client, buildBody(many(100, (n) => document(`${k}-${n}`)))))
  const { pool } = service.db
  let isRunning = true
  let mostUsed = 0
  const statuses = new Set<number>()
  const watching = (async () => {
    while (isRunning) {
      mostUsed = Math.max(mostUsed, pool.totalCount - pool.idleCount)
      statuses.add((await neighbor.get('/v1/plans')).status)
    }
  })()
  for (const { summary } of await Promise.all(imports)) t.match(summary.imported, { created: 100 })
  isRunning = false
  await watching
  t.strictSame([...statuses], [200], 'the agency next door is answered')
  t.ok(mostUsed < pool.options.max, `${mostUsed} connections of ${pool.options.max}`)
  await holds(client)
})

t.test('Two simultaneous imports of the same lines keep each plan once', async (t) => {
  const client = await service.client()
  const body = buildBody(many(60))
  const [one, other] = await Promise.all([send(client, body), send(client, body)])
  t.equal(one.summary.imported.created + other.summary.imported.created, 60)
  t.equal(one.summary.imported.unchanged + other.summary.imported.unchanged, 60)
  await holds(client)
})

t.test('A request that is not an import is refused before anything is read', async (t) => {
  const client = await service.client()
  const body = buildBody([document(1)])
  for (const media of ['application/json', 'text/plain', 'application/ndjson', '*/*']) {
    const answer = await client.send('POST', '/v1/import', body, { headers: { 'content-type': media } })
    t.match(
      answer,
      { status: 415, body: { code: 'unsupported-media-type', detail: 'Send application/x-ndjson.' } },
      media,
    )
  }
  t.match(await client.send('POST', '/v1/import', body, { headers: { 'content-type': '' } }), { status: 415 })
  t.match(await sendRaw(service, client.token, { method: 'POST', target: '/v1/import', body }), { status: 415 })
  t.match(await client.send('POST', '/v1/import', body, { headers: { ...type, 'content-encoding': 'gzip' } }), {
    status: 415,
  })
  t.match(await client.post('/v1/plans', body, { headers: type }), { status: 415 })
  t.match(await client.send('POST', '/v1/import', body, { headers: { ...type, accept: 'text/csv' } }), { status: 406 })
  t.strictSame((await client.get('/v1/plans')).body.items, [])
  const accepted = { ...type, accept: 'application/x-ndjson' }
  t.equal((await client.send('POST', '/v1/import', body, { headers: accepted })).status, 200)
})

t.test('An import has one line in the log, and an idempotency key is passed over', async (t) => {
  const client = await service.client()
  const options = { headers: { ...type, 'x-request-id': 'the-import' }, key: 'a key' }
  t.equal(
    (await client.send('POST', '/v1/import', buildBody(many(3)), options)).headers.get('idempotency-replayed'),
    null,
  )
  await isQuiet()
  const logged = service
    .logged()
    .split('\n')
    .filter((line) => line.includes('"the-import"'))
  t.match(
    logged.map((line) => JSON.parse(line)),
    [{ route: '/v1/import', status: 200, msg: 'request' }],
  )
  t.equal(logged.length, 1)
})

t.test('An import that is cut has one line in the log, too', async (t) => {
  const client = await service.client({ clientId: 'cut' })
  for (const body of [buildBody(many(50)), '']) {
    const before = service.logged().split('"cut"').length
    const cut = new Piecewise(client).read()
    cut.write(body)
    if (body) await cut.until(({ length }) => length > 0)
    else await sleep(100)
    cut.request.destroy()
    await isQuiet()
    t.equal(service.logged().split('"cut"').length, before + 1)
    const line = service
      .logged()
      .trim()
      .split('\n')
      .findLast((one) => one.includes('"cut"')) as string
    t.match(JSON.parse(line), { route: '/v1/import', status: 499, msg: 'request' })
  }
})
