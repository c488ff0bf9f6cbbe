import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openDb } from '../src/db.ts'
import { migrateDatabase, whyNotServe } from '../src/migrate.ts'
import { readPeriod } from '../src/outcomes/kept.ts'
import { addressOf, createDatabase, currentRun, dropDatabase, targetOf } from './support/database.ts'
import { asLogin, makeLogin, query } from './support/process.ts'

type Test = Pick<typeof t, 'teardown'>

const { server, template } = currentRun()
const newName = () => `test_${randomUUID().replaceAll('-', '')}`

/** A database of its own, from the migrated template of the run or empty. */
async function makeDatabase(t: Test, from = template): Promise<string> {
  const name = newName()
  await createDatabase(server, name, from)
  t.teardown(() => dropDatabase(server, name))
  return name
}

/** A database as it was before a migration, and what applies that one and all behind it. */
async function makeBefore(t: Test, migration: string) {
  const database = await makeDatabase(t, 'template0')
  const files = readdirSync('migrations').filter((name) => name.endsWith('.sql'))
  const first = files.indexOf(`${migration}.sql`)
  const apply = async (some: readonly string[]) => {
    for (const file of some) await query(database, readFileSync(join('migrations', file), 'utf8'))
  }
  await apply(files.slice(0, first))
  const applyBefore = (last: string) => apply(files.slice(first, files.indexOf(`${last}.sql`)))
  return { database, applyRest: () => apply(files.slice(first)), applyBefore }
}

/** What the service says of a database before it serves from it, connected as the given login or as the tests' own. */
async function reasonNot(database: string, production: boolean, login?: string): Promise<string | undefined> {
  const address = addressOf(server, database)
  const db = openDb(login ? asLogin(address, login) : address)
  try {
    return await whyNotServe(db, production)
  } finally {
    await db.close()
  }
}

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
  const target = targetOf(server, database)
  await Promise.all([migrateDatabase(target), migrateDatabase(target), migrateDatabase(target)])
  const applied = await query<{ created_at: string }>(database, 'select created_at from migrations.applied')
  t.equal(applied.length, readdirSync('migrations').filter((name) => name.endsWith('.sql')).length)
  t.equal(await reasonNot(database, false), undefined)
})

t.test('processes that migrate an empty database at once all succeed', async (t) => {
  const database = await makeDatabase(t, 'template0')
  const env = { ...process.env, DATABASE_URL: addressOf(server, database) }
  const migrate = async () => (await once(spawn(process.execPath, ['dist/migrate.js'], { env }), 'exit'))[0] as number
  t.strictSame(await Promise.all([migrate(), migrate()]), [0, 0])
  t.equal(await reasonNot(database, false), undefined)
})

t.test('databases of one server can be migrated at once, though roles belong to the server', async (t) => {
  const databases = await Promise.all([1, 2, 3].map(() => makeDatabase(t, 'template0')))
  await t.resolves(Promise.all(databases.map((database) => migrateDatabase(targetOf(server, database)))))
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
  const reason = `DATABASE_URL: the role career_plans_app or ${login} can bypass row-level security`
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
    const reason = `DATABASE_URL: the role career_plans_app or ${login} owns tables (milestones); serve as another role`
    t.equal(await reasonNot(database, true, login), reason)
  },
)

