/** A database whose tables are distributed over the nodes of Citus: what the schema and the statements have to be. */
import { spawnSync } from 'node:child_process'
import type pg from 'pg'
import t from 'tap'
import { openDb } from '../src/database/db.ts'
import { isDistributed } from '../src/database/distribute.ts'
import { whyNotServe } from '../src/database/migrate.ts'
import { buildExample, listOperations, makeSubjects, sendAs, setOwnPolicy } from './fixtures/operations.ts'
import { somePlan } from './fixtures/plans.ts'
import { all, findingsAreStored, readPresent } from './oracle/invariants.ts'
import { installCitus } from './support/citus.ts'
import { currentRun, toAddress } from './support/database.ts'
import { makeDatabase, reasonNot } from './support/migrated.ts'
import { query } from './support/process.ts'
import { startService } from './support/service.ts'
import { untilEvaluated } from './support/state.ts'

const { server } = currentRun()

/** Runs `npm run migrate` with arguments. */
const migrate = (database: string, ...args: string[]) =>
  spawnSync(process.execPath, ['dist/migrate.js', ...args], {
    env: { ...process.env, DATABASE_URL: toAddress(server, database) },
    encoding: 'utf8',
  })

const foreignKeys = `select conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'f' order by 1`
const tablesOfAgencies = `
  select c.oid, relname from pg_class c join pg_attribute a on attrelid = c.oid and attname = 'agency_id'
  where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`

t.test('Without Citus, --distribute says so and what to do', async (t) => {
  const database = await makeDatabase(t)
  const { status, stderr } = migrate(database, '--distribute')
  t.equal(status, 1)
  t.match(
    stderr,
    /^DATABASE_URL: the tables cannot be distributed, because the extension citus is not installed[^\n]+\n$/,
  )
  t.equal(await isDistributed(toAddress(server, database)), false)
})

t.test('An option that migrate does not have is refused', async (t) => {
  const { status, stderr } = migrate(await makeDatabase(t), '--distributed')
  t.equal(status, 1)
  t.match(stderr, /--distributed.*the only option is --distribute\n$/)
})

t.test('--distribute distributes every table of agencies beside the first, and changes nothing else', async (t) => {
  const database = await makeDatabase(t)
  await installCitus(database)
  const before = await query(database, foreignKeys)
  const { status, stdout, stderr } = migrate(database, '--distribute')
  t.equal(status, 0, stderr)
  t.match(stdout, /^Distributed by agency: agencies, /)
  const tables = await query<{ relname: string }>(database, tablesOfAgencies)
  const distributed = await query(
    database,
    'select relname, partkey, colocated from pg_dist_partition join pg_class on oid = logicalrelid order by 1',
  )
  t.strictSame(
    distributed,
    tables.map(({ relname }) => ({
      relname,
      partkey: 'agency_id',
      colocated: relname === 'agencies' ? 'none' : 'agencies',
    })),
  )
  t.strictSame(await query(database, foreignKeys), before)
  t.ok(before.length > 0)
  t.match(stdout, 'alter role career_plans_app login;\n')
  t.equal(await reasonNot(database, false), undefined, 'row-level security is forced again')
  t.match(migrate(database, '--distribute'), { status: 0, stdout: /^All tables were distributed already.\n/ })
})

t.test('On a distributed database the service does not start as long as its roles cannot log in', async (t) => {
  const database = await makeDatabase(t)
  await installCitus(database)
  migrate(database, '--distribute')
  const address = toAddress(server, database)
  const db = openDb(address, { isDistributed: await isDistributed(address) })
  t.teardown(db.close)
  const roles = 'career_plans_app, career_plans_jobs, career_plans_records'
  t.equal(
    await whyNotServe(db, false),
    `DATABASE_URL: the tables are distributed, so ${roles} must be able to log in on every node`,
  )
})

