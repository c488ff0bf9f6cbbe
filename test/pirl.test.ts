/** The PIRL: a record a period of participation, each element as the sources of the map have it. */
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { someFollowUp, somePlan } from './fixtures/plans.ts'
import { createRandom, type Random } from './fuzz/random.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const path = '/v1/exports/pirl'
const ndjson = { headers: { accept: 'application/x-ndjson' } }

/** The columns in the order of ETA-9172. */
const numbers = [
  ...['100', '101', '200', '201', '900', '901', '923'],
  ...['1302', '1303', '1308', '1309', '1310', '1313', '1314', '1315', '1318', '1332', '1401', '1406'],
  ...['1600', '1601', '1602', '1603', '1604', '1605', '1606', '1607', '1618', '1703', '1704', '1705', '1706'],
  ...['1800', '1801', '1802', '1803', '1804', '1805', '1806', '1807', '1808', '1809', '1810', '1811', '1813'],
  ...['1900', '1901'],
]

/** The records of a file whose cells hold no quotes. */
function parseRecords(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.split('\r\n').slice(0, -1)
  const names = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell])))
}

async function create(client: Client, document: Json): Promise<Json> {
  const { status, body } = await client.post('/v1/plans', document)
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}

async function exported(client: Client, query = ''): Promise<Record<string, string>[]> {
  const { status, text } = await client.get(`${path}?${query}`)
  if (status !== 200) throw new Error(text)
  return parseRecords(text)
}

const person = { id: 'P-1', programs: ['adult'], enteredOn: '2025-01-06', exitedOn: '2025-03-31' }

/** The record of one plan; its participant exited on March 31, 2025: the second quarter after is July to September. */
async function readRecord(members: Json, asOf: string, participant: Json = {}): Promise<Record<string, string>> {
  const client = await service.client()
  await create(client, somePlan({ ...members, participant: { ...person, ...participant } }))
  const [record = {}] = await exported(client, `asOf=${asOf}`)
  return record
}

const learned = (quarter: number, outcome: Json, obtainedOn = '2026-12-31') =>
  someFollowUp({
    kind: 'post_exit',
    status: 'completed',
    completedOn: obtainedOn,
    outcome: { quarter, evidence: { type: 'pay_record', obtainedOn, staff: 'staff-17' }, ...outcome },
  })
const enrolled = (kind: string, on: string) => someFollowUp({ outcome: { enrollment: { in: kind, on } } })
const training = (startedOn: string, endedOn: string | null = null, trainingType: string | null = null) => ({
  ...{ kind: 'training', name: `Course of ${startedOn}`, startedOn, endedOn, trainingType },
})
const attainment = (attainedOn: string, members: Json) => ({ name: 'It', attainedOn, ...members })

const pick = (record: Record<string, string>, ...wanted: string[]) => wanted.map((number) => record[number])

t.test('The file has a header of element numbers, and NDJSON holds the same records', async (t) => {
  const client = await service.client()
  const followUps = [learned(2, { employment: 'employed', wagesPaid: 9000 })]
  await create(client, somePlan({ participant: person, followUps }))
  const { headers, text } = await client.get(`${path}?asOf=2026-12-31`)
  t.equal(headers.get('content-type'), 'text/csv; charset=utf-8; header=present')
  t.match(headers.get('definition-version'), /^\d{4}-\d\d-\d\d\.\d+$/)
  t.equal(text.split('\r\n')[0], numbers.join(','))
  const lines = await client.get(`${path}?asOf=2026-12-31`, ndjson)
  t.equal(lines.headers.get('content-type'), 'application/x-ndjson')
  t.strictSame(
    lines.body.map((record: Json) => numbers.map((number) => record[number] ?? '')),
    parseRecords(text).map((record) => pick(record, ...numbers)),
  )
  const none = await service.client()
  t.equal((await none.get(path)).text, `${numbers.join(',')}\r\n`, 'nobody is a header line')
  t.equal((await none.get(path, ndjson)).text, '')
  t.equal((await none.get(path, { headers: { accept: 'application/json' } })).status, 406)
})

