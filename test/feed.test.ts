/** The feed as a consumer reads it: where it stands, what it keeps, and how it waits. */
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { someFollowUp, someMilestone, somePlan, someWaiver } from './fixtures/plans.ts'
import { positionAt } from './support/feed.ts'
import { type Client, generous, type Json, startService } from './support/service.ts'

const service = await startService({}, { limits: { ...generous, agencyWaits: 100 } })
t.teardown(service.close)

const streams = ['application/x-ndjson', 'text/csv']
const goneAt = { status: 410, body: { code: 'gone' } }
const refusedAt = (pointer: string) => ({ status: 400, body: { code: 'invalid', errors: [{ pointer }] } })

/** An agency with a plan of some parts: four changes, or more with more parts; the first is of the participant. */
async function agency(milestones = 1, followUps = 1): Promise<{ client: Client; plan: Json; path: string }> {
  const client = await service.client()
  const parts = {
    milestones: Array.from({ length: milestones }, () => someMilestone()),
    followUps: Array.from({ length: followUps }, () => someFollowUp()),
  }
  const { body: plan } = await client.post('/v1/plans', somePlan(parts))
  return { client, plan, path: `/v1/plans/${plan.id}` }
}

/** Adds so many changes to the database, all of a plan but the one with this number, which is of a waiver. */
const fill = ({ agencyId }: Client, planId: string, upTo: number, waiver: number) =>
  service.db.pool.query(
    `with counted as (update agencies set last_seq = $3 where agency_id = $1)
    insert into changes (agency_id, seq, op, type, id, participant_id, plan_id, version, plan_version, at, subject, client_id, request_id)
    select $1, n, 'update', case n when $4 then 'waiver' else 'plan' end, $2::uuid::text, 'P-1', $2::uuid, 1, 1,
      '2026-01-01T00:00:00.000Z', 's', 'c', 'r' from generate_series(5, $3::int) n`,
    [agencyId, planId, upTo, waiver],
  )

const getSeqs = ({ body }: { body: Json }) => body.items.map(({ seq }: Json) => seq)

/** Follows the feed as the contract tells, until there is no more; what was seen and how often it asked. */
async function follow(client: Client, query: string): Promise<{ seqs: number[]; asked: number; kept: number }> {
  const seqs: number[] = []
  for (let [kept, asked] = ['', 1]; ; asked++) {
    const { body } = await client.get(`/v1/changes?${kept}${query}`)
    seqs.push(...getSeqs({ body }))
    kept = `after=${body.position}&`
    if (!body.next) return { seqs, asked, kept: Number(body.position.split('.')[0]) }
  }
}

t.test('Every page says where the feed stands', async (t) => {
  const { client, path } = await agency()
  for (const seq of [1, 2, 3, 4]) {
    const { body } = await client.get(`/v1/changes?after=${await positionAt(client, seq)}&limit=1`)
    t.strictSame([body.head, getSeqs({ body })], [4, seq < 4 ? [seq + 1] : []])
  }
  const { next } = (await client.get('/v1/changes?limit=1')).body
  await client.post(`${path}/milestones`, someMilestone())
  t.match((await client.get(next)).body, { items: [{ seq: 2 }], head: 5 })
  const { body } = await (await service.client()).get('/v1/changes')
  t.strictSame(body, { items: [], head: 0, position: body.position }, 'nothing was written')
  t.match(body.position, /^0\.0\.[0-9a-f]{12}$/)
})

t.test('The position of a page is that of its last change, or of the head if there is no more', async (t) => {
  const { client } = await agency()
  const { body: first } = await client.get('/v1/changes?limit=3')
  t.equal(first.position, first.items[2].position)
  const { body: second } = await client.get(first.next)
  t.equal(second.position, second.items[0].position)
  const { body: third } = await client.get(`/v1/changes?after=${second.position}`)
  t.strictSame([third.items, third.position], [[], second.position])
  for (const query of ['limit=3', 'limit=3&include=resource'])
    t.equal((await client.get(`/v1/changes?${query}`)).body.position, first.position)
})

