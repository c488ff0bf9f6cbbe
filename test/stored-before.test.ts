import { randomUUID } from 'node:crypto'
import t from 'tap'
import { readPeriod } from '../src/outcomes/kept.ts'
import { makeBefore, reasonNot } from './support/migrated.ts'
import { query } from './support/process.ts'

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
