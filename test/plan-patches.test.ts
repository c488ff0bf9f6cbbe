import t from 'tap'
import { maximalPlan } from './fixtures/maximal.ts'
import { patchPeriod, periodOf } from './fixtures/participants.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const getPointers = ({ body }: { body: Json }) => body.errors.map(({ pointer }: Json) => pointer)

/** A plan that was just made, with the client that made it. */
async function created(members: object = {}): Promise<{ client: Client; plan: Json; path: string }> {
  const client = await service.client()
  const { body } = await client.post('/v1/plans', somePlan(members as Record<string, unknown>))
  const { milestones: _, followUps: __, ...plan } = body
  return { client, plan, path: `/v1/plans/${plan.id}` }
}

t.test('PATCH /v1/plans/{planId} changes what it names and answers the whole plan, one version further', async (t) => {
  const { client, plan, path } = await created({ careerPlanner: 'staff-17' })
  const { status, headers, body } = await client.patch(path, { office: 'downtown' }, { ifMatch: '"1"' })
  t.strictSame([status, headers.get('etag')], [200, '"2"'])
  t.strictSame(body, { ...plan, office: 'downtown', version: 2, updatedAt: body.updatedAt })
  t.ok(body.updatedAt >= plan.updatedAt)
  t.strictSame((await client.get(path)).body, body)
})

t.test('PATCH needs If-Match, the current one or *', async (t) => {
  const { client, path } = await created()
  const patch = { office: 'downtown' }
  t.match(await client.patch(path, patch), { status: 428, body: { code: 'precondition-required' } })
  for (const ifMatch of ['"2"', '"0"', '""', '"01"'])
    t.match(await client.patch(path, patch, { ifMatch }), { status: 412, body: { code: 'stale' } }, ifMatch)
  for (const ifMatch of ['1', 'nonsense', ''])
    t.match(await client.patch(path, patch, { ifMatch }), { status: 400, body: { code: 'invalid' } }, ifMatch)
  t.equal((await client.get(path)).body.version, 1)
  t.equal((await client.patch(path, patch, { ifMatch: '"7", "1"' })).body.version, 2)
  t.equal((await client.patch(path, { office: 'north' }, { ifMatch: '*' })).body.version, 3)
  t.equal((await client.patch(path, patch, { ifMatch: '"2"' })).status, 412)
})

t.test('PATCH takes application/merge-patch+json only', async (t) => {
  const { client, path } = await created()
  for (const type of ['application/json', 'application/json-patch+json', 'text/plain']) {
    const options = { ifMatch: '"1"', headers: { 'content-type': type } }
    const refused = await client.patch(path, { office: 'x' }, options)
    t.match(refused, { status: 415, body: { code: 'unsupported-media-type' } }, type)
  }
})

t.test('null resets an optional member, and is refused for a required one', async (t) => {
  const client = await service.client()
  const { body: full } = await client.post('/v1/plans', maximalPlan())
  const path = `/v1/plans/${full.id}`
  const nulls = { externalId: null, careerPlanner: null, office: null, reviewCadence: null, strengths: null }
  const { body } = await client.patch(path, { ...nulls, noBarriersIdentified: null }, { ifMatch: '"1"' })
  t.match(body, { externalId: null, careerPlanner: null, office: null, reviewCadence: null, version: 2 })
  t.strictSame([body.strengths, body.noBarriersIdentified], [[], false], 'to what they are when left out')
  const refused = await client.patch(path, { type: null }, { ifMatch: '"2"' })
  t.match(refused, { status: 400, body: { errors: [{ pointer: '/type' }] } })
})

