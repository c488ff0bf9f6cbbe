/** Reports: their examples, what they are asked wrongly, their rows, groups, and what is left out of small counts. */
import t from 'tap'
import { reports } from '../src/reports/index.ts'
import { somePlan } from './fixtures/plans.ts'
import { all } from './oracle/invariants.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const ndjson = { headers: { accept: 'application/x-ndjson' } }

/** A client with plans. */
async function clientWith(plans: readonly object[]): Promise<Client> {
  const client = await service.client()
  for (const plan of plans) {
    const { status, body } = await client.post('/v1/plans', plan)
    if (status !== 201) throw new Error(JSON.stringify(body))
  }
  return client
}

const exited = (id: string, participant: Json = {}, members: Json = {}) =>
  somePlan({
    participant: { id, programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-05-29', ...participant },
    ...members,
  })
const learned = (employment: string, source: string | null = null, completedOn = '2027-02-01') => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn,
  outcome: { quarter: 2, employment, source },
})
const employment = '/v1/reports/employment-after-exit'
const asked = 'exitQuarter=2026-Q2&asOf=2027-03-01'
const findMeasure = ({ measures }: Json, name: string) => measures.find(({ measure }: Json) => measure === name)
const cells = ({ known: { numerator, denominator }, excluded, unknown, pending }: Json) => [
  ...[
    numerator,
    denominator,
    excluded?.map(({ reason, count }: Json) => `${reason} ${count}`).join(),
    unknown,
    pending,
  ],
]

for (const report of reports)
  t.test(`The worked example of ${report.name} is answered as it says`, async (t) => {
    const { plans, query, answers } = report.example
    const client = await clientWith(plans)
    const { status, body } = await client.get(`/v1/reports/${report.name}?${query}`)
    t.equal(status, 200)
    t.match(body, { report: report.name, definitionVersion: report.definitionVersion })
    for (const { measure, ...members } of answers) {
      const found = findMeasure(body, measure)
      for (const [name, value] of Object.entries(members)) t.match(found[name], value, `${measure} ${name}`)
    }
    t.strictSame(
      body.measures.map(({ measure }: Json) => measure),
      Object.keys(report.measures),
    )
  })

t.test('Invalid queries of a report are refused, each with what would be right', async (t) => {
  const client = await service.client()
  const unknown = await client.get('/v1/reports/employment')
  t.match(unknown, { status: 404, body: { code: 'not-found', detail: /GET \/v1\/reports lists/ } })
  t.match(await client.get('/v1/reports/employment/rows'), { status: 404, body: { code: 'not-found' } })
  const skills = '/v1/reports/skill-gains'
  const plans = '/v1/reports/plan-timeliness'
  for (const [path, query, ...pointers] of [
    [employment, '', '/exitQuarter'],
    [employment, 'exitQuarter=2026-Q5', '/exitQuarter'],
    [employment, 'exitQuarter=2026-2', '/exitQuarter'],
    [employment, 'exitQuarter=2026-Q2&exitedFrom=2026-04-01&exitedTo=2026-06-30', '/exitQuarter'],
    [employment, 'exitQuarter=2026-Q2&exitedTo=2026-06-30', '/exitQuarter'],
    [employment, 'exitedFrom=2026-04-01', '/exitedTo'],
    [employment, 'exitedTo=2026-04-01', '/exitedFrom'],
    [employment, 'exitedFrom=2026-07-01&exitedTo=2026-06-30', '/exitedTo'],
    [employment, 'exitQuarter=2026-Q2&programYear=2025', '/programYear'],
    [employment, 'exitQuarter=2026-Q2&counseledFrom=2026-01-01', '/counseledFrom'],
    [employment, 'exitQuarter=2026-Q2&quarter=2', '/quarter'],
    [skills, '', '/programYear'],
    [skills, 'programYear=25', '/programYear'],
    [skills, 'programYear=2025&exitQuarter=2026-Q2', '/exitQuarter'],
    [plans, '', '/counseledFrom'],
    [plans, 'counseledFrom=2026-01-02&counseledTo=2026-01-01', '/counseledTo'],
  ] as const)
    for (const rows of ['', '/rows']) {
      const { status, body } = await client.get(`${path}${rows}?${query}`)
      t.strictSame(
        [status, body.code, body.errors.map(({ pointer }: Json) => pointer)],
        [400, 'invalid', pointers],
        query,
      )
    }
  for (const parameter of ['groupBy=district', 'suppressBelow=0', 'suppressBelow=few'])
    t.match(await client.get(`${employment}?${asked}&${parameter}`), {
      status: 400,
      body: { errors: [{ pointer: `/${parameter.split('=')[0]}` }] },
    })
})

