import t from 'tap'
import { Batch, type Call, type Row } from '../src/database/batch.ts'
import { type Db, openDb, statement } from '../src/database/db.ts'
import { appRole } from '../src/database/scope.ts'
import { createDatabase, currentRun, dropDatabase, toTarget } from './support/database.ts'

const { server, template } = currentRun()
const name = `test_db_${process.pid}`
await createDatabase(server, name, template)
const target = toTarget(server, name)
const dbs = { prepared: openDb(target, { max: 4 }), unprepared: openDb(target, { max: 4, prepare: false }) }
await dbs.prepared.pool.query('create table numbers (n int primary key)')
await dbs.prepared.pool.query(`grant all on numbers to ${appRole}`)
t.teardown(async () => {
  await dbs.prepared.close()
  await dbs.unprepared.close()
  await dropDatabase(server, name)
})

const agency = '0190a000-0000-7000-8000-000000000009'
const call = (text: string, ...values: Call['values'][number][]): Call => ({ statement: statement(text), values })
const insert = (n: number) => call('insert into numbers values ($1::int)', n)
const numbers = async (db: Db) => (await db.pool.query('select n from numbers order by n')).rows.map(({ n }) => n)

/** Runs calls as one flight on a connection of their own, outside an explicit transaction. */
async function fly(db: Db, calls: Call[], prepare = db === dbs.prepared): Promise<Row[][]> {
  const client = await db.pool.connect()
  try {
    return await Batch.run(client, calls, prepare)
  } finally {
    client.release()
  }
}