t.test('what was stored before a member existed answers null for it', async (t) => {
  const { database, applyRest } = await makeBefore(t, '0008_null_in_what_was_stored')
  const [agency, plan, followUp] = [randomUUID(), randomUUID(), randomUUID()]
  const now = "'2026-01-05T12:00:00Z'"
  await query(
    database,
    `insert into plans (agency_id, id, status, type, participant, goals, strengths, barriers, no_barriers_identified,
      gaps, recorded_on, version, created_at, updated_at, json)
    values ('${agency}', '${plan}', 'draft', 'career_action_plan', '{"id":"P-1","lastServiceOn":"2026-01-05"}',
      '[]', '[]', '[]', false, '[]', '2026-01-05', 1, ${now}, ${now}, '{}');
    insert into follow_ups (agency_id, id, plan_id, kind, due_on, status, two_way, services, outcome, attempts,
      recorded_on, version, created_at, updated_at, json)
    values ('${agency}', '${followUp}', '${plan}', 'appointment', '2026-02-02', 'completed', true, '[]',
      '{"employment":"employed","evidence":{"type":"survey"}}', '[]', '2026-01-05', 1, ${now}, ${now}, '{}')`,
  )
  await applyRest()
  const [stored] = await query<Record<string, unknown>>(
    database,
    `select plans.json::json -> 'participant' as participant, plans.json::json -> 'services' as services,
      follow_ups.json::json -> 'outcome' as outcome from plans, follow_ups`,
  )
  t.match(stored, {
    participant: {
      ...{ id: 'P-1', eligibleOn: null, lastServiceOn: '2026-01-05', nextServiceOn: null, followUpDecision: null },
    },
    services: [],
    outcome: { employment: 'employed', evidence: { type: 'survey', element: null, status: null } },
  })
  t.match(await reasonNot(database, false), /a migration is missing/, 'row-level security is forced again')
})

t.test('what was stored before outcomes told of quarters has null there, and is to be evaluated anew', async (t) => {
  const { database, applyRest } = await makeBefore(t, '0021_null_in_outcomes_and_periods_of_plans')
  const [agency, plan, followUp] = [randomUUID(), randomUUID(), randomUUID()]
  const now = "'2026-01-05T12:00:00Z'"
  await query(
    database,
    `insert into agencies (agency_id, last_seq) values ('${agency}', 1);
    insert into plans (agency_id, id, status, type, participant, goals, strengths, barriers, no_barriers_identified,
      gaps, services, recorded_on, version, created_at, updated_at, json)
    values ('${agency}', '${plan}', 'draft', 'career_action_plan', '{"id":"P-1"}',
      '[]', '[]', '[]', false, '[]', '[{"id":"a"},{"id":"b"}]', '2026-01-05', 1, ${now}, ${now}, '{}');
    insert into follow_ups (agency_id, id, plan_id, kind, due_on, status, two_way, services, outcome, attempts,
      recorded_on, version, created_at, updated_at, json)
    values ('${agency}', '${followUp}', '${plan}', 'appointment', '2026-02-02', 'completed', true, '[]',
      '{"employment":"employed"}', '[]', '2026-01-05', 1, ${now}, ${now}, '{}')`,
  )
  await applyRest()
  const [stored] = await query<Record<string, unknown>>(
    database,
    `select plans.json::json as plan, follow_ups.json::json as "followUp", evaluations.rulebook, evaluations.total
    from plans, follow_ups, evaluations`,
  )
  t.match(stored, {
    plan: { services: [{ id: 'a', trainingType: null }, { id: 'b' }], attainments: [] },
    followUp: {
      outcome: { employment: 'employed', quarter: null, wagesPaid: null, convertsWages: false },
      schedule: null,
    },
    ...{ rulebook: 3, total: 1 },
  })
  t.match(await reasonNot(database, false), /a migration is missing/, 'row-level security is forced again')
})

t.test('what was found before findings were kept as answered is kept as it was', async (t) => {
  const { database, applyRest } = await makeBefore(t, '0022_findings_as_answered')
  const [agency, plan, waiver] = [randomUUID(), randomUUID(), randomUUID()]
  const row = (subject: string, message: string, until: string, spans: string, waivedBy: string) =>
    `('${agency}', gen_random_uuid(), '${plan}', 'word-misspelled', 'info', 'goal', ${subject}, '${message}',
      '/goals/0/statement', '2026-01-05', ${until}, ${spans}, ${waivedBy}, 2, '2026-01-05T12:00:00.000Z', '2026-01-05', ${until})`
  await query(
    database,
    `insert into findings (agency_id, id, plan_id, rule, severity, subject_type, subject_id, subject_external_id, message,
      pointer, from_on, until_on, spans, waiver_id, policy_version, found_at, known_from, known_until)
    values ${row("'goal-1', null", '“wrk” is\n no "word"', "'infinity'", `'[{"start":0,"end":3}]'`, 'null')},
      ${row(`'goal-2', 'a\\b"'`, 'Ends.', "'2026-02-01'", 'null', `'${waiver}'`)}`,
  )
  await applyRest()
  const stored = await query<{ content: string }>(database, 'select content from findings order by until_on desc')
  const of = { rule: 'word-misspelled', severity: 'info' }
  const where = { pointer: '/goals/0/statement', spans: null, from: '2026-01-05' }
  t.strictSame(
    stored.map(({ content }) => content),
    [
      {
        ...{
          ...of,
          subject: { type: 'goal', id: 'goal-1', externalId: null },
          planId: plan,
          message: '“wrk” is\n no "word"',
        },
        ...{ ...where, spans: [{ start: 0, end: 3 }], until: null, waivedBy: null, policyVersion: 2 },
      },
      {
        ...{ ...of, subject: { type: 'goal', id: 'goal-2', externalId: 'a\\b"' }, planId: plan, message: 'Ends.' },
        ...{ ...where, until: '2026-02-01', waivedBy: waiver, policyVersion: 2 },
      },
    ].map((finding) => JSON.stringify(finding)),
  )
})

