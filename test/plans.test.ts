import t from 'tap'
import { maximalPlan } from './fixtures/maximal.ts'
import { periodOf } from './fixtures/participants.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const person = { id: 'P-1', programs: ['adult'] }

t.test('POST /v1/plans stores a whole plan document and answers it with ids', async (t) => {
  const client = await service.client()
  const created = await client.post(
    '/v1/plans',
    somePlan({
      goals: [someGoal()],
      milestones: [someMilestone({ externalId: 'm-1', goalId: 'goal' }), someMilestone({ parentId: 'm-1' })],
      followUps: [someFollowUp({ milestoneId: 'm-1' })],
    }),
  )
  t.equal(created.status, 201)
  t.equal(created.headers.get('etag'), '"1"')
  t.equal(created.headers.get('location'), `/v1/plans/${created.body.id}`)
  const [parent, child] = created.body.milestones
  t.equal(child.parentId, parent.id, 'a reference by externalId becomes an id')
  t.equal(created.body.followUps[0].milestoneId, parent.id)
  const read = await client.get(`/v1/plans/${created.body.id}?include=milestones,followUps`)
  t.strictSame(read.body, created.body, 'what is read is what was answered')
})

t.test('POST /v1/plans keeps every member that a caller can write', async (t) => {
  const client = await service.client()
  const sent = maximalPlan()
  const { id } = (await client.post('/v1/plans', sent)).body
  const { body: plan } = await client.get(`/v1/plans/${id}?include=participant,milestones,followUps`)
  const [parent, milestone] = plan.milestones
  const [sentMilestone, sentFollowUp, sentBarrier] = [sent.milestones[1], sent.followUps[0], sent.barriers[0]] as Json[]
  const { milestones: _, followUps: __, goals: ___, barriers: ____, gaps: _____, ...others } = sent
  const { services: ______, assessments: _______, attainments: ________, ...rest } = others
  const { participant, ...plain } = rest

  t.strictSame({ ...plan, ...plain }, plan, 'members of the plan')
  const { recordedOn } = plan
  const { id: participantId, programs, ...facts } = participant
  const { enteredOn, exitedOn } = facts
  t.strictSame([plan.participantId, plan.participant.id], [participantId, participantId])
  t.strictSame(
    periodOf(plan, plan.participant),
    {
      ...{ id: plan.periodId, ...facts, recordedOn, exitRecordedOn: recordedOn },
      programs: programs.map((program) => ({ program, enteredOn, exitedOn })),
    },
    'members of the period',
  )
  t.strictSame(plan.goals, [{ ...sent.goals[0], recordedOn }])
  t.strictSame(plan.gaps, [{ ...sent.gaps[0], recordedOn }])
  t.strictSame(plan.barriers, [{ ...sentBarrier, affects: ['nurse', milestone.id], recordedOn }])
  t.strictSame(
    plan.services,
    sent.services.map((one) => ({ ...one, milestoneIds: [milestone.id], recordedOn })),
  )
  t.strictSame(plan.assessments, [{ ...sent.assessments[0], recordedOn }])
  t.strictSame(plan.attainments, [{ ...sent.attainments[0], milestoneId: milestone.id, recordedOn }])
  t.strictSame({ ...milestone, ...sentMilestone, parentId: parent.id }, milestone, 'members of the milestone')
  t.strictSame({ ...plan.followUps[0], ...sentFollowUp, milestoneId: milestone.id }, plan.followUps[0])
})

t.test('GET /v1/plans/{planId} sends every member, in the document and alone', async (t) => {
  const client = await service.client()
  const { body: created } = await client.post('/v1/plans', maximalPlan())
  const { milestones, followUps, ...plan } = created
  t.strictSame((await client.get(`/v1/plans/${plan.id}`)).body, plan)
  for (const one of milestones) t.strictSame((await client.get(`/v1/plans/${plan.id}/milestones/${one.id}`)).body, one)
  for (const one of followUps) t.strictSame((await client.get(`/v1/plans/${plan.id}/follow-ups/${one.id}`)).body, one)
  t.strictSame((await client.get('/v1/plans')).body.items, [plan])
  t.strictSame((await client.get(`/v1/plans/${plan.id}/milestones`)).body.items, milestones)
  t.strictSame((await client.get('/v1/follow-ups')).body.items, followUps)
})

