/** Two participants who are one person. */
import t from 'tap'
import { someFollowUp, someMilestone, somePlan, someWaiver } from './fixtures/plans.ts'
import { all, findingsAreStored, findingsHold, readPresent, rowsAgree } from './oracle/invariants.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

type Period = { enteredOn?: string | null; exitedOn?: string | null } & Json

const period = ({ enteredOn = null, exitedOn = null, program = 'adult', ...facts }: Period) => ({
  programs: [{ program, enteredOn, exitedOn }],
  ...facts,
})

async function put(client: Client, id: string, periods: Period[], members: Json = {}) {
  const { status, body } = await client.put(`/v1/participants/${id}`, { periods: periods.map(period), ...members })
  if (status > 201) throw new Error(JSON.stringify(body))
  return body
}

const merge = (client: Client, from = 'A', into = 'B', options: object = { ifMatch: '*' }) =>
  client.post(`/v1/participants/${from}/merge`, { into, reason: 'Registered twice.' }, options)

/** A client of an agency with two participants. */
async function two(a: Period[], b: Period[], members: { a?: Json; b?: Json } = {}): Promise<Client> {
  const client = await service.client()
  await put(client, 'A', a, members.a)
  await put(client, 'B', b, members.b)
  return client
}

const addPlan = async (client: Client, participantId: string, members: Json = {}) =>
  (await client.post('/v1/plans', { ...somePlan(members), participant: undefined, participantId })).body

t.test('Everything goes to the other participant, and the one that was merged is no more', async (t) => {
  const client = await two([{ enteredOn: '2026-01-02' }], [{ enteredOn: '2024-01-02', exitedOn: '2024-06-28' }])
  const plan = await addPlan(client, 'A', { milestones: [someMilestone()], followUps: [someFollowUp()] })
  const other = await addPlan(client, 'B')
  const { status, body } = await merge(client)
  t.equal(status, 200)
  t.match(body, { id: 'B', version: 2, periods: [{ exitedOn: '2024-06-28' }, { enteredOn: '2026-01-02' }] })
  t.equal((await client.get('/v1/participants/A')).status, 404)
  const plans = await all(client, '/v1/plans?participantId=B')
  t.strictSame(plans.map(({ id }) => id).sort(), [plan.id, other.id].sort())
  const moved = (await client.get(`/v1/plans/${plan.id}`)).body
  t.equal(moved.periodId, body.periods[1].id)
  t.equal(moved.version, plan.version + 1)
})

t.test('The history of both is that of the one who is left, with the reason', async (t) => {
  const client = await two([{ enteredOn: '2026-01-02' }], [])
  const plan = await addPlan(client, 'A')
  await merge(client)
  const history = await all(client, '/v1/participants/B/history')
  t.strictSame(
    history.map(({ op, type, id }) => `${op} ${type} ${id}`),
    [
      ...['create participant A', 'create participant B', `create plan ${plan.id}`],
      ...['update participant B', `update plan ${plan.id}`, 'delete participant A'],
    ],
  )
  t.equal(history.at(-1)?.reason, 'Registered twice.')
  t.match(history.at(-2), { before: { participantId: 'A' }, after: { participantId: 'B' } })
  t.equal((await client.get('/v1/participants/A/history')).status, 404)
  const feed = await all(client, '/v1/changes?include=resource')
  t.strictSame([...new Set(feed.map(({ participantId }) => participantId))], ['B'])
})

t.test('Periods that share a day become one, which has what either of them says', async (t) => {
  const client = await two(
    [{ enteredOn: '2026-01-02', exitedOn: '2026-05-29', eligibleOn: '2025-12-30' }],
    [{ enteredOn: '2026-01-02', program: 'youth', employedOn: '2026-06-01', exitedOn: '2026-05-29' }],
  )
  const plan = await addPlan(client, 'A')
  const { status, body } = await merge(client)
  t.equal(status, 200)
  t.match(body.periods, [{ eligibleOn: '2025-12-30', employedOn: '2026-06-01', exitedOn: '2026-05-29' }])
  t.strictSame(body.periods[0].programs.map(({ program }: Json) => program).sort(), ['adult', 'youth'])
  t.equal((await client.get(`/v1/plans/${plan.id}`)).body.periodId, body.periods[0].id)
})

