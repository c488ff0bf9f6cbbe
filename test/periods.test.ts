/** Facts of participation that come with plan documents: one period is one record, whatever the plans of a person. */
import t from 'tap'
import { someFollowUp, somePlan } from './fixtures/plans.ts'
import { periodsAreStored, readPresent } from './oracle/invariants.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const planOf = (participant: Json, members: Json = {}) =>
  somePlan({ participant: { id: 'P-1', programs: ['adult'], ...participant }, ...members })

async function create(client: Client, ...documents: Json[]): Promise<Json[]> {
  const plans: Json[] = []
  for (const document of documents) {
    const { status, body } = await client.post('/v1/plans', document)
    if (status !== 201) throw new Error(JSON.stringify(body))
    plans.push(body)
  }
  return plans
}

const readPeriods = async (client: Client): Promise<Json[]> => (await client.get('/v1/participants/P-1')).body.periods

/** The entry and exit of each record of the PIRL. */
async function readRecords(client: Client, asOf = '2027-12-31'): Promise<string[]> {
  const { text } = await client.get(`/v1/exports/pirl?asOf=${asOf}`)
  const [head = '', ...lines] = text.split('\r\n').slice(0, -1)
  const at = (name: string) => head.split(',').indexOf(name)
  return lines.map((line) => [line.split(',')[at('900')], line.split(',')[at('901')]].join(' '))
}

async function countExits(client: Client, exitQuarter: string): Promise<number> {
  const { body } = await client.get(`/v1/reports/employment-after-exit?exitQuarter=${exitQuarter}&asOf=2028-12-31`)
  return body.measures.find(({ measure }: Json) => measure === 'quarter-2-known').known.denominator
}

t.test(
  'A plan of a person who is unknown makes the participant, and later ones belong to the same period',
  async (t) => {
    const client = await service.client()
    const [first, second] = await create(client, planOf({ enteredOn: '2026-01-02' }), planOf({}))
    t.match(first, { participantId: 'P-1' })
    t.equal(second?.periodId, first?.periodId)
    t.match(await readPeriods(client), [{ id: first?.periodId, enteredOn: '2026-01-02' }])
    const { body } = await client.get(`/v1/plans/${first?.id}?include=participant`)
    t.strictSame(body.participant, (await client.get('/v1/participants/P-1')).body)
  },
)