t.test('A plan with only what is required has null for what is absent', async (t) => {
  const client = await service.client()
  const { body } = await client.post('/v1/plans', somePlan({ goals: [someGoal()] }))
  const { id, createdAt, updatedAt, recordedOn, periodId, ...rest } = body
  t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/, 'UUIDv7')
  t.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  t.equal(updatedAt, createdAt)
  const goal = {
    ...{ id: 'goal', statement: 'To work as a nurse.', kind: 'decided', status: 'active', recordedOn },
    ...{ decideByOn: null, domain: null, horizonYears: null, targetOn: null, occupation: null, industry: null },
    ...{ targetWage: null, successLooksLike: null, confirmedOn: null },
  }
  t.strictSame(rest, {
    ...{ status: 'draft', externalId: null, type: 'career_action_plan', version: 1, noBarriersIdentified: false },
    participantId: 'P-1',
    ...{ careerPlanner: null, office: null, goals: [goal], strengths: [], barriers: [], gaps: [] },
    ...{ services: [], assessments: [], attainments: [], indicators: [], acknowledgements: [], copyProvidedOn: null },
    ...{ providersShownOn: null, careerPathway: null },
    ...{
      reviewCadence: null,
      completedOn: null,
      closedOn: null,
      closeReason: null,
      replacedBy: null,
      milestones: [],
      followUps: [],
    },
  })
  const { body: participant } = await client.get('/v1/participants/P-1')
  t.strictSame(participant, {
    ...{ id: 'P-1', language: null, hold: null, retainUntil: null, recordedOn, version: 1, createdAt, updatedAt },
    periods: [
      {
        ...{ id: periodId, programs: [{ program: 'adult', enteredOn: null, exitedOn: null }], recordedOn },
        ...{ enteredOn: null, firstCounselingOn: null, eligibleOn: null, employedOn: null, lastServiceOn: null },
        ...{ nextServiceOn: null, followUpDecision: null, exitedOn: null, exitReason: null, youth: null },
        ...{ recertifiedOn: null, priorityGroup: null, selectiveServiceOn: null, exitRecordedOn: null },
      },
    ],
  })
})

t.test('A document without an entry is about the latest period, and the entry may be told later', async (t) => {
  const client = await service.client()
  const send = async (days: object): Promise<Json> => {
    const { body } = await client.post('/v1/plans', somePlan({ participant: { ...person, ...days } }))
    return body.periodId
  }
  const first = await send({ exitedOn: '2024-11-15' })
  const second = await send({ enteredOn: '2025-02-03', exitedOn: '2025-05-30' })
  t.not(second, first, 'a re-entry is a new period')
  t.equal(await send({}), second, 'the period of the last exit')
  const third = await send({ enteredOn: '2026-01-02' })
  t.equal(await send({}), third, 'the open period')
  t.equal(new Set([first, second, third]).size, 3)

  const other = await service.client()
  const { body: plan } = await other.post('/v1/plans', somePlan({ participant: { ...person, exitedOn: '2024-11-15' } }))
  const told = { ...person, enteredOn: '2024-05-01', exitedOn: '2024-11-15' }
  t.equal((await other.post('/v1/plans', somePlan({ participant: told }))).body.periodId, plan.periodId)
  const { periods } = (await other.get('/v1/participants/P-1')).body
  t.match(periods, [{ id: plan.periodId, enteredOn: '2024-05-01', exitedOn: '2024-11-15' }])
  t.equal(periods.length, 1)
})

t.test('POST /v1/plans makes an active plan where completedOn is sent, else a draft', async (t) => {
  const client = await service.client()
  t.equal((await client.post('/v1/plans', somePlan())).body.status, 'draft')
  t.equal((await client.post('/v1/plans', somePlan({ completedOn: null }))).body.status, 'draft')
  t.equal((await client.post('/v1/plans', somePlan({ completedOn: '2026-01-09' }))).body.status, 'active')
})

