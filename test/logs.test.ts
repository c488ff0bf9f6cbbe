/** What operators see of requests: one line each, with nothing in it that a caller has sent. */
import t from 'tap'
import { signToken } from '../src/dev/issuer.ts'
import { listOperations, makeSubjects, type Request, type Subjects } from './fixtures/operations.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { canary, canaryRequests, mark } from './fuzz/leak-probes.ts'
import { type Client, type Json, startService } from './support/service.ts'
import { sendBytes } from './support/wire.ts'

const service = await startService()
t.teardown(service.close)
const operations = listOperations(service.openapi)
const fields = ['agencyId', 'clientId', 'level', 'method', 'ms', 'msg', 'requestId', 'route', 'status', 'time']

const lines = (): Json[] =>
  service
    .logged()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const requestLines = () => lines().filter(({ msg }) => msg === 'request')

/** Waits for what comes a moment after an answer. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate)
}

/** A client whose token names a person. */
async function staff(): Promise<Client> {
  const client = await service.client()
  const token = await signToken(service.key, { agencyId: client.agencyId, subject: canary() })
  const send: Client['send'] = (method, path, body, options = {}) =>
    client.send(method, path, body, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } })
  return { ...client, token, send, post: (path, body, options) => send('POST', path, body, options) }
}

/** Sends requests; answers how many, and those of them whose refusal repeats what was sent. */
async function sendAll(client: Client, requests: Iterable<Request>) {
  const repeating: string[] = []
  const statuses = new Set<number>()
  let sent = 0
  for (const { method, path, body, headers } of requests) {
    const answer = await client.send(method, path, typeof body === 'string' ? JSON.stringify(body) : body, { headers })
    sent += 1
    statuses.add(answer.status)
    if (answer.status >= 400 && answer.text.includes(mark)) repeating.push(`${method} ${path} ${answer.text}`)
  }
  return { sent, statuses, repeating }
}

for (const operation of operations)
  t.test(`${operation.id}: what a caller sends is in no log line, no metric and no problem`, async (t) => {
    const client = await staff()
    const subjects: Subjects = await makeSubjects(client, 'own')
    const { repeating, statuses } = await sendAll(client, canaryRequests(service.openapi, operation, subjects))
    t.strictSame(repeating, [])
    t.notMatch(service.logged(), mark)
    t.notMatch((await client.get('/metrics')).text, mark)
    t.notOk(
      [...statuses].some((status) => status >= 500),
      'none is a defect',
      { statuses },
    )
  })