/** Adds the period of a plan of its own, as periods were kept while follow-ups were among their facts, or `apart`. */
async function addPeriod(
  database: string,
  exitedOn: string,
  facts: object,
  plan = randomUUID(),
  apart: Record<string, string> = {},
): Promise<void> {
  const agency = randomUUID()
  const kept = JSON.stringify({ status: 'draft', quarters: [null, null, null, null], followUps: [], ...facts })
  await query(
    database,
    `insert into plans (agency_id, id, status, type, participant, updated_at, json)
    values ('${agency}', '${plan}', 'draft', 'career_action_plan', '{"id":"P-1"}', '2026-01-05T12:00:00.000Z', '{}');
    insert into periods (${['agency_id', 'plan_id', 'participant_id', 'exited_on', 'facts', ...Object.keys(apart)]})
    values (${[`'${agency}'`, `'${plan}'`, "'P-1'", exitedOn, `'${kept}'`, ...Object.values(apart)]})`,
  )
}

t.test('periods that were stored before know the days of their training', async (t) => {
  const { database, applyRest } = await makeBefore(t, '0029_fill_training_of_periods')
  const short = { startedOn: '2026-02-02', endedOn: '2026-03-13' }
  const long = { startedOn: '2026-01-05', endedOn: null }
  await addPeriod(database, 'null', { trainings: [] })
  await addPeriod(database, 'null', { trainings: [short] })
  await addPeriod(database, 'null', { trainings: [short, long] })
  await addPeriod(database, "'2026-04-30'", { trainings: [short, long] })
  await applyRest()
  const days = 'select trained_from::text, trained_until::text from periods order by trained_until nulls first, 1'
  t.strictSame(await query(database, days), [
    { trained_from: null, trained_until: null },
    { trained_from: '2026-02-02', trained_until: '2026-03-13' },
    { trained_from: '2026-01-05', trained_until: '2026-04-30' },
    { trained_from: '2026-01-05', trained_until: 'infinity' },
  ])
})

t.test('periods that were stored before keep their follow-ups, apart, and lose only what nobody reads', async (t) => {
  const { database, applyBefore } = await makeBefore(t, '0031_follow_ups_and_status_apart_from_periods')
  const learned = { employment: 'employed', industry: null, followUpId: randomUUID() }
  const followUps = [{ id: learned.followUpId, status: 'completed' }]
  const trainings = [{ startedOn: '2026-02-02', endedOn: null, type: null, occupation: null }]
  await addPeriod(database, 'null', { status: 'closed', quarters: [null, learned, null, null], followUps, trainings })
  await applyBefore('0034_values_of_periods')
  const [row] = await query<{ facts: object }>(database, 'select status, facts, follow_ups from periods')
  const facts = { status: 'closed', quarters: [null, { employment: 'employed' }, null, null], trainings }
  t.strictSame(row, { status: 'closed', facts, follow_ups: followUps })
  t.equal(JSON.stringify(row?.facts), JSON.stringify(facts), 'in the order in which the service writes them')
})