t.test('The period of a plan is merged member by member', async (t) => {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', maximalPlan())
  const { body: full } = await client.get('/v1/participants/P-1')
  const [period] = full.periods
  const { headers, body } = await patchPeriod(client, plan, { exitedOn: '2026-05-30', exitReason: null }, '"1"')
  t.equal(headers.get('etag'), '"2"')
  t.strictSame(body, {
    ...full,
    ...{ version: 2, updatedAt: body.updatedAt },
    periods: [{ ...period, exitedOn: '2026-05-30', exitReason: null }],
  })
  t.strictSame((await client.get('/v1/participants/P-1')).body, body)
  const other = { program: 'other', enteredOn: null, exitedOn: null }
  const programs = await patchPeriod(client, plan, { programs: [other] }, '"2"')
  t.strictSame(periodOf(plan, programs.body).programs, [other], 'arrays are replaced')
  t.match(await patchPeriod(client, plan, { programs: null }, '"3"'), {
    status: 400,
    body: { errors: [{ pointer: '/programs' }] },
  })
  for (const [name, value] of Object.entries({ id: 'x', recordedOn: '2020-01-01', name: 'x' })) {
    const refused = await patchPeriod(client, plan, { [name]: value }, '"3"')
    t.match(refused, { status: 400, body: { errors: [{ pointer: `/${name}` }] } }, name)
  }
})

t.test('Whose plan it is, and facts of participation, are not changed with a PATCH of the plan', async (t) => {
  const { client, plan, path } = await created()
  for (const [name, value] of Object.entries({ participant: { exitedOn: '2026-05-30' }, participantId: 'P-2' })) {
    const refused = await client.patch(path, { [name]: value }, { ifMatch: '"1"' })
    t.match(refused, { status: 400, body: { errors: [{ pointer: `/${name}` }] } }, name)
  }
  const unknown = await client.patch(path, { periodId: 'unknown' }, { ifMatch: '"1"' })
  t.match(unknown, { status: 422, body: { errors: [{ pointer: '/periodId' }] } })
  t.strictSame((await client.get(path)).body, plan)
})

t.test('Arrays are replaced whole, and an item keeps the day on which the service first saw it', async (t) => {
  const { client, plan, path } = await created({ goals: [someGoal({ domain: 'career' }), someGoal({ id: 'other' })] })
  const [first] = plan.goals
  const goals = [someGoal({ id: 'new' }), { ...first, statement: 'To work.', domain: undefined }]
  const { body } = await client.patch(path, { goals }, { ifMatch: '"1"' })
  t.strictSame(
    body.goals.map(({ id, domain }: Json) => [id, domain]),
    [
      ['new', null],
      ['goal', null],
    ],
  )
  t.equal(body.goals[1].recordedOn, first.recordedOn)
  const refused = await client.patch(path, { goals: [{ ...first, recordedOn: '2020-01-01' }] }, { ifMatch: '"2"' })
  t.match(refused, { status: 422, body: { errors: [{ pointer: '/goals/0/recordedOn' }] } })
})

t.test('PATCH refuses members that only the service keeps', async (t) => {
  const { client, plan, path } = await created()
  const { id, status, closedOn, closeReason, version, createdAt, updatedAt, recordedOn } = plan
  const readOnly = { id, status, closedOn, closeReason, version, createdAt, updatedAt, recordedOn }
  for (const [name, value] of Object.entries({ ...readOnly, milestones: [], followUps: [], findings: [] })) {
    const refused = await client.patch(path, { [name]: value }, { ifMatch: '"1"' })
    t.match(refused, { status: 400, body: { code: 'invalid', errors: [{ pointer: `/${name}` }] } }, name)
  }
  for (const body of ['[]', '"x"', 'null', '7'])
    t.equal((await client.patch(path, body, { ifMatch: '"1"' })).status, 400, body)
})