t.test('A position that the feed does not have is gone', async (t) => {
  const { client } = await agency()
  const other = await agency(5)
  const [own, another] = [await positionAt(client), await positionAt(other.client)]
  const [, , tag] = own.split('.')
  const forged = [`5.5.${tag}`, `3.4.${tag}`, `4.4.${'0'.repeat(12)}`, `0.0.${tag}`, `999999999999999.4.${tag}`]
  for (const after of [another, ...forged]) {
    t.match(await client.get(`/v1/changes?after=${after}`), goneAt, after)
    t.match(await client.get(`/v1/changes?after=${after}&type=plan&wait=30`), goneAt)
    for (const accept of streams)
      t.match(await client.get(`/v1/changes?after=${after}`, { headers: { accept } }), goneAt, accept)
  }
  t.equal((await other.client.get(`/v1/changes?after=${another}`)).status, 200)
})

t.test('An invalid position is refused, and the problem says what a valid one is', async (t) => {
  const { client } = await agency()
  const [, , tag] = (await positionAt(client)).split('.')
  for (const after of [
    '0',
    '3',
    '',
    '-1',
    'x',
    '3.3',
    `3.3.${tag}0`,
    `3.${tag}`,
    `1e3.3.${tag}`,
    `${'9'.repeat(30)}.3.${tag}`,
  ])
    for (const accept of ['application/json', ...streams]) {
      const answer = await client.get(`/v1/changes?after=${after}`, { headers: { accept } })
      t.match(answer, refusedAt('/after'), after)
      t.match(answer.body.errors[0].detail, /^must be a position/)
    }
})

t.test('type selects the changes of a type, and the kept position skips the others', async (t) => {
  const { client, path } = await agency(2, 2)
  await client.post(`${path}/milestones`, someMilestone())
  await client.post(`${path}/follow-ups`, someFollowUp())
  for (const limit of [1, 2, 3, 50]) {
    const { seqs, asked, kept } = await follow(client, `type=milestone&limit=${limit}`)
    t.strictSame([seqs, kept], [[3, 4, 7], 8], `limit=${limit}`)
    t.ok(asked <= 4, 'it does not go in circles')
  }
  t.strictSame(await follow(client, 'type=waiver'), { seqs: [], asked: 1, kept: 8 })
  const line = { headers: { accept: 'application/x-ndjson' } }
  const streamed = await client.get(`/v1/changes?type=milestone&after=${await positionAt(client, 3)}`, line)
  t.strictSame(getSeqs({ body: { items: streamed.body } }), [4, 7])
  t.equal(streamed.headers.get('feed-position'), await positionAt(client))
  t.match(await client.get('/v1/changes?type=goal'), refusedAt('/type'))
})

t.test('A change of a type is found after many of other types', async (t) => {
  const { client, plan } = await agency()
  await fill(client, plan.id, 70_000, 65_000)
  const { body } = await client.get('/v1/changes?type=waiver')
  t.match(body, { items: [{ seq: 65_000, type: 'waiver' }], head: 70_000 })
  t.equal(body.next, undefined)
  t.equal(body.position.split('.')[0], '70000')
  const [{ position }] = body.items
  const { position: _, ...rest } = (await client.get(`/v1/changes?type=waiver&after=${position}`)).body
  t.strictSame(rest, { items: [], head: 70_000 })
  const { seqs, kept } = await follow(client, 'type=milestone')
  t.strictSame([seqs, kept], [[3], 70_000], 'also where it is far from the head')
})

