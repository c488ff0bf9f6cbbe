/** Limits by client and by agency: what goes beyond one is refused, and touches nobody else. */
import { once } from 'node:events'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { openBuckets } from '../src/http/limits/buckets.ts'
import { openPace } from '../src/http/limits/pace.ts'
import { completeLimits, type Limits } from '../src/http/limits/settings.ts'
import { buildExample, listOperations, nothing, sendAs } from './fixtures/operations.ts'
import { someMilestone, somePlan } from './fixtures/plans.ts'
import { type Answer, type Client, generous, type Service, startService } from './support/service.ts'
import { checksum } from './support/state.ts'

t.setTimeout(300_000)

/** A service with these limits and no others. */
async function limited(limits: Partial<Limits>): Promise<Service> {
  const service = await startService({}, { limits: { ...generous, ...limits } })
  t.teardown(service.close)
  return service
}

/** Requests a second: so few that none comes back while a test runs. */
const hardlyAny = 0.001
const paced = await limited({ clientRate: hardlyAny, clientBurst: 2, agencyRate: hardlyAny, agencyBurst: 3 })
const crowded = await limited({
  clientRequests: 2,
  agencyRequests: 3,
  agencyStreams: 3,
  serviceStreams: 4,
  agencyWaits: 3,
  serviceWaits: 5,
  agencyMegabytes: 10_000 / 2 ** 20,
  serviceMegabytes: 25_000 / 2 ** 20,
})
const roomy = await limited({ agencyImports: 2, agencyStreams: 1 })

const ndjson = { headers: { accept: 'application/x-ndjson' } }
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort()
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

/** What a refusal must say. */
const refusedBy = (name: string, policy: string, retryAfter = '1') => ({
  status: 429,
  headers: {
    'retry-after': retryAfter,
    'ratelimit-policy': `"${name}";${policy}`,
    ratelimit: `"${name}";r=0;t=${retryAfter}`,
    'content-type': 'application/problem+json; charset=utf-8',
  },
  code: 'rate-limited',
})
const toldBy = ({ status, headers, body }: Answer, names: Record<string, unknown>) => ({
  status,
  headers: Object.fromEntries(Object.keys(names).map((name) => [name, headers.get(name)])),
  code: body.code,
})

async function metric({ url }: Service, line: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const found = text.split('\n').find((one) => one.startsWith(`${line} `))
  return found ? Number(found.slice(line.length)) : 0
}

/** Waits until so much is in progress. */
async function inProgress(service: Service, of: string, amount: number): Promise<void> {
  while ((await metric(service, `in_flight{of="${of}"}`)) !== amount) await pause(20)
}

/** Waits until nothing is in progress. */
async function isQuiet(service: Service): Promise<void> {
  for (const kind of ['requests', 'imports', 'streams', 'waits', 'bytes']) await inProgress(service, kind, 0)
}

/** Begins a request whose answer, or whose body, is read or sent as the test wants. */
async function begin(
  { url }: Service,
  { token }: Client,
  { method = 'GET', path, headers = {}, body }: { method?: string; path: string; headers?: object; body?: string },
): Promise<{ request: ClientRequest; response: Promise<IncomingMessage> }> {
  const request = httpRequest(`${url}${path}`, {
    method,
    agent: false,
    headers: { authorization: `Bearer ${token}`, ...headers },
  })
  request.on('error', () => undefined)
  const response = once(request, 'response').then(([response]: IncomingMessage[]) => {
    response?.on('error', () => undefined)
    return response as IncomingMessage
  })
  response.catch(() => undefined)
  request.flushHeaders()
  if (body !== undefined) request.write(body)
  if (method === 'GET') request.end()
  return { request, response }
}

t.test('A client that sends too many at once is refused, and no other client is', async (t) => {
  const client = await paced.client()
  const sibling = await paced.client({ agencyId: client.agencyId, clientId: 'another' })
  const answers = await Promise.all(times(4, () => client.get('/v1/policy')))
  t.strictSame(statuses(answers), [200, 200, 429, 429])
  const expected = refusedBy('client-rate', 'q=2;w=2000', '1000')
  const refused = answers.find(({ status }) => status === 429) as Answer
  t.strictSame(toldBy(refused, expected.headers), expected)
  t.match(refused.body.detail, /^This client sends more than 0\.001 requests a second; .* Wait, then send fewer/)
  for (const other of [sibling, await paced.client()]) t.equal((await other.get('/v1/policy')).status, 200)
})

