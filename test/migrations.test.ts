import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { migrateDatabase } from '../src/database/migrate.ts'
import { currentRun, toAddress, toTarget } from './support/database.ts'
import { makeDatabase, reasonNot } from './support/migrated.ts'
import { makeLogin, query } from './support/process.ts'

const { server } = currentRun()

t.test('the tables in the sources need no other migration than those that are there', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['src', 'migrations', 'drizzle.config.ts', 'package.json'])
    cpSync(name, join(folder, name), { recursive: true })
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  const { status, stdout } = spawnSync('drizzle-kit', ['generate'], { cwd: folder, encoding: 'utf8' })
  t.equal(status, 0)
  t.match(stdout, /No schema changes, nothing to migrate/)
  t.strictSame(readdirSync(join(folder, 'migrations')), readdirSync('migrations'))
})

t.test('the journal lists each migration once, in order', async (t) => {
  const { entries } = JSON.parse(readFileSync('migrations/meta/_journal.json', 'utf8')) as {
    entries: { tag: string; when: number }[]
  }
  const files = readdirSync('migrations').filter((name) => name.endsWith('.sql'))
  t.strictSame(
    entries.map(({ tag }) => `${tag}.sql`),
    files.sort(),
  )
  t.strictSame(
    entries,
    entries.toSorted((a, b) => a.when - b.when),
    'a migration that is dated before an applied one would be left out',
  )
})

t.test('calls that migrate an empty database at once all succeed, and each migration is applied once', async (t) => {
  const database = await makeDatabase(t, 'template0')
  const target = toTarget(server, database)
  await Promise.all([migrateDatabase(target), migrateDatabase(target), migrateDatabase(target)])
  const applied = await query<{ created_at: string }>(database, 'select created_at from migrations.applied')
  t.equal(applied.length, readdirSync('migrations').filter((name) => name.endsWith('.sql')).length)
  t.equal(await reasonNot(database, false), undefined)
})

t.test('processes that migrate an empty database at once all succeed', async (t) => {
  const database = await makeDatabase(t, 'template0')
  const env = { ...process.env, DATABASE_URL: toAddress(server, database) }
  const migrate = async () => (await once(spawn(process.execPath, ['dist/migrate.js'], { env }), 'exit'))[0] as number
  t.strictSame(await Promise.all([migrate(), migrate()]), [0, 0])
  t.equal(await reasonNot(database, false), undefined)
})

t.test('databases of one server can be migrated at once, though roles belong to the server', async (t) => {
  const databases = await Promise.all([1, 2, 3].map(() => makeDatabase(t, 'template0')))
  await t.resolves(Promise.all(databases.map((database) => migrateDatabase(toTarget(server, database)))))
})

/** A session that has run a statement in a transaction that stays open. */
async function startHolder(t: Pick<Test, 'teardown'>, database: string, statement: string) {
  const target = toTarget(server, database)
  const config = typeof target === 'string' ? { connectionString: target } : target
  const client = new pg.Client({ ...config, application_name: 'report tool' })
  client.on('error', () => undefined)
  await client.connect()
  t.teardown(() => client.end())
  await client.query(`begin; ${statement}`)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { client, name: `process ${rows[0]?.pid} (report tool)` }
}

const locks = {
  'of a table': 'lock table migrations.applied in access exclusive mode',
  'of another process that migrates': 'select pg_advisory_lock(7208114)',
}
for (const [name, statement] of Object.entries(locks)) {
  t.test(`migrations give up with the name of who holds the lock ${name}`, async (t) => {
    const database = await makeDatabase(t)
    const holder = await startHolder(t, database, statement)
    const migrating = migrateDatabase(toTarget(server, database), { max: 3, pauseMs: 700 })
    const message = `${holder.name} holds a lock that migrations need; end it, or try again later`
    await t.rejects(migrating, { message })
  })

  t.test(`migrations go on when the lock ${name} is given back`, async (t) => {
    const database = await makeDatabase(t)
    const holder = await startHolder(t, database, statement)
    const migrating = migrateDatabase(toTarget(server, database), { max: 20, pauseMs: 200 })
    await pause(1_000)
    await holder.client.end()
    await t.resolves(migrating)
  })
}

t.test('in production, migrations require TLS to the database, too', async (t) => {
  const env = { ...process.env, NODE_ENV: 'production', DATABASE_URL: 'postgres://db.example.org/plans' }
  const { status, stderr } = spawnSync(process.execPath, ['dist/migrate.js'], { env, encoding: 'utf8' })
  t.equal(status, 1)
  t.match(stderr, /^DATABASE_URL must set sslmode=verify-full in production [^\n]+\n$/)
})