t.test('include=resource adds the resource as it is now to each change', async (t) => {
  const { client, plan, path } = await agency(2)
  const {
    milestones: [milestone, other],
    followUps: [followUp],
  } = plan
  await client.patch(path, { office: 'uptown' }, { ifMatch: '*' })
  await client.delete(`${path}/milestones/${milestone.id}`, { ifMatch: '*' })
  const { body: waiver } = await client.post(
    `${path}/waivers`,
    someWaiver({ rule: 'milestone-unlinked', subject: { type: 'milestone', id: other.id } }),
  )
  const { body: policy } = await client.get('/v1/policy')
  const values = { ...policy.values, planDueDays: 14 }
  const { body: set } = await client.put('/v1/policy', { profile: policy.profile, values }, { ifMatch: '*' })
  const kept = { profile: set.profile, version: 2, values, updatedAt: set.updatedAt }
  const { body: now } = await client.get(path)
  const { body: participant } = await client.get(`/v1/participants/${plan.participantId}`)
  const expected = [
    ['participant', null, participant],
    ['plan', 1, now],
    ['milestone', 1, null],
    ['milestone', 1, other],
    ['follow_up', 1, followUp],
    ['plan', 2, now],
    ['milestone', 3, null],
    ['waiver', 4, waiver],
    ['policy', null, kept],
  ]
  const told = ({ type, planVersion, resource }: Json) => [type, planVersion, resource]
  const { items } = (await client.get('/v1/changes?include=resource')).body
  t.strictSame(items.map(told), expected)
  const line = { headers: { accept: 'application/x-ndjson' } }
  t.strictSame((await client.get('/v1/changes?include=resource', line)).body, items, 'a stream has the same')
  const { items: without } = (await client.get('/v1/changes')).body
  t.strictSame(
    items.map(({ resource: _, ...item }: Json) => item),
    without,
  )
  t.match(await client.get('/v1/changes?include=plan'), refusedAt('/include'))
})

/** In milliseconds: long before a wait of 30 seconds ends, however busy the machine is. */
const soon = 10_000

t.test('wait ends with a change soon after its commit', async (t) => {
  const { client, path } = await agency()
  for (let head = 4; head < 15; head++) {
    const waiting = client.get(`/v1/changes?after=${await positionAt(client, head)}&wait=30`)
    await pause(40)
    await client.post(`${path}/milestones`, someMilestone())
    const committed = performance.now()
    t.match((await waiting).body, { items: [{ seq: head + 1, type: 'milestone' }], head: head + 1 })
    t.ok(performance.now() - committed < soon)
  }
})

t.test('wait ends with an empty page when its time is up, and at once if there is a change', async (t) => {
  const { client } = await agency()
  const timed = async (path: string) => {
    const from = performance.now()
    return { ...(await client.get(path)), ms: performance.now() - from }
  }
  const [third, fourth] = [await positionAt(client, 3), await positionAt(client, 4)]
  const idle = await timed(`/v1/changes?after=${fourth}&wait=1`)
  t.strictSame(idle.body, { items: [], head: 4, position: fourth })
  t.ok(idle.ms > 990 && idle.ms < soon, `${idle.ms} ms`)
  for (const query of [`after=${third}&wait=30`, 'limit=1&wait=30', `after=${fourth}&wait=0`, `after=${fourth}`])
    t.ok((await timed(`/v1/changes?${query}`)).ms < soon, query)
  const { next } = (await client.get('/v1/changes?limit=3&wait=30')).body
  t.match((await client.get(next)).body.items, [{ seq: 4 }], 'next keeps it')
})

t.test('With type, wait passes over other changes, and head says so', async (t) => {
  const { client, path } = await agency()
  const after = await positionAt(client)
  const [one, two] = [
    client.get(`/v1/changes?after=${after}&type=waiver&wait=1`),
    client.get(`/v1/changes?after=${after}&type=follow_up&wait=30`),
  ]
  await pause(100)
  await client.post(`${path}/milestones`, someMilestone())
  t.strictSame((await one).body, { items: [], head: 5, position: await positionAt(client, 5) })
  await client.post(`${path}/follow-ups`, someFollowUp())
  t.match((await two).body, { items: [{ seq: 6 }], head: 6 })
})

