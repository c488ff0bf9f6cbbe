/** What outlives a plan: closing it at exit ends the work on it, and not the year of follow-up of the person. */
import t from 'tap'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const participant = {
  ...{ id: 'P-1', programs: ['adult'], enteredOn: '2026-01-02', employedOn: '2026-06-01', exitedOn: '2026-05-29' },
}
const postExit = (members: Json = {}) => someFollowUp({ kind: 'post_exit', dueOn: '2026-11-30', ...members })
const conflict = { status: 409, body: { code: 'conflict' } }

async function closed(closeReason: string, members: Json = {}): Promise<{ client: Client; path: string; plan: Json }> {
  const client = await service.client()
  const parts = { goals: [someGoal()], milestones: [someMilestone({ externalId: 'm' })] }
  const followUps = [postExit({ externalId: 'f-exit' }), someFollowUp({ externalId: 'f-visit' })]
  const document = somePlan({
    externalId: 'x',
    participant,
    completedOn: '2026-01-09',
    ...parts,
    followUps,
    ...members,
  })
  const { body } = await client.post('/v1/plans', document)
  const path = `/v1/plans/${body.id}`
  await client.post(`${path}/close`, { closedOn: '2026-05-29', closeReason }, { ifMatch: '*' })
  return { client, path, plan: body }
}

t.test('Follow-ups after placement and exit are still written to a closed plan, and others are not', async (t) => {
  const { client, path, plan } = await closed('exited')
  const [exit, visit] = plan.followUps.map(({ id }: Json) => `${path}/follow-ups/${id}`)
  t.equal((await client.post(`${path}/follow-ups`, postExit())).status, 201)
  t.match(await client.post(`${path}/follow-ups`, someFollowUp()), conflict)
  const attempt = { on: '2026-11-20', method: 'phone', by: 'staff-17', reached: false }
  t.equal((await client.post(`${exit}/attempts`, attempt)).status, 201)
  t.match(await client.post(`${visit}/attempts`, attempt), conflict)
  const done = { status: 'completed', completedOn: '2026-11-21', outcome: { quarter: 2, employment: 'employed' } }
  t.match(await client.patch(exit, done, { ifMatch: '*' }), {
    status: 200,
    body: { outcome: { employment: 'employed' } },
  })
  t.match(await client.patch(exit, { kind: 'appointment' }, { ifMatch: '*' }), conflict)
  t.match(await client.patch(visit, { note: 'x' }, { ifMatch: '*' }), conflict)
  t.match(await client.patch(visit, { kind: 'post_exit' }, { ifMatch: '*' }), conflict)
  t.match(await client.delete(visit, { ifMatch: '*' }), conflict)
  t.equal((await client.delete(exit, { ifMatch: '*' })).status, 204)
})

t.test('Attainments are still written to a closed plan, and nothing else of it', async (t) => {
  const { client, path, plan } = await closed('employed')
  const attainments = [{ name: 'License', credential: 'occupational_license', attainedOn: '2026-09-01' }]
  t.match(await client.patch(path, { attainments }, { ifMatch: '*' }), { status: 200, body: { attainments } })
  t.match(await client.patch(path, { attainments, copyProvidedOn: '2026-01-12' }, { ifMatch: '*' }), conflict)
  t.match(await client.patch(`${path}/milestones/${plan.milestones[0].id}`, { where: 'x' }, { ifMatch: '*' }), conflict)
  t.match(await client.post(`${path}/milestones`, someMilestone()), conflict)
})

t.test('PUT and import write to a closed plan what the other operations do', async (t) => {
  for (const how of ['PUT', 'import']) {
    const { client, path } = await closed('exited')
    const send = async (members: Json) => {
      const { milestones, followUps, ...stored } = (await client.get(`${path}?include=milestones,followUps`)).body
      const {
        id: _,
        status: __,
        participantId: ___,
        periodId: ____,
        closedOn: _____,
        closeReason: ______,
        ...rest
      } = stored
      const { recordedOn: _1, version: _2, createdAt: _3, updatedAt: _4, goals: _5, ...writable } = rest
      const document = { ...writable, externalId: 'x', goals: [someGoal()], ...members }
      if (how === 'PUT') return (await client.send('PUT', '/v1/plans/by-external-id/x', document)).status
      const line = JSON.stringify(document)
      const { body } = await client.send('POST', '/v1/import', line, {
        headers: { 'content-type': 'application/x-ndjson' },
      })
      return body[0].problem?.status ?? 200
    }
    t.equal(await send({ followUps: [postExit({ externalId: 'f-exit', note: 'Reached.' })] }), 200, how)
    t.equal(await send({ followUps: [someFollowUp({ externalId: 'f-visit', note: 'Came.' })] }), 409, how)
    t.equal(await send({ copyProvidedOn: '2026-01-12' }), 409, how)
  }
})

t.test('Follow-ups are scheduled for a closed plan', async (t) => {
  const { client } = await closed('exited')
  const { status, body } = await client.post('/v1/participants/P-1/follow-up-schedule')
  t.equal(status, 200)
  t.ok(body.periods[0].followUps.some(({ did }: Json) => did === 'created'))
})

/** The rules that find something on a day by what is known now. */
async function foundOn(client: Client, path: string, asOf: string): Promise<Set<string>> {
  const { items } = (await client.get(`${path}/findings?asOf=${asOf}&known=now`)).body
  return new Set(items.map(({ rule }: Json) => rule))
}

t.test('Findings about the person outlive a plan that is closed at exit, and those about the plan end', async (t) => {
  for (const reason of ['exited', 'employed', 'goal_achieved']) {
    const { client, path } = await closed(reason)
    const found = await foundOn(client, path, '2027-01-15')
    for (const rule of ['follow-up-overdue', 'follow-up-missed-after-placement'])
      t.ok(found.has(rule), `${reason}: ${rule}`)
    for (const rule of ['milestone-without-timeframe', 'plan-review-overdue'])
      t.notOk(found.has(rule), `${reason}: ${rule}`)
    const { items } = (await client.get(`${path}/findings?asOf=2027-01-15&known=now`)).body
    const overdue = items.filter(({ rule }: Json) => rule === 'follow-up-overdue')
    t.equal(overdue.length, 1, 'an appointment of the plan is not owed any more')
  }
})

t.test('A plan that is closed for another reason ends all its findings', async (t) => {
  for (const reason of ['transferred', 'withdrawn', 'replaced', 'entered_in_error']) {
    const { client, path } = await closed(reason)
    t.strictSame([...(await foundOn(client, path, '2027-01-15'))], [], reason)
  }
})
