import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { statement } from '../src/database/db.ts'
import { someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Answer, type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const attempt = { on: '2026-07-01', method: 'phone', by: 'staff-17', reached: false }

/** What a caller gets, apart from headers that differ from answer to answer. */
const seen = ({ status, headers, text }: Answer) => [status, headers.get('etag'), headers.get('location'), text]
const isReplay = ({ headers }: Answer) => headers.get('idempotency-replayed') === 'true'
const feedLength = async (client: Client) => (await client.get('/v1/changes?limit=200')).body.items.length

async function created(): Promise<{ client: Client; path: string; plan: Json }> {
  const client = await service.client()
  const participant = { id: 'P-1', programs: ['adult'], employedOn: '2026-06-01' }
  const { body: plan } = await client.post('/v1/plans', somePlan({ participant, followUps: [someFollowUp()] }))
  return { client, path: `/v1/plans/${plan.id}`, plan }
}

t.test('Every POST that writes is done once, and gives the same answer again', async (t) => {
  const { client, path, plan } = await created()
  const posts: [string, unknown, string?][] = [
    ['/v1/plans', somePlan({ externalId: 'p-1', milestones: [someMilestone({ externalId: 'm' })] })],
    [`${path}/milestones`, someMilestone()],
    [`${path}/follow-ups`, someFollowUp()],
    [`${path}/follow-ups/${plan.followUps[0].id}/attempts`, attempt],
    [`/v1/participants/${plan.participantId}/follow-up-schedule`, undefined],
    [`${path}/complete`, { completedOn: '2026-01-09' }, '*'],
    [`${path}/close`, { closedOn: '2026-12-31', closeReason: 'exited' }, '*'],
    [`${path}/reopen`, { reason: 'x' }, '*'],
  ]
  for (const [index, [to, body, ifMatch]] of posts.entries()) {
    const options = { key: `key-${index}`, ...(ifMatch && { ifMatch }) }
    const first = await client.post(to, body, options)
    const length = await feedLength(client)
    const again = await client.post(to, body, options)
    t.ok(first.status < 300 && !isReplay(first), to)
    t.strictSame(seen(again), seen(first))
    t.ok(isReplay(again))
    t.equal(await feedLength(client), length, 'nothing was written')
  }
})

t.test('POST /v1/plans/validate takes a key, though it writes nothing', async (t) => {
  const client = await service.client()
  for (const _ of [1, 2]) t.equal((await client.post('/v1/plans/validate', somePlan(), { key: 'k' })).status, 200)
})

t.test('A key means the same quoted and bare', async (t) => {
  const client = await service.client()
  const first = await client.post('/v1/plans', somePlan(), { key: 'abc' })
  const quoted = await client.post('/v1/plans', somePlan(), { key: '"abc"' })
  t.strictSame(seen(quoted), seen(first))
})

t.test('A key has 1 to 255 visible ASCII characters', async (t) => {
  const client = await service.client()
  for (const key of ['x', 'x'.repeat(255), `"${'x'.repeat(254)}y"`, '!~:/?#[]@$&'])
    t.equal((await client.post('/v1/plans', somePlan(), { key })).status, 201, key.slice(0, 9))
  for (const key of ['', '   ', 'a b', 'x'.repeat(256), `"${'x'.repeat(256)}"`, 'caf\u00e9', 'tab\tbed'])
    t.match(
      await client.post('/v1/plans', somePlan(), { key }),
      { status: 400, body: { code: 'invalid' } },
      key.slice(0, 9),
    )
})

t.test('A key that came with another body or address is refused', async (t) => {
  const { client, path } = await created()
  const refused = { status: 422, body: { code: 'idempotency-mismatch' } }
  await client.post('/v1/plans', somePlan({ office: 'north' }), { key: 'k' })
  t.match(await client.post('/v1/plans', somePlan({ office: 'south' }), { key: 'k' }), refused)
  t.match(await client.post(`${path}/milestones`, someMilestone(), { key: 'k' }), refused)
  await client.post(`${path}/milestones`, someMilestone(), { key: 'm' })
  const { body: other } = await client.post('/v1/plans', somePlan())
  t.match(await client.post(`/v1/plans/${other.id}/milestones`, someMilestone(), { key: 'm' }), refused, 'another plan')
})

t.test('A key belongs to its agency and client', async (t) => {
  const client = await service.client()
  const sibling = await service.client({ agencyId: client.agencyId, clientId: 'other' })
  const stranger = await service.client()
  const ids = []
  for (const one of [client, sibling, stranger])
    ids.push((await one.post('/v1/plans', somePlan(), { key: 'k' })).body.id)
  t.equal(new Set(ids).size, 3)
})

t.test('A replay comes before If-Match, and before the state of the plan', async (t) => {
  const { client, path } = await created()
  const closing = { closedOn: '2026-12-31', closeReason: 'exited' }
  const first = await client.post(`${path}/close`, closing, { key: 'c', ifMatch: '"1"' })
  t.equal(first.status, 200)
  await client.post(`${path}/reopen`, { reason: 'x' }, { ifMatch: '"2"' })
  for (const options of [{ key: 'c', ifMatch: '"1"' }, { key: 'c' }])
    t.strictSame(seen(await client.post(`${path}/close`, closing, options)), seen(first))
})

t.test('A replay is given for a resource that was deleted since', async (t) => {
  const client = await service.client()
  const first = await client.post('/v1/plans', somePlan(), { key: 'k' })
  const milestone = await client.post(`/v1/plans/${first.body.id}/milestones`, someMilestone(), { key: 'm' })
  await client.delete(`/v1/plans/${first.body.id}`, { ifMatch: '*' })
  t.strictSame(seen(await client.post('/v1/plans', somePlan(), { key: 'k' })), seen(first))
  const again = await client.post(`/v1/plans/${first.body.id}/milestones`, someMilestone(), { key: 'm' })
  t.strictSame(seen(again), seen(milestone))
})

t.test('A refused request does not use up its key', async (t) => {
  const { client, path } = await created()
  const refused = await client.post(`${path}/milestones`, someMilestone({ goalId: 'no' }), { key: 'k' })
  t.equal(refused.status, 422)
  t.equal((await client.post(`${path}/milestones`, someMilestone(), { key: 'k' })).status, 201)
  await client.post('/v1/plans', somePlan({ externalId: 'x' }))
  t.equal((await client.post('/v1/plans', somePlan({ externalId: 'x' }), { key: 'd' })).status, 409)
  t.equal((await client.post('/v1/plans', somePlan({ externalId: 'y' }), { key: 'd' })).status, 201)
})

t.test('An action that its key repeats after a change of the body’s order is another body', async (t) => {
  const client = await service.client()
  await client.post('/v1/plans', somePlan(), { key: 'k' })
  const reordered = Object.fromEntries(Object.entries(somePlan()).reverse())
  const answer = await client.post('/v1/plans', reordered, { key: 'k' })
  t.ok(answer.status === 422 || isReplay(answer), 'refused or replayed, never done twice')
  t.equal((await client.get('/v1/plans')).body.items.length, 1)
})

/** Makes the keys of the agency so many seconds old. */
const age = ({ agencyId }: Client, seconds: number) =>
  service.db.inAgency(agencyId, ({ commit }) =>
    commit({
      statement: statement('update idempotency_keys set created_at = $1 where agency_id = $2::uuid'),
      values: [new Date(Date.now() - seconds * 1000).toISOString(), agencyId],
    }),
  )

t.test('A key is kept for seven days', async (t) => {
  const client = await service.client()
  const first = await client.post('/v1/plans', somePlan(), { key: 'k' })
  const week = 7 * 86_400
  await age(client, week - 3600)
  t.ok(isReplay(await client.post('/v1/plans', somePlan(), { key: 'k' })))
  await age(client, week + 60)
  await client.post('/v1/plans', somePlan(), { key: 'another' })
  const later = await client.post('/v1/plans', somePlan(), { key: 'k' })
  t.equal(later.status, 201)
  t.not(later.body.id, first.body.id)
})

t.test('A key that has just expired is free at once', async (t) => {
  const client = await service.client()
  const first = await client.post('/v1/plans', somePlan({ office: 'north' }), { key: 'k' })
  await age(client, 8 * 86_400)
  const later = await client.post('/v1/plans', somePlan({ office: 'south' }), { key: 'k' })
  t.equal(later.status, 201, 'another body, and no mismatch')
  t.not(later.body?.id, first.body.id)
})

t.test('Expired keys of every agency are removed, also of one that writes no more', async (t) => {
  const service = await startService({}, { housekeepingMs: 50 })
  t.teardown(service.close)
  const { pool } = service.db
  const clients = await Promise.all([1, 2, 3].map(() => service.client()))
  for (const client of clients) await client.post('/v1/plans', somePlan(), { key: 'k' })
  await pool.query(`insert into idempotency_keys (agency_id, client_id, key, fingerprint, status, body, created_at)
    select agency_id, 'nightly', n::text, '', 201, '', to_char(now() at time zone 'UTC' - interval '169 hours', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    from agencies, generate_series(1, 2500) n`)
  const expired = "select from idempotency_keys where client_id = 'nightly' limit 1"
  while ((await pool.query(expired)).rowCount) await pause(20)
  for (const client of clients)
    t.ok(isReplay(await client.post('/v1/plans', somePlan(), { key: 'k' })), 'one that has not expired stays')
})

t.test('A key whose request is still running is refused, and free again once that one has failed', async (t) => {
  const client = await service.client()
  await client.post('/v1/plans', somePlan(), { key: 'first' })
  const other = await service.db.pool.connect() // a request to another process, which takes long
  await other.query('begin')
  await other.query(
    `insert into idempotency_keys (agency_id, client_id, key, fingerprint, created_at)
     select agency_id, client_id, 'k', 'of another', created_at from idempotency_keys where agency_id = $1`,
    [client.agencyId],
  )
  const refused = await client.post('/v1/plans', somePlan(), { key: 'k' })
  t.match(refused, { status: 409, body: { code: 'idempotency-in-progress' } })
  t.equal(refused.headers.get('retry-after'), '1')
  await other.query('rollback')
  other.release()
  t.equal((await client.post('/v1/plans', somePlan(), { key: 'k' })).status, 201)
})

t.test('PATCH and DELETE pass over a key', async (t) => {
  const { client, path } = await created()
  t.equal((await client.patch(path, { office: 'x' }, { ifMatch: '"1"', key: 'k' })).body.version, 2)
  t.equal((await client.patch(path, { office: 'x' }, { ifMatch: '"1"', key: 'k' })).status, 412)
})
