/** The PIRL: the records, which there are, and the map. */
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import {
  attainment,
  create,
  exported,
  learned,
  parseRecords,
  path,
  person,
  pick,
  readRecord,
  training,
} from './fixtures/pirl.ts'
import { somePlan } from './fixtures/plans.ts'
import { createRandom, type Random } from './fuzz/random.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const ndjson = { headers: { accept: 'application/x-ndjson' } }

/** The elements that are filled, in the order of ETA-9172. */
const numbers = `
  100 900 901 903 904 905 906 918 923 1202 1206
  1300 1302 1303 1306 1308 1309 1310 1311 1313 1314 1315 1316 1318 1332
  1401 1402 1403 1405 1406 1407 1408 1409 1410 1411 1412 1413 1414 1415 1416 1503
  1600 1601 1602 1603 1604 1605 1606 1607 1610 1612 1613 1614 1615 1616 1617 1618 1703 1704 1705 1706
  1800 1801 1802 1803 1804 1805 1806 1807 1808 1809 1810 1811 1813 1900 1901`.match(/\d+/g) as string[]

t.test('The file has a header of element numbers, and NDJSON holds the same records', async (t) => {
  const client = await service.client()
  const followUps = [learned(2, { employment: 'employed', wagesPaid: 9000 })]
  await create(client, somePlan({ participant: person, followUps }))
  const { headers, text } = await client.get(`${path}?asOf=2026-12-31`)
  t.equal(headers.get('content-type'), 'text/csv; charset=utf-8; header=present')
  t.match(headers.get('definition-version'), /^\d{4}-\d\d-\d\d\.\d+$/)
  const columns = text.split('\r\n')[0]?.split(',') ?? []
  t.strictSame(
    columns.filter((number) => numbers.includes(number)),
    numbers,
  )
  const lines = await client.get(`${path}?asOf=2026-12-31`, ndjson)
  t.equal(lines.headers.get('content-type'), 'application/x-ndjson')
  t.strictSame(
    lines.body.map((record: Json) => Object.entries(record).map(([number, value]) => [number, value ?? ''])),
    parseRecords(text).map((record) => numbers.map((number) => [number, record[number]])),
  )
  const none = await service.client()
  t.equal((await none.get(path)).text, `${columns.join(',')}\r\n`, 'nobody is a header line')
  t.equal((await none.get(path, ndjson)).text, '')
  t.equal((await none.get(path, { headers: { accept: 'application/json' } })).status, 406)
})

t.test('Without a day the report is of the end of the last calendar quarter', async (t) => {
  const client = await service.client()
  await create(client, somePlan({ participant: person, services: [training('2025-02-03')] }))
  const year = Number((await client.get('/v1/participants/P-1')).body.recordedOn.slice(0, 4))
  const quarter = Math.floor((Number((await client.get('/v1/participants/P-1')).body.recordedOn.slice(5, 7)) - 1) / 3)
  const last = [`${year - 1}-12-31`, `${year}-03-31`, `${year}-06-30`, `${year}-09-30`][quarter]
  const open = { ...person, id: 'P-2', exitedOn: null }
  await create(client, somePlan({ participant: { ...open, enteredOn: last } }))
  t.strictSame(await exported(client), await exported(client, `asOf=${last}`))
  t.equal((await exported(client)).length, 2, 'who entered on that day is in it')
})

t.test('An id is never cut, and stands as it is', async (t) => {
  const client = await service.client()
  for (const id of ['=1+1,"x"', 'P-0000000000001', 'P-0000000000002'])
    await create(client, somePlan({ participant: { ...person, id } }))
  const { text } = await client.get(path)
  const ids = text.split('\r\n').slice(1, -1)
  t.strictSame(
    ids.map((line) => line.slice(0, line.indexOf(',,'))),
    ['"=1+1,""x"""', 'P-0000000000001', 'P-0000000000002'],
  )
  t.strictSame(
    (await client.get(path, ndjson)).body.map((record: Json) => record['100']),
    ['=1+1,"x"', 'P-0000000000001', 'P-0000000000002'],
  )
})

t.test('Elements that this service stores nothing for are empty', async (t) => {
  t.strictSame(pick(await readRecord(service, {}, '2026-12-31'), '101', '200', '201'), ['', '', ''])
})

