import t from 'tap'
import { longGaps, longPlan, someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const attemptAll = async (count: number, work: (n: number) => Promise<unknown>) => {
  for (let n = 1; n <= count; n++) await work(n)
}

/** A plan with milestones and follow-ups, and some more plans. */
async function caseload(parts: number, plans: number): Promise<{ client: Client; path: string }> {
  const client = await service.client()
  const milestones = Array.from({ length: parts }, (_, n) => someMilestone({ externalId: `m-${n}` }))
  const followUps = Array.from({ length: parts }, (_, n) => someFollowUp({ externalId: `f-${n}` }))
  const { body } = await client.post('/v1/plans', somePlan({ externalId: 'p', milestones, followUps }))
  const participant = (n: number) => ({ id: `P-1-${n}`, programs: ['adult'] })
  await attemptAll(plans, (n) =>
    client.post('/v1/plans', somePlan({ externalId: `p-${n}`, participant: participant(n) })),
  )
  return { client, path: `/v1/plans/${body.id}` }
}

/** All items of a list by following next, with the sizes of its pages. */
async function walk(client: Client, first: string): Promise<{ items: Json[]; sizes: number[] }> {
  const [items, sizes]: [Json[], number[]] = [[], []]
  for (let path: string | undefined = first; path !== undefined; ) {
    const { body, headers }: Json = await client.get(path)
    items.push(...body.items)
    sizes.push(body.items.length)
    const link = body.next === undefined ? null : `<${body.next}>; rel="next"`
    if (headers.get('link') !== link) throw new Error('Link is not next')
    path = body.next
  }
  return { items, sizes }
}

t.test('Every list gives each item once and in order, whatever the size of its pages', async (t) => {
  const { client, path } = await caseload(7, 3)
  const asOf = 'asOf=2030-01-01'
  const parts = ['/v1/milestones?', '/v1/follow-ups?', `${path}/milestones?`, `${path}/follow-ups?`]
  const histories = [`${path}/history?`, '/v1/participants/P-1/history?', '/v1/changes?']
  for (const list of ['/v1/participants?', '/v1/plans?', ...parts, `/v1/findings?${asOf}&`, ...histories]) {
    const { items: all, sizes } = await walk(client, `${list}limit=200`)
    t.equal(sizes.length, 1, list)
    for (const limit of [1, 3, all.length - 1, all.length]) {
      const paged = await walk(client, `${list}limit=${limit}`)
      t.strictSame(paged.items, all, `${list}limit=${limit}`)
      t.equal(paged.sizes.length, Math.ceil(all.length / limit), 'no page is empty, and the last has no next')
    }
  }
  const ids = (await walk(client, '/v1/milestones?limit=2')).items.map(({ id }) => id)
  t.strictSame(ids, ids.toSorted(), 'in the order of ids')
})

t.test('A page has 50 items by default, and never more than 200', async (t) => {
  const { client } = await caseload(200, 0)
  const { body: plan } = await client.post('/v1/plans', somePlan({ milestones: [someMilestone(), someMilestone()] }))
  t.ok(plan.id)
  t.strictSame((await walk(client, '/v1/milestones')).sizes, [50, 50, 50, 50, 2])
  for (const limit of [200, 201, 1000, 2 ** 31, '9999999999999999'])
    t.strictSame((await walk(client, `/v1/milestones?limit=${limit}`)).sizes, [200, 2], `limit=${limit}`)
  t.strictSame((await walk(client, '/v1/milestones?limit=199')).sizes, [199, 3])
})

t.test('A limit below 1, or none at all, is refused', async (t) => {
  const client = await service.client()
  for (const limit of ['0', '-1', '1.5', '', 'all', 'null', 'true'])
    t.match(
      await client.get(`/v1/plans?limit=${limit}`),
      { status: 400, body: { code: 'invalid', errors: [{ pointer: '/limit' }] } },
      `limit=${limit}`,
    )
  t.equal((await client.get('/v1/plans?limit=1&limit=2')).status, 400)
})

t.test('next keeps the filters and the limit', async (t) => {
  const { client } = await caseload(3, 0)
  const { body } = await client.get('/v1/milestones?kind=job_search&limit=2')
  const next = new URL(body.next, service.url)
  t.strictSame(
    [next.pathname, next.searchParams.get('kind'), next.searchParams.get('limit')],
    ['/v1/milestones', 'job_search', '2'],
  )
  t.notMatch(body.next, /m-1/, 'opaque')
  next.searchParams.set('limit', '1')
  t.equal((await client.get(next.pathname + next.search)).body.items.length, 1, 'the limit may change on the way')
})

const epochIn = (cursor: string) => cursor.split('.')[0] as string

t.test('A cursor that was changed anywhere is refused', async (t) => {
  const { client } = await caseload(3, 0)
  const { body } = await client.get('/v1/milestones?limit=2')
  const cursor = new URL(body.next, service.url).searchParams.get('cursor') as string
  const altered = [...cursor].flatMap((char, at) => {
    const others = ['A', 'Q', 'g', '9'].filter((other) => other !== char)
    return others.map((other) => cursor.slice(0, at) + other + cursor.slice(at + 1))
  })
  const others = [
    '',
    '..',
    `${'0'.repeat(12)}`,
    'x',
    '.',
    cursor.slice(1),
    cursor.slice(0, -1),
    `${cursor}A`,
    `${cursor}.x`,
    `${cursor}=`,
    `${cursor}!`,
  ]
  for (const one of [...altered, ...others]) {
    const { status, body } = await client.get(`/v1/milestones?limit=2&cursor=${encodeURIComponent(one)}`)
    // the epoch is told by itself, and another one is that of another database
    const isForeign = /^[0-9a-f]{12}$/.test(epochIn(one)) && epochIn(one) !== epochIn(cursor)
    if (isForeign) t.match({ status, body }, { status: 410, body: { code: 'gone' } }, one)
    else if (status !== 400 || body.errors[0].pointer !== '/cursor') t.fail(`${one} was answered ${status}`)
  }
  t.equal((await client.get(`/v1/milestones?limit=2&cursor=${cursor}`)).status, 200)
})

t.test('A cursor belongs to its agency, list and filters', async (t) => {
  const { client, path } = await caseload(3, 0)
  const { body } = await client.get('/v1/milestones?limit=2')
  const cursor = new URL(body.next, service.url).searchParams.get('cursor')
  const refused = { status: 400, body: { code: 'invalid', errors: [{ pointer: '/cursor' }] } }
  t.match(await (await service.client()).get(`/v1/milestones?cursor=${cursor}`), refused, 'another agency')
  for (const other of [
    '/v1/follow-ups?',
    '/v1/plans?',
    '/v1/participants?',
    `${path}/milestones?`,
    `${path}/findings?`,
    '/v1/findings?',
    '/v1/changes?',
  ])
    t.match(await client.get(`${other}cursor=${cursor}`), refused, other)
  t.match(await client.get(`/v1/milestones?kind=job_search&cursor=${cursor}`), refused, 'another filter')
  const { body: filtered } = await client.get('/v1/milestones?kind=job_search&limit=1')
  t.match(await client.get(filtered.next.replace('job_search', 'training')), refused, 'another value')
  t.match(await client.get(filtered.next.replace('kind=job_search&', '')), refused, 'no filter')
  const same = await service.client({ agencyId: client.agencyId, clientId: 'other' })
  t.equal((await same.get(`/v1/milestones?cursor=${cursor}`)).status, 200, 'another client of the agency')
})

t.test('A page continues even if the item that its cursor names, or the next one, was deleted', async (t) => {
  const { client, path } = await caseload(6, 0)
  const { items: all } = (await client.get(`${path}/milestones`)).body
  const { body: first } = await client.get(`${path}/milestones?limit=2`)
  for (const { id } of [all[1], all[2]]) await client.delete(`${path}/milestones/${id}`, { ifMatch: '*' })
  const { items } = await walk(client, first.next)
  t.strictSame(
    items.map(({ id }) => id),
    all.slice(3).map(({ id }: Json) => id),
  )
})

t.test('A page of findings continues even if the finding that its cursor names was resolved', async (t) => {
  const { client, path } = await caseload(4, 0)
  const list = '/v1/findings?rule=milestone-unlinked'
  const { items: all } = (await client.get(list)).body
  const { body: first } = await client.get(`${list}&limit=2`)
  for (const { subject } of [all[1], all[2]]) await client.delete(`${path}/milestones/${subject.id}`, { ifMatch: '*' })
  t.strictSame(
    (await walk(client, first.next)).items.map(({ subject }) => subject),
    [all[3].subject],
  )
})

t.test('Items added after a cursor appear once', async (t) => {
  const { client, path } = await caseload(4, 0)
  const { body: first } = await client.get(`${path}/milestones?limit=3`)
  const { body: added } = await client.post(`${path}/milestones`, someMilestone())
  const { items } = await walk(client, first.next)
  t.equal(items.length, 2)
  t.equal(items[1].id, added.id)
})

t.test('An empty list is a page without items and without next', async (t) => {
  const client = await service.client()
  for (const list of ['participants', 'plans', 'milestones', 'follow-ups'])
    t.strictSame((await client.get(`/v1/${list}`)).body, { items: [] }, list)
  t.match((await client.get('/v1/findings')).body, { items: [], known: 'now', next: undefined }, 'findings')
  t.match((await client.get('/v1/changes')).body, { items: [], head: 0, next: undefined }, 'changes')
})

t.test('A page of long items ends at 4 MiB, and next continues', async (t) => {
  const client = await service.client()
  const plans: string[] = []
  for (let n = 0; n < 10; n++) plans.push((await client.post('/v1/plans', longPlan())).body.id)
  const path = `/v1/plans/${plans[0]}`
  for (let n = 0; n < 10; n++) await client.patch(path, { gaps: longGaps() }, { ifMatch: '*' })
  const lists = ['/v1/plans?', '/v1/changes?include=resource&', `${path}/history?`]
  const expected = [plans, ['P-1', ...plans, ...Array(10).fill(plans[0])], Array(11).fill(plans[0])]
  for (const [index, list] of lists.entries()) {
    const pages: Json[] = []
    for (let next: string | undefined = `${list}limit=200`; next !== undefined; next = pages.at(-1).body.next)
      pages.push(await client.get(next))
    t.strictSame(
      pages.flatMap(({ body }) => body.items.map(({ id }: Json) => id)),
      expected[index],
      list,
    )
    const [last, ...others] = pages.map(({ text }) => text.length).toReversed() as [number, ...number[]]
    t.ok(others.length > 0 && last < 5 * 2 ** 20, `${list}: ${pages.length} pages`)
    for (const length of others) t.ok(length >= 4 * 2 ** 20 && length < 5 * 2 ** 20, `${length} characters`)
  }
})

t.test('The findings of a plan are on one page as long as that has no more than 4 MiB', async (t) => {
  const { client, path, agencyId } = await createFindings(20_000)
  const { items } = await walk(client, `${path}/findings?asOf=2026-02-01`)
  t.equal(items.length, 20_000)
  const stored = await service.db.pool.query('select count(*)::int as n from findings where agency_id = $1', [agencyId])
  t.equal(new Set(items.map(({ pointer }) => pointer)).size, stored.rows[0].n)
  const { body } = await client.get(`${path}/findings?asOf=2026-02-01`)
  t.ok(body.items.length > 5_000 && body.items.length < 20_000, `${body.items.length} on the first page`)
})

/** An agency with a plan in which so many findings hold. */
async function createFindings(count: number): Promise<{ client: Client; path: string; agencyId: string }> {
  const client = await service.client()
  const { agencyId } = client
  const { body: plan } = await client.post('/v1/plans', somePlan())
  await service.db.pool.query('delete from findings where agency_id = $1', [agencyId])
  const content = {
    rule: 'milestone-unlinked',
    severity: 'warning',
    subject: { type: 'plan', id: plan.id, externalId: null },
  }
  const rest = { pointers: null, spans: null, from: '2026-01-05', until: null, waivedBy: null, policyVersion: 1 }
  await service.db.pool.query(
    `insert into findings (agency_id, id, participant_id, plan_id, rule, severity, rank, subject_type, members, said, from_on, until_on, found_at, known_from, known_until)
    select $1, gen_random_uuid(), $6, $2::uuid, 'milestone-unlinked', 'warning', 5, 'plan',
      $4::text || ',"planId":"' || $2::uuid || '","pointer":"/goals/' || n || '",' || $5::text, '{}',
      '2026-01-05', 'infinity', '2026-01-05T00:00:00.000Z', '2026-01-05', 'infinity'
    from generate_series(1, $3::int) n`,
    [
      agencyId,
      plan.id,
      count,
      JSON.stringify(content).slice(1, -1),
      JSON.stringify(rest).slice(1, -1),
      plan.participantId,
    ],
  )
  return { client, path: `/v1/plans/${plan.id}`, agencyId }
}