t.test('Entry, exit and its other reason are those of the participant, once their day has come', async (t) => {
  const dates = async (asOf: string, participant: Json = {}) =>
    pick(await readRecord({}, asOf, { exitReason: 'deceased', ...participant }), '100', '900', '901', '923')
  t.strictSame(await dates('2025-03-31'), ['P-1', '20250106', '20250331', '03'])
  t.strictSame(await dates('2025-03-30'), ['P-1', '20250106', '', ''])
  t.strictSame(await dates('2025-01-05'), [undefined, undefined, undefined, undefined], 'before entry no record')
  t.strictSame(await dates('2025-04-01', { exitReason: 'none' }), ['P-1', '20250106', '20250331', '00'])
  t.strictSame(await dates('2025-04-01', { exitReason: null }), ['P-1', '20250106', '20250331', ''])
  t.strictSame(await dates('2025-04-01', { enteredOn: null }), ['P-1', '', '20250331', '03'])
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
  t.strictSame(pick(await readRecord({}, '2026-12-31'), '101', '200', '201'), ['', '', ''])
})

t.test('The first three trainings have their dates and types, in the order in which they began', async (t) => {
  const services = [
    training('2025-03-03', null, 'job_readiness'),
    training('2025-01-13', '2025-02-28', 'on_the_job'),
    training('2025-02-03', '2025-03-14'),
    training('2025-03-10', '2025-03-21', 'customized'),
    { kind: 'supportive', name: 'Bus pass', startedOn: '2025-01-07' },
  ]
  const record = await readRecord({ services }, '2025-04-01')
  t.strictSame(pick(record, '1302', '1303', '1308'), ['20250113', '01', '20250228'])
  t.strictSame(pick(record, '1309', '1310', '1313'), ['20250203', '', '20250314'])
  t.strictSame(pick(record, '1314', '1315', '1318'), ['20250303', '12', ''])
  const early = await readRecord({ services }, '2025-02-27')
  t.strictSame(pick(early, '1302', '1308', '1309', '1313', '1314'), ['20250113', '', '20250203', '', ''])
  t.strictSame(pick(await readRecord({}, '2025-04-01'), '1302', '1303', '1308'), ['', '', ''])
})

t.test('A program that begins after 1813 takes it away and replaces 1811', async (t) => {
  const between = async (services: Json[], followUps: Json[] = [], asOf = '2025-04-01') =>
    pick(await readRecord({ services, followUps }, asOf), '1811', '1813')
  const first = training('2025-01-13', '2025-01-31')
  t.strictSame(await between([first]), ['20250113', '20250131'])
  t.strictSame(await between([first, training('2025-02-03')]), ['20250203', ''])
  t.strictSame(await between([first, training('2025-02-03', '2025-02-28')]), ['20250203', '20250228'])
  t.strictSame(await between([first, training('2025-02-03')], [], '2025-02-02'), ['20250113', '20250131'])
  t.strictSame(await between([first, training('2025-01-20', '2025-02-14')]), ['20250113', '20250214'], 'both at once')
  t.strictSame(await between([training('2025-01-13', '2025-04-01')]), ['20250113', ''], 'completed after exit')
  t.strictSame(await between([training('2024-09-02')]), ['20250106', ''], 'already at entry')
  t.strictSame(await between([training('2024-09-02', '2024-12-20')]), ['', ''], 'over before entry')
  t.strictSame(await between([], [enrolled('postsecondary', '2025-02-03')]), ['20250203', ''])
  t.strictSame(await between([], [enrolled('secondary', '2025-02-03')]), ['', ''])
  t.strictSame(await between([], [enrolled('postsecondary', '2025-04-01')]), ['', ''], 'after exit')
})

t.test('Enrollment during participation and after exit are different elements', async (t) => {
  const of = async (followUps: Json[], members: Json = {}) =>
    pick(await readRecord({ followUps, ...members }, '2026-12-31'), '1332', '1401', '1406')
  t.strictSame(await of([]), ['', '', ''])
  t.strictSame(await of([enrolled('postsecondary', '2025-03-31')]), ['1', '', ''])
  t.strictSame(await of([enrolled('secondary', '2025-02-03')]), ['', '1', ''])
  t.strictSame(await of([enrolled('postsecondary', '2025-04-01')]), ['0', '', ''], 'first after exit')
  const attainments = [attainment('2025-03-20', { credential: 'secondary_diploma' })]
  const after = [enrolled('occupational_training', '2025-09-01'), enrolled('postsecondary', '2025-06-02')]
  t.strictSame(await of(after, { attainments }), ['0', '', '20250602'])
  t.strictSame(await of([enrolled('secondary', '2025-06-02')], { attainments }), ['', '', ''])
})

