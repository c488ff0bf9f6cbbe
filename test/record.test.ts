/** Everything that is held on one person, as one document. */
import t from 'tap'
import { longPlan, someFollowUp, someMilestone, somePlan, someWaiver } from './fixtures/plans.ts'
import { all } from './oracle/invariants.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

t.test(
  'The record has the participant, the plans with everything in them, the findings, and the history',
  async (t) => {
    const client = await service.client()
    const participant = { id: 'P/1', programs: ['adult'], enteredOn: '2025-01-02', exitedOn: '2025-05-30' }
    const document = somePlan({ participant, milestones: [someMilestone()], followUps: [someFollowUp()] })
    const { body: plan } = await client.post('/v1/plans', document)
    await client.post('/v1/plans', somePlan({ participant, completedOn: '2025-01-09' }))
    const subject = { type: 'milestone', id: plan.milestones[0].id }
    await client.post(`/v1/plans/${plan.id}/waivers`, someWaiver({ subject }))
    await client.post('/v1/plans', somePlan({ participant: { id: 'P/2', programs: ['adult'] } }))

    const { status, body } = await client.get('/v1/participants/P%2F1/record')
    t.equal(status, 200)
    t.strictSame(body.participant, (await client.get('/v1/participants/P%2F1')).body)
    t.strictSame(body.plans, await all(client, '/v1/plans?participantId=P/1'))
    t.strictSame(body.milestones, await all(client, `/v1/plans/${plan.id}/milestones`))
    t.strictSame(body.followUps, await all(client, `/v1/plans/${plan.id}/follow-ups`))
    t.strictSame(body.waivers, await all(client, `/v1/plans/${plan.id}/waivers`))
    t.strictSame(body.history, await all(client, '/v1/participants/P%2F1/history'))
    const today = body.findings.filter(({ resolvedAt }: Json) => resolvedAt === null)
    const listed = await all(client, '/v1/findings?limit=200')
    for (const finding of listed)
      t.ok(
        today.some(({ rule, pointer }: Json) => rule === finding.rule && pointer === finding.pointer),
        finding.rule,
      )
    t.ok(body.findings.every(({ knownFrom, citation }: Json) => knownFrom && citation))
  },
)

t.test('A participant of whom nothing else is known has a record, and nobody has none', async (t) => {
  const client = await service.client()
  await client.put('/v1/participants/P-1', { periods: [] })
  t.match((await client.get('/v1/participants/P-1/record')).body, {
    ...{ participant: { id: 'P-1' }, plans: [], milestones: [], followUps: [], waivers: [], findings: [] },
    history: [{ op: 'create' }],
  })
  t.equal((await client.get('/v1/participants/P-2/record')).status, 404)
})

t.test('A record needs the scope records:read', async (t) => {
  const client = await service.client({ scope: 'plans:read plans:write' })
  await client.put('/v1/participants/P-1', { periods: [] })
  t.equal((await client.get('/v1/participants/P-1/record')).status, 403)
})

t.test('A long record is whole', async (t) => {
  const client = await service.client()
  for (let n = 0; n < 3; n += 1) await client.post('/v1/plans', longPlan())
  const { status, body } = await client.get('/v1/participants/P-1/record')
  t.equal(status, 200)
  t.strictSame([body.plans.length, body.history.length], [3, 4])
})