t.test('A PATCH that changes nothing gets no version and no number', async (t) => {
  const client = await service.client()
  const { body: full } = await client.post('/v1/plans', maximalPlan())
  const path = `/v1/plans/${full.id}`
  const { body: plan } = await client.get(path)
  const [barrier] = plan.barriers
  const reordered = Object.fromEntries(Object.entries(barrier).reverse())
  await client.patch(path, { careerPlanner: null }, { ifMatch: '"1"' })
  const nothing = [
    {},
    { office: plan.office },
    { careerPlanner: null },
    { periodId: plan.periodId },
    { goals: plan.goals, barriers: plan.barriers },
    { barriers: [reordered] },
    { services: plan.services, assessments: plan.assessments, acknowledgements: plan.acknowledgements },
    { gaps: full.gaps.map(({ recordedOn: _, ...gap }: Json) => gap) },
  ]
  for (const patch of nothing) {
    const { status, headers, body } = await client.patch(path, patch, { ifMatch: '"2"' })
    t.strictSame([status, headers.get('etag'), body.version], [200, '"2"', 2], JSON.stringify(patch).slice(0, 60))
  }
  await patchPeriod(client, plan, { employedOn: null }, '"1"')
  const { body: participant } = await client.get('/v1/participants/P-1')
  const { recordedOn: _, exitRecordedOn: __, id: ___, ...period } = periodOf(plan, participant)
  for (const patch of [{}, { employedOn: null }, { enteredOn: period.enteredOn, programs: period.programs }, period]) {
    const { status, headers, body } = await patchPeriod(client, plan, patch, '"2"')
    t.strictSame([status, headers.get('etag'), body], [200, '"2"', participant], JSON.stringify(patch).slice(0, 60))
  }
  t.equal((await client.get(path)).body.version, 2, 'facts of participation are no change of the plan')
  const { body: feed } = await client.get('/v1/changes')
  t.equal(feed.items.length, 7, 'the participant, the document and the two patches that changed something')
})

t.test('Items that a milestone refers to cannot be removed', async (t) => {
  const client = await service.client()
  const { body: full } = await client.post('/v1/plans', maximalPlan())
  const path = `/v1/plans/${full.id}`
  for (const [name, pointers] of [
    ['barriers', ['/barriers', '/services/0/barrierIds/0']],
    ['gaps', ['/gaps']],
  ] as const) {
    const refused = await client.patch(path, { [name]: [] }, { ifMatch: '"1"' })
    t.match(refused, { status: 422, body: { code: 'unprocessable' } })
    t.strictSame(getPointers(refused), pointers)
  }
  t.strictSame(getPointers(await client.patch(path, { goals: [] }, { ifMatch: '"1"' })).sort(), [
    '/barriers/0/affects/0',
    '/goals',
    '/services/0/goalIds/0',
    '/strengths/0/goalIds/0',
  ])
})

t.test('A barrier may name a milestone that it affects by externalId, also in a PATCH', async (t) => {
  const { client, path } = await created({ milestones: [someMilestone({ externalId: 'm-1' })] })
  const { id } = (await client.get('/v1/milestones')).body.items[0]
  const barrier = { statement: 'None.', origin: 'external', identifiedOn: '2026-01-05', affects: ['m-1'] }
  const { body } = await client.patch(path, { barriers: [barrier] }, { ifMatch: '"1"' })
  t.strictSame(body.barriers[0].affects, [id])
})

t.test('completedOn of an active plan can be corrected, but not set or taken away', async (t) => {
  const { client, path } = await created({ completedOn: '2026-01-09' })
  const { body } = await client.patch(path, { completedOn: '2026-01-10' }, { ifMatch: '"1"' })
  t.match(body, { completedOn: '2026-01-10', status: 'active' })
  t.match(await client.patch(path, { completedOn: null }, { ifMatch: '"2"' }), {
    status: 409,
    body: { code: 'conflict' },
  })
  const draft = await created()
  const refused = await draft.client.patch(draft.path, { completedOn: '2026-01-10' }, { ifMatch: '"1"' })
  t.match(refused, { status: 409, body: { code: 'conflict' } })
})

t.test('A write to a milestone or follow-up takes its plan one version further', async (t) => {
  const { client, path } = await created()
  const { body: milestone } = await client.post(`${path}/milestones`, someMilestone())
  const { body: followUp } = await client.post(`${path}/follow-ups`, someFollowUp())
  t.match((await client.get(path)).body, { version: 3, updatedAt: followUp.updatedAt })
  await client.patch(`${path}/milestones/${milestone.id}`, { where: 'Downtown' }, { ifMatch: '"1"' })
  await client.delete(`${path}/follow-ups/${followUp.id}`, { ifMatch: '"1"' })
  t.equal((await client.get(path)).headers.get('etag'), '"5"')
  t.equal((await client.patch(path, { office: 'x' }, { ifMatch: '"1"' })).status, 412)
})