t.test('periods that were stored before say of their milestones what reports read there', async (t) => {
  const { database, applyBefore } = await makeBefore(t, '0031_follow_ups_and_status_apart_from_periods')
  const [first, second, third, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  const linked = { id: first, goalId: 'goal-1', dueOn: '2026-02-27' }
  const unlinked = { id: other, goalId: 'goal-2' }
  const below = [
    { id: second, parentId: first, dueOn: '2026-01-30' },
    { id: third, parentId: second, dueOn: '2026-01-23' },
  ]
  const kept: [object[], object | null][] = [
    [[], null],
    [[linked, ...below], { timed: true, linked: true }],
    [[linked, unlinked], { timed: false, linked: false }],
    [[linked, { ...unlinked, status: 'stopped' }], { timed: true, linked: true }],
    [[{ ...unlinked, status: 'stopped' }], null],
  ]
  for (const [milestones, expected] of kept) {
    const plan = randomUUID()
    await addPeriod(database, 'null', { goalIds: ['goal-1'], gains: [expected] }, plan)
    await query(
      database,
      `insert into milestones (agency_id, id, plan_id, goal_id, parent_id, kind, due_on, status, json)
      select agency_id, id, plan_id, "goalId", "parentId", 'education', "dueOn", coalesce(m.status, 'planned'), '{}'
      from periods, json_to_recordset('${JSON.stringify(milestones)}')
        as m(id uuid, "goalId" text, "parentId" uuid, "dueOn" date, status text) where plan_id = '${plan}'`,
    )
  }
  await applyBefore('0034_values_of_periods')
  const rows = await query<{ facts: { gains: object[]; milestones: object | null } }>(
    database,
    'select facts from periods',
  )
  t.equal(rows.length, kept.length)
  for (const { facts } of rows) {
    t.strictSame([facts.milestones], facts.gains)
    t.notOk('goalIds' in facts)
  }
})

t.test('periods that were stored with names keep what they said as values', async (t) => {
  const { database, applyRest } = await makeBefore(t, '0034_values_of_periods')
  const learned = {
    ...{ employment: 'employed', source: 'ui_wage_record', wages: { amount: 5000.5, basis: 'paid' }, early: false },
    ...{ fein: '12-3456789', sameEmployer: true, occupation: '47-2061.00', enrolledIn: null },
  }
  const period = {
    ...{ planId: randomUUID(), participantId: 'P-1', programs: ['adult'], enteredOn: '2026-01-05' },
    ...{ firstCounselingOn: '2026-01-06', employedOn: null, exitedOn: '2026-04-30', exitReason: 'none' },
    followUpDecision: { decision: 'accepted', decidedOn: '2026-04-30' },
    ...{ careerPlanner: 'staff-1', office: null, status: 'active', milestones: { timed: true, linked: false } },
    acknowledgements: [
      { party: 'participant', on: '2026-01-09' },
      { party: 'staff', on: '2026-01-10' },
    ],
    ...{ completedOn: '2026-01-09', closeReason: null },
    quarters: [null, learned, { ...learned, wages: null }, null],
    enrollments: [{ in: 'postsecondary', on: '2026-06-01' }],
    trainings: [{ startedOn: '2026-02-02', endedOn: null, type: null, occupation: null }],
    credentials: [{ type: 'occupational_license', attainedOn: '2026-05-01' }],
    gains: [{ id: 'a/b', type: 'training_milestone', attainedOn: '2026-03-02', setOn: null, from: '2026-02-02' }],
    occupations: ['47-2061.00'],
  }
  const bare = { ...period, planId: randomUUID(), acknowledgements: [], quarters: [null, null, null, null] }
  const apart = { status: "'active'", follow_ups: "'[]'" }
  for (const facts of [period, bare]) await addPeriod(database, "'2026-04-30'", facts, facts.planId, apart)
  await applyRest()
  for (const facts of [period, bare]) {
    const [row] = await query<{ facts: string }>(
      database,
      `select facts::text from periods where plan_id = '${facts.planId}'`,
    )
    t.strictSame(readPeriod(row?.facts as string), facts)
  }
})

t.test('every table is confined by a policy, and may be read but not emptied', async (t) => {
  const database = await makeDatabase(t)
  const tables = await query<{ name: string; policies: number; may: boolean; truncates: boolean }>(
    database,
    `select relname as name, (select count(*)::int from pg_policy where polrelid = pg_class.oid) as policies,
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