for (const order of ['as they happened', 'the other way around'])
  t.test(`Two plans with exits from two programs, sent ${order}, are one record with the later exit`, async (t) => {
    const client = await service.client()
    const plans = [
      planOf({ programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-03-20' }),
      planOf({ programs: ['wagner_peyser'], enteredOn: '2026-01-02', exitedOn: '2026-05-20' }),
    ]
    await create(client, ...(order === 'as they happened' ? plans : plans.toReversed()))
    t.strictSame(await readRecords(client), ['20260102 20260520'])
    t.equal(await countExits(client, '2026-Q2'), 1)
    t.equal(await countExits(client, '2026-Q1'), 0)
  })

t.test('Of two exits from the same program the one that was sent last stands, in one record', async (t) => {
  const client = await service.client()
  const exit = (exitedOn: string) => planOf({ enteredOn: '2026-01-02', exitedOn })
  await create(client, exit('2026-03-20'), exit('2026-05-20'))
  t.strictSame(await readRecords(client), ['20260102 20260520'])
  await create(client, exit('2026-03-20'))
  t.strictSame(await readRecords(client), ['20260102 20260320'])
})

t.test(
  'The exit on one of two plans is the exit of the period, and an outdated plan never takes it back',
  async (t) => {
    const client = await service.client()
    const open = planOf({ enteredOn: '2026-01-02', exitedOn: null }, { externalId: 'open' })
    await create(client, open, planOf({ enteredOn: '2026-01-02', exitedOn: '2026-03-20' }))
    const otherProgram = planOf({ programs: ['wagner_peyser'] }, { externalId: 'open' })
    for (const document of [open, planOf({}, { externalId: 'open' }), otherProgram]) {
      t.equal((await client.send('PUT', '/v1/plans/by-external-id/open', document)).status, 200)
      t.strictSame(await readRecords(client), ['20260102 20260320'])
    }
    t.equal(await countExits(client, '2026-Q1'), 1)
  },
)

t.test('A draft without entry belongs to the period of the person’s other plan', async (t) => {
  const client = await service.client()
  const [draft, plan] = await create(client, planOf({}), planOf({ enteredOn: '2026-01-02', exitedOn: '2026-03-20' }))
  t.equal(draft?.periodId, plan?.periodId)
  t.strictSame(await readRecords(client), ['20260102 20260320'])
})

t.test('A plan that was closed as replaced and its successor are one record', async (t) => {
  const client = await service.client()
  const [replaced] = await create(client, planOf({ enteredOn: '2026-01-02' }, { completedOn: '2026-01-09' }))
  const closing = { closedOn: '2026-02-27', closeReason: 'replaced' }
  await client.post(`/v1/plans/${replaced?.id}/close`, closing, { ifMatch: '*' })
  await create(client, planOf({ exitedOn: '2026-05-29' }, { completedOn: '2026-02-27' }))
  t.strictSame(await readRecords(client), ['20260102 20260529'])
  t.equal(await countExits(client, '2026-Q2'), 1)
})

t.test('Wagner-Peyser from August 1 and adult from September 15 are one period that began in August', async (t) => {
  const client = await service.client()
  await create(
    client,
    planOf({ programs: ['wagner_peyser'], enteredOn: '2025-08-01' }),
    planOf({ programs: ['adult'], enteredOn: '2025-09-15' }),
  )
  t.match(await readPeriods(client), [
    {
      enteredOn: '2025-08-01',
      programs: [
        { program: 'wagner_peyser', enteredOn: '2025-08-01' },
        { program: 'adult', enteredOn: '2025-09-15' },
      ],
    },
  ])
  t.strictSame(await readRecords(client, '2025-12-31'), ['20250801 '])
})

t.test('A re-entry after an exit is a second period', async (t) => {
  const client = await service.client()
  const [first, second] = await create(
    client,
    planOf({ enteredOn: '2026-01-02', exitedOn: '2026-03-20' }),
    planOf({ enteredOn: '2026-04-21' }),
  )
  t.not(second?.periodId, first?.periodId)
  t.strictSame(await readRecords(client), ['20260102 20260320', '20260421 '])
})

t.test('A period that was over before the present one is a period of its own', async (t) => {
  const client = await service.client()
  await create(client, planOf({ enteredOn: '2026-01-02' }), planOf({ enteredOn: '2024-01-02', exitedOn: '2024-06-28' }))
  t.strictSame(
    (await readPeriods(client)).map(({ enteredOn }) => enteredOn),
    ['2024-01-02', '2026-01-02'],
  )
})

t.test('Of two outcomes of one quarter in two plans the better source counts, whichever was sent first', async (t) => {
  const outcome = (source: string, employment: string) =>
    someFollowUp({
      ...{ kind: 'post_exit', dueOn: '2026-12-31', status: 'completed', completedOn: '2027-01-15' },
      outcome: { quarter: 2, employment, source },
    })
  const plans = [
    planOf({ enteredOn: '2026-01-02', exitedOn: '2026-05-29' }, { followUps: [outcome('ui_wage_record', 'employed')] }),
    planOf({}, { followUps: [outcome('supplemental', 'not_employed')] }),
  ]
  for (const documents of [plans, plans.toReversed()]) {
    const client = await service.client()
    await create(client, ...documents)
    const { body } = await client.get('/v1/reports/employment-after-exit?exitQuarter=2026-Q2&asOf=2028-12-31')
    t.match(body.measures[0], { measure: 'quarter-2', known: { numerator: 1, denominator: 1 } })
  }
})

t.test('A plan names its participant, by id or with facts, and only one', async (t) => {
  const client = await service.client()
  const { participant: _, ...bare } = somePlan()
  const refused = (pointer: string) => ({ status: 422, body: { errors: [{ pointer }] } })
  t.match(await client.post('/v1/plans', bare), refused('/participantId'), 'none')
  t.match(await client.post('/v1/plans', { ...bare, participantId: 'P-1' }), refused('/participantId'), 'unknown')
  t.match(await client.post('/v1/plans', { ...planOf({}), participantId: 'P-2' }), refused('/participantId'), 'two')
  await client.send('PUT', '/v1/participants/P-1', {})
  t.match((await client.post('/v1/plans', { ...bare, participantId: 'P-1' })).body, {
    participantId: 'P-1',
    periodId: null,
  })
})

t.test('A plan belongs to a period of its own participant', async (t) => {
  const client = await service.client()
  const [plan, other] = await create(client, planOf({}), somePlan({ participant: { id: 'P-2', programs: ['adult'] } }))
  const refused = { status: 422, body: { errors: [{ pointer: '/periodId' }] } }
  t.match(await client.post('/v1/plans', { ...planOf({}), periodId: other?.periodId }), refused)
  t.match(await client.patch(`/v1/plans/${plan?.id}`, { periodId: other?.periodId }, { ifMatch: '*' }), refused)
  t.equal((await client.post('/v1/plans', { ...planOf({}), periodId: plan?.periodId })).status, 201)
})

t.test('A document of a plan does not move it to another participant', async (t) => {
  const client = await service.client()
  await create(client, planOf({}, { externalId: 'x' }))
  const push = (participant: Json) => client.send('PUT', '/v1/plans/by-external-id/x', planOf(participant))
  t.match(await push({ id: 'P-2' }), { status: 422, body: { errors: [{ pointer: '/participant/id' }] } })
  t.equal((await client.get('/v1/participants/P-2')).status, 404)
})

t.test('Facts that contradict themselves are refused where they stand, and nothing is written', async (t) => {
  const client = await service.client()
  const at = (pointer: string) => ({ status: 422, body: { errors: [{ pointer }] } })
  const backwards = { enteredOn: '2026-01-02', exitedOn: '2026-01-01' }
  t.match(await client.post('/v1/plans', planOf(backwards)), at('/participant/exitedOn'))
  await create(client, planOf({ enteredOn: '2026-01-02' }))
  t.match(await client.post('/v1/plans', planOf({ exitedOn: '2026-01-01' })), at('/participant/exitedOn'))
  t.equal((await client.get('/v1/plans')).body.items.length, 1)
})

t.test('A person has at most 50 plans', async (t) => {
  const client = await service.client()
  await create(client, ...Array.from({ length: 50 }, () => planOf({})))
  t.match(await client.post('/v1/plans', planOf({})), { status: 409, body: { code: 'conflict' } })
  t.equal((await client.post('/v1/plans', somePlan({ participant: { id: 'P-2', programs: ['adult'] } }))).status, 201)
})

t.test('Of 32 who create plans of the same new person each does, and the person is made once', async (t) => {
  const client = await service.client()
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_, n) => client.post('/v1/plans', planOf({ employedOn: `2026-06-${10 + (n % 20)}` }))),
  )
  t.strictSame([...new Set(answers.map(({ status }) => status))], [201])
  t.equal(new Set(answers.map(({ body }) => body.periodId)).size, 1)
  const history = (await client.get('/v1/participants/P-1/history?limit=200')).body.items
  t.equal(history.filter(({ op, type }: Json) => op === 'create' && type === 'participant').length, 1)
})