t.test('Employment is coded when its quarter has ended, and not yet available before', async (t) => {
  const readStatus = async (employment: string, asOf: string) =>
    pick(await readRecord({ followUps: [learned(2, { employment })] }, asOf), '1602', '1603')
  t.strictSame(await readStatus('employed', '2025-10-01'), ['1', ''])
  t.strictSame(await readStatus('registered_apprenticeship', '2025-10-01'), ['2', ''])
  t.strictSame(await readStatus('military', '2025-10-01'), ['3', ''])
  t.strictSame(await readStatus('not_employed', '2025-10-01'), ['0', ''])
  t.strictSame(await readStatus('unknown', '2025-10-01'), ['9', '5'])
  t.strictSame(await readStatus('employed', '2025-09-30'), ['9', '5'], 'on the last day of the quarter')
  const each = [1, 2, 3, 4].map((quarter) => learned(quarter, { employment: quarter % 2 ? 'employed' : 'military' }))
  const record = await readRecord({ followUps: each }, '2026-04-01')
  t.strictSame(pick(record, '1600', '1602', '1604', '1606'), ['1', '3', '1', '3'])
})

t.test('What stays unknown is not yet available until the second quarter after, as the reports are due', async (t) => {
  const of = async (asOf: string, participant: Json = {}) => {
    const record = await readRecord({}, asOf, participant)
    return [pick(record, '1600', '1602', '1604', '1606'), pick(record, '1601', '1603', '1605', '1607')]
  }
  t.strictSame(await of('2025-03-31'), [
    ['9', '9', '9', '9'],
    ['5', '5', '5', '5'],
  ])
  t.strictSame((await of('2025-12-31'))[0], ['', '9', '9', '9'], 'the third quarter after exit')
  t.strictSame(await of('2026-01-01'), [
    ['', '', '9', '9'],
    ['', '', '5', '5'],
  ])
  t.strictSame((await of('2026-06-30'))[0], ['', '', '', '9'])
  t.strictSame((await of('2026-07-01'))[0], ['', '', '', ''], 'six quarters after exit')
  const july = { enteredOn: '2024-05-06', exitedOn: '2024-07-01' }
  t.equal((await of('2025-06-30', july))[0]?.[1], '9', 'an exit in the first quarter of program year 2024')
  t.equal((await of('2025-07-01', july))[0]?.[1], '', 'is due in the report of the quarter that ends on 2025-09-30')
  t.strictSame((await of('2026-12-31', { exitedOn: null }))[0], ['', '', '', ''], 'without an exit there is no quarter')
})

t.test('Wages are what was paid or marked as converted, then for good nothing', async (t) => {
  const readWages = async (outcome: Json, asOf = '2025-12-31', obtainedOn = '2025-10-01') =>
    (await readRecord({ followUps: [learned(2, outcome, obtainedOn)] }, asOf))['1704']
  const works = { employment: 'employed' }
  const hourly = { ...works, hourlyWage: 20.5, weeklyHours: 40 }
  t.equal(await readWages({ ...works, wagesPaid: 10_980.5 }), '010980.50')
  t.equal(await readWages({ ...works, wagesPaid: 999_999.98 }), '999999.98')
  t.equal(await readWages({ ...works, wagesPaid: 0 }), '000000.00')
  t.equal(await readWages({ ...hourly, convertsWages: true }), '010660.00')
  t.equal(await readWages({ ...works, hourlyWage: 10_000, weeklyHours: 168, convertsWages: true }), '', 'does not fit')
  t.equal(await readWages(hourly), '999999.99', 'not marked')
  t.equal(await readWages({ ...works, wagesPaid: 9000 }, '2025-09-30'), '999999.99', 'the quarter has not ended')
  t.equal(
    await readWages({ ...works, wagesPaid: 9000 }, '2025-12-31', '2025-09-30'),
    '999999.99',
    'learned before its end',
  )
  t.equal(await readWages(works), '999999.99')
  t.equal(await readWages(works, '2026-01-01'), '000000.00')
  t.equal(await readWages({ employment: 'not_employed' }, '2026-01-01'), '', 'not applicable')
  const each = [1, 2, 3, 4].map((quarter) => learned(quarter, { ...works, wagesPaid: quarter * 1000 }))
  t.strictSame(pick(await readRecord({ followUps: each }, '2026-12-31'), '1703', '1704', '1705', '1706'), [
    ...['001000.00', '002000.00', '003000.00', '004000.00'],
  ])
  const stays = { exitedOn: null }
  t.strictSame(pick(await readRecord({}, '2026-12-31', stays), '1703', '1706'), ['', ''])
})