t.test('A stream takes no wait, and wait is from 0 to 30 whole seconds', async (t) => {
  const { client } = await agency()
  for (const accept of streams)
    for (const wait of [0, 5])
      t.match(await client.get(`/v1/changes?wait=${wait}`, { headers: { accept } }), refusedAt('/wait'))
  for (const wait of ['-1', '31', '1.5', '', 'x'])
    t.match(await client.get(`/v1/changes?wait=${wait}`), refusedAt('/wait'), wait)
})

/** How often the database was asked in a while whether something has come. */
async function looksWithin(ms: number): Promise<number> {
  const { readEach } = service.db
  let looks = 0
  service.db.readEach = (...args) => {
    looks += 1
    return readEach(...args)
  }
  await pause(ms)
  service.db.readEach = readEach
  return looks
}

/** Waits in an agency behind a position, until it is told to stop. */
function waitIn({ token }: Client, after: string, signal: AbortSignal) {
  const headers = { authorization: `Bearer ${token}` }
  return fetch(`${service.url}/v1/changes?after=${after}&wait=30`, { headers, signal })
}

t.test('Waiting callers hold no connection, share one poll, and are limited in number', async (t) => {
  const [first, second] = [await agency(), await agency()]
  const end = new AbortController()
  const other = waitIn(second.client, await positionAt(second.client), end.signal)
  const after = await positionAt(first.client)
  const waiting = Array.from({ length: 101 }, () => waitIn(first.client, after, end.signal))
  const refused = await Promise.race(waiting)
  t.strictSame([refused.status, refused.headers.get('retry-after')], [429, '5'])
  t.equal((await first.client.get(`/v1/changes?after=${after}`)).status, 200, 'a page is answered')
  const looks = await looksWithin(500)
  t.ok(looks > 0 && looks < 100, `${looks} looks for 101 who wait`)
  await first.client.post(`${first.path}/milestones`, someMilestone())
  const answers = (await Promise.all(waiting)).filter(({ status }) => status === 200)
  t.equal(answers.length, 100)
  const bodies = await Promise.all(answers.map(async (answer) => getSeqs({ body: await answer.json() }).join()))
  t.strictSame([...new Set(bodies)], ['5'], 'all are told')
  await second.client.post(`${second.path}/milestones`, someMilestone())
  t.equal((await other).status, 200)
  t.equal(await looksWithin(200), 0, 'nobody waits, and nothing is asked')
})

t.test('A client that goes away stops waiting', async (t) => {
  const { client } = await agency()
  const [after, end] = [await positionAt(client), new AbortController()]
  const waiting = Array.from({ length: 100 }, () => waitIn(client, after, end.signal).catch(() => 'gone'))
  await pause(300)
  t.ok((await looksWithin(200)) > 0)
  end.abort()
  t.strictSame([...new Set(await Promise.all(waiting))], ['gone'])
  let looks = 1
  for (let tries = 0; looks > 0 && tries < 20; tries++) looks = await looksWithin(200)
  t.equal(looks, 0)
  t.equal((await client.get(`/v1/changes?after=${after}&wait=1`)).status, 200, 'there is room again')
  t.notOk(service.logged().includes('"msg":"defect"'))
})

t.test('A database that does not answer for a moment ends no wait', async (t) => {
  const { client, path } = await agency()
  const after = await positionAt(client)
  const { readEach } = service.db
  service.db.readEach = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))
  const waiting = client.get(`/v1/changes?after=${after}&wait=30`)
  await pause(200)
  service.db.readEach = readEach
  await client.post(`${path}/milestones`, someMilestone())
  t.strictSame(getSeqs(await waiting), [5])
})

t.test('A service that stops answers waiting callers at once', async (t) => {
  const stopping = await startService()
  const client = await stopping.client()
  const waiting = client.get('/v1/changes?wait=30')
  await pause(200)
  const from = performance.now()
  const closing = stopping.close()
  t.match((await waiting).body, { items: [], head: 0 })
  t.ok(performance.now() - from < soon)
  await closing
})