t.test('Rows of one measure, result, and reason can be asked for', async (t) => {
  const client = await clientWith([
    exited('P-1', {}, { followUps: [learned('employed')] }),
    exited('P-2', {}, { followUps: [learned('not_employed')] }),
    exited('P-3', {}, { followUps: [learned('unknown')] }),
    exited('P-4'),
  ])
  const listed = async (query: string) => {
    const { body } = await client.get(`${employment}/rows?${asked}&${query}`)
    return body.items.map(({ participantId, measure }: Json) => `${participantId} ${measure}`)
  }
  t.strictSame(await listed('measure=quarter-2&result=numerator'), ['P-1 quarter-2'])
  t.strictSame(await listed('measure=quarter-2&result=unknown'), ['P-3 quarter-2', 'P-4 quarter-2'])
  t.strictSame(await listed('measure=quarter-2&reason=not_recorded'), ['P-4 quarter-2'])
  t.strictSame(await listed('reason=not_employed'), ['P-2 quarter-2', 'P-2 quarter-2-known'])
  t.strictSame(await listed('measure=quarter-2&result=excluded'), [])
  const paged = await all(client, `${employment}/rows?${asked}&result=unknown&limit=1`)
  t.strictSame(
    paged.map(({ participantId }) => participantId),
    ['P-3', 'P-4'],
  )
})

t.test('One of several reasons of a row is enough', async (t) => {
  const first = { firstCounselingOn: '2026-01-05', exitedOn: null }
  const client = await clientWith([exited('P-1', first, { completedOn: '2026-01-12' })])
  const rows = '/v1/reports/plan-timeliness/rows?counseledFrom=2026-01-01&counseledTo=2026-01-31'
  for (const reason of ['not_by_participant', 'not_by_staff'])
    t.equal((await client.get(`${rows}&reason=${reason}`)).body.items.length, 1, reason)
})

t.test(
  'A measure or a reason that a report has not is refused with those that it has, never answered with nothing',
  async (t) => {
    const client = await service.client()
    const of = async (query: string) => {
      const { status, body } = await client.get(`${employment}/rows?${asked}&${query}`)
      return [status, ...body.errors.map(({ pointer, detail }: Json) => `${pointer} ${detail}`)]
    }
    t.strictSame(await of('measure=retained'), [
      400,
      '/measure must be a measure of the report: quarter-2, quarter-2-known, quarter-4, quarter-4-known',
    ])
    const [status, fault] = await of('reason=on_time')
    t.equal(status, 400)
    t.match(fault, /^\/reason must be a reason of the report: .*, not_recorded/)
    t.match(await of('result=employed'), [400, /^\/result must be .*numerator/])
  },
)

t.test('Numbers are grouped by two things together, and by month and quarter of exit', async (t) => {
  const client = await clientWith([
    exited('P-1', { exitedOn: '2026-04-01' }, { office: 'north' }),
    exited('P-2', { exitedOn: '2026-04-30' }, { office: 'south' }),
    exited('P-3', { exitedOn: '2026-05-01', programs: ['adult', 'youth'] }, { office: 'north' }),
    exited('P-4', { exitedOn: '2026-07-01' }),
  ])
  const grouped = async (
    groupBy: string,
    report = employment,
    cohort = 'exitedFrom=2026-04-01&exitedTo=2026-07-31',
  ) => {
    const { body } = await client.get(`${report}?${cohort}&asOf=2026-08-01&groupBy=${groupBy}`)
    t.strictSame(body.groupBy, groupBy.split(','))
    return body.groups.map((one: Json) => [...one.group, one.measures[0].pending])
  }
  t.strictSame(await grouped('month'), [
    ['2026-04', 2],
    ['2026-05', 1],
    ['2026-07', 1],
  ])
  t.strictSame(await grouped('exitQuarter'), [
    ['2026-Q2', 3],
    ['2026-Q3', 1],
  ])
  t.strictSame(await grouped('office,month'), [
    ['north', '2026-04', 1],
    ['north', '2026-05', 1],
    ['south', '2026-04', 1],
    [null, '2026-07', 1],
  ])
  t.strictSame(await grouped('program,exitQuarter'), [
    ['adult', '2026-Q2', 3],
    ['adult', '2026-Q3', 1],
    ['youth', '2026-Q2', 1],
  ])
})