t.test('every key, index and foreign key of an agency’s table begins with the agency', async (t) => {
  const database = await makeDatabase(t)
  const wrong = `
    select indexrelid::regclass::text as name from pg_index join (${tablesOfAgencies}) c on c.oid = indrelid
    where pg_get_indexdef(indexrelid, 1, true) <> 'agency_id'
    union all
    select conname from pg_constraint join (${tablesOfAgencies}) c on c.oid = conrelid
    where contype in ('f', 'p', 'u') and pg_get_constraintdef(pg_constraint.oid) !~ '^[A-Z ]+\\(agency_id'`
  t.strictSame(await query(database, wrong), [])
})

t.test('no table has a trigger, and no policy a subquery', async (t) => {
  const database = await makeDatabase(t)
  t.strictSame(await query(database, 'select tgname from pg_trigger where not tgisinternal'), [])
  const policies = await query<{ text: string }>(
    database,
    "select coalesce(qual, '') || coalesce(with_check, '') as text from pg_policies",
  )
  t.ok(policies.length > 0)
  for (const { text } of policies) t.notMatch(text, /select/i)
})

const service = await startService(
  {},
  {
    writing: true,
    open: async (address) => {
      const database = new URL(address).pathname.slice(1)
      await installCitus(database)
      migrate(database, '--distribute')
      return openDb(address, { isDistributed: await isDistributed(address) })
    },
  },
)
t.teardown(service.close)

t.test('On a distributed database every operation does what it does on any other', async (t) => {
  for (const operation of listOperations(service.openapi)) {
    const client = await service.client()
    const answer = await sendAs(client, buildExample(operation, await makeSubjects(client, 'any')))
    t.match(answer.status, /^20[0124]$/, operation.id)
  }
})

t.test('On a distributed database keys, streams, findings and the background work', async (t) => {
  const client = await service.client()
  const { draft } = await makeSubjects(client, 'any')
  const [first, again] = [1, 2].map(() => client.post('/v1/plans', somePlan(), { key: 'k' }))
  t.equal((await first)?.text, (await again)?.text)
  await setOwnPolicy(client)
  await untilEvaluated(service)
  await findingsAreStored(service, client, await readPresent(client))
  const feed = await all(client, '/v1/changes?limit=200')
  t.strictSame(
    feed.map(({ seq }) => seq),
    feed.map((_, index) => index + 1),
  )
  const streamed = await client.get('/v1/plans', { headers: { accept: 'application/x-ndjson' } })
  t.match(streamed.text, draft.planId)
})

/** The texts of all statements that the connections of a pool have prepared. */
async function preparedOn(pool: pg.Pool): Promise<string[]> {
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()))
  const prepared = 'select statement from pg_prepared_statements'
  const answers = await Promise.all(clients.map((client) => client.query<{ statement: string }>(prepared)))
  for (const client of clients) client.release()
  return answers.flatMap(({ rows }) => rows.map(({ statement }) => statement))
}

t.test('What is sent to a distributed database can be done on the nodes', async (t) => {
  const { pool, streams } = service.db
  const sent = [...new Set([...(await preparedOn(pool)), ...(await preparedOn(streams))])]
  t.ok(sent.length > 100, 'the tests above have sent all there is')
  const sets = sent.filter((text) => /^set local/.test(text))
  t.ok(sets.includes("set local citus.propagate_set_commands = 'local'"))
  for (const text of sent) {
    t.notMatch(text, /set_config|plan_cache_mode/, 'settings are literal SET LOCAL, and plans see their parameters')
    t.notMatch(text, /advisory/, 'locks are those of rows, which hold on every node')
    if (/^\s*insert/i.test(text) && /\bselect\b/i.test(text))
      t.match(text, /select\s+a\.agency_id[\s\S]*from agencies a\b[\s\S]*where a\.agency_id = \$1/, 'rows are joined')
    if (/for (no key )?update/i.test(text)) t.match(text, /agency_id = \$1/, 'locks are those of one agency')
    if (/^\s*(insert|update|delete)/i.test(text)) t.match(text, /agency_id = \$1|\(\$1|select\s+a\.agency_id/, text)
    t.notMatch(
      text,
      /with[\s\S]*insert into agencies[\s\S]*insert into changes/,
      'the counter is a statement of its own',
    )
  }
})