t.test('Two plans of one period are one record, and someone who comes back has one per period', async (t) => {
  const client = await service.client()
  const once = { ...person, id: 'P-2' }
  await create(client, somePlan({ participant: once, services: [training('2025-02-03')] }))
  await create(client, somePlan({ participant: once, followUps: [learned(1, { employment: 'employed' })] }))
  const back = { ...once, id: 'P-1' }
  await create(client, somePlan({ participant: back }))
  await create(client, somePlan({ participant: { ...back, enteredOn: '2025-06-02', exitedOn: '2025-10-31' } }))
  const wrong = await create(client, somePlan({ participant: { ...person, id: 'P-3' }, completedOn: '2025-01-07' }))
  const closing = { closedOn: '2025-01-08', closeReason: 'entered_in_error' }
  await client.post(`/v1/plans/${wrong.id}/close`, closing, { ifMatch: '*' })
  const records = await exported(client, 'asOf=2026-03-31')
  t.strictSame(records.map((record) => pick(record, '100', '900', '901', '1302', '1600')).toSorted(), [
    ['P-1', '20250106', '20250331', '', '0'],
    ['P-1', '20250602', '20251031', '', '9'],
    ['P-2', '20250106', '20250331', '20250203', '1'],
    ['P-3', '20250106', '20250331', '', '0'],
  ])
})

t.test('Records are asked for by exit, program, office and career planner', async (t) => {
  const client = await service.client()
  const exits = ['2024-12-31', '2025-01-01', '2025-03-31', '2025-04-01', null]
  for (const [index, exitedOn] of exits.entries()) {
    const programs = index % 2 ? ['youth'] : ['adult', 'other']
    const participant = { id: `P-${index}`, programs, enteredOn: '2024-06-03', exitedOn }
    await create(client, somePlan({ participant, office: index < 2 ? 'north' : 'south', careerPlanner: `s-${index}` }))
  }
  const of = async (query: string) => (await exported(client, query)).map((record) => record['100'])
  t.strictSame(await of(''), ['P-0', 'P-1', 'P-2', 'P-3', 'P-4'])
  t.strictSame(await of('exitQuarter=2025-Q1'), ['P-1', 'P-2'])
  t.strictSame(await of('exitQuarter=2024-Q4'), ['P-0'])
  t.strictSame(await of('exitedFrom=2025-01-01'), ['P-1', 'P-2', 'P-3'])
  t.strictSame(await of('exitedTo=2025-03-31'), ['P-0', 'P-1', 'P-2'])
  t.strictSame(await of('exitedFrom=2025-01-01&exitedTo=2025-04-01&asOf=2025-06-29'), ['P-1'], 'whose exit is certain')
  t.strictSame(await of('program=youth'), ['P-1', 'P-3'])
  t.strictSame(await of('office=north'), ['P-0', 'P-1'])
  t.strictSame(await of('careerPlanner=s-2&program=adult'), ['P-2'])
  t.strictSame(await of('careerPlanner=s-2&program=youth'), [])
  const { body } = await client.get('/v1/plans?careerPlanner=s-3')
  await client.patch(`/v1/plans/${body.items[0].id}`, { office: 'north' }, { ifMatch: '*' })
  t.strictSame(await of('office=north'), ['P-0', 'P-1', 'P-3'], 'as the plan says now')
  const refused = async (query: string) => {
    const { status, body } = await client.get(`${path}?${query}`)
    return [status, body.code, body.errors[0].pointer]
  }
  t.strictSame(await refused('exitQuarter=2025-Q1&exitedTo=2025-03-31'), [400, 'invalid', '/exitQuarter'])
  t.strictSame(await refused('exitedFrom=2025-04-01&exitedTo=2025-03-31'), [400, 'invalid', '/exitedTo'])
  t.strictSame(await refused('exitQuarter=2025-Q5'), [400, 'invalid', '/exitQuarter'])
  t.strictSame(await refused('quarter=1'), [400, 'invalid', '/quarter'])
})

t.test('Another agency’s periods are never in it', async (t) => {
  const [client, other] = [await service.client(), await service.client()]
  await create(other, somePlan({ participant: person }))
  for (const query of ['', 'exitQuarter=2025-Q1']) {
    t.strictSame(await exported(client, query), [])
    t.equal((await exported(other, query)).length, 1)
  }
})