t.test('migrating without DATABASE_URL, or with one that does not answer, ends with one line', async (t) => {
  const migrate = (url: string) =>
    spawnSync(process.execPath, ['dist/migrate.js'], { env: { ...process.env, DATABASE_URL: url }, encoding: 'utf8' })
  t.match(migrate(''), { status: 1, stderr: 'DATABASE_URL is required: the database to migrate\n' })
  const { status, stderr } = migrate('postgres://someone:secret@127.0.0.1:1/none')
  t.equal(status, 1)
  t.match(stderr, /^DATABASE_URL: [^\n]+\n$/)
  t.notMatch(stderr, /secret/)
})

t.test('the service serves from a migrated database as a login that owns nothing', async (t) => {
  const database = await makeDatabase(t)
  t.equal(await reasonNot(database, true, await makeLogin(t, database)), undefined)
})

t.test('the service refuses an empty database, and one to which a migration is missing', async (t) => {
  const reason = 'DATABASE_URL: a migration is missing; run npm run migrate'
  t.equal(await reasonNot(await makeDatabase(t, 'template0'), false), reason)
  const database = await makeDatabase(t)
  const newest = '(select max(created_at) from migrations.applied)'
  await query(database, `delete from migrations.applied where created_at = ${newest}`)
  t.equal(await reasonNot(database, false), reason)
  await query(database, 'delete from migrations.applied')
  t.equal(await reasonNot(database, false), reason)
})

t.test('the service serves from a database that the next release has migrated already', async (t) => {
  const database = await makeDatabase(t)
  await query(database, "insert into migrations.applied (hash, created_at) values ('next', 9999999999999)")
  t.equal(await reasonNot(database, false), undefined)
})

t.test('the service refuses a table on which row-level security is not forced, or not enabled', async (t) => {
  const database = await makeDatabase(t)
  await query(database, 'alter table plans no force row level security')
  t.equal(await reasonNot(database, false), 'DATABASE_URL: row-level security is not forced on plans')
  await query(database, 'alter table plans force row level security, disable row level security')
  t.equal(await reasonNot(database, false), 'DATABASE_URL: row-level security is not forced on plans')
})

t.test('the service refuses a login that can bypass row-level security in production', async (t) => {
  const database = await makeDatabase(t)
  const login = await makeLogin(t, database)
  const reason = `DATABASE_URL: the role ${login} can bypass row-level security`
  await query(database, `alter role ${login} bypassrls`)
  t.equal(await reasonNot(database, true, login), reason)
  await query(database, `alter role ${login} nobypassrls superuser`)
  t.equal(await reasonNot(database, true, login), reason)
  t.equal(await reasonNot(database, false, login), undefined, 'a developer may')
})

t.test(
  'the service refuses a login that owns tables in production, for an owner can take the guard away',
  async (t) => {
    const database = await makeDatabase(t)
    const login = await makeLogin(t, database)
    await query(database, `alter table milestones owner to ${login}`)
    const reason = `DATABASE_URL: ${login} owns milestones; serve as another role`
    t.equal(await reasonNot(database, true, login), reason)
  },
)

t.test('the service refuses a login that is no member of one of its roles', async (t) => {
  const database = await makeDatabase(t)
  // who may be career_plans_records may be career_plans_app, too
  for (const role of ['career_plans_jobs', 'career_plans_records']) {
    const login = await makeLogin(t, database)
    await query(database, `revoke ${role} from ${login}`)
    const reason = `DATABASE_URL: the roles career_plans_app, career_plans_jobs, and career_plans_records must be granted to ${login}`
    t.equal(await reasonNot(database, true, login), reason, role)
  }
})

t.test('every table is confined by a policy, and may be read but not emptied', async (t) => {
  const database = await makeDatabase(t)
  const tables = await query<{ name: string; policies: number; may: boolean; truncates: boolean }>(
    database,
    `select relname as name, (select count(*)::int from pg_policy where polrelid = pg_class.oid
        and 'career_plans_app'::regrole = any(polroles)) as policies,
      has_table_privilege('career_plans_app', oid, 'select') as may,
      has_table_privilege('career_plans_app', oid, 'truncate') as truncates
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  )
  t.ok(tables.length >= 9)
  t.strictSame(
    tables.filter(({ policies, may, truncates }) => policies !== 1 || !may || truncates),
    [],
  )
})