t.test('each request has one line, with these fields only', async (t) => {
  const client = await service.client()
  const before = requestLines().length
  const subjects = await makeSubjects(client, 'own')
  let sent = 8
  for (const operation of operations.filter(({ id }) => /FollowUp|listPlans|getRule/.test(id)))
    sent += (await sendAll(client, canaryRequests(service.openapi, operation, subjects))).sent
  await until(() => requestLines().length >= before + sent)
  t.equal(requestLines().length, before + sent)
  const routes = new Set([...operations.map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1')), 'unknown'])
  const ids = new Set<string>()
  for (const line of requestLines()) {
    ids.add(line.requestId)
    const odd = Object.keys(line).filter((name) => !fields.includes(name))
    if (odd.length > 0 || !routes.has(line.route)) t.fail('an unexpected line', { line })
  }
  t.equal(ids.size, requestLines().length, 'each has an id of its own')
})

t.test('nothing else is logged except startup', async (t) => {
  const others = lines().filter(({ msg }) => msg !== 'request')
  t.match(others, [{ msg: /^Server listening at/ }])
  t.equal(others.length, 1)
})

t.test('a line says who asked for what, and how it ended', async (t) => {
  const client = await service.client({ clientId: 'case-management' })
  const { headers } = await client.get('/v1/plans/019b0000-0000-7000-8000-00000000000a')
  const requestId = headers.get('x-request-id')
  await until(() => lines().some((line) => line.requestId === requestId))
  t.match(
    lines().find((line) => line.requestId === requestId),
    {
      ...{ level: 30, method: 'GET', route: '/v1/plans/:planId', status: 404, requestId, msg: 'request' },
      ...{ agencyId: client.agencyId, clientId: 'case-management', ms: Number, time: Number },
    },
  )
})

t.test('bytes that are not a request are not logged', async (t) => {
  await sendBytes(service, `${canary()} ${canary()}\r\n\r\n`)
  await sendBytes(service, `GET /${canary()} HTTP/1.1\r\n${canary()}\r\n\r\n`)
  t.notMatch(service.logged(), mark)
})

const owner = (text: string) => service.db.pool.query(text)
const document = () =>
  somePlan({
    externalId: canary(),
    goals: [someGoal({ statement: canary() })],
    milestones: [someMilestone({ externalId: canary(), statement: canary() })],
    followUps: [someFollowUp({ externalId: canary(), note: canary() })],
  })

/** What a broken database does, and what mends it; the first message names the row, the others the statement. */
const defects: Record<string, [string, string]> = {
  'a constraint that no row meets': [
    'alter table plans add constraint none check (false) not valid',
    'alter table plans drop constraint none',
  ],
  'a table that may not be written': [
    'revoke insert on milestones from career_plans_app',
    'grant insert on milestones to career_plans_app',
  ],
  'a column that is gone': [
    'alter table plans rename column office to bureau',
    'alter table plans rename column bureau to office',
  ],
  'a type that does not fit': [
    'alter table follow_ups alter column external_id type varchar(3) using null',
    'alter table follow_ups alter column external_id type text',
  ],
}
for (const [name, [breaking, mending]] of Object.entries(defects))
  t.test(`a defect is logged without what was sent: ${name}`, async (t) => {
    const client = await staff()
    await owner(breaking)
    const known = lines().length
    const answer = await client.post('/v1/plans', document()).finally(() => owner(mending))
    t.match(answer, { status: 500, body: { code: 'internal', errors: [] } })
    t.notMatch(answer.text, mark)
    await until(() => lines().length >= known + 2)
    const [defect, request] = lines().slice(known)
    t.strictSame(Object.keys(defect).sort(), ['error', 'level', 'msg', 'requestId', 'route', 'time'])
    t.match(defect, { msg: 'defect', level: 50, error: { code: /^\w{5}$/, frames: Array } })
    t.match(request, { msg: 'request', status: 500, requestId: defect.requestId })
    t.notMatch(service.logged(), mark)
    t.equal((await client.post('/v1/plans', document())).status, 201, 'mended')
  })

t.test('a connection that is lost in the middle of a write is 503, and logged without what was sent', async (t) => {
  const client = await staff()
  const { body } = await client.post('/v1/plans', document())
  const lock = await service.db.pool.connect()
  await lock.query('begin')
  await lock.query('select 1 from plans where id = $1 for update', [body.id])
  const writing = client.send('PATCH', `/v1/plans/${body.id}`, { office: canary() }, { ifMatch: '*' })
  const waiting = "from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
  let ended = 0
  while (ended === 0) ended = (await owner(`select pg_terminate_backend(pid) ${waiting}`)).rowCount ?? 0
  const answer = await writing
  await lock.query('rollback')
  lock.release()
  t.match(answer, { status: 503, body: { code: 'unavailable' } })
  t.ok(answer.headers.get('retry-after'))
  t.notMatch(answer.text, mark)
  t.notMatch(service.logged(), mark)
  t.equal(
    (await client.send('PATCH', `/v1/plans/${body.id}`, { office: canary() }, { ifMatch: '"1"' })).status,
    200,
    'it was not written',
  )
})

t.test('connections that are lost between requests are not noticed', async (t) => {
  const client = await staff()
  for (let round = 0; round < 3; round += 1) {
    await owner(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.post('/v1/plans', document())))
    for (const { status, text } of answers) {
      t.ok([201, 503].includes(status), `status ${status}`)
      if (status === 503) t.notMatch(text, mark)
    }
  }
  t.equal((await client.post('/v1/plans', document())).status, 201)
  t.notMatch(service.logged(), mark)
})