t.test('A closed plan takes facts of participation, and nothing else', async (t) => {
  const client = await service.client()
  const [plan] = await create(
    client,
    planOf({ enteredOn: '2026-01-02' }, { externalId: 'x', completedOn: '2026-01-09' }),
  )
  await client.post(`/v1/plans/${plan?.id}/close`, { closedOn: '2026-05-29', closeReason: 'exited' }, { ifMatch: '*' })
  const push = (participant: Json, members: Json = {}) =>
    client.send('PUT', '/v1/plans/by-external-id/x', planOf(participant, { completedOn: '2026-01-09', ...members }))
  t.equal((await push({ exitedOn: '2026-05-29' })).status, 200)
  t.strictSame(await readRecords(client), ['20260102 20260529'])
  t.equal((await push({}, { copyProvidedOn: '2026-01-12' })).status, 409)
})

t.test('A plan that is sent again stays in its period, also when the person has come back since', async (t) => {
  const client = await service.client()
  const push = (externalId: string, participant: Json) =>
    client.send('PUT', `/v1/plans/by-external-id/${externalId}`, planOf(participant))
  const { body: first } = await push('first', { enteredOn: '2025-01-02', exitedOn: '2025-06-30' })
  const { body: second } = await push('second', { enteredOn: '2026-01-02' })
  t.not(second.periodId, first.periodId)
  t.equal((await push('first', { firstCounselingOn: '2025-01-05' })).body.periodId, first.periodId)
  t.equal((await push('first', { enteredOn: '2025-01-01' })).body.periodId, first.periodId)
  t.match(await readPeriods(client), [
    { enteredOn: '2025-01-01', exitedOn: '2025-06-30', firstCounselingOn: '2025-01-05' },
    { enteredOn: '2026-01-02', firstCounselingOn: null },
  ])
})

