/** The second wall between agencies: the database itself, under the role that every statement of the service runs as. */
import t from 'tap'
import { makeSubjects, setOwnPolicy } from './fixtures/operations.ts'
import { somePlan } from './fixtures/plans.ts'
import { startService } from './support/service.ts'
import { listTables, untilEvaluated } from './support/state.ts'

const service = await startService()
t.teardown(service.close)
const [a, b] = [await service.client(), await service.client()]
for (const client of [a, b]) {
  await makeSubjects(client, 'any')
  await client.post('/v1/plans', somePlan(), { key: 'a-key' })
  await setOwnPolicy(client)
}
await untilEvaluated(service)
await service.db.pool.query('insert into unread_plans select agency_id, id from plans') // nobody reads texts here
// nobody writes on two days here
const copied = (
  await service.db.pool.query(
    "select string_agg(attname, ', ' order by attnum) as names from pg_attribute where attrelid = 'periods'::regclass and attnum > 0",
  )
).rows[0].names
await service.db.pool.query(
  `insert into past_periods (${copied}, known_until) select ${copied}, 'infinity' from periods`,
)
const tables = await listTables(service)
const ofAgencies = tables.filter((table) => table !== 'cursor_key')
const onlyAddedTo = ['changes', 'policies']

type Row = Record<string, unknown>

