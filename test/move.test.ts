/** A plan that was filed under the wrong participant. */
import t from 'tap'
import { someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { all, findingsAreStored, readPresent, rowsAgree } from './oracle/invariants.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const move = (client: Client, plan: Json, to: string, members: Json = {}, options: object = { ifMatch: '*' }) =>
  client.post(`/v1/plans/${plan.id}/move`, { participantId: to, reason: 'The wrong id.', ...members }, options)

/** A client of an agency with a plan of one participant, and another participant. */
async function filed(members: Json = {}): Promise<{ client: Client; plan: Json }> {
  const client = await service.client()
  const participant = { id: 'A', programs: ['adult'], enteredOn: '2026-01-02' }
  const { body: plan } = await client.post('/v1/plans', somePlan({ participant, ...members }))
  const programs = [{ program: 'youth', enteredOn: '2025-01-02', exitedOn: '2026-01-30' }]
  await client.put('/v1/participants/B', { periods: [{ id: 'b-1', programs }] })
  return { client, plan }
}

t.test('A plan goes with everything in it, and facts of participation stay where they were', async (t) => {
  const { client, plan } = await filed({
    milestones: [someMilestone()],
    followUps: [someFollowUp({ dueOn: '2026-05-29' })],
  })
  const { status, body, headers } = await move(client, plan, 'B')
  t.equal(status, 200)
  t.match(body, { id: plan.id, participantId: 'B', periodId: 'b-1', version: 2 })
  t.equal(headers.get('etag'), '"2"')
  const { body: whole } = await client.get(`/v1/plans/${plan.id}?include=milestones,followUps,participant`)
  t.match(whole, { milestones: [{ planId: plan.id }], participant: { id: 'B' } })
  t.equal(whole.followUps[0].quarter, 1, 'the quarter follows from the exit of the other participant')
  const { body: left } = await client.get('/v1/participants/A')
  t.match(left, { version: 1, periods: [{ enteredOn: '2026-01-02' }] })
})

t.test('The history goes with the plan, and the participant it was filed under has none of it', async (t) => {
  const { client, plan } = await filed()
  await move(client, plan, 'B')
  const of = async (id: string) =>
    (await all(client, `/v1/participants/${id}/history`)).map(({ op, type }) => `${op} ${type}`)
  t.strictSame(await of('A'), ['create participant'])
  t.strictSame(await of('B'), ['create plan', 'create participant', 'update plan'])
  const [, moved] = await all(client, `/v1/plans/${plan.id}/history`)
  t.match(moved, { before: { participantId: 'A' }, after: { participantId: 'B' }, reason: 'The wrong id.' })
})

t.test('What is found in the plan goes along, and what is found about a person does not', async (t) => {
  const { client, plan } = await filed({ completedOn: '2026-01-09', milestones: [someMilestone()] })
  const ids = async () =>
    (await all(client, '/v1/findings?subjectType=milestone')).map(({ from, rule }) => `${rule} ${from}`)
  const before = await ids()
  await move(client, plan, 'B')
  t.strictSame(await ids(), before)
  const present = await readPresent(client)
  await findingsAreStored(service, client, present)
  await rowsAgree(service, client)
})

t.test('A closed plan is moved, too', async (t) => {
  const { client, plan } = await filed()
  await client.post(`/v1/plans/${plan.id}/close`, { closedOn: '2026-02-27', closeReason: 'exited' }, { ifMatch: '*' })
  t.match(await move(client, plan, 'B'), { status: 200, body: { status: 'closed', participantId: 'B' } })
})

t.test('A plan is not moved to nobody, to its own participant, or into a period of somebody else', async (t) => {
  const { client, plan } = await filed()
  const refusedAt = (pointer: string) => ({ status: 422, body: { errors: [{ pointer }] } })
  t.match(await move(client, plan, 'C'), refusedAt('/participantId'))
  t.match(await move(client, plan, 'A'), refusedAt('/participantId'))
  t.match(await move(client, plan, 'B', { periodId: plan.periodId }), refusedAt('/periodId'))
  t.equal((await move(client, plan, 'B', {}, {})).status, 428)
  t.equal((await move(client, plan, 'B', {}, { ifMatch: '"9"' })).status, 412)
  t.equal((await client.get(`/v1/plans/${plan.id}`)).body.version, 1)
})

t.test('Nobody gets a fifty-first plan', async (t) => {
  const { client, plan } = await filed()
  for (let n = 0; n < 50; n += 1)
    await client.post('/v1/plans', { ...somePlan(), participant: undefined, participantId: 'B' })
  t.match(await move(client, plan, 'B'), { status: 409, body: { code: 'conflict' } })
})

t.test('A plan that goes back and forth while it is written loses nothing', async (t) => {
  const { client, plan } = await filed()
  const there = Array.from({ length: 5 }, (_, n) => move(client, plan, n % 2 ? 'A' : 'B'))
  const writes = Array.from({ length: 10 }, () => client.post(`/v1/plans/${plan.id}/milestones`, someMilestone()))
  const [moves, made] = [await Promise.all(there), await Promise.all(writes)]
  for (const { status } of moves) t.ok([200, 422].includes(status), String(status))
  t.strictSame([...new Set(made.map(({ status }) => status))], [201])
  const { body } = await client.get(`/v1/plans/${plan.id}`)
  t.equal(body.version, 1 + 10 + moves.filter(({ status }) => status === 200).length)
  await findingsAreStored(service, client, await readPresent(client))
})