t.test('A document corrects an exit that was stated for the period', async (t) => {
  const client = await service.client()
  const periods = [{ programs: [{ program: 'adult', enteredOn: '2026-01-02' }], exitedOn: '2026-05-29' }]
  await client.send('PUT', '/v1/participants/P-1', { periods })
  for (const exitedOn of ['2026-06-30', '2026-04-30']) {
    await create(client, planOf({ exitedOn }))
    t.match(await readPeriods(client), [{ exitedOn }])
  }
})

t.test('Validation judges a document as if it were written, with what is stored of the participant', async (t) => {
  const client = await service.client()
  await create(client, planOf({ enteredOn: '2026-01-02', firstCounselingOn: '2026-01-05' }))
  const { participant: _, ...bare } = somePlan()
  for (const document of [planOf({}), { ...bare, participantId: 'P-1' }]) {
    const { body } = await client.post('/v1/plans/validate?asOf=2026-02-01&recordedOn=2026-01-05', document)
    t.ok(body.findings.some(({ rule }: Json) => rule === 'plan-completion-overdue'))
  }
})

t.test('A token that only validates learns nothing of who is stored', async (t) => {
  const client = await service.client()
  await create(client, planOf({ enteredOn: '2026-01-02', firstCounselingOn: '2026-01-05' }))
  const portal = await service.client({ agencyId: client.agencyId, scope: 'plans:validate' })
  const { participant: _, ...bare } = somePlan()
  const path = '/v1/plans/validate?asOf=2026-02-01&recordedOn=2026-01-05'
  for (const participantId of ['P-1', 'P-9'])
    t.match(await portal.post(path, { ...bare, participantId }), { status: 403, body: { detail: /plans:read/ } })
  const { status, body } = await portal.post(path, planOf({}))
  t.strictSame([status, body.findings.some(({ rule }: Json) => rule === 'plan-completion-overdue')], [200, false])
})

t.test(
  'With the participant embedded there is no 304, because the version of the plan does not tell of it',
  async (t) => {
    const client = await service.client()
    const [plan] = await create(client, planOf({}))
    const path = `/v1/plans/${plan?.id}?include=participant`
    await client.patch('/v1/participants/P-1', { language: 'es' }, { ifMatch: '*' })
    const { status, body } = await client.get(path, { headers: { 'if-none-match': '"1"' } })
    t.match([status, body.participant.language], [200, 'es'])
  },
)

t.test(
  'The outcomes of a participant are told by period, from all its plans, and also of one without a plan',
  async (t) => {
    const client = await service.client()
    const periods = [{ programs: [{ program: 'adult', enteredOn: '2024-01-02', exitedOn: '2024-06-28' }] }]
    await client.send('PUT', '/v1/participants/P-1', { periods })
    const outcome = { quarter: 2, employment: 'employed', source: 'ui_wage_record' }
    const followUps = [someFollowUp({ kind: 'post_exit', status: 'completed', completedOn: '2027-01-15', outcome })]
    const [first, second] = await create(
      client,
      planOf({ enteredOn: '2026-01-02', exitedOn: '2026-05-29' }, { followUps }),
      planOf({ enteredOn: '2026-01-02' }),
    )
    const { body } = await client.get('/v1/participants/P-1/outcomes?asOf=2027-02-01')
    t.match(body, {
      participantId: 'P-1',
      periods: [
        { planIds: [], exitedOn: '2024-06-28', quarters: [{ quarter: 1, state: 'known', isPlaced: false }] },
        {
          periodId: first?.periodId,
          planIds: [first?.id, second?.id],
          quarters: [{ state: 'unknown' }, { state: 'known', isPlaced: true, followUpId: first?.followUps[0].id }],
        },
      ],
    })
    t.equal((await client.get('/v1/participants/P-9/outcomes')).status, 404)
  },
)

const exited = { programs: [{ program: 'adult', enteredOn: '2026-01-02', exitedOn: '2026-05-29' }] }

/** What reports, the PIRL, and outcomes know of the one period of P-1. */
async function readEverywhere(client: Client) {
  const query = 'exitQuarter=2026-Q2&asOf=2028-12-31'
  const rows = (await client.get(`/v1/reports/employment-after-exit/rows?${query}`)).body.items
  const { body } = await client.get('/v1/participants/P-1/outcomes?asOf=2028-12-31')
  return {
    counted: await countExits(client, '2026-Q2'),
    rows: rows.map(({ participantId, planIds, office, careerPlanner }: Json) => ({
      ...{ participantId, planIds, office, careerPlanner },
    })),
    records: await readRecords(client),
    outcomes: body.periods.map(({ planIds, exitedOn }: Json) => ({ planIds, exitedOn })),
  }
}

