/** A plan document that may be sent again: PUT /v1/plans/by-external-id/{externalId}. */
import t from 'tap'
import { maximalPlan } from './fixtures/maximal.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { feedIsComplete, historyTells } from './oracle/history.ts'
import { all, findingsAreStored, readPresent, rowsAgree } from './oracle/invariants.ts'
import { type Answer, type Client, type Json, type RequestOptions, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const put = (client: Client, externalId: string, body: unknown, options?: RequestOptions): Promise<Answer> =>
  client.send('PUT', `/v1/plans/by-external-id/${encodeURIComponent(externalId)}`, body, options)
const milestone = (name: string, members: object = {}) => someMilestone({ externalId: name, ...members })
const followUp = (name: string, members: object = {}) => someFollowUp({ externalId: name, ...members })
const read = async (client: Client, { id }: Json) =>
  (await client.get(`/v1/plans/${id}?include=milestones,followUps`)).body

/** Findings, history and feed say what the plans say. */
async function holds(client: Client): Promise<void> {
  const present = await readPresent(client)
  await rowsAgree(service, client)
  await findingsAreStored(service, client, present)
  const told = await historyTells(
    client,
    present.plans.map(({ plan }) => plan.id),
    present,
  )
  await feedIsComplete(client, told)
}

t.test('PUT creates a plan, and sent again it changes nothing', async (t) => {
  const client = await service.client()
  const { externalId, ...document } = maximalPlan()
  const first = await put(client, externalId, document)
  t.equal(first.status, 201)
  t.equal(first.headers.get('location'), `/v1/plans/${first.body.id}`)
  t.equal(first.headers.get('etag'), '"1"')
  t.strictSame(await read(client, first.body), first.body)
  for (const again of [document, { externalId, ...document }, { externalId: null, ...document }]) {
    const second = await put(client, externalId, again)
    t.equal(second.status, 200)
    t.equal(second.headers.get('location'), null)
    t.equal(second.headers.get('etag'), '"1"')
    t.equal(second.text, first.text)
  }
  t.equal((await all(client, '/v1/changes')).length, 5)
  await holds(client)
})

t.test('PUT of what POST has created changes nothing', async (t) => {
  const client = await service.client()
  const { body } = await client.post('/v1/plans', maximalPlan())
  const { status, text } = await put(client, 'plan-1', maximalPlan())
  t.equal(status, 200)
  t.strictSame(JSON.parse(text), body)
})

t.test('Items without an id, and references by externalId, are recognized when they are sent again', async (t) => {
  const client = await service.client()
  const barrier = { statement: 'No car.', origin: 'external', identifiedOn: '2026-01-05', affects: ['m-1'] }
  const document = somePlan({
    goals: [{ statement: 'To work.', kind: 'decided' }],
    strengths: [
      { statement: 'Types.', group: 'personal', kind: 'skill' },
      { statement: 'Types.', group: 'personal', kind: 'skill' },
    ],
    barriers: [barrier],
    gaps: [{ statement: 'No ticket.', kind: 'credential' }],
    services: [{ kind: 'supportive', name: 'Bus pass', milestoneIds: ['m-1'] }],
    milestones: [milestone('m-1'), milestone('m-2', { parentId: 'm-1' })],
    followUps: [followUp('f-1', { milestoneId: 'm-2' })],
  })
  const { body: first } = await put(client, 'p', document)
  t.strictSame((await put(client, 'p', document)).body, first)
  const { body: second } = await put(client, 'p', { ...document, barriers: [{ ...barrier, impact: 'Late.' }] })
  t.equal(second.version, 2)
  t.not(second.barriers[0].id, first.barriers[0].id, 'it says something else')
  t.strictSame(second.goals, first.goals)
  t.strictSame(second.strengths, first.strengths)
  await holds(client)
})

t.test('PUT changes what is different, in one version of the plan', async (t) => {
  const client = await service.client()
  const goals = [someGoal()]
  const parts = { milestones: [milestone('m-1'), milestone('m-2')], followUps: [followUp('f-1'), followUp('f-2')] }
  const { body: first } = await put(client, 'p', somePlan({ goals, office: 'a', ...parts }))
  const { status, body } = await put(client, 'p', {
    ...somePlan({ goals }),
    milestones: [milestone('m-3', { parentId: 'm-2' }), milestone('m-2', { goalId: 'goal', parentId: 'm-1' })],
    followUps: [followUp('f-2', { status: 'completed', completedOn: '2026-06-01' }), followUp('f-3')],
  })
  t.equal(status, 200)
  t.match(body, { version: 2, office: null, externalId: 'p' })
  const [one, two, three] = body.milestones
  t.strictSame(one, first.milestones[0], 'what is not in the document stays as it is')
  t.match(two, { id: first.milestones[1].id, version: 2, goalId: 'goal', parentId: one.id })
  t.match(three, { externalId: 'm-3', version: 1, parentId: two.id })
  t.match(body.followUps, [{ version: 1 }, { version: 2, status: 'completed' }, { externalId: 'f-3', version: 1 }])
  t.strictSame(await read(client, body), body)
  await holds(client)
})

t.test('A change of a part alone makes a new version of the plan', async (t) => {
  const client = await service.client()
  await put(client, 'p', somePlan({ milestones: [milestone('m-1')] }))
  const { body } = await put(client, 'p', somePlan({ milestones: [milestone('m-1', { where: 'At home' })] }))
  t.match(body, { version: 2, milestones: [{ version: 2 }] })
  t.equal((await all(client, `/v1/plans/${body.id}/history`)).length, 3)
})

t.test('A date that moves is kept with its reason, or with the remark that none was sent', async (t) => {
  const client = await service.client()
  const sent = (members: object) => put(client, 'p', somePlan({ milestones: [milestone('m-1', members)] }))
  await sent({ rescheduleReason: 'It is new.' })
  const rescheduleReason = 'The course moved.'
  t.strictSame((await sent({ dueOn: '2026-03-01', rescheduleReason })).body.milestones[0].reschedules, [])
  const { body: moved } = await sent({ dueOn: '2026-04-01', rescheduleReason })
  t.match(moved.milestones[0].reschedules, [{ from: '2026-03-01', to: '2026-04-01', reason: rescheduleReason }])
  t.strictSame((await sent({ dueOn: '2026-04-01', rescheduleReason })).body, moved, 'a repeat moves nothing')
  const { body: again } = await sent({ dueOn: '2026-05-01' })
  t.match(again.milestones[0].reschedules, [
    { reason: rescheduleReason },
    { from: '2026-04-01', to: '2026-05-01', reason: 'The date was sent with a plan document, without a reason.' },
  ])
})

t.test('Attempts are appended: those that were recorded here are not lost, and none is kept twice', async (t) => {
  const client = await service.client()
  const tried = (on: string, by: string) => ({ on, method: 'phone', by, reached: false, note: null })
  const [a, b, c] = [tried('2026-06-01', 'a'), tried('2026-06-02', 'b'), tried('2026-06-03', 'c')]
  const sent = async (...attempts: object[]) =>
    (await put(client, 'p', somePlan({ followUps: [followUp('f', { attempts })] }))).body
  const plan = await sent(a, a)
  await client.post(`/v1/plans/${plan.id}/follow-ups/${plan.followUps[0].id}/attempts`, b)
  t.strictSame((await sent(a, a)).followUps[0].attempts, [a, a, b])
  t.strictSame((await sent(a, a, c)).followUps[0].attempts, [a, a, b, c])
  t.strictSame((await sent()).followUps[0].attempts, [a, a, b, c])
  const many = Array.from({ length: 500 }, (_, n) => tried('2026-06-04', `n-${n}`))
  t.match(await put(client, 'p', somePlan({ followUps: [followUp('f', { attempts: many })] })), { status: 409 })
})

t.test('completedOn completes a draft, corrects an active plan, and left out it stays', async (t) => {
  const client = await service.client()
  t.equal((await put(client, 'p', somePlan())).body.status, 'draft')
  t.match((await put(client, 'p', somePlan({ completedOn: '2026-01-09' }))).body, { status: 'active', version: 2 })
  t.match((await put(client, 'p', somePlan())).body, { status: 'active', completedOn: '2026-01-09', version: 2 })
  t.match((await put(client, 'p', somePlan({ completedOn: '2026-01-10' }))).body, { completedOn: '2026-01-10' })
  await holds(client)
})

t.test('A closed plan is not changed; the document that it has already is no change', async (t) => {
  const client = await service.client()
  const document = somePlan({ milestones: [milestone('m-1')] })
  const { body } = await put(client, 'p', document)
  const closing = { closedOn: '2026-03-01', closeReason: 'withdrawn' }
  await client.post(`/v1/plans/${body.id}/close`, closing, { ifMatch: '*' })
  t.match(await put(client, 'p', document), { status: 200, body: { status: 'closed', version: 2 } })
  const changed = [
    { copyProvidedOn: '2026-01-09' },
    { completedOn: '2026-01-09' },
    { milestones: [milestone('m-1', { where: 'x' })] },
  ]
  for (const members of [...changed, { followUps: [followUp('f-1')] }])
    t.match(await put(client, 'p', { ...document, ...members }), { status: 409, body: { code: 'conflict' } })
})

t.test('A new exit moves the quarter of follow-ups that are not in the document', async (t) => {
  const client = await service.client()
  await put(client, 'p', somePlan({ followUps: [followUp('f-1')] }))
  const participant = { id: 'P-1', programs: ['adult'], exitedOn: '2026-03-31' }
  t.match((await put(client, 'p', somePlan({ participant }))).body.followUps, [{ version: 2, quarter: 1 }])
  await holds(client)
})

const faultAt = (status: number, code: string, pointer: string) => ({ status, body: { code, errors: [{ pointer }] } })

t.test('Faults are reported at their location, and nothing is written', async (t) => {
  const client = await service.client()
  const goals = [someGoal()]
  const { body: before } = await put(
    client,
    'p',
    somePlan({ goals, milestones: [milestone('m-1', { goalId: 'goal' })] }),
  )
  const wrong: [object, string][] = [
    [{ goals, milestones: [milestone('m-2'), milestone('m-3', { goalId: 'x' })] }, '/milestones/1/goalId'],
    [{ goals: [] }, '/goals'],
    [{ milestones: [milestone('m-1', { goalId: 'goal' })] }, '/milestones/0/goalId'],
    [{ goals, milestones: [milestone('m-1', { parentId: 'm-1' })] }, '/milestones/0/parentId'],
    [{ goals, milestones: [milestone('m-2'), milestone('m-2')] }, '/milestones/1/externalId'],
    [{ goals, followUps: [followUp('f'), followUp('f')] }, '/followUps/1/externalId'],
    [{ goals, followUps: [followUp('f'), followUp('g', { opensOn: '2026-12-31' })] }, '/followUps/1/dueOn'],
    [{ goals, externalId: 'q' }, '/externalId'],
  ]
  for (const [members, pointer] of wrong)
    t.match(await put(client, 'p', somePlan({ ...members })), faultAt(422, 'unprocessable', pointer), pointer)
  const unnamed = somePlan({ milestones: [someMilestone()], followUps: [someFollowUp()] })
  const { status, body } = await put(client, 'p', unnamed)
  t.equal(status, 400)
  t.strictSame(
    body.errors.map(({ pointer }: Json) => pointer),
    ['/milestones/0/externalId', '/followUps/0/externalId'],
  )
  t.strictSame(await read(client, before), before)
})

t.test('A part whose externalId is in use in another plan is reported at its location', async (t) => {
  const client = await service.client()
  await put(client, 'p', somePlan({ milestones: [milestone('m-1')], followUps: [followUp('f-1')] }))
  await put(client, 'q', somePlan({ milestones: [milestone('m-2')] }))
  for (const name of ['q', 'r']) {
    const milestones = [milestone('m-2'), milestone('m-1')]
    const taken = await put(client, name, somePlan({ milestones: name === 'q' ? milestones : milestones.slice(1) }))
    t.match(taken, faultAt(409, 'duplicate', name === 'q' ? '/milestones/1/externalId' : '/milestones/0/externalId'))
    const followUps = [followUp('f-2'), followUp('f-1')]
    t.match(await put(client, name, somePlan({ followUps })), faultAt(409, 'duplicate', '/followUps/1/externalId'))
  }
})

t.test('If-Match is honored when it is sent', async (t) => {
  const client = await service.client()
  for (const ifMatch of ['*', '"1"']) t.equal((await put(client, 'p', somePlan(), { ifMatch })).status, 412, 'no plan')
  await put(client, 'p', somePlan())
  t.equal((await put(client, 'p', somePlan({ office: 'a' }), { ifMatch: '"2"' })).status, 412)
  t.equal((await put(client, 'p', somePlan({ office: 'a' }), { ifMatch: '"1"' })).body.version, 2)
  t.equal((await put(client, 'p', somePlan({ office: 'a' }), { ifMatch: '"1"' })).status, 412, 'also where unchanged')
})

t.test('An externalId of any visible characters names a plan, of one agency', async (t) => {
  const [one, other] = [await service.client(), await service.client()]
  for (const name of ['a/b', '%2F', '/'.repeat(128), 'a?b#c', `"'{}\\`, 'x'.repeat(128)]) {
    const { status, body } = await put(one, name, somePlan())
    t.equal(status, 201, name)
    t.equal(body.externalId, name)
    t.equal((await put(other, name, somePlan())).status, 201, 'another agency has its own')
    t.equal((await put(one, name, somePlan())).body.id, body.id)
  }
  for (const name of ['a b', 'é', 'x'.repeat(129), 'a\u0000']) t.equal((await put(one, name, somePlan())).status, 400)
})

t.test('Of 32 callers who PUT the same externalId, one creates the plan, and the others find it', async (t) => {
  const client = await service.client()
  const document = somePlan({ milestones: [milestone('m-1')], followUps: [followUp('f-1')] })
  const answers = await Promise.all(Array.from({ length: 32 }, () => put(client, 'p', document)))
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  t.equal(answers.filter(({ status }) => status === 200).length, 31)
  t.equal(new Set(answers.map(({ text }) => text)).size, 1)
  await holds(client)
})

t.test('32 callers who PUT different things to the same externalId are served one after another', async (t) => {
  const client = await service.client()
  const sent = (n: number) => put(client, 'p', somePlan({ office: `o-${n}`, milestones: [milestone(`m-${n}`)] }))
  const answers = await Promise.all(Array.from({ length: 32 }, (_, n) => sent(n)))
  t.strictSame(
    answers.map(({ body }) => body.version).sort((a, b) => a - b),
    Array.from({ length: 32 }, (_, n) => n + 1),
  )
  const last = answers.find(({ body }) => body.version === 32) as Answer
  t.equal(last.body.milestones.length, 32)
  await holds(client)
})

t.test('A PUT that races with a deletion or a change of the externalId still succeeds', async (t) => {
  const client = await service.client()
  for (let round = 0; round < 8; round++) {
    const { body } = await put(client, 'p', somePlan({ office: `o-${round}` }))
    const path = `/v1/plans/${body.id}`
    const [pushed] = await Promise.all([
      put(client, 'p', somePlan({ milestones: [milestone(`m-${round}`)] })),
      round % 2
        ? client.delete(path, { ifMatch: '*' })
        : client.patch(path, { externalId: `old-${round}` }, { ifMatch: '*' }),
    ])
    t.match(pushed.status, /^20[01]$/)
  }
})
