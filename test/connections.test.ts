/** Connections to the database: kept through refusals, given up when they are of no use, and shared among agencies. */
import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type Db, openDb } from '../src/database/db.ts'
import { someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { currentRun, toTarget } from './support/database.ts'
import { type DatabaseProxy, startProxy } from './support/proxy.ts'
import { type Answer, type Client, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const sessions = async (db: Db): Promise<number> => {
  const count = 'select sessions::int as n from pg_stat_database where datname = current_database()'
  return (await db.pool.query(count)).rows[0].n
}

/** Waits until statistics, which are written late, stay the same. */
async function settledSessions(db: Db): Promise<number> {
  for (let before = await sessions(db); ; ) {
    await pause(1_200)
    const after = await sessions(db)
    if (after === before) return after
    before = after
  }
}

/** Each kind of refusal that reaches the database. */
async function refusals(client: Client): Promise<Record<string, () => Promise<Answer>>> {
  const { body: plan } = await client.post('/v1/plans', somePlan({ externalId: 'taken', goals: [someGoal()] }))
  const path = `/v1/plans/${plan.id}`
  const nowhere = '/v1/plans/0190a000-0000-7000-8000-000000000001'
  return {
    stale: () => client.patch(path, { office: 'north' }, { ifMatch: '"99"' }),
    'precondition-required': () => client.patch(path, { office: 'north' }),
    'not-found': () => client.patch(nowhere, { office: 'north' }, { ifMatch: '*' }),
    unprocessable: () => client.post(`${path}/milestones`, someMilestone({ goalId: 'none' })),
    duplicate: () => client.post('/v1/plans', somePlan({ externalId: 'taken' })),
    conflict: () => client.post(`${path}/reopen`, { reason: 'It was not over.' }, { ifMatch: '*' }),
    invalid: () => client.patch(path, { goals: [{ statement: '' }] }, { ifMatch: '*' }),
  }
}

t.test('A refusal of whatever kind opens no session of its own', async (t) => {
  const client = await service.client()
  const kinds = await refusals(client)
  await settledSessions(service.db)
  for (const [code, refuse] of Object.entries(kinds)) {
    const before = await settledSessions(service.db)
    for (let n = 0; n < 20; n++) t.equal((await refuse()).body.code, code)
    const opened = (await settledSessions(service.db)) - before
    t.ok(opened <= 1, `${code}: one may be of the background, and not one for each refusal`)
  }
})

t.test('A duplicate of something else is not reported as an externalId', async (t) => {
  const client = await service.client()
  await client.post('/v1/plans', somePlan())
  await service.db.pool.query('update agencies set last_seq = 0 where agency_id = $1', [client.agencyId])
  const answer = await client.post('/v1/plans', somePlan({ externalId: 'free' }))
  t.match(answer, { status: 500, body: { code: 'internal' } }, 'a number of the feed that is taken is a defect')
  t.match(service.logged(), /"code":"23505"/)
  t.strictSame((await client.get('/v1/plans?externalId=free')).body.items, [])
})

/** A service that reaches its database through a proxy. */
async function throughProxy(t: Pick<Test, 'teardown'>) {
  let proxy: DatabaseProxy | undefined
  const service = await startService(
    {},
    {
      open: async (address) => {
        proxy = await startProxy(address)
        return openDb(proxy.url, { silentMs: 3_000 })
      },
    },
  )
  t.teardown(async () => {
    await service.close()
    await proxy?.close()
  })
  return { service, proxy: proxy as unknown as DatabaseProxy }
}

t.test(
  'When the database falls silent, requests are refused, and they are answered again when it is back',
  async (t) => {
    const { service, proxy } = await throughProxy(t)
    const client = await service.client()
    const ready = async () => (await fetch(`${service.url}/health/ready`)).status
    t.equal((await client.post('/v1/plans', somePlan())).status, 201)
    t.equal(await ready(), 200)
    proxy.silence()
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.post('/v1/plans', somePlan())))
    t.strictSame([...new Set(answers.map(({ status }) => status))], [503])
    t.ok(answers.every(({ headers }) => headers.has('retry-after')))
    t.equal(await ready(), 503)
    proxy.open()
    t.equal((await client.post('/v1/plans', somePlan())).status, 201)
    t.equal(await ready(), 200)
  },
)