const withoutPlan = {
  counted: 1,
  rows: Array(4).fill({ participantId: 'P-1', planIds: [], office: null, careerPlanner: null }),
  records: ['20260102 20260529'],
  outcomes: [{ planIds: [], exitedOn: '2026-05-29' }],
}

t.test('A period without any plan is in reports, in the PIRL, and in outcomes', async (t) => {
  const client = await service.client()
  await client.send('PUT', '/v1/participants/P-1', { periods: [exited] })
  t.strictSame(await readEverywhere(client), withoutPlan)
  await periodsAreStored(service, client, await readPresent(client))
})

t.test('A period whose only plan was entered in error is in them, and the plan is not', async (t) => {
  const client = await service.client()
  const outcome = { quarter: 2, employment: 'employed', source: 'ui_wage_record' }
  const followUps = [someFollowUp({ kind: 'post_exit', status: 'completed', completedOn: '2027-01-15', outcome })]
  const participant = { enteredOn: '2026-01-02', exitedOn: '2026-05-29' }
  const [plan] = await create(client, planOf(participant, { followUps, office: 'north', completedOn: '2026-01-09' }))
  const place = { planIds: [plan?.id], office: 'north' }
  t.match(await readEverywhere(client), { rows: Array(4).fill(place), outcomes: [{ planIds: [plan?.id] }] })
  const closing = { closedOn: '2026-05-29', closeReason: 'entered_in_error' }
  await client.post(`/v1/plans/${plan?.id}/close`, closing, { ifMatch: '*' })
  t.strictSame(await readEverywhere(client), withoutPlan)
})

t.test('A report is asked for the office of the latest plan of a period', async (t) => {
  const client = await service.client()
  const participant = { enteredOn: '2026-01-02', exitedOn: '2026-05-29' }
  await create(client, planOf(participant, { office: 'north' }), planOf({}, { office: 'south' }))
  const count = async (office: string) => {
    const path = `/v1/reports/employment-after-exit?exitQuarter=2026-Q2&asOf=2028-12-31&office=${office}`
    return (await client.get(path)).body.measures[1].known.denominator
  }
  t.strictSame([await count('north'), await count('south')], [0, 1])
})

t.test('A period that is deleted, or gets another id, leaves no row', async (t) => {
  const client = await service.client()
  await client.send('PUT', '/v1/participants/P-1', { periods: [{ id: 'one', ...exited }] })
  await client.send('PUT', '/v1/participants/P-1', { periods: [{ id: 'two', ...exited }] })
  t.strictSame(await readRecords(client), ['20260102 20260529'])
  await periodsAreStored(service, client, await readPresent(client))
  await client.delete('/v1/participants/P-1/periods/two', { ifMatch: '*' })
  t.strictSame(await readRecords(client), [])
})

t.test('Plans that go to another participant leave their period and are in one of the other', async (t) => {
  const client = await service.client()
  const ofOther = (members: Json) =>
    somePlan({ participant: { id: 'P-2', programs: ['adult'], enteredOn: '2026-01-02' }, ...members })
  const [, moved] = await create(
    client,
    ...[planOf({ enteredOn: '2026-01-02' }), ofOther({ office: 'south' }), planOf({}, { office: 'north' })],
  )
  const { periodId } = (await client.get('/v1/plans?participantId=P-1')).body.items[0]
  const body = { participantId: 'P-1', periodId, reason: 'It was filed under somebody else.' }
  t.equal((await client.post(`/v1/plans/${moved?.id}/move`, body, { ifMatch: '*' })).status, 200)
  await periodsAreStored(service, client, await readPresent(client))
  t.strictSame(await readRecords(client), ['20260102 ', '20260102 '], 'P-2 still has the period')
  t.equal((await client.post('/v1/participants/P-1/merge', { into: 'P-2' }, { ifMatch: '*' })).status, 200)
  await periodsAreStored(service, client, await readPresent(client))
  t.strictSame(await readRecords(client), ['20260102 '])
})

t.test('Nothing is left of the periods of a person who is erased', async (t) => {
  const client = await service.client()
  await create(client, planOf({ enteredOn: '2026-01-02', exitedOn: '2026-05-29' }))
  const { status } = await client.delete('/v1/participants/P-1?reason=entered_in_error', { ifMatch: '*' })
  t.equal(status, 204)
  t.strictSame(await readRecords(client), [])
})
