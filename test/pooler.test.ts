/** A database behind pgbouncer in transaction mode. */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { openDb } from '../src/database/db.ts'
import { migrateDatabase } from '../src/database/migrate.ts'
import { whyNotPrepare } from '../src/database/pooler.ts'
import { someGoal, somePlan } from './fixtures/plans.ts'
import { currentRun, toTarget } from './support/database.ts'
import { makeDatabase } from './support/migrated.ts'
import { findPgbouncer, startPooler } from './support/pooler.ts'
import { query } from './support/process.ts'
import { startService } from './support/service.ts'

const program = findPgbouncer()
const needsPgbouncer = (name: string, work: (t: Test, program: string) => Promise<void>) =>
  t.test(name, async (t) => (program ? work(t, program) : void t.pass('', { skip: 'there is no pgbouncer here' })))
const { server } = currentRun()

needsPgbouncer('migrations refuse a pooler and leave no lock behind', async (t, program) => {
  const database = await makeDatabase(t)
  const pooled = await startPooler(t, program, database)
  const message = 'migrations need a direct connection to the database; this one leads through a pooler'
  for (let tries = 0; tries < 2; tries++) await t.rejects(migrateDatabase(pooled), { message })
  const locks = await query(database, "select 1 from pg_locks where locktype = 'advisory' and objid = 7208114")
  t.strictSame(locks, [])
  await t.resolves(migrateDatabase(toTarget(server, database)))
})

const refusal = /^PREPARED_STATEMENTS must be off: [^\n]+$/

needsPgbouncer('a pooler that does not keep prepared statements apart is found out', async (t, program) => {
  const database = await makeDatabase(t)
  for (const settings of [{}, { default_pool_size: '1' }, { pool_mode: 'statement' }]) {
    const db = openDb(await startPooler(t, program, database, settings))
    t.match(await whyNotPrepare(db.pool), refusal, JSON.stringify(settings))
    await db.close()
  }
})

needsPgbouncer('also while others use it', async (t, program) => {
  const database = await makeDatabase(t)
  const pooled = await startPooler(t, program, database)
  const others = new pg.Pool({ connectionString: pooled, max: 5 })
  let isOver = false
  const busy = Array.from({ length: 5 }, async () => {
    while (!isOver) await others.query('select pg_sleep(0.003)')
  })
  for (let tries = 0; tries < 10; tries++) {
    const db = openDb(pooled)
    t.match(await whyNotPrepare(db.pool), refusal)
    await db.close()
  }
  isOver = true
  await Promise.all(busy)
  await others.end()
})

needsPgbouncer('a direct connection, and a pooler that gives each client its own, may prepare', async (t, program) => {
  const database = await makeDatabase(t)
  for (const target of [
    toTarget(server, database),
    await startPooler(t, program, database, { pool_mode: 'session', default_pool_size: '10' }),
  ]) {
    const db = openDb(target)
    t.equal(await whyNotPrepare(db.pool), undefined)
    await db.close()
  }
})

/** A service without prepared statements behind a pooler with fewer connections than it has. */
async function startPooled(t: Test, program: string) {
  const database = await makeDatabase(t)
  const pooled = await startPooler(t, program, database, { default_pool_size: '5' })
  const service = await startService({}, { db: openDb(pooled, { prepare: false }) })
  t.teardown(service.close)
  return { database, service, client: await service.client() }
}

needsPgbouncer('a service behind it writes, reads and streams', async (t, program) => {
  const { service, client } = await startPooled(t, program)
  const other = await service.client()
  const plans = await Promise.all(
    Array.from({ length: 40 }, (_, index) => client.post('/v1/plans', somePlan({ externalId: `plan-${index}` }))),
  )
  t.ok(plans.every(({ status }) => status === 201))
  const changes = plans.map(({ body }) =>
    client.patch(`/v1/plans/${body.id}`, { goals: [someGoal()] }, { ifMatch: '*' }),
  )
  const reads = plans.map(() => client.get('/v1/findings'))
  const streams = [1, 2].map(() => client.get('/v1/plans', { headers: { accept: 'application/x-ndjson' } }))
  for (const { status } of await Promise.all([...changes, ...reads, ...streams])) t.equal(status, 200)
  t.equal((await client.get('/v1/plans', { headers: { accept: 'application/x-ndjson' } })).body.length, 40)
  t.strictSame((await other.get('/v1/plans')).body.items, [], 'each transaction has its own agency')
  t.equal((await client.get('/v1/changes?limit=200')).body.head, 81)
})

needsPgbouncer(
  'a lock that is not given back is waited for no longer behind it than without it',
  async (t, program) => {
    const { database, client } = await startPooled(t, program)
    const { body: plan } = await client.post('/v1/plans', somePlan())
    const target = toTarget(server, database)
    const holder = new pg.Client(target)
    await holder.connect()
    await holder.query('begin; lock table plans in access exclusive mode')
    const asked = client.patch(`/v1/plans/${plan.id}`, { office: 'uptown' }, { ifMatch: '*' })
    const answer = await Promise.race([asked, pause(30_000)])
    await holder.query('rollback')
    await holder.end()
    await asked
    t.equal(answer?.status, 503)
  },
)