t.test('Every answer says how much is left of the nearest limit', async (t) => {
  const client = await paced.client()
  const sibling = await paced.client({ agencyId: client.agencyId, clientId: 'another' })
  const { headers } = await client.get('/v1/policy')
  t.equal(headers.get('ratelimit-policy'), '"client-rate";q=2;w=2000, "agency-rate";q=3;w=3000')
  t.equal(headers.get('ratelimit'), '"client-rate";r=1;t=1000')
  await client.get('/v1/nothing')
  await client.get('/v1/plans/019b0000-0000-7000-8000-00000000000a')
  t.equal((await sibling.get('/v1/policy')).headers.get('ratelimit'), '"agency-rate";r=0;t=1000')
})

t.test('The clients of an agency share its pace', async (t) => {
  const { agencyId } = await paced.client()
  const clients = await Promise.all(times(4, (n) => paced.client({ agencyId, clientId: `client-${n}` })))
  const answers = await Promise.all(clients.map((client) => client.get('/v1/policy')))
  t.strictSame(statuses(answers), [200, 200, 200, 429])
  const expected = refusedBy('agency-rate', 'q=3;w=3000', '1000')
  t.strictSame(toldBy(answers.find(({ status }) => status === 429) as Answer, expected.headers), expected)
})

t.test('A used-up rate comes back evenly, up to the burst', async (t) => {
  const { left, take } = openBuckets(4, 10)
  take('a', 1000, 3)
  take('a', 1000, 1)
  t.strictSame([left('a', 1000), left('b', 1000)], [0, 4])
  t.strictSame([left('a', 1099), left('a', 1100), left('a', 1300), left('a', 9000)], [0, 1, 3, 4])
})

t.test('A request with a large body or answer counts as several', async (t) => {
  const { pass, weigh } = openPace({ ...completeLimits(), clientRate: hardlyAny, clientBurst: 10 })
  const actor = { agencyId: 'agency', clientId: 'client', subject: '', scopes: new Set<string>() }
  const left = () => /r=(\d+)/.exec(String(pass(actor)))?.[1]
  t.equal(left(), '9')
  weigh(actor, 30_000)
  t.equal(left(), '8')
  weigh(actor, 4 * 2 ** 15)
  t.equal(left(), '3')
  weigh(actor, 4 * 2 ** 20)
  t.match(pass(actor), { name: 'client-rate', retryAfter: 126_000 })
})

