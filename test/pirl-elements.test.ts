/** The elements of the PIRL: what is written into each, as the texts of the map have it. */
import t from 'tap'
import { attainment, create, enrolled, exported, learned, person, pick, readRecord, training } from './fixtures/pirl.ts'
import { somePlan } from './fixtures/plans.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const read = (members: Json, asOf: string, participant: Json = {}) => readRecord(service, members, asOf, participant)

t.test('Entry, exit and its other reason are those of the participant, once their day has come', async (t) => {
  const dates = async (asOf: string, participant: Json = {}) =>
    pick(await read({}, asOf, { exitReason: 'deceased', ...participant }), '100', '900', '901', '923')
  t.strictSame(await dates('2025-06-30'), ['P-1', '20250106', '20250331', '03'])
  t.strictSame(await dates('2025-06-29'), ['P-1', '20250106', '', '03'], '90 days after exit it is not certain')
  t.strictSame(await dates('2025-03-30'), ['P-1', '20250106', '', '00'])
  t.strictSame(await dates('2025-01-05'), [undefined, undefined, undefined, undefined], 'before entry no record')
  t.strictSame(await dates('2025-06-30', { exitReason: 'none' }), ['P-1', '20250106', '20250331', '00'])
  t.strictSame(await dates('2025-06-30', { exitReason: null }), ['P-1', '20250106', '20250331', '00'])
  t.strictSame(await dates('2025-06-30', { enteredOn: null }), ['P-1', '', '20250331', '03'])
})

t.test('Nothing that follows exit is known before the exit is certain', async (t) => {
  const participant = { programs: ['youth'] }
  const followUps = [learned(1, { employment: 'employed', wagesPaid: 9000 }), enrolled('postsecondary', '2025-04-07')]
  const record = await read({ followUps, services: [training('2025-01-13')] }, '2025-06-29', participant)
  const after = ['1406', '1600', '1601', '1618', '1703', '1800', '1900']
  t.strictSame(
    pick(record, ...after),
    after.map(() => ''),
  )
})

t.test('The time without a service after which an exit is certain is that of the policy', async (t) => {
  const client = await service.client()
  const { profile, values } = (await client.get('/v1/policy')).body
  const exit = { ...values.exit, quietDays: 120 }
  await client.put('/v1/policy', { profile, values: { ...values, exit } }, { ifMatch: '*' })
  await create(client, somePlan({ participant: person }))
  const exits = async (query: string) => (await exported(client, query)).map((record) => record['901'])
  t.strictSame(await exits('asOf=2025-07-29'), [''])
  t.strictSame(await exits('asOf=2025-07-30'), ['20250331'])
  t.strictSame(await exits('exitQuarter=2025-Q1&asOf=2025-07-29'), [], 'nor is it among those who exited')
  t.strictSame(await exits('exitQuarter=2025-Q1&asOf=2025-07-30'), ['20250331'])
})

t.test('The first two trainings and the most recent have their dates and types', async (t) => {
  const services = [
    training('2025-03-03', null, 'job_readiness'),
    training('2025-01-13', '2025-02-28', 'on_the_job'),
    training('2025-02-03', '2025-03-14'),
    training('2025-03-10', '2025-03-21', 'customized'),
    { kind: 'supportive', name: 'Bus pass', startedOn: '2025-01-07' },
  ]
  const record = await read({ services }, '2025-04-01')
  t.strictSame(pick(record, '1302', '1303', '1308'), ['20250113', '01', '20250228'])
  t.strictSame(pick(record, '1309', '1310', '1313'), ['20250203', '', '20250314'])
  t.strictSame(pick(record, '1314', '1315', '1318'), ['20250310', '05', '20250321'], 'the fourth, not the third')
  const three = await read({ services }, '2025-03-09')
  t.strictSame(pick(three, '1314', '1315', '1318'), ['20250303', '12', ''])
  const early = await read({ services }, '2025-02-27')
  t.strictSame(pick(early, '1302', '1308', '1309', '1313', '1314'), ['20250113', '', '20250203', '', ''])
  t.strictSame(pick(early, '1300', '1303', '1310', '1315'), ['1', '01', '', '00'], 'the second has no type')
  t.strictSame(pick(await read({}, '2025-04-01'), '1300', '1302', '1303', '1308'), ['0', '', '00', ''])
  const onlyEmployment = await read({}, '2025-04-01', { programs: ['wagner_peyser'] })
  t.strictSame(pick(onlyEmployment, '1300', '1303', '1310', '1315'), ['0', '', '', ''], 'do not apply')
  const client = await service.client()
  const period = { programs: [{ program: 'adult' }], enteredOn: '2025-01-06' }
  await client.put('/v1/participants/P-1', { periods: [period] })
  const [planless = {}] = await exported(client)
  t.strictSame(pick(planless, '1300', '1303'), ['', ''], 'without a plan nobody says so')
})