t.test('Groupings that make no sense are refused', async (t) => {
  const client = await service.client()
  const skills = '/v1/reports/skill-gains?programYear=2025'
  for (const [path, detail] of [
    [`${employment}?${asked}&groupBy=office,office`, /two different/],
    [`${skills}&groupBy=month`, /^must not be month: .* program, office, careerPlanner, exitQuarter, clock$/],
    [`${skills}&groupBy=office,month`, /^must not be month/],
    [`${employment}?${asked}&groupBy=office,month,program`, /./],
    ['/v1/caseload?groupBy=program,program', /two different/],
    ['/v1/caseload?groupBy=month', /./],
  ] as const)
    t.match(await client.get(path), { status: 400, body: { errors: [{ pointer: '/groupBy', detail }] } }, path)
})

t.test('Follow-ups count in the month in which they are due, whatever the period', async (t) => {
  const followUps = ['2026-06-30', '2026-07-01', '2026-07-31', '2026-08-01'].map((dueOn) => ({
    kind: 'post_exit',
    dueOn,
  }))
  const appointment = { kind: 'appointment', dueOn: '2026-07-15' }
  const canceled = { kind: 'post_exit', dueOn: '2026-07-15', status: 'cancelled' }
  const client = await clientWith([
    exited('P-1', {}, { office: 'north', followUps: [...followUps, appointment, canceled] }),
    exited('P-2', { exitedOn: null }, { office: 'south', followUps: followUps.slice(2, 3) }),
  ])
  const path = '/v1/reports/follow-ups-by-month'
  const due = async (query: string) => {
    const { body } = await client.get(`${path}?${query}`)
    const of = (one: Json) => [findMeasure(one, 'due').known.numerator, findMeasure(one, 'due').pending]
    return [of(body), ...body.groups.map((one: Json) => [...one.group, ...of(one)])]
  }
  t.strictSame(await due('month=2026-07&asOf=2026-08-02'), [[3, 0]])
  t.strictSame(await due('month=2026-07&asOf=2026-07-31&groupBy=office'), [
    [1, 2],
    ['north', 1, 1],
    ['south', 0, 1],
  ])
  t.strictSame(await due('dueFrom=2026-06-01&dueTo=2026-08-31&asOf=2026-09-01&groupBy=month'), [
    [5, 0],
    ['2026-06', 1, 0],
    ['2026-07', 3, 0],
    ['2026-08', 1, 0],
  ])
  const { items } = (await client.get(`${path}/rows?month=2026-07&asOf=2026-08-02&measure=missed`)).body
  t.strictSame(
    items.map(({ participantId, on, result, reason }: Json) => [participantId, on, result, reason]),
    [
      ['P-1', '2026-07-01', 'numerator', 'missed'],
      ['P-1', '2026-07-31', 'numerator', 'missed'],
      ['P-2', '2026-07-31', 'numerator', 'missed'],
    ],
  )
})

t.test('A follow-up that is completed late is missed until then', async (t) => {
  const followUp = { kind: 'post_exit', dueOn: '2026-07-31', status: 'completed', completedOn: '2026-08-10' }
  const client = await clientWith([exited('P-1', {}, { followUps: [followUp] })])
  const ends = async (asOf: string) => {
    const { body } = await client.get(`/v1/reports/follow-ups-by-month?month=2026-07&asOf=${asOf}`)
    return body.measures.flatMap(({ measure, known }: Json) => (known.numerator > 0 ? [measure] : []))
  }
  t.strictSame(await ends('2026-07-31'), [])
  t.strictSame(await ends('2026-08-09'), ['due', 'missed'])
  t.strictSame(await ends('2026-08-10'), ['due', 'late'])
})