t.test('The same employer is reported once quarter 4 has ended, and no employment means none', async (t) => {
  const works = { employment: 'employed', employer: { fein: '12-3456789' } }
  const of = async (second: Json | null, fourth: Json | null, asOf = '2026-04-01') => {
    const followUps = [...(second ? [learned(2, second)] : []), ...(fourth ? [learned(4, fourth)] : [])]
    return (await readRecord({ followUps }, asOf))['1618']
  }
  t.equal(await of(works, works), '1')
  t.equal(await of(works, works, '2026-03-31'), '', 'quarter 4 has not ended')
  t.equal(await of(works, { ...works, employer: { fein: '98-7654321' } }), '0')
  t.equal(await of(works, { employment: 'employed' }), '')
  t.equal(await of(works, { employment: 'employed', sameEmployerBasis: 'The same pay stubs.' }), '1')
  t.equal(await of({ employment: 'not_employed' }, null, '2025-10-01'), '0')
  t.equal(await of(works, { employment: 'not_employed' }), '0')
  t.equal(await of(works, null), '')
})

t.test('Credentials stand in the order in which they were attained, within a year of exit', async (t) => {
  const of = async (attainments: Json[], members: Json = {}, asOf = '2026-12-31') =>
    pick(await readRecord({ attainments, ...members }, asOf), '1800', '1801', '1802', '1803', '1804', '1805')
  const license = attainment('2025-02-14', { credential: 'occupational_license' })
  const degree = attainment('2026-03-31', { credential: 'associate_degree' })
  t.strictSame(await of([degree, license]), ['4', '20250214', '2', '20260331', '', ''])
  t.strictSame(await of([degree, license], {}, '2026-03-30'), ['4', '20250214', '', '', '', ''])
  const late = attainment('2026-04-01', { credential: 'bachelor_degree' })
  const before = attainment('2025-01-05', { credential: 'other' })
  t.strictSame(await of([late, before]), ['', '', '', '', '', ''], 'not during participation, nor within a year')
  const diploma = attainment('2025-03-03', { skillGain: 'secondary_diploma' })
  const known = [learned(1, { credential: { type: 'occupational_certification', attainedOn: '2025-05-05' } })]
  t.strictSame(await of([diploma], { followUps: known }), ['1', '20250303', '6', '20250505', '', ''])
  const services = [training('2025-01-13')]
  t.strictSame(await of([], { services }), ['0', '', '', '', '', ''], 'none in time')
  t.strictSame(await of([], { services }, '2026-03-31'), ['', '', '', '', '', ''], 'while there is time')
})

t.test('A skill gain has the day of the latest of its type, postsecondary in 1807 and secondary in 1808', async (t) => {
  const gain = (skillGain: string, attainedOn: string) => attainment(attainedOn, { skillGain })
  const attainments = [
    gain('educational_functioning_level', '2025-02-20'),
    gain('educational_functioning_level', '2025-02-10'),
    gain('postsecondary_transcript', '2025-03-01'),
    gain('secondary_transcript', '2025-03-02'),
    gain('skills_progression', '2025-03-03'),
    gain('training_milestone', '2025-03-04'),
  ]
  const of = async (asOf: string) =>
    pick(await readRecord({ attainments }, asOf), '1806', '1807', '1808', '1809', '1810')
  t.strictSame(await of('2025-04-01'), ['20250220', '20250301', '20250302', '', '20250303'], 'no milestone was set')
  t.strictSame(await of('2025-02-19'), ['20250210', '', '', '', ''])
  const milestones = [{ externalId: 'm-1', statement: 'Weld a plate.', kind: 'training', dueOn: '2100-07-31' }]
  const set = attainment('2100-08-01', { skillGain: 'training_milestone', milestoneId: 'm-1' })
  const record = await readRecord({ milestones, attainments: [set] }, '2100-08-01', { exitedOn: null })
  t.equal(record['1809'], '21000801', 'set before the program year')
  const [milestone] = milestones
  const stated = { ...milestone, setOn: '2024-06-30', setEvidence: 'The signed plan in the old system.' }
  const before = attainment('2025-03-04', { skillGain: 'training_milestone', milestoneId: 'm-1' })
  const moved = await readRecord({ milestones: [stated], attainments: [before] }, '2025-04-01')
  t.equal(moved['1809'], '20250304', 'set before it in another system')
})