t.test('The map has each element once, in order, with its source, and says what is not exported and why', async (t) => {
  const client = await service.client()
  const { body } = await client.get(`${path}/elements`)
  const items: Json[] = body.items
  const found = (number: string) => items.find((item) => item.number === number)
  t.equal(new Set(items.map(({ number }) => number)).size, items.length)
  const places = items.map(({ number }) => Number.parseInt(number, 10) || 0)
  t.strictSame(
    places,
    places.toSorted((a, b) => a - b),
  )
  t.strictSame(
    items.filter(({ exported }) => exported === 'filled').map(({ number }) => number),
    numbers,
  )
  t.match(found('1602'), { exported: 'filled', type: 'IN 1', contradiction: /09/, source: /TEGL 7-18.*p\. 10/ })
  t.match(found('1807'), { name: /Postsecondary/, contradiction: /1808/ })
  t.match(found('1808'), { name: /: Secondary/, contradiction: /1807/ })
  t.match(found('1705'), { type: 'DE 8.2', formatOf: '1704' })
  t.match(found('200'), { exported: 'empty', type: 'DT 8' })
  t.match(found('2101'), { exported: 'no', type: null, pattern: null, source: /Connecticut/, note: /./ })
  t.match(found('1902'), { exported: 'no', note: /PY2022/ })
  t.match(found('2700'), { exported: 'no', note: /never kept/ })
})

t.test('The map has the words of the Department: names, types, codes, and when an element is blank', async (t) => {
  const client = await service.client()
  const items: Json[] = (await client.get(`${path}/elements`)).body.items
  const found = (number: string) => items.find((item) => item.number === number)
  t.equal(items.filter(({ type }) => type !== null).length, 267)
  t.equal(items.filter(({ name }) => name === '').length, 0)
  t.match(found('1202'), {
    name: 'Date Individual Employment Plan Created',
    blank: 'if an employment plan was not created for the participant, or if the individual is not a participant',
    requiredFor: 'WP, Adult, DW, DWG, JVSG',
    source: /^ETA, WIOA Performance Records Public Use File Record Layout, PY2022 Q4/,
  })
  t.equal(found('1412')?.name, 'Most Recent Date Received Youth Follow-up Services')
  t.strictSame(found('905')?.codes, [
    { code: '0', meaning: 'No' },
    { code: '1', meaning: 'Yes, Local Formula' },
    { code: '2', meaning: 'Yes, Statewide' },
    { code: '3', meaning: 'Yes, Both Local Formula and Statewide' },
    { code: '4', meaning: 'Youth Reportable Individual' },
  ])
  t.match(found('1601'), {
    codes: [{ code: '0' }, { code: '1', meaning: 'UI Wage Data' }, {}, {}, {}, { code: '5' }],
    source: /Arkansas.*one state only/,
    contradiction: /public use file/,
  })
})

/** A plan with something of everything that is exported, or nothing. */
function randomPlan({ below, chance, pick: one }: Random, n: number): Json {
  const on = (from = 2024) => `${from + below(3)}-${String(1 + below(12)).padStart(2, '0')}-${10 + below(19)}`
  const some = <T>(max: number, make: () => T) => Array.from({ length: below(max + 1) }, make)
  const enteredOn = on(2023)
  const exitedOn = chance(0.8) ? `${Number(enteredOn.slice(0, 4)) + 1}${enteredOn.slice(4)}` : null
  const types = ['on_the_job', 'skill_upgrading', 'youth_occupational_skills', 'job_readiness', null]
  const gains = [
    'secondary_transcript',
    'postsecondary_transcript',
    'skills_progression',
    'educational_functioning_level',
  ]
  const occupation = { system: 'O*NET-SOC', version: '2019', code: '51-4121.06', display: 'Welders' }
  const credentials = ['secondary_diploma', 'bachelor_degree', 'occupational_license', 'other']
  const outcome = () => ({
    employment: one(['employed', 'registered_apprenticeship', 'military', 'not_employed', 'unknown', null]),
    wagesPaid: chance(0.5) ? below(99_999_999) / 100 : null,
    ...(chance(0.3) && { hourlyWage: below(500), weeklyHours: 40, convertsWages: true }),
    enrollment: chance(0.4) ? { in: one(['secondary', 'postsecondary', 'occupational_training']), on: on() } : null,
    employer: chance(0.5) ? { fein: one(['12-3456789', '98-7654321']) } : null,
    source: one(['ui_wage_record', 'federal_record', 'military_record', 'supplemental', null]),
    occupation: chance(0.5) ? occupation : null,
  })
  return somePlan({
    participant: {
      ...{ id: `P-${n}`, programs: [one(['adult', 'dislocated_worker', 'youth'])], enteredOn, exitedOn },
      exitReason: one(['none', 'institutionalized', 'foster_care', 'criminal_offender', null]),
    },
    type: one(['individual_employment_plan', 'individual_service_strategy']),
    completedOn: chance(0.6) ? enteredOn : null,
    services: [
      ...some(4, () => {
        const month = on().slice(0, 8)
        const code = chance(0.5) ? occupation : null
        return { ...training(`${month}05`, chance(0.5) ? `${month}26` : null, one(types)), code }
      }),
      ...some(12, () => ({ kind: 'youth_element', name: 'It', element: 1 + below(14), startedOn: on(2023) })),
      ...some(2, () => ({ kind: one(['supportive', 'follow_up', 'career']), name: 'It', startedOn: on(2023) })),
    ],
    milestones: [
      {
        externalId: `m-${n}`,
        statement: 'Weld a plate.',
        kind: 'training',
        setOn: '2022-01-03',
        setEvidence: 'The signed plan.',
      },
    ],
    attainments: [
      ...some(5, () => attainment(on(), chance(0.5) ? { credential: one(credentials) } : { skillGain: one(gains) })),
      attainment(on(), { skillGain: 'training_milestone', milestoneId: `m-${n}` }),
    ],
    followUps: exitedOn ? some(6, () => learned(1 + below(4), outcome(), on(2025))) : [],
  })
}