t.test('Items without an id are given one, and items of the same id are refused', async (t) => {
  const client = await service.client()
  const { id: _, ...goal } = someGoal()
  const { body } = await client.post('/v1/plans', somePlan({ goals: [goal, goal] }))
  t.not(body.goals[0].id, body.goals[1].id)
  const refused = await client.post('/v1/plans', somePlan({ goals: [someGoal(), someGoal()] }))
  t.match(refused, { status: 422, body: { code: 'unprocessable', errors: [{ pointer: '/goals/1/id' }] } })
})

t.test('POST /v1/plans refuses what only the service keeps, unless the document was read elsewhere', async (t) => {
  const client = await service.client()
  const refused = async (status: number, sent: Record<string, unknown>, pointer: string) =>
    t.match(await client.post('/v1/plans', somePlan(sent)), { status, body: { errors: [{ pointer }] } }, pointer)
  await refused(400, { agencyId: 'x' }, '/agencyId')
  const instants = { createdAt: '2020-01-01T00:00:00Z' }
  for (const [name, value] of Object.entries({ status: 'active', recordedOn: '2020-01-01', ...instants }))
    await refused(422, { [name]: value }, `/${name}`)
  for (const [name, value] of Object.entries({ termDeclared: true, recordedOn: '2020-01-01', ...instants }))
    await refused(422, { milestones: [someMilestone({ [name]: value })] }, `/milestones/0/${name}`)
  for (const [name, value] of Object.entries({ quarter: 1, recordedOn: '2020-01-01', ...instants }))
    await refused(422, { followUps: [someFollowUp({ [name]: value })] }, `/followUps/0/${name}`)
  for (const name of ['id', 'version', 'reschedules', 'termDeclared', 'recordedOn', 'createdAt', 'updatedAt'])
    await refused(400, { milestones: [someMilestone({ [name]: 'x' })] }, `/milestones/0/${name}`)
  t.strictSame((await client.get('/v1/plans')).body, { items: [] }, 'nothing was stored')
  t.match((await client.get('/v1/changes')).body, { items: [], head: 0 })
})