t.test('The caseload counts people, open periods, and plans by status on a day, in all and by group', async (t) => {
  const entered = { enteredOn: '2026-01-02' }
  const again = { enteredOn: '2026-07-01', exitedOn: null }
  const client = await clientWith([
    exited('P-1', entered, { office: 'north', completedOn: '2026-01-09' }),
    exited('P-1', again, { office: 'south' }),
    exited(
      'P-2',
      { ...entered, exitedOn: null, programs: ['adult', 'youth'] },
      { office: 'north', completedOn: '2026-01-09' },
    ),
  ])
  const [{ id }] = (await client.get('/v1/plans?participantId=P-2')).body.items
  const closing = { closedOn: '2026-06-01', closeReason: 'transferred' }
  await client.post(`/v1/plans/${id}/close`, closing, { ifMatch: '*' })
  const counts = ({ participants, openPeriods, plans }: Json) => [participants, openPeriods, ...Object.values(plans)]
  const counted = async (query: string) => {
    const { body } = await client.get(`/v1/caseload?${query}`)
    return [counts(body), ...body.groups.map((one: Json) => [...one.group, ...counts(one)])]
  }
  t.strictSame(await counted('asOf=2026-01-01'), [[0, 0, 0, 0, 0]])
  t.strictSame(await counted('asOf=2026-01-09'), [[2, 2, 0, 2, 0]])
  t.strictSame(await counted('asOf=2026-05-28'), [[2, 2, 0, 2, 0]])
  t.strictSame(await counted('asOf=2026-05-29'), [[2, 1, 0, 2, 0]])
  t.strictSame(await counted('asOf=2026-06-01'), [[2, 1, 0, 1, 1]])
  t.strictSame(await counted('asOf=2026-07-01&program=youth'), [[1, 1, 0, 0, 1]])
  const { body } = await client.get('/v1/caseload?asOf=2150-01-01&groupBy=office,program')
  t.match(body, { asOf: '2150-01-01', known: 'now', office: null, groupBy: ['office', 'program'] })
  t.strictSame(counts(body), [2, 2, 1, 1, 1])
  t.strictSame(
    body.groups.map((one: Json) => [...one.group, ...counts(one)]),
    [
      ['north', 'adult', 2, 1, 0, 1, 1],
      ['north', 'youth', 1, 1, 0, 0, 1],
      ['south', 'adult', 1, 1, 1, 0, 0],
    ],
  )
})

t.test('Rows take no parameters that hide or group, and only a cursor of their own', async (t) => {
  const client = await clientWith(['P-1', 'P-2'].map((id) => exited(id)))
  for (const parameter of ['groupBy=office', 'suppressBelow=10'])
    t.match(await client.get(`${employment}/rows?${asked}&${parameter}`), {
      status: 400,
      body: { errors: [{ pointer: `/${parameter.split('=')[0]}` }] },
    })
  const { body } = await client.get(`${employment}/rows?${asked}&limit=1`)
  const cursor = new URL(body.next, service.url).searchParams.get('cursor')
  for (const other of [`${employment}/rows?exitQuarter=2026-Q1`, `/v1/reports/same-employer/rows?${asked}`])
    t.match(await client.get(`${other}&cursor=${cursor}`), { status: 400, body: { errors: [{ pointer: '/cursor' }] } })
})

t.test('A quarter of exit is the span of its days', async (t) => {
  const client = await clientWith(
    ['2026-03-31', '2026-04-01', '2026-06-30', '2026-07-01'].map((exitedOn, n) => exited(`P-${n}`, { exitedOn })),
  )
  const counted = async (query: string) => {
    const { body } = await client.get(`${employment}?asOf=2026-07-02&${query}`)
    return [body.cohort, findMeasure(body, 'quarter-2').pending]
  }
  const second = { by: 'exit', from: '2026-04-01', to: '2026-06-30' }
  t.strictSame(await counted('exitQuarter=2026-Q2'), [second, 2])
  t.strictSame(await counted('exitedFrom=2026-04-01&exitedTo=2026-06-30'), [second, 2])
  t.strictSame(await counted('exitQuarter=2026-Q4'), [{ by: 'exit', from: '2026-10-01', to: '2026-12-31' }, 0])
})