/** Ends all connections to the database of a service, and makes those that follow read-only or not. */
async function reconnect(db: Db, isReadOnly: boolean): Promise<void> {
  const { rows } = await db.pool.query('select current_database() as name')
  const set = isReadOnly ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only'
  const owner = openDb(toTarget(currentRun().server, rows[0].name), { max: 1 })
  await owner.pool.query('set default_transaction_read_only = off')
  await owner.pool.query(`alter database "${rows[0].name}" ${set}`)
  if (isReadOnly)
    await owner.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [rows[0].name],
    )
  await owner.close()
}

t.test('Connections to a server that became read-only are left as soon as there is a primary again', async (t) => {
  const service = await startService()
  t.teardown(service.close)
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan())
  await reconnect(service.db, true)
  const read = () => client.get(`/v1/plans/${plan.id}`)
  await Promise.all(Array.from({ length: 30 }, read)) // every connection of the pool leads to the standby now
  t.match(await client.post('/v1/plans', somePlan()), { status: 503, body: { code: 'unavailable' } })
  t.equal((await fetch(`${service.url}/health/ready`)).status, 503)
  await Promise.all(Array.from({ length: 30 }, read))
  await reconnect(service.db, false)
  for (let n = 0; n < 20; n++) t.equal((await client.post('/v1/plans', somePlan())).status, 201)
  t.equal((await fetch(`${service.url}/health/ready`)).status, 200)
})

t.test('A connection that the server has ended costs no request more than a moment', async (t) => {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan())
  for (let n = 0; n < 10; n++) {
    const [, , answer] = await Promise.all([
      service.db.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and application_name = 'career-action-plans'`,
      ),
      client.get(`/v1/plans/${plan.id}`),
      client.patch(`/v1/plans/${plan.id}`, { office: `office ${n}` }, { ifMatch: '*' }),
    ])
    t.ok([200, 503].includes(answer.status), 'a defect would be 500')
  }
})

t.test('Prepared statements that the server has forgotten are prepared again', async (t) => {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan())
  const read = () => client.get(`/v1/plans/${plan.id}`)
  await Promise.all(Array.from({ length: 30 }, read))
  const clients = await Promise.all(Array.from({ length: 10 }, () => service.db.pool.connect()))
  for (const one of clients) await one.query('deallocate all')
  for (const one of clients) one.release()
  const answers = await Promise.all(Array.from({ length: 30 }, read))
  t.strictSame([...new Set(answers.map(({ status }) => status))], [200])
})

t.test('A statement whose plan a migration has changed is prepared again', async (t) => {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan())
  const all = () => Promise.all(Array.from({ length: 30 }, () => client.get(`/v1/plans/${plan.id}/history`)))
  await all()
  await service.db.pool.query('alter table changes alter column version type bigint')
  t.strictSame([...new Set((await all()).map(({ status }) => status))], [200])
  await service.db.pool.query('alter table changes alter column version type int')
  t.strictSame([...new Set((await all()).map(({ status }) => status))], [200])
})

t.test('Writers of one plan leave connections for everyone else', async (t) => {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan())
  const lock = await service.db.pool.connect()
  await lock.query('begin')
  await lock.query('select from participants where agency_id = $1 and id = $2 for update', [
    client.agencyId,
    plan.participantId,
  ])
  const writes = Array.from({ length: 60 }, (_, n) =>
    client.patch(`/v1/plans/${plan.id}`, { office: `office ${n}` }, { ifMatch: '*' }),
  )
  const other = await service.client()
  for (let n = 0; n < 20; n++) t.equal((await other.post('/v1/plans', somePlan())).status, 201)
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  t.ok(((await service.db.pool.query(waiting)).rowCount ?? 0) <= 4)
  await lock.query('commit')
  lock.release()
  t.strictSame([...new Set((await Promise.all(writes)).map(({ status }) => status))], [200])
})

t.test('An agency holds at most half of the connections, so that another never waits for it', async (t) => {
  const db = openDb(toTarget(currentRun().server, 'postgres'), { max: 4 })
  t.teardown(db.close)
  const [a, b] = ['0190a000-0000-7000-8000-00000000000a', '0190a000-0000-7000-8000-00000000000b']
  const order: string[] = []
  const hold = (agencyId: string) =>
    db.inAgency(agencyId, async () => {
      order.push(agencyId)
      await pause(200)
    })
  const ofA = Array.from({ length: 8 }, () => hold(a))
  while (order.length < 2) await pause(5)
  await pause(50)
  t.equal(order.length, 2, 'the others of this agency wait')
  const ofB = Array.from({ length: 4 }, () => hold(b))
  await Promise.all([...ofA, ...ofB])
  t.strictSame(order.slice(0, 4), [a, a, b, b], 'the first of another agency do not')
})