t.test('A youth is placed in education or training, an adult is not', async (t) => {
  const of = async (outcome: Json, programs: string[], asOf = '2026-04-01') => {
    const followUps = [learned(2, outcome), learned(4, outcome)]
    return pick(await readRecord({ followUps }, asOf, { programs }), '1900', '1901')
  }
  const learns = (kind: string) => ({ enrollment: { in: kind, on: '2025-08-01' } })
  t.strictSame(await of(learns('occupational_training'), ['youth']), ['1', '1'])
  t.strictSame(await of(learns('postsecondary'), ['youth', 'adult']), ['2', '2'])
  t.strictSame(await of(learns('secondary'), ['youth']), ['3', '3'])
  t.strictSame(await of(learns('secondary'), ['youth'], '2025-10-01'), ['3', ''], 'quarter 4 has not ended')
  t.strictSame(await of({ employment: 'employed' }, ['youth']), ['0', '0'])
  t.strictSame(await of({ employment: 'unknown' }, ['youth']), ['', ''])
  t.strictSame(await of(learns('secondary'), ['adult']), ['', ''])
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
  const records = await exported(client, 'asOf=2025-12-31')
  t.strictSame(records.map((record) => pick(record, '100', '900', '901', '1302', '1600')).toSorted(), [
    ['P-1', '20250106', '20250331', '', ''],
    ['P-1', '20250602', '20251031', '', '9'],
    ['P-2', '20250106', '20250331', '20250203', '1'],
    ['P-3', '20250106', '20250331', '', ''],
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
  t.strictSame(await of('exitedFrom=2025-01-01&exitedTo=2025-04-01&asOf=2025-03-30'), ['P-1'], 'who has exited by then')
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
    items.filter(({ exported }) => exported !== 'no').map(({ number }) => number),
    numbers,
  )
  t.match(found('1602'), { exported: 'filled', type: 'IN 1', contradiction: /09/, source: /TEGL 7-18.*p\. 10/ })
  t.match(found('1807'), { name: /Postsecondary/, contradiction: /1808/ })
  t.match(found('1808'), { name: /: Secondary/, contradiction: /1807/ })
  t.match(found('1705'), { type: 'DE 8.2', formatOf: '1704' })
  t.match(found('200'), { exported: 'empty', type: 'DT 8' })
  for (const number of ['903', '904', '905', '918', '1300', '1610', '1614', '2700'])
    t.match(found(number), { exported: 'no', type: null, pattern: null, note: /./ }, number)
})

/** A plan with something of everything that is exported, or nothing. */
function randomPlan({ below, chance, pick: one }: Random, n: number): Json {
  const on = (from = 2024) => `${from + below(3)}-${String(1 + below(12)).padStart(2, '0')}-${10 + below(19)}`
  const some = <T>(max: number, make: () => T) => Array.from({ length: below(max + 1) }, make)
  const enteredOn = on(2023)
  const exitedOn = chance(0.8) ? `${Number(enteredOn.slice(0, 4)) + 1}${enteredOn.slice(4)}` : null
  const types = ['on_the_job', 'skill_upgrading', 'youth_occupational_skills', 'job_readiness', null]
  const gains = [
    'secondary_diploma',
    'secondary_transcript',
    'postsecondary_transcript',
    'skills_progression',
    'educational_functioning_level',
  ]
  const credentials = ['secondary_diploma', 'bachelor_degree', 'occupational_license', 'other']
  const outcome = () => ({
    employment: one(['employed', 'registered_apprenticeship', 'military', 'not_employed', 'unknown', null]),
    wagesPaid: chance(0.5) ? below(99_999_999) / 100 : null,
    ...(chance(0.3) && { hourlyWage: below(500), weeklyHours: 40, convertsWages: true }),
    enrollment: chance(0.4) ? { in: one(['secondary', 'postsecondary', 'occupational_training']), on: on() } : null,
    employer: chance(0.5) ? { fein: one(['12-3456789', '98-7654321']) } : null,
  })
  return somePlan({
    participant: {
      ...{ id: `P-${n}`, programs: [one(['adult', 'dislocated_worker', 'youth'])], enteredOn, exitedOn },
      exitReason: one(['none', 'institutionalized', 'foster_care', 'criminal_offender', null]),
    },
    services: some(4, () => {
      const month = on().slice(0, 8)
      return training(`${month}05`, chance(0.5) ? `${month}26` : null, one(types))
    }),
    milestones: [{ externalId: `m-${n}`, statement: 'Weld a plate.', kind: 'training' }],
    attainments: [
      ...some(5, () => attainment(on(), chance(0.5) ? { credential: one(credentials) } : { skillGain: one(gains) })),
      attainment(`21${on().slice(2)}`, { skillGain: 'training_milestone', milestoneId: `m-${n}` }),
    ],
    followUps: exitedOn ? some(6, () => learned(1 + below(4), outcome(), on(2025))) : [],
  })
}

t.test('Every value of random caseloads has the format of its element', async (t) => {
  const client = await service.client()
  const { body } = await client.get(`${path}/elements`)
  const random = createRandom(9172)
  for (let n = 0; n < 150; n++) await create(client, randomPlan(random, n))
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