t.test('Two plans of one period count once, and someone who comes back counts once per period', async (t) => {
  const again = { enteredOn: '2026-06-01', exitedOn: '2026-06-30' }
  const client = await clientWith([
    exited('P-1', {}, { followUps: [learned('employed')] }),
    exited('P-1', { programs: ['youth'] }, { office: 'north' }),
    exited('P-2'),
    exited('P-2', again),
  ])
  const { body } = await client.get(`${employment}?${asked}&groupBy=program`)
  t.strictSame(cells(findMeasure(body, 'quarter-2')), [1, 1, '', 2, 0])
  const youth = body.groups.find(({ group }: Json) => group[0] === 'youth')
  const adult = body.groups.find(({ group }: Json) => group[0] === 'adult')
  t.strictSame(cells(findMeasure(youth, 'quarter-2')), [1, 1, '', 0, 0], 'the co-enrolled counts in both programs')
  t.strictSame(cells(findMeasure(adult, 'quarter-2')), [1, 1, '', 2, 0])
  const { items } = (await client.get(`${employment}/rows?${asked}`)).body
  const [first] = items
  t.match(first, { participantId: 'P-1', programs: ['adult', 'youth'], office: 'north', result: 'numerator' })
  t.equal(first.planIds.length, 2)
})

t.test(
  'Of what two plans of one period say of a quarter, that counts which is known, then the better source, then the newer',
  async (t) => {
    const client = await clientWith([
      exited('P-1', {}, { followUps: [learned('employed')] }),
      exited('P-1', {}, { followUps: [learned('unknown')] }),
      exited('P-2', {}, { followUps: [learned('employed')] }),
      exited('P-2', {}, { followUps: [learned('not_employed')] }),
      exited('P-3', {}, { followUps: [learned('employed', 'ui_wage_record', '2027-02-01')] }),
      exited('P-3', {}, { followUps: [learned('not_employed', 'supplemental', '2027-02-02')] }),
      exited('P-4', {}, { followUps: [learned('not_employed', null, '2027-02-02')] }),
      exited('P-4', {}, { followUps: [learned('employed', null, '2027-02-01')] }),
    ])
    const { items } = (await client.get(`${employment}/rows?${asked}`)).body
    t.strictSame(
      items
        .filter(({ measure }: Json) => measure === 'quarter-2')
        .map(({ participantId, result }: Json) => [participantId, result]),
      [
        ['P-1', 'numerator'],
        ['P-2', 'denominator'],
        ['P-3', 'numerator'],
        ['P-4', 'denominator'],
      ],
    )
  },
)

t.test('A plan that was entered in error says nothing, and its period is counted without it', async (t) => {
  const known = { followUps: [learned('employed')] }
  const client = await clientWith([exited('P-1', {}, known), exited('P-2', {}, known)])
  const { items } = (await client.get('/v1/plans')).body
  const closing = { closedOn: '2026-06-01', closeReason: 'entered_in_error' }
  await client.post(`/v1/plans/${items[0].id}/close`, closing, { ifMatch: '*' })
  const { body } = await client.get(`${employment}?${asked}`)
  t.strictSame(cells(findMeasure(body, 'quarter-2')), [1, 1, '', 1, 0])
})

t.test('Foster care excludes a youth, and the co-enrolled where they are counted as one', async (t) => {
  const client = await clientWith([
    exited('P-1', { programs: ['youth'], exitReason: 'foster_care' }),
    exited('P-2', { programs: ['adult', 'youth'], exitReason: 'foster_care' }),
    exited('P-3', { exitReason: 'ineligible' }),
    exited('P-4', { exitReason: 'deceased' }),
  ])
  const of = async (query: string) =>
    cells(findMeasure((await client.get(`${employment}?${asked}${query}`)).body, 'quarter-2'))
  t.strictSame(await of(''), [0, 0, 'deceased 1,foster_care 1', 2, 0])
  t.strictSame(await of('&program=youth'), [0, 0, 'foster_care 2', 0, 0])
  t.strictSame(await of('&program=adult'), [0, 0, 'deceased 1', 2, 0])
})

t.test('Follow-up can be told apart by its clock', async (t) => {
  const client = await clientWith([
    exited('P-1', { programs: ['youth', 'adult'], employedOn: '2026-06-01' }),
    exited('P-2', { employedOn: '2026-06-01' }),
    exited('P-3'),
  ])
  const { body } = await client.get(`/v1/reports/follow-up-by-quarter?${asked}&groupBy=clock`)
  t.strictSame(
    body.groups.map((one: Json) => [...one.group, findMeasure(one, 'quarter-1').known.denominator]),
    [
      ['employment', 2],
      ['exit', 1],
      [null, 1],
    ],
  )
})

