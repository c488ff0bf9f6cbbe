import t from 'tap'
import { someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

/** A plan with the externalIds p-1, m-1 and f-1, and an empty one. */
async function twoPlans(): Promise<{ client: Client; path: string; full: Json }> {
  const client = await service.client()
  const parts = { milestones: [someMilestone({ externalId: 'm-1' })], followUps: [someFollowUp({ externalId: 'f-1' })] }
  const { body: full } = await client.post('/v1/plans', somePlan({ externalId: 'p-1', ...parts }))
  const { body } = await client.post('/v1/plans', somePlan())
  return { client, path: `/v1/plans/${body.id}`, full }
}

const duplicateAt = (pointer: string) => ({ status: 409, body: { code: 'duplicate', errors: [{ pointer }] } })

t.test('POST refuses an externalId that is in use in the agency', async (t) => {
  const { client, path } = await twoPlans()
  t.match(await client.post('/v1/plans', somePlan({ externalId: 'p-1' })), duplicateAt('/externalId'))
  t.match(await client.post(`${path}/milestones`, someMilestone({ externalId: 'm-1' })), duplicateAt('/externalId'))
  t.match(await client.post(`${path}/follow-ups`, someFollowUp({ externalId: 'f-1' })), duplicateAt('/externalId'))
  t.equal((await client.get('/v1/changes')).body.items.length, 5)
})

t.test('POST of a document names the part of it whose externalId is in use', async (t) => {
  const { client } = await twoPlans()
  const milestones = [someMilestone({ externalId: 'm-0' }), someMilestone({ externalId: 'm-1' })]
  t.match(await client.post('/v1/plans', somePlan({ milestones })), duplicateAt('/milestones/1/externalId'))
  const followUps = [someFollowUp(), someFollowUp({ externalId: 'f-1' })]
  t.match(await client.post('/v1/plans', somePlan({ followUps })), duplicateAt('/followUps/1/externalId'))
  t.equal((await client.get('/v1/plans')).body.items.length, 2, 'all or nothing')
})

t.test('One externalId twice in one document is 422', async (t) => {
  const client = await service.client()
  const milestones = [someMilestone({ externalId: 'm-1' }), someMilestone(), someMilestone({ externalId: 'm-1' })]
  const twice = await client.post('/v1/plans', somePlan({ milestones }))
  t.match(twice, { status: 422, body: { code: 'unprocessable', errors: [{ pointer: '/milestones/2/externalId' }] } })
  const followUps = [someFollowUp({ externalId: 'f-1' }), someFollowUp({ externalId: 'f-1' })]
  const again = await client.post('/v1/plans', somePlan({ followUps }))
  t.match(again, { status: 422, body: { code: 'unprocessable', errors: [{ pointer: '/followUps/1/externalId' }] } })
})

t.test('PATCH refuses an externalId that is in use in the agency', async (t) => {
  const { client, path } = await twoPlans()
  const { body: milestone } = await client.post(`${path}/milestones`, someMilestone({ externalId: 'm-2' }))
  const { body: followUp } = await client.post(`${path}/follow-ups`, someFollowUp())
  const ifMatch = '*'
  t.match(await client.patch(path, { externalId: 'p-1' }, { ifMatch }), duplicateAt('/externalId'))
  const ofMilestone = await client.patch(`${path}/milestones/${milestone.id}`, { externalId: 'm-1' }, { ifMatch })
  t.match(ofMilestone, duplicateAt('/externalId'))
  const ofFollowUp = await client.patch(`${path}/follow-ups/${followUp.id}`, { externalId: 'f-1' }, { ifMatch })
  t.match(ofFollowUp, duplicateAt('/externalId'))
  t.strictSame((await client.get(`${path}/milestones/${milestone.id}`)).body, milestone)
})

t.test('A problem about a duplicate does not repeat the externalId', async (t) => {
  const { client } = await twoPlans()
  const { text } = await client.post('/v1/plans', somePlan({ externalId: 'p-1' }))
  t.notMatch(text, /p-1/)
})

t.test('A plan, a milestone, a follow-up and another agency may have the same externalId', async (t) => {
  const parts = { milestones: [someMilestone({ externalId: 'x' })], followUps: [someFollowUp({ externalId: 'x' })] }
  for (const client of [await service.client(), await service.client()])
    t.equal((await client.post('/v1/plans', somePlan({ externalId: 'x', ...parts }))).status, 201)
})

t.test('An externalId that was given up can be used by another', async (t) => {
  const { client, path, full } = await twoPlans()
  t.equal((await client.patch(`/v1/plans/${full.id}`, { externalId: null }, { ifMatch: '*' })).status, 200)
  t.equal((await client.patch(path, { externalId: 'p-1' }, { ifMatch: '*' })).status, 200)
})

t.test('A milestone that is deleted gives up its externalId', async (t) => {
  const { client, path, full } = await twoPlans()
  await client.delete(`/v1/plans/${full.id}/milestones/${full.milestones[0].id}`, { ifMatch: '"1"' })
  t.equal((await client.post(`${path}/milestones`, someMilestone({ externalId: 'm-1' }))).status, 201)
})

t.test('A document names every externalId of it that is in use, and not one that only another kind has', async (t) => {
  const client = await service.client()
  const odd = `a"b\\c,{}'`
  await client.post('/v1/plans', somePlan({ externalId: odd, milestones: [someMilestone({ externalId: odd })] }))
  const milestones = [someMilestone({ externalId: 'f' }), someMilestone({ externalId: odd })]
  const followUps = [someFollowUp({ externalId: odd })]
  const { status, body } = await client.post('/v1/plans', somePlan({ externalId: odd, milestones, followUps }))
  t.equal(status, 409)
  t.strictSame(
    body.errors.map(({ pointer }: Json) => pointer),
    ['/externalId', '/milestones/1/externalId'],
  )
})