/** Runs a statement as the service would, for an agency or for none; always undone. */
async function asService(agencyId: string | undefined, text: string, role = 'career_plans_app'): Promise<Row[]> {
  const client = await service.db.pool.connect()
  try {
    await client.query('begin')
    await client.query(`set local role ${role}`)
    if (agencyId !== undefined) await client.query(`set local app.agency_id = '${agencyId}'`)
    return (await client.query(text)).rows
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const asOwner = async (text: string): Promise<Row[]> => (await service.db.pool.query(text)).rows

/** A table without rows of agency A or B would prove nothing. */
t.test('every table holds rows of both agencies', async (t) => {
  for (const table of ofAgencies) {
    const rows = await asOwner(`select distinct agency_id from "${table}"`)
    t.strictSame(rows.map(({ agency_id }) => agency_id).sort(), [a.agencyId, b.agencyId].sort(), table)
  }
})

t.test('an agency sees its own rows and none of any other', async (t) => {
  for (const table of ofAgencies) {
    const rows = await asService(a.agencyId, `select distinct agency_id from "${table}"`)
    t.strictSame(rows, [{ agency_id: a.agencyId }], table)
    t.strictSame(await asService(a.agencyId, `select 1 from "${table}" where agency_id = '${b.agencyId}'`), [], table)
  }
})

t.test('without an agency nothing is seen', async (t) => {
  for (const table of ofAgencies) {
    t.strictSame(await asService(undefined, `select 1 from "${table}"`), [], table)
    t.strictSame(await asService('', `select 1 from "${table}"`), [], `${table}, agency empty`)
  }
})

t.test('an agency cannot add a row to another', async (t) => {
  for (const table of ofAgencies) {
    const columns = await asOwner(
      `select column_name as name from information_schema.columns
       where table_name = '${table}' and is_generated = 'NEVER' order by ordinal_position`,
    )
    const names = columns.map(({ name }) => `"${name}"`)
    const values = names.map((name) => (name === '"agency_id"' ? `'${b.agencyId}'::uuid` : name))
    const copy = `insert into "${table}" (${names.join(', ')}) select ${values.join(', ')} from "${table}" limit 1`
    await t.rejects(asService(a.agencyId, copy), { code: '42501' }, table)
    await t.rejects(
      asService(
        undefined,
        copy.replace(
          /select .*/,
          `select ${values.map((value) => (value.endsWith('uuid') ? value : 'null')).join(', ')}`,
        ),
      ),
      { code: '42501' },
      `${table}, no agency`,
    )
  }
})

/** What a statement does to rows that it must not reach: nothing, or it is refused. */
const touched = (agencyId: string | undefined, text: string): Promise<Row[]> =>
  asService(agencyId, text).catch((error) => {
    if (error.code === '42501') return []
    throw error
  })

t.test('an agency cannot change or delete a row of another, in any table', async (t) => {
  for (const table of ofAgencies)
    for (const agencyId of [a.agencyId, undefined]) {
      const where = agencyId ? `where agency_id = '${b.agencyId}'` : ''
      const change = `update "${table}" set agency_id = agency_id ${where} returning 1`
      t.strictSame(await touched(agencyId, change), [], `${table}, changed`)
      t.strictSame(await touched(agencyId, `delete from "${table}" ${where} returning 1`), [], `${table}, deleted`)
    }
})

t.test('an agency cannot move a row to another, in any table', async (t) => {
  for (const table of ofAgencies) {
    const move = `update "${table}" set agency_id = '${b.agencyId}'`
    await t.rejects(asService(a.agencyId, move), { code: /^(42501|23503|23505)$/ }, table)
  }
})

t.test('what was done cannot be changed or deleted, not even by the agency itself', async (t) => {
  await t.rejects(asService(a.agencyId, 'update changes set op = op'), { code: '42501' })
  await t.rejects(asService(a.agencyId, 'update waivers set json = json'), { code: '42501' })
  await t.rejects(asService(a.agencyId, 'update policies set version = version'), { code: '42501' })
  for (const table of onlyAddedTo) await t.rejects(asService(a.agencyId, `delete from ${table}`), { code: '42501' })
  for (const table of tables) await t.rejects(asService(a.agencyId, `truncate "${table}"`), { code: '42501' }, table)
})

t.test('the role that looks for work sees which agencies have some, and nothing else of any table', async (t) => {
  const asJobs = (text: string) => asService(undefined, text, 'career_plans_jobs')
  const ofWork = ['agencies', 'evaluations', 'hand_overs', 'unread_plans']
  for (const table of ofWork) {
    const rows = await asJobs(`select distinct agency_id from ${table}`)
    t.strictSame(rows.map(({ agency_id }) => agency_id).sort(), [a.agencyId, b.agencyId].sort(), table)
  }
  await asJobs('select rulebook, advanced_at, finished_at from evaluations')
  for (const table of tables) {
    await t.rejects(asJobs(`select * from "${table}"`), { code: '42501' }, table)
    await t.rejects(asJobs(`insert into "${table}" default values`), { code: '42501' }, table)
    await t.rejects(asJobs(`delete from "${table}"`), { code: '42501' }, table)
    await t.rejects(asJobs(`truncate "${table}"`), { code: '42501' }, table)
  }
  for (const table of ofAgencies)
    await t.rejects(asJobs(`update "${table}" set agency_id = agency_id`), { code: '42501' }, table)
})

t.test('who files and erases may change what was done, of the own agency only, and deletes none of it', async (t) => {
  const asRecords = (text: string) => asService(a.agencyId, text, 'career_plans_records')
  const [own] = await asRecords('update changes set op = op returning agency_id')
  t.equal(own?.agency_id, a.agencyId)
  t.strictSame(await asRecords(`update changes set op = op where agency_id <> '${a.agencyId}' returning 1`), [])
  await t.rejects(asRecords('delete from changes'), { code: '42501' })
  await t.rejects(asRecords('update policies set version = version'), { code: '42501' })
})

t.test('the roles own nothing and can be nothing else', async (t) => {
  for (const name of ['career_plans_app', 'career_plans_jobs', 'career_plans_records']) {
    const [role] = await asOwner(
      `select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb from pg_roles where rolname = '${name}'`,
    )
    t.strictSame(role, {
      rolsuper: false,
      rolbypassrls: false,
      rolcanlogin: false,
      rolcreaterole: false,
      rolcreatedb: false,
    })
    t.strictSame(await asOwner(`select relname from pg_class where relowner = '${name}'::regrole`), [])
    const memberOf = name === 'career_plans_records' ? [{ role: 'career_plans_app' }] : []
    const roles = `select roleid::regrole::text as role from pg_auth_members where member = '${name}'::regrole`
    t.strictSame(await asOwner(roles), memberOf)
    await t.rejects(asService(a.agencyId, 'create table public.mine (id int)', name), { code: '42501' })
  }
})

t.test('row-level security is on and forced on every table', async (t) => {
  const rows = await asOwner(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
     and not (relrowsecurity and relforcerowsecurity)`,
  )
  t.strictSame(rows, [])
  t.ok(tables.length >= 8)
  const others = await asOwner(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')",
  )
  t.strictSame(others, [], 'views and foreign tables would go around it')
})

t.test('the agency is first in every primary key, unique index and foreign key', async (t) => {
  const indexes = await asOwner(
    `select c.relname as name, a.attname as first from pg_index i join pg_class c on c.oid = i.indexrelid
     join pg_class t on t.oid = i.indrelid left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where t.relnamespace = 'public'::regnamespace and i.indisunique and t.relname <> 'cursor_key'`,
  )
  t.ok(indexes.length >= tables.length - 1)
  for (const { name, first } of indexes) t.equal(first, 'agency_id', String(name))
  const keys = await asOwner(
    `select conname as name, a.attname as first, b.attname as there from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1] where c.contype = 'f'`,
  )
  t.ok(keys.length >= 2)
  for (const { name, first, there } of keys) t.strictSame([first, there], ['agency_id', 'agency_id'], String(name))
})