/** So many exits of an office of whom so many are employed, the others not. */
const buildOffice = (office: string, employed: number, others: number) =>
  Array.from({ length: employed + others }, (_, n) =>
    exited(`${office}-${n}`, {}, { office, followUps: [learned(n < employed ? 'employed' : 'not_employed')] }),
  )

t.test('A small count is left out, and with it what it could be computed from', async (t) => {
  const client = await clientWith([...buildOffice('a', 4, 4), ...buildOffice('b', 3, 3), ...buildOffice('c', 1, 2)])
  const shown = async (query: string) => {
    const { body } = await client.get(`${employment}?${asked}&${query}`)
    const of = (one: Json) => {
      const { known, suppressed, unknown } = findMeasure(one, 'quarter-2')
      const { numerator, denominator } = known
      return [numerator, denominator, suppressed, unknown]
    }
    return { all: of(body), groups: body.groups.map(of), measure: findMeasure(body, 'quarter-2') }
  }
  const left = [null, null, true, 0]
  t.strictSame((await shown('office=c&suppressBelow=3')).all, left)
  const byOffice = await shown('groupBy=office&suppressBelow=3')
  t.strictSame(byOffice.all, [8, 17, false, 0])
  t.strictSame(byOffice.groups, [[4, 8, false, 0], left, left], 'the smallest other goes with it')
  t.strictSame(byOffice.measure.reasons, [], 'and reasons with all')
  const allSmall = await shown('groupBy=office&suppressBelow=5')
  t.strictSame([allSmall.all, ...allSmall.groups], [[8, 17, false, 0], left, left, left])
  t.strictSame((await shown('groupBy=office&suppressBelow=9')).all, left)
})

t.test('The rows of every report are the same in pages and in NDJSON, and match its numbers', async (t) => {
  // the examples are about different people of the same ids
  const client = await clientWith(
    reports.flatMap(({ name, example }) =>
      example.plans.map((plan: Json) => ({
        ...plan,
        participant: { ...plan.participant, id: `${name}-${plan.participant.id}` },
      })),
    ),
  )
  for (const { name, example } of reports) {
    const path = `/v1/reports/${name}`
    const lines = (await client.get(`${path}/rows?${example.query}`, ndjson)).body
    for (const limit of [1, 4]) {
      const paged = await all(client, `${path}/rows?${example.query}&limit=${limit}`)
      t.strictSame(paged, lines, `${name}, ${limit} a page`)
    }
    const { body } = await client.get(`${path}?${example.query}`)
    for (const { measure, known, federal } of body.measures) {
      const rows = lines.filter((row: Json) => row.measure === measure)
      const of = (member: string, ...results: string[]) =>
        rows.filter((row: Json) => results.includes(row[member])).length
      const counted = (member: string) => ({
        numerator: of(member, 'numerator'),
        denominator: of(member, 'numerator', 'denominator'),
      })
      t.match(known, counted('result'), `${name} ${measure}`)
      if (federal) t.match(federal, counted('federal'), `${name} ${measure} by law`)
      else t.equal(of('federal', 'numerator', 'denominator'), 0)
    }
  }
})

t.test('Another agency’s periods are not counted, and numbers and rows need scopes of their own', async (t) => {
  await clientWith([exited('P-1')])
  const client = await service.client()
  t.strictSame(cells(findMeasure((await client.get(`${employment}?${asked}`)).body, 'quarter-2')), [0, 0, '', 0, 0])
  const reader = await service.client({ scope: 'plans:read' })
  for (const path of ['/v1/reports', `${employment}?${asked}`])
    t.match(await reader.get(path), { status: 403, body: { code: 'forbidden', detail: /reports:read/ } })
  const analyst = await service.client({ scope: 'reports:read' })
  t.equal((await analyst.get(`${employment}?${asked}`)).status, 200)
  for (const path of [`${employment}/rows?${asked}`, '/v1/exports/pirl'])
    t.match(await analyst.get(path), { status: 403, body: { code: 'forbidden', detail: /records:read/ } })
})