t.test('Every value of random caseloads has the format of its element', async (t) => {
  const client = await service.client()
  const { body } = await client.get(`${path}/elements`)
  const random = createRandom(9172)
  for (let n = 0; n < 150; n++) await create(client, randomPlan(random, n))
  const programs = [{ program: 'youth', enteredOn: '2024-01-08', exitedOn: '2024-06-03' }, { program: 'adult' }]
  await client.put('/v1/participants/P-both', { periods: [{ programs }] })
  const seen = new Map<string, Set<string>>(numbers.map((number) => [number, new Set()]))
  for (const asOf of ['2024-11-15', '2025-12-31', '2027-01-01', '2150-01-01'])
    for (const record of await exported(client, `asOf=${asOf}`))
      for (const [number, value] of Object.entries(record)) seen.get(number)?.add(value)
  const published: Record<string, RegExp> = { AN: /^.{1,12}$/, DT: /^2[01]\d\d[01]\d[0-3]\d$/, DE: /^\d{6}\.\d\d$/ }
  for (const { number, type, pattern, exported: kind } of body.items as Json[]) {
    if (kind === 'no') continue
    const values = [...(seen.get(number) ?? [])].filter(Boolean)
    t.equal(values.length > 0, kind === 'filled', `${number} has values`)
    const [name, length] = type.split(' ')
    const format = published[name] ?? new RegExp(`^\\d{${length}}$`)
    t.strictSame(
      values.filter((value) => !format.test(value) || !new RegExp(`^(?:${pattern})$`).test(value)),
      [],
      `${number} ${type}`,
    )
  }
})

/** Gives an agency some thousand periods more, each like the one it has, of participants with long ids. */
async function multiply({ agencyId }: Client, from: number, to: number): Promise<void> {
  const id = `repeat('Q', 100) || n`
  await service.db.pool.query(
    `insert into participants (agency_id, id, json)
    select agency_id, ${id}, json from participants, generate_series($2::int, $3::int) n
    where agency_id = $1 and id = 'P-1'`,
    [agencyId, from, to],
  )
  await service.db.pool.query('analyze participants') // or each period looks for its participant among all of them
  await service.db.pool.query(
    `insert into periods (agency_id, participant_id, period_id, programs, entered_on, first_counseling_on, exited_on,
      plan_ids, active_plan_ids, place, facts, follow_ups, known_from)
    select agency_id, ${id}, period_id, programs, entered_on, first_counseling_on, exited_on, plan_ids, active_plan_ids, place,
      jsonb_set(facts::jsonb, '{participantId}', to_jsonb(${id}))::json, follow_ups, known_from
    from periods, generate_series($2::int, $3::int) n where agency_id = $1 and participant_id = 'P-1'`,
    [agencyId, from, to],
  )
}

t.test('All periods are in it, and a client that goes away frees its connection', async (t) => {
  const client = await service.client()
  await create(client, somePlan({ participant: person }))
  for (let from = 1; from < 30_000; from += 3_000) await multiply(client, from, from + 2_999)
  const records = await exported(client)
  t.equal(new Set(records.map((record) => record['100'])).size, 30_001)
  const headers = { authorization: `Bearer ${client.token}` }
  const [response] = await once(get(`${service.url}${path}`, { headers, agent: false }), 'response')
  await once(response, 'readable')
  const { streams: pool } = service.db
  t.ok(pool.idleCount < pool.totalCount, 'a connection is in use')
  response.destroy()
  for (let tries = 0; tries < 100 && pool.idleCount < pool.totalCount; tries++) await pause(50)
  t.equal(pool.idleCount, pool.totalCount, 'the connection is back in the pool')
})