t.test('The occupation of a training and of a job is written as digits', async (t) => {
  const code = { system: 'O*NET-SOC', version: '2019', code: '51-4121.06', display: 'Welders' }
  const services = [{ ...training('2025-01-13'), code }]
  const followUps = [learned(2, { employment: 'employed', occupation: { ...code, code: '47-2061' } })]
  const record = await read({ services, followUps }, '2026-12-31')
  t.strictSame(pick(record, '1306', '1311', '1610', '1612', '1613'), ['51412106', '', '472061', '472061', ''])
})

t.test('The industry of a job has four to six digits, and nines where there are wages and no code', async (t) => {
  const works = { employment: 'employed', wagesPaid: 9000 }
  const industry = (code: string) => ({ system: 'NAICS', version: '2022', code, display: 'Construction' })
  const followUps = [
    learned(1, { ...works, industry: industry('2361') }),
    learned(2, { ...works, industry: industry('236115') }),
    learned(3, { ...works, industry: industry('23') }),
    learned(4, { employment: 'not_employed' }),
  ]
  const record = await read({ followUps }, '2026-12-31')
  t.strictSame(pick(record, '1614', '1615', '1616', '1617'), ['2361', '236115', '999999', ''])
})

t.test('A program that begins after 1813 takes it away and replaces 1811', async (t) => {
  const between = async (services: Json[], followUps: Json[] = [], asOf = '2025-04-01') =>
    pick(await read({ services, followUps }, asOf), '1811', '1813')
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

t.test(
  'A youth in school is in education from program entry on, and secondary education is that of youth',
  async (t) => {
    const between = async (participant: Json, followUps: Json[] = []) =>
      pick(await read({ followUps }, '2025-04-01', { programs: ['youth'], ...participant }), '1811', '1813')
    t.strictSame(await between({ youth: { school: 'in_school' } }), ['20250106', ''])
    t.strictSame(await between({ youth: { school: 'out_of_school' } }), ['', ''])
    const secondary = [enrolled('secondary', '2025-02-03')]
    t.strictSame(await between({ youth: { school: 'out_of_school' } }, secondary), ['20250203', ''])
    t.strictSame(await between({ programs: ['adult'] }, secondary), ['', ''])
    t.strictSame(await between({ programs: ['adult'], youth: { school: 'in_school' } }), ['', ''], 'not a youth')
  },
)

t.test('Nothing that was done before entry or after exit counts', async (t) => {
  const services = [training('2025-04-02'), training('2024-09-02', '2025-01-03')]
  const attainments = ['2025-01-05', '2025-04-01'].map((on) => attainment(on, { skillGain: 'skills_progression' }))
  const record = await read({ services, attainments }, '2025-12-31')
  t.strictSame(pick(record, '1300', '1302', '1303', '1810', '1811'), ['0', '', '00', '', ''])
  const credential = attainment('2025-02-03', { credential: 'associate_degree' })
  const visitor = await read({ services: [training('2025-02-03')], attainments: [credential] }, '2025-12-31', {
    enteredOn: null,
    exitedOn: null,
  })
  t.strictSame(pick(visitor, '1300', '1303', '1800', '1811'), ['', '', '', ''], 'who is not a participant')
})

t.test('Enrollment during participation and after exit are different elements', async (t) => {
  const of = async (followUps: Json[], members: Json = {}) =>
    pick(await read({ followUps, ...members }, '2026-12-31'), '1332', '1401', '1406')
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
    pick(await read({ followUps: [learned(2, { employment })] }, asOf), '1602', '1603')
  t.strictSame(await readStatus('employed', '2025-10-01'), ['1', ''])
  t.strictSame(await readStatus('registered_apprenticeship', '2025-10-01'), ['2', ''])
  t.strictSame(await readStatus('military', '2025-10-01'), ['3', ''])
  t.strictSame(await readStatus('not_employed', '2025-10-01'), ['0', '0'])
  t.strictSame(await readStatus('unknown', '2025-10-01'), ['9', '5'])
  t.strictSame(await readStatus('employed', '2025-09-30'), ['9', '5'], 'on the last day of the quarter')
  const each = [1, 2, 3, 4].map((quarter) => learned(quarter, { employment: quarter % 2 ? 'employed' : 'military' }))
  const record = await read({ followUps: each }, '2026-04-01')
  t.strictSame(pick(record, '1600', '1602', '1604', '1606'), ['1', '3', '1', '3'])
})

t.test('The match says where employment was found', async (t) => {
  const sources = ['ui_wage_record', 'federal_record', 'military_record', 'supplemental']
  const followUps = sources.map((source, index) => learned(index + 1, { employment: 'employed', source }))
  const record = await read({ followUps }, '2026-04-01')
  t.strictSame(pick(record, '1601', '1603', '1605', '1607'), ['1', '2', '3', '4'])
})

t.test('What stays unknown is not yet available until the second quarter after, and then not employed', async (t) => {
  const of = async (asOf: string, participant: Json = {}) => {
    const record = await read({}, asOf, participant)
    return [pick(record, '1600', '1602', '1604', '1606'), pick(record, '1601', '1603', '1605', '1607')]
  }
  t.strictSame(await of('2025-06-30'), [
    ['9', '9', '9', '9'],
    ['5', '5', '5', '5'],
  ])
  t.strictSame((await of('2025-12-31'))[0], ['0', '9', '9', '9'], 'the third quarter after exit')
  t.strictSame((await of('2026-03-30'))[0], ['0', '9', '9', '9'], 'to be found until the end of the fourth quarter')
  t.strictSame(await of('2026-03-31'), [
    ['0', '0', '9', '9'],
    ['0', '0', '5', '5'],
  ])
  t.strictSame((await of('2026-06-30'))[0], ['0', '0', '0', '9'])
  t.strictSame((await of('2026-09-30'))[0], ['0', '0', '0', '0'], 'six quarters after exit')
  const july = { enteredOn: '2024-05-06', exitedOn: '2024-07-01' }
  t.equal((await of('2025-09-29', july))[0]?.[1], '9', 'an exit in the first quarter of program year 2024')
  t.equal((await of('2025-09-30', july))[0]?.[1], '0', 'is due in the report of the quarter that ends on 2025-09-30')
  t.strictSame((await of('2026-12-31', { exitedOn: null }))[0], ['', '', '', ''], 'without an exit there is no quarter')
})

t.test('Wages are what was paid or marked as converted, then for good nothing', async (t) => {
  const readWages = async (outcome: Json, asOf = '2025-12-31', obtainedOn = '2025-10-01') =>
    (await read({ followUps: [learned(2, outcome, obtainedOn)] }, asOf))['1704']
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
  t.equal(await readWages(works, '2026-03-31'), '000000.00')
  t.equal(await readWages({ employment: 'not_employed' }), '000000.00')
  t.equal(await readWages({ employment: 'unknown', wagesPaid: 9000 }), '999999.99', 'whose job they are is not known')
  t.equal(await readWages({ employment: 'unknown' }, '2026-03-31'), '000000.00')
  const each = [1, 2, 3, 4].map((quarter) => learned(quarter, { ...works, wagesPaid: quarter * 1000 }))
  t.strictSame(pick(await read({ followUps: each }, '2026-12-31'), '1703', '1704', '1705', '1706'), [
    ...['001000.00', '002000.00', '003000.00', '004000.00'],
  ])
  const stays = { exitedOn: null }
  t.strictSame(pick(await read({}, '2026-12-31', stays), '1703', '1706'), ['', ''])
})

t.test('The same employer is reported once quarter 4 has ended, and no employment means none', async (t) => {
  const works = { employment: 'employed', employer: { fein: '12-3456789' } }
  const of = async (second: Json | null, fourth: Json | null, asOf = '2026-04-01') => {
    const followUps = [...(second ? [learned(2, second)] : []), ...(fourth ? [learned(4, fourth)] : [])]
    return (await read({ followUps }, asOf))['1618']
  }
  t.equal(await of(works, works), '1')
  t.equal(await of(works, works, '2026-03-31'), '', 'quarter 4 has not ended')
  t.equal(await of(works, { ...works, employer: { fein: '98-7654321' } }), '0')
  t.equal(await of(works, { employment: 'employed' }), '0', 'no FEIN is no match')
  t.equal(await of(works, { employment: 'employed', sameEmployerBasis: 'The same pay stubs.' }), '1')
  t.equal(await of({ employment: 'not_employed' }, null, '2025-10-01'), '0')
  t.equal(await of(works, { employment: 'not_employed' }), '0')
  t.equal(await of(works, null), '')
  t.equal(await of(works, null, '2026-09-30'), '0', 'when quarter 4 can no longer become known')
})

t.test('Credentials stand in the order in which they were attained, within a year of exit', async (t) => {
  const of = async (attainments: Json[], members: Json = {}, asOf = '2026-12-31') =>
    pick(await read({ attainments, ...members }, asOf), '1800', '1801', '1802', '1803', '1804', '1805')
  const license = attainment('2025-02-14', { credential: 'occupational_license' })
  const degree = attainment('2026-03-31', { credential: 'associate_degree' })
  t.strictSame(await of([degree, license]), ['4', '20250214', '2', '20260331', '', ''])
  t.strictSame(await of([degree, license], {}, '2026-03-30'), ['4', '20250214', '', '', '', ''])
  const late = attainment('2026-04-01', { credential: 'bachelor_degree' })
  const before = attainment('2025-01-05', { credential: 'other' })
  t.strictSame(await of([late, before]), ['', '', '', '', '', ''], 'not during participation, nor within a year')
  const diploma = attainment('2025-03-03', { credential: 'secondary_diploma' })
  const known = [learned(1, { credential: { type: 'occupational_certification', attainedOn: '2025-05-05' } })]
  t.strictSame(await of([diploma], { followUps: known }), ['1', '20250303', '6', '20250505', '', ''])
  const services = [training('2025-01-13')]
  t.strictSame(await of([], { services }), ['0', '', '', '', '', ''], 'none in time')
  t.strictSame(await of([], { services }, '2026-03-31'), ['', '', '', '', '', ''], 'while there is time')
  t.strictSame(await of([]), ['', '', '', '', '', ''], 'in no education or training')
  const onTheJob = [training('2025-01-13', null, 'on_the_job')]
  t.equal((await of([], { services: onTheJob }))[0], '0', 'training of any type')
  t.equal((await of([], { followUps: [enrolled('secondary', '2025-02-03')] }))[0], '0', 'or education')
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
  const of = async (asOf: string) => pick(await read({ attainments }, asOf), '1806', '1807', '1808', '1809', '1810')
  t.strictSame(await of('2025-04-01'), ['20250220', '20250301', '20250302', '', '20250303'], 'no milestone was set')
  t.strictSame(await of('2025-02-19'), ['20250210', '', '', '', ''])
  const milestone = { externalId: 'm-1', statement: 'Weld a plate.', kind: 'training' }
  const stated = { ...milestone, setOn: '2024-06-30', setEvidence: 'The signed plan in the old system.' }
  const before = attainment('2025-03-04', { skillGain: 'training_milestone', milestoneId: 'm-1' })
  const moved = await read({ milestones: [stated], attainments: [before] }, '2025-04-01')
  t.equal(moved['1809'], '20250304', 'set before it in another system')
})

t.test('A youth is placed in education or training, an adult is not', async (t) => {
  const of = async (outcome: Json, programs: string[], asOf = '2026-04-01') => {
    const followUps = [learned(2, outcome), learned(4, outcome)]
    return pick(await read({ followUps }, asOf, { programs }), '1900', '1901')
  }
  const learns = (kind: string) => ({ enrollment: { in: kind, on: '2025-08-01' } })
  t.strictSame(await of(learns('occupational_training'), ['youth']), ['1', '1'])
  t.strictSame(await of(learns('postsecondary'), ['youth', 'adult']), ['2', '2'])
  t.strictSame(await of(learns('secondary'), ['youth']), ['3', '3'])
  t.strictSame(await of(learns('secondary'), ['youth'], '2025-10-01'), ['3', ''], 'quarter 4 has not ended')
  t.strictSame(await of({ employment: 'employed' }, ['youth']), ['0', '0'])
  t.strictSame(await of({ employment: 'unknown' }, ['youth'], '2025-12-31'), ['', ''])
  t.strictSame(await of({ employment: 'unknown' }, ['youth']), ['0', ''], 'when it can no longer become known')
  t.strictSame(await of(learns('secondary'), ['adult']), ['', ''])
})