t.test('POST /v1/plans refuses an invalid document, naming each fault', async (t) => {
  const client = await service.client()
  const barrier = { id: 'b', statement: 'None.', origin: 'external', identifiedOn: '2026-01-05' }
  const strength = { statement: 'Types.', group: 'personal', kind: 'skill' }
  const wrong: [Record<string, unknown>, string[]][] = [
    [
      { participant: { id: 'P', programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-01-01' } },
      ['/participant/exitedOn'],
    ],
    [{ barriers: [{ ...barrier, resolvedOn: '2026-01-04' }] }, ['/barriers/0/resolvedOn']],
    [{ barriers: [{ ...barrier, affects: ['nothing'] }] }, ['/barriers/0/affects/0']],
    [{ barriers: [barrier], noBarriersIdentified: true }, ['/noBarriersIdentified']],
    [{ strengths: [{ ...strength, goalIds: ['goal'] }] }, ['/strengths/0/goalIds/0']],
    [{ goals: [someGoal({ recordedOn: '1999-12-31' })] }, ['/goals/0/recordedOn']],
    [
      { milestones: [someMilestone({ goalId: 'goal', mitigates: ['b'], closes: ['g'] })] },
      ['/milestones/0/goalId', '/milestones/0/mitigates/0', '/milestones/0/closes/0'],
    ],
    [{ milestones: [someMilestone({ parentId: 'nothing' })] }, ['/milestones/0/parentId']],
    [{ milestones: [someMilestone({ startOn: '2026-02-01', dueOn: '2026-01-31' })] }, ['/milestones/0/dueOn']],
    [{ milestones: [someMilestone({ completedOn: '2026-01-31' })] }, ['/milestones/0/completedOn']],
    [{ followUps: [someFollowUp({ milestoneId: 'nothing' })] }, ['/followUps/0/milestoneId']],
    [{ followUps: [someFollowUp({ opensOn: '2026-07-01' })] }, ['/followUps/0/dueOn']],
    [{ followUps: [someFollowUp({ completedOn: '2026-06-01' })] }, ['/followUps/0/completedOn']],
  ]
  for (const [members, pointers] of wrong) {
    const refused = await client.post('/v1/plans', somePlan(members))
    t.match(refused, { status: 422, body: { code: 'unprocessable' } }, JSON.stringify(pointers))
    t.strictSame(
      refused.body.errors.map(({ pointer }: Json) => pointer),
      pointers,
    )
  }
  t.match((await client.get('/v1/changes')).body, { items: [], head: 0 }, 'all or nothing')
})

t.test('include embeds the participant, milestones, follow-ups and findings, in any order and no others', async (t) => {
  const client = await service.client()
  const { body: created } = await client.post('/v1/plans', somePlan({ milestones: [someMilestone()] }))
  const path = `/v1/plans/${created.id}`
  const { milestones, followUps, ...plan } = created
  const { items: findings } = (await client.get(`${path}/findings`)).body
  t.not(findings.length, 0)
  t.strictSame((await client.get(`${path}?include=findings`)).body, { ...plan, findings })
  t.strictSame((await client.get(`${path}?include=followUps`)).body, { ...plan, followUps })
  t.strictSame((await client.get(`${path}?include=findings,milestones`)).body, { ...plan, milestones, findings })
  t.strictSame((await client.get(`${path}?include=milestones,milestones`)).body, { ...plan, milestones })
  const { body: participant } = await client.get('/v1/participants/P-1')
  t.strictSame((await client.get(`${path}?include=followUps,participant`)).body, { ...plan, followUps, participant })
  for (const include of ['', 'changes', 'milestones,', 'milestones, followUps'])
    t.equal((await client.get(`${path}?include=${include}`)).status, 400, include)
})

t.test('GET with the current ETag in If-None-Match is answered 304 without a body', async (t) => {
  const client = await service.client()
  const { body } = await client.post('/v1/plans', maximalPlan())
  const paths = [
    `/v1/plans/${body.id}`,
    `/v1/plans/${body.id}?include=milestones`,
    `/v1/plans/${body.id}/milestones/${body.milestones[0].id}`,
    `/v1/plans/${body.id}/follow-ups/${body.followUps[0].id}`,
  ]
  for (const path of paths) {
    for (const tag of ['"1"', 'W/"1"', '"7", "1"', '*']) {
      const same = await client.get(path, { headers: { 'if-none-match': tag } })
      t.match([same.status, same.text, same.headers.get('etag')], [304, '', '"1"'], `${path} ${tag}`)
    }
    const other = await client.get(path, { headers: { 'if-none-match': '"2"' } })
    t.match([other.status, other.headers.get('etag')], [200, '"1"'], path)
  }
  const dated = await client.get(`${paths[0]}?include=findings`, { headers: { 'if-none-match': '"1"' } })
  t.equal(dated.status, 200, 'findings depend on the day')
})

t.test('A nonexistent plan, and one of another agency, is 404 for every operation', async (t) => {
  const [mine, other] = [await service.client(), await service.client()]
  const { id } = (await other.post('/v1/plans', somePlan())).body
  for (const planId of [id, '019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17']) {
    const path = `/v1/plans/${planId}`
    const match = { ifMatch: '*' }
    const answers = [
      await mine.get(path),
      await mine.patch(path, { office: 'x' }, match),
      await mine.delete(path, match),
      await mine.post(`${path}/complete`, { completedOn: '2026-01-09' }, match),
      await mine.post(`${path}/milestones`, someMilestone()),
      await mine.post(`${path}/follow-ups`, someFollowUp()),
      await mine.get(`${path}/milestones`),
      await mine.get(`${path}/follow-ups`),
      await mine.get(`${path}/findings`),
      await mine.get(`${path}/history`),
    ]
    for (const answer of answers) t.match(answer, { status: 404, body: { code: 'not-found' } })
  }
  t.equal((await mine.get('/v1/plans/not-a-uuid')).status, 400)
  t.equal((await other.get(`/v1/plans/${id}`)).body.version, 1)
})