t.test('A body that comes in chunks counts as one that says its length', async (t) => {
  const service = await limited({ clientRate: hardlyAny, clientBurst: 20 })
  const left = async (client: Client) =>
    Number(/r=(\d+)/.exec((await client.get('/v1/policy')).headers.get('ratelimit') ?? '')?.[1])
  const body = `{"a":"${'x'.repeat(4 * 2 ** 15)}"}`
  const sendTo = async (client: Client, chunks: string | ReadableStream) => {
    const headers = { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' }
    const sending = { method: 'POST', headers, body: chunks, duplex: 'half' } as RequestInit
    return (await fetch(`${service.url}/v1/plans/validate`, sending)).status
  }
  const [whole, chunked] = [await service.client(), await service.client()]
  t.equal(await sendTo(whole, body), 400)
  t.equal(await sendTo(chunked, new Blob([body]).stream()), 400)
  t.equal(await left(chunked), await left(whole))
  t.ok((await left(chunked)) < 20 - 4)
})

t.test('There may be more clients than are remembered', async (t) => {
  const { left, take } = openBuckets(1, hardlyAny)
  for (let n = 0; n < 25_000; n++) take(`client ${n}`, 0, 1)
  t.strictSame([left('client 0', 1), left('client 24999', 1)], [1, 0])
})

t.test('Beyond the limit every operation that needs a token answers 429 and does nothing', async (t) => {
  const guarded = listOperations(paced.openapi).filter(({ isPublic }) => !isPublic)
  const refusals = 'requests_refused_total{limit="client-rate"}'
  const before = { state: await checksum(paced), refusals: await metric(paced, refusals) }
  await Promise.all(
    guarded.map(async (operation) => {
      const client = await paced.client()
      for (let n = 0; n < 2; n++) await client.get('/v1/policy')
      const { status, headers, body } = await sendAs(
        client,
        buildExample(operation, { draft: nothing, closed: nothing, spare: nothing }),
      )
      t.strictSame([status, headers.get('retry-after'), body.code], [429, '1000', 'rate-limited'], operation.id)
    }),
  )
  t.equal(await checksum(paced), before.state, 'nothing was written')
  t.equal(await metric(paced, refusals), before.refusals + guarded.length)
})

t.test('Every operation that needs a token declares 429 with its headers, and what is left', async (t) => {
  type Described = { responses: Record<string, { headers?: object }> }
  for (const { id, method, path, isPublic } of listOperations(paced.openapi)) {
    const operation = paced.openapi.paths[path]?.[method.toLowerCase()] as unknown as Described
    const declared = Object.keys(operation.responses['429']?.headers ?? {}).sort()
    t.strictSame(declared, isPublic ? [] : ['RateLimit', 'RateLimit-Policy', 'Retry-After'], id)
    const [success] = Object.entries(operation.responses).find(([status]) => /^2/.test(status)) ?? []
    if (!isPublic) t.match(operation.responses[success as string]?.headers, { RateLimit: {} }, id)
  }
})

/** Keeps reads of the database waiting until it is told not to. */
function holdReads({ db }: Service): () => void {
  const { read } = db
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  db.read = (async (...args: Parameters<typeof read>) => {
    await held
    return read(...args)
  }) as typeof read
  return () => {
    db.read = read
    release()
  }
}

t.test('The requests in progress of a client and of an agency are limited', async (t) => {
  const service = crowded
  const client = await service.client()
  const sibling = await service.client({ agencyId: client.agencyId, clientId: 'another' })
  const stranger = await service.client()
  const release = holdReads(service)
  t.teardown(release)
  const held = times(2, () => client.get('/v1/plans'))
  await inProgress(service, 'requests', 2)
  const ofClient = refusedBy('client-requests', 'q=2;qu="concurrent-requests"')
  t.strictSame(toldBy(await client.get('/v1/plans'), ofClient.headers), ofClient)
  held.push(sibling.get('/v1/plans'))
  await inProgress(service, 'requests', 3)
  const ofAgency = refusedBy('agency-requests', 'q=3;qu="concurrent-requests"')
  t.strictSame(toldBy(await sibling.get('/v1/plans'), ofAgency.headers), ofAgency)
  held.push(stranger.get('/v1/plans'))
  await inProgress(service, 'requests', 4)
  release()
  t.strictSame(statuses(await Promise.all(held)), [200, 200, 200, 200])
  t.equal((await client.get('/v1/plans')).status, 200)
  await isQuiet(service)
})

t.test('A request whose caller has gone is in progress until its work is done', async (t) => {
  const service = crowded
  const client = await service.client()
  const release = holdReads(service)
  t.teardown(release)
  const begun = await Promise.all(times(2, () => begin(service, client, { path: '/v1/plans' })))
  await inProgress(service, 'requests', 2)
  for (const { request } of begun) request.destroy()
  await pause(200)
  t.equal((await client.get('/v1/plans')).status, 429)
  release()
  await isQuiet(service)
  t.equal((await client.get('/v1/plans')).status, 200)
})

const importing = {
  method: 'POST',
  path: '/v1/import',
  headers: { 'content-type': 'application/x-ndjson' },
}
const line = (n: number) => `${JSON.stringify(somePlan({ externalId: `p-${n}` }))}\n`

t.test('The imports in progress of an agency are limited, and other requests are answered meanwhile', async (t) => {
  const service = roomy
  const client = await service.client()
  const open = await Promise.all(times(2, (n) => begin(service, client, { ...importing, body: line(n) })))
  for (const { response } of open) t.equal((await response).statusCode, 200)
  const expected = refusedBy('imports', 'q=2;qu="concurrent-requests"', '5')
  const send = (by: Client) => by.send('POST', '/v1/import', line(9), { headers: importing.headers })
  const refused = await send(client)
  t.strictSame(toldBy(refused, expected.headers), expected)
  t.equal(
    refused.body.detail,
    'Your agency already has 2 imports running. Wait until one ends, then send this one again.',
  )
  t.equal((await client.get('/v1/policy')).status, 200)
  t.equal((await send(await service.client())).status, 200)
  open[0]?.request.destroy()
  open[1]?.request.end()
  await isQuiet(service)
  t.equal((await send(client)).status, 200)
})

t.test('The streams of an agency are limited, and the last one of all is left to an agency without any', async (t) => {
  const service = crowded
  const stream = async (client: Client) => {
    const { body: plan } = await client.post('/v1/plans', somePlan())
    await service.db.pool.query(
      `insert into changes (agency_id, seq, op, type, id, participant_id, plan_id, version, plan_version, at, subject, client_id, request_id, before, after)
      select $1, n, 'update', 'plan', $2::uuid::text, 'P-1', $2::uuid, 1, 1, '2026-01-01T00:00:00.000Z', 's', 'c', 'r', '{}',
        json_build_object('id', $2::uuid, 'text', repeat(n::text || ' ', 600)) from generate_series(3, 5000) n`,
      [client.agencyId, plan.id],
    )
    return { path: `/v1/plans/${plan.id}/history`, ...ndjson }
  }
  const [one, two, three] = [await service.client(), await service.client(), await service.client()]
  const [ofOne, ofTwo, ofThree] = [await stream(one), await stream(two), await stream(three)]
  const opened: ClientRequest[] = []
  const open = async (client: Client, what: { path: string }) => {
    const { request, response } = await begin(service, client, what)
    opened.push(request)
    return (await response).statusCode
  }
  t.strictSame([await open(one, ofOne), await open(one, ofOne)], [200, 200])
  const last = await one.get(ofOne.path, ndjson)
  t.equal(last.headers.get('ratelimit'), '"service-streams";r=0;t=5', 'two of four are left, for others')
  t.equal((await one.get(`${ofOne.path}?limit=1`)).status, 200, 'a page is answered')
  t.strictSame([await open(two, ofTwo), await open(two, ofTwo)], [200, 429])
  t.equal(await open(three, ofThree), 200)
  for (const request of opened) request.destroy()
  await isQuiet(service)
})

t.test('The streams of an agency are limited, whatever others do', async (t) => {
  const client = await roomy.client()
  const release = holdReads(roomy)
  t.teardown(release)
  const held = client.get('/v1/plans', ndjson)
  await inProgress(roomy, 'streams', 1)
  const expected = refusedBy('streams', 'q=1;qu="concurrent-requests"', '5')
  t.strictSame(toldBy(await client.get('/v1/plans', ndjson), expected.headers), expected)
  release()
  t.equal((await held).status, 200)
})

t.test('Requests that wait for changes are counted separately, and no other is refused because of them', async (t) => {
  const service = crowded
  const client = await service.client()
  await client.post('/v1/plans', somePlan())
  const { position } = (await client.get('/v1/changes')).body
  const path = `/v1/changes?after=${position}&wait=30`
  const waiting: Promise<Answer>[] = []
  for (let n = 0; n < 3; n++) {
    waiting.push(client.get(path))
    await inProgress(service, 'waits', n + 1)
  }
  const expected = refusedBy('waits', 'q=3;qu="concurrent-requests"', '5')
  t.strictSame(toldBy(await client.get(path), expected.headers), expected)
  t.equal((await client.get('/v1/plans')).status, 200)
  const other = await service.client()
  const theirs = other.get('/v1/changes?wait=5')
  await inProgress(service, 'waits', 4)
  t.match(await other.get('/v1/changes?wait=5'), { status: 429, body: { detail: /^Too many requests are waiting/ } })
  t.equal((await theirs).status, 200)
  await client.post('/v1/plans', somePlan())
  t.strictSame(statuses(await Promise.all(waiting)), [200, 200, 200])
  await isQuiet(service)
})

t.test('The bytes of bodies in progress are limited, whether or not their length is declared', async (t) => {
  const service = crowded
  const client = await service.client()
  const json = { 'content-type': 'application/json' }
  const half = { method: 'POST', path: '/v1/plans', headers: { ...json, 'content-length': 6000 }, body: '{' }
  const { request } = await begin(service, client, half)
  await inProgress(service, 'bytes', 6000)
  const plan = (length: number) => JSON.stringify(somePlan({ office: 'x', comment: 'x'.repeat(length) }))
  const expected = refusedBy('bytes', 'q=10000;qu="content-bytes"')
  t.strictSame(toldBy(await client.post('/v1/plans', plan(5000)), expected.headers), expected)
  const chunked = await begin(service, client, { ...half, headers: json, body: plan(5000) })
  t.equal((await chunked.response).statusCode, 429)
  t.equal((await client.post('/v1/plans', somePlan())).status, 201, 'a small one is taken')
  const small = await begin(service, client, { ...half, headers: json, body: JSON.stringify(somePlan()) })
  small.request.end()
  t.equal((await small.response).statusCode, 201, 'without a length too')
  const others = await Promise.all(times(2, async () => begin(service, await service.client(), half)))
  await inProgress(service, 'bytes', 18_000)
  t.match(await (await service.client()).post('/v1/plans', plan(7100)), {
    status: 429,
    body: { detail: /^The service has as many bytes/ },
  })
  for (const one of [request, chunked.request, ...others.map(({ request }) => request)]) one.destroy()
  await isQuiet(service)
})

t.test(
  'A large answer is bytes in progress too, and one that is too large for them is to be asked for in parts',
  async (t) => {
    const client = await crowded.client()
    const milestones = times(4, () => someMilestone({ doneWhen: 'x'.repeat(950) }))
    for (let n = 0; n < 20; n++) t.equal((await client.post('/v1/plans', somePlan({ milestones }))).status, 201)
    t.equal((await client.get('/v1/milestones?limit=5')).status, 200)
    const expected = refusedBy('bytes', 'q=10000;qu="content-bytes"')
    t.strictSame(toldBy(await client.get('/v1/milestones?limit=100'), expected.headers), expected)
    await isQuiet(crowded)
  },
)

t.test('An import that trickles is ended without a summary, and the log says why', async (t) => {
  const service = roomy
  const client = await service.client()
  const slow = await begin(service, client, { ...importing, body: line(1) })
  const trickle = setInterval(() => slow.request.write('\n'), 2_000)
  t.teardown(() => clearInterval(trickle))
  const chunks: Buffer[] = []
  for await (const chunk of await slow.response) chunks.push(chunk)
  t.match(String(Buffer.concat(chunks)), /^\{"line":1,.*\n$/, 'there is no summary')
  await once(slow.request, 'close')
  t.equal(await metric(service, 'requests_refused_total{limit="slow-body"}'), 1)
  t.match(service.logged(), /"agencyId":"[^"]*".*"msg":"slow body"/)
  await isQuiet(service)
})

t.test('Nothing stays in progress whatever callers do', async (t) => {
  const service = roomy
  const client = await service.client()
  await client.post('/v1/plans', somePlan())
  const json = { 'content-type': 'application/json' }
  const begun = await Promise.all([
    begin(service, client, { path: '/v1/plans', ...ndjson }),
    begin(service, client, { path: '/v1/changes?after=2&wait=30' }),
    begin(service, client, { path: '/v1/plans' }),
    begin(service, client, { ...importing, body: '{' }),
    begin(service, client, { method: 'POST', path: '/v1/plans', headers: json, body: '{' }),
    begin(service, client, { method: 'POST', path: '/v1/plans', headers: { ...json, 'content-length': 9 }, body: '{' }),
    begin(service, client, { method: 'POST', path: '/v1/plans', headers: { ...json, 'content-length': 9e9 } }),
    begin(service, client, { method: 'PUT', path: '/v1/nothing', headers: json, body: '{' }),
    begin(service, client, { method: 'POST', path: '/v1/plans', headers: { 'content-type': 'a/b' }, body: '{' }),
  ])
  await pause(20)
  for (const { request } of begun) request.destroy()
  await isQuiet(service)
  t.notOk(service.logged().includes('"msg":"defect"'))
})