for (const [mode, db] of Object.entries(dbs)) {
  t.test(`${mode}: A flight answers the rows of each statement, in order`, async (t) => {
    const rows = await fly(db, [
      call('select 1'),
      call('select generate_series(1, 3)'),
      call('select 1 where false'),
      call("set local work_mem = '4MB'"),
      call('select $1::text, $2::int, $3::bool, $4::text, $5::numeric', 'x', 7, true, null, 1.5),
    ])
    t.strictSame(rows, [[['1']], [['1'], ['2'], ['3']], [], [], [['x', '7', 't', null, '1.5']]])
  })

  t.test(`${mode}: Texts arrive as they were sent, however long and strange`, async (t) => {
    const texts = ['', 'a\u0001b', 'Zoë 🦜 漢字', `'; drop table numbers; --`, 'x'.repeat(3_000_000)]
    for (const text of texts) t.strictSame(await fly(db, [call('select $1::text', text)]), [[[text]]])
  })

  t.test(`${mode}: Where a statement fails, those before it are undone and those behind it skipped`, async (t) => {
    await db.pool.query('delete from numbers')
    await t.rejects(fly(db, [insert(1), call('select 1 / $1::int', 0), insert(2)]), { code: '22012' })
    t.strictSame(await numbers(db), [])
    await fly(db, [insert(1), insert(2)])
    await t.rejects(fly(db, [insert(3), insert(1)]), { code: '23505' })
    t.strictSame(await numbers(db), [1, 2])
  })

  t.test(`${mode}: A statement that does not parse fails its flight only`, async (t) => {
    await db.pool.query('delete from numbers')
    for (const _ of [1, 2]) await t.rejects(fly(db, [insert(1), call('selekt 1')]), { code: '42601' })
    t.strictSame(await numbers(db), [])
    t.strictSame(await fly(db, [call('select 2')]), [[['2']]])
  })

  t.test(`${mode}: A connection is good after an error`, async (t) => {
    const client = await db.pool.connect()
    const run = (...calls: Call[]) => Batch.run(client, calls, db === dbs.prepared)
    for (let n = 0; n < 3; n++) {
      await t.rejects(run(call('select 1'), call('select 1 / $1::int', 0), call('select 3')), { code: '22012' })
      t.strictSame(await run(call('select 1'), call('select 3')), [[['1']], [['3']]])
      t.strictSame((await client.query('select 4 as n')).rows, [{ n: 4 }], 'also for pg’s own queries')
    }
    client.release()
  })

  t.test(`${mode}: Many flights on few connections all come back`, async (t) => {
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, n) => db.read(agency, call('select $1::int', n), call('select 1'))),
    )
    t.strictSame(
      all,
      Array.from({ length: 200 }, (_, n) => [[[`${n}`]], [['1']]]),
    )
    t.ok(db.pool.totalCount <= 4)
  })

  t.test(`${mode}: A connection that breaks rejects its flight, and the pool gets another`, async (t) => {
    await t.rejects(
      db.read(agency, call('select pg_backend_pid()'), call('select pg_terminate_backend(pg_backend_pid())')),
    )
    await t.rejects(db.inAgency(agency, ({ commit }) => commit(call('select pg_terminate_backend(pg_backend_pid())'))))
    for (let n = 0; n < 8; n++) t.strictSame(await db.read(agency, call('select 1')), [[['1']]])
  })

  t.test(`${mode}: A statement that takes too long is ended and the connection goes on`, async (t) => {
    const client = await db.pool.connect()
    const prepare = db === dbs.prepared
    await t.rejects(
      Batch.run(client, [call("set local statement_timeout = '20ms'"), call('select pg_sleep(60)')], prepare),
      { code: '57014' },
    )
    t.strictSame(await Batch.run(client, [call('select 1')], prepare), [[['1']]])
    client.release()
  })

  t.test(`${mode}: inAgency commits all or nothing`, async (t) => {
    await db.pool.query('delete from numbers')
    await db.inAgency(agency, async ({ run, commit }) => {
      t.strictSame(await run(insert(1), call('select count(*) from numbers')), [[], [['1']]])
      t.strictSame(await commit(insert(2), call('select count(*) from numbers')), [[], [['2']]])
    })
    t.strictSame(await numbers(db), [1, 2])
    await db.inAgency(agency, async ({ run }) => run(insert(3)))
    t.strictSame(await numbers(db), [1, 2], 'work that does not commit is rolled back')
    await t.rejects(
      db.inAgency(agency, async ({ run }) => run(insert(3)).then(() => Promise.reject(new Error('no')))),
      { message: 'no' },
    )
    await t.rejects(
      db.inAgency(agency, async ({ run, commit }) => run(insert(3)).then(() => commit(insert(4), insert(1)))),
      { code: '23505' },
    )
    t.strictSame(await numbers(db), [1, 2])
    await db.inAgency(agency, async ({ commit }) => commit(insert(3)))
    t.strictSame(await numbers(db), [1, 2, 3], 'one flight is enough')
  })

  t.test(`${mode}: Every statement runs as the role and for the agency, and neither stays behind`, async (t) => {
    const who = call("select current_user, coalesce(current_setting('app.agency_id', true), '')")
    const scoped = [[appRole, agency]]
    t.strictSame(await db.read(agency, who), [scoped])
    t.strictSame(await db.read(agency, who, who), [scoped, scoped])
    await db.inAgency(agency, async ({ run, commit }) => {
      t.strictSame(await run(who), [scoped])
      t.strictSame(await commit(who), [scoped])
    })
    await t.rejects(db.read(agency, who, call('select 1 / $1::int', 0)))
    for (let n = 0; n < 8; n++) {
      const [[row] = []] = await fly(db, [who])
      t.not(row?.[0], appRole)
      t.equal(row?.[1], '')
    }
  })

  t.test(`${mode}: Several reads see one moment and cannot write`, async (t) => {
    await t.rejects(db.read(agency, insert(77), call('select 1')), { code: '25006' })
    const level = call("select current_setting('transaction_isolation')")
    t.strictSame(await db.read(agency, level, level), [[['repeatable read']], [['repeatable read']]])
  })
}

t.test('A statement is prepared once for each connection, and not at all where that is off', async (t) => {
  const text = "select count(*) from pg_prepared_statements where name like 's\\_%' and statement like $1"
  for (const [db, count] of [
    [dbs.prepared, '1'],
    [dbs.unprepared, '0'],
  ] as const) {
    const client = await db.pool.connect()
    const marked = call('select 42 as marked')
    for (const _ of [1, 2, 3]) await Batch.run(client, [marked, marked], db === dbs.prepared)
    t.strictSame(await Batch.run(client, [call(text, '%42 as marked%')], false), [[[count]]])
    client.release()
  }
})

t.test('A statement is named by its text', async (t) => {
  t.equal(statement('select 1'), statement('select 1'))
  t.not(statement('select 1').name, statement('select 2').name)
  t.match(statement('select 1').name, /^s_[0-9a-f]{20}$/)
})