t.test('Periods that contradict each other are named, and nothing is merged', async (t) => {
  const contradictions: [Period, Period, string][] = [
    [{ enteredOn: '2026-01-02' }, { enteredOn: '2026-01-05' }, '/periods/0/enteredOn'],
    [
      { enteredOn: '2026-01-02', employedOn: '2026-03-02' },
      { enteredOn: '2026-01-02', employedOn: '2026-03-03' },
      '/periods/0/employedOn',
    ],
    [
      { enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
      { enteredOn: '2026-01-02', exitedOn: '2026-06-30' },
      '/periods/0/exitedOn',
    ],
  ]
  for (const [a, b, pointer] of contradictions) {
    const client = await two([a], [b])
    const { status, body } = await merge(client)
    t.equal(status, 409)
    t.equal(body.code, 'conflict')
    t.ok(
      body.errors.some((error: Json) => error.pointer === pointer),
      pointer,
    )
    t.equal((await client.get('/v1/participants/A')).body.version, 1)
    t.equal((await client.get('/v1/participants/B')).body.version, 1)
  }
})

t.test('A hold is not lost, and two holds are not made one', async (t) => {
  const hold = { reason: 'Audit.' }
  const held = await two([], [], { a: { hold, language: 'es' } })
  t.match((await merge(held)).body, { id: 'B', hold: { reason: 'Audit.', until: null }, language: 'es' })
  const both = await two([], [], { a: { hold }, b: { hold: { reason: 'Complaint.' } } })
  t.match(await merge(both), { status: 409, body: { errors: [{ pointer: '/hold' }] } })
})

t.test(
  'A participant is not merged into itself, nor into nobody, nor where it has changed since it was read',
  async (t) => {
    const client = await two([], [])
    t.match(await merge(client, 'A', 'A'), { status: 422, body: { errors: [{ pointer: '/into' }] } })
    t.match(await merge(client, 'A', 'C'), { status: 422, body: { errors: [{ pointer: '/into' }] } })
    t.equal((await merge(client, 'C', 'B')).status, 404)
    t.equal((await merge(client, 'A', 'B', {})).status, 428)
    t.equal((await merge(client, 'A', 'B', { ifMatch: '"7"' })).status, 412)
  },
)

t.test('No person has more than fifty plans after a merge', async (t) => {
  const client = await two([{ enteredOn: '2026-01-02' }], [{ enteredOn: '2026-01-02' }])
  for (const [id, count] of [
    ['A', 26],
    ['B', 25],
  ] as const)
    for (let n = 0; n < count; n += 1) await addPlan(client, id)
  t.match(await merge(client), { status: 409, body: { detail: 'A participant has at most 50 plans.' } })
  t.equal((await all(client, '/v1/plans?participantId=A')).length, 26)
})

t.test('Findings, waivers, and counts are those of one person afterward', async (t) => {
  const client = await two(
    [{ enteredOn: '2025-01-02', exitedOn: '2025-05-30' }],
    [{ enteredOn: '2025-01-02', exitedOn: '2025-05-30' }],
  )
  const members = { completedOn: '2025-01-09', milestones: [someMilestone()] }
  const plan = await addPlan(client, 'A', members)
  await addPlan(client, 'B', members)
  const subject = { type: 'participant', id: 'A' }
  const waived = await client.post(`/v1/plans/${plan.id}/waivers`, someWaiver({ rule: 'outcome-too-late', subject }))
  t.equal(waived.status, 201)
  const before = await all(client, '/v1/findings?rule=employment-unknown&asOf=2026-01-15&known=now')
  t.equal(before.length, 2)
  t.equal((await merge(client)).status, 200)
  const after = await all(client, '/v1/findings?rule=employment-unknown&asOf=2026-01-15&known=now')
  t.strictSame(
    after.map(({ subject }) => subject.id),
    ['B'],
  )
  const present = await readPresent(client)
  await findingsAreStored(service, client, present)
  for (const asOf of ['2026-01-15', new Date().toISOString().slice(0, 10)]) await findingsHold(client, present, asOf)
  await rowsAgree(service, client)
  const [late] = await all(client, '/v1/findings?rule=outcome-too-late')
  t.equal(late?.waivedBy, waived.body.id, 'the waiver has come along')
})

t.test('Of many who merge two participants into each other, each finds them merged or gone', async (t) => {
  const client = await two([{ enteredOn: '2026-01-02' }], [{ enteredOn: '2026-01-02' }])
  const plan = await addPlan(client, 'A')
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => (n % 2 ? merge(client, 'A', 'B') : merge(client, 'B', 'A'))),
  )
  t.strictSame(
    [...new Set(answers.map(({ status }) => status))].sort(),
    [200, 404, 422].slice(0, 3).filter((status) => answers.some((one) => one.status === status)),
  )
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  const { body } = await client.get(`/v1/plans/${plan.id}`)
  t.equal((await client.get(`/v1/participants/${body.participantId}`)).status, 200)
})

t.test('A write to a plan that waits for a merge is done to the merged person', async (t) => {
  const client = await two([{ enteredOn: '2026-01-02' }], [{ enteredOn: '2026-01-02' }])
  const plan = await addPlan(client, 'A')
  const writes = Array.from({ length: 6 }, (_, n) =>
    client.post(`/v1/plans/${plan.id}/milestones`, someMilestone({ where: `Room ${n}` })),
  )
  const [merged, ...made] = await Promise.all([merge(client), ...writes])
  t.equal(merged?.status, 200)
  t.strictSame([...new Set(made.map(({ status }) => status))], [201])
  t.equal((await all(client, `/v1/plans/${plan.id}/milestones`)).length, 6)
  await findingsAreStored(service, client, await readPresent(client))
})
