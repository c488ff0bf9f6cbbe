import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { longPlan, someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { positionAt } from './support/feed.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const attempt = { on: '2026-07-01', method: 'phone', by: 'staff-17', reached: false, note: null }

/** One write of every kind to one plan, whose participant is new; what each answered. */
async function everyWrite() {
  const client = await service.client({ clientId: 'case-management' })
  const { body: document } = await client.post(
    '/v1/plans',
    somePlan({ milestones: [someMilestone()], followUps: [someFollowUp()] }),
  )
  const path = `/v1/plans/${document.id}`
  const ifMatch = '*'
  const [milestone, followUp] = [
    `${path}/milestones/${document.milestones[0].id}`,
    `${path}/follow-ups/${document.followUps[0].id}`,
  ]
  const answers = [
    await client.post(`${path}/milestones`, someMilestone()),
    await client.patch(milestone, { where: 'x' }, { ifMatch }),
    await client.delete(milestone, { ifMatch }),
    await client.post(`${path}/follow-ups`, someFollowUp()),
    await client.patch(followUp, { note: 'x' }, { ifMatch }),
    await client.post(`${followUp}/attempts`, attempt),
    await client.delete(followUp, { ifMatch }),
    await client.patch(path, { office: 'x' }, { ifMatch }),
    await client.post(`${path}/complete`, { completedOn: '2026-01-09' }, { ifMatch }),
    await client.post(`${path}/close`, { closedOn: '2026-01-31', closeReason: 'withdrawn' }, { ifMatch }),
    await client.post(`${path}/reopen`, { reason: 'Closed by mistake.' }, { ifMatch }),
  ]
  return { client, path, document, answers, bodies: answers.map(({ body }) => body) }
}

/** The members that differ between two versions of a resource, as they are in the one and in the other. */
function difference(before: Json, after: Json): [Json, Json] {
  if (before === null || after === null) return [before, after]
  const names = Object.keys(after).filter((name) => !isDeepStrictEqual(before[name], after[name]))
  const only = (resource: Json) => Object.fromEntries(names.map((name) => [name, resource[name]]))
  return [only(before), only(after)]
}

t.test('The history has every change in order, with what changed', async (t) => {
  const { client, path, document, bodies } = await everyWrite()
  const {
    milestones: [milestone],
    followUps: [followUp],
    ...plan
  } = document
  const { items } = (await client.get(`${path}/history`)).body
  const [addedMilestone, patchedMilestone, , addedFollowUp, patchedFollowUp, attempted, , ...plans] = bodies
  const expected = [
    ['create', 'plan', 1, null, plan],
    ['create', 'milestone', 1, null, milestone],
    ['create', 'follow_up', 1, null, followUp],
    ['create', 'milestone', 2, null, addedMilestone],
    ['update', 'milestone', 3, milestone, patchedMilestone],
    ['delete', 'milestone', 4, patchedMilestone, null],
    ['create', 'follow_up', 5, null, addedFollowUp],
    ['update', 'follow_up', 6, followUp, patchedFollowUp],
    ['update', 'follow_up', 7, patchedFollowUp, attempted],
    ['delete', 'follow_up', 8, attempted, null],
    ['update', 'plan', 9, { ...plan, version: 8, updatedAt: items[9].at }, plans[0]],
    ['update', 'plan', 10, plans[0], plans[1]],
    ['update', 'plan', 11, plans[1], plans[2]],
    ['update', 'plan', 12, plans[2], plans[3]],
  ]
  t.equal(items.length, expected.length)
  for (const [index, [op, type, planVersion, before, after]] of expected.entries()) {
    const item = items[index]
    const resource = (after ?? before) as Json
    const { id, version } = resource
    const [was, is] = difference(before, after)
    t.strictSame(item, {
      // the first change is that of the participant
      ...{ seq: index + 2, op, type, id, planId: plan.id, version, planVersion, at: item.at, before: was, after: is },
      actor: { subject: 'developer', clientId: 'case-management' },
      reason: index === items.length - 1 ? 'Closed by mistake.' : null,
    })
    if (after) t.equal(item.at, resource.updatedAt)
  }
  t.strictSame(Object.keys(items[10].after).toSorted(), ['office', 'updatedAt', 'version'])
})

t.test('A change of a long plan keeps what differed, and no copy of the rest', async (t) => {
  const client = await service.client()
  const { body: plan, text } = await client.post('/v1/plans', longPlan())
  t.ok(text.length > 600_000, `${text.length} characters`)
  const before = await measureChanges(client)
  for (let n = 0; n < 40; n++)
    t.equal((await client.patch(`/v1/plans/${plan.id}`, { office: `${n}` }, { ifMatch: '*' })).status, 200)
  const written = (await measureChanges(client)) - before
  t.ok(written < 2 ** 15, `${written} bytes`)
})

/** How much the changes of an agency take in the database. */
async function measureChanges({ agencyId }: Client): Promise<number> {
  const { rows } = await service.db.pool.query(
    'select sum(pg_column_size(c.*))::int as bytes from changes c where agency_id = $1',
    [agencyId],
  )
  return rows[0].bytes
}

t.test('The feed has every change, dense from 1, without the resource', async (t) => {
  const { client, path, document } = await everyWrite()
  const { items: history } = (await client.get(`${path}/history`)).body
  const { body } = await client.get('/v1/changes')
  const { participantId, createdAt } = document
  const ofParticipant = { seq: 1, op: 'create', type: 'participant', id: participantId, participantId, version: 1 }
  const expected = [
    { ...ofParticipant, planId: null, planVersion: null, at: createdAt },
    ...history.map(({ seq, op, type, id, version, planVersion, at }: Json) => ({
      ...{ seq, op, type, id, participantId, planId: document.id, version, planVersion, at },
    })),
  ]
  const items = body.items.map(({ position: _, ...item }: Json) => item)
  t.strictSame({ ...body, items }, { items: expected, head: expected.length, position: await positionAt(client) })
  t.strictSame(
    body.items.map(({ seq }: Json) => seq),
    Array.from(body.items, (_, index) => index + 1),
  )
})

t.test('after continues the feed after a position', async (t) => {
  const { client } = await everyWrite()
  const { items, position } = (await client.get('/v1/changes')).body
  const behind = async (after: string, limit = 50) =>
    (await client.get(`/v1/changes?after=${after}&limit=${limit}`)).body
  t.strictSame((await behind(items[4].position, 3)).items, items.slice(5, 8))
  for (const after of [position, items.at(-1).position])
    t.strictSame(await behind(after), { items: [], head: items.length, position })
})

t.test('A refused write leaves no number behind', async (t) => {
  const { client, path } = await everyWrite()
  const { items: known, position } = (await client.get('/v1/changes')).body
  const last = known.length
  t.equal((await client.post(`${path}/milestones`, someMilestone({ goalId: 'no' }))).status, 422)
  t.equal((await client.patch(path, { office: 'y' }, { ifMatch: '"1"' })).status, 412)
  await client.post('/v1/plans', somePlan({ externalId: 'p' }))
  t.equal((await client.post('/v1/plans', somePlan({ externalId: 'p' }))).status, 409, 'refused by the database')
  await client.post('/v1/plans', somePlan())
  const { items } = (await client.get(`/v1/changes?after=${position}`)).body
  t.strictSame(
    items.map(({ seq }: Json) => seq),
    [last + 1, last + 2],
  )
})

t.test('Numbers are counted for each agency', async (t) => {
  const [one, two] = [await service.client(), await service.client()]
  for (const client of [one, two, one, two]) await client.post('/v1/plans', somePlan())
  for (const client of [one, two]) {
    const { items } = (await client.get('/v1/changes')).body
    const plans = (await client.get('/v1/plans')).body.items
    t.strictSame(
      items.map(({ seq, id }: Json) => [seq, id]),
      [[1, 'P-1'], ...plans.map(({ id }: Json, index: number) => [index + 2, id])],
    )
  }
})

t.test('The history of another agency’s plan is not there', async (t) => {
  const { path } = await everyWrite()
  const other = await service.client()
  t.match(await other.get(`${path}/history`), { status: 404, body: { code: 'not-found' } })
  t.match((await other.get('/v1/changes')).body, { items: [], head: 0 })
})

t.test('The feed names the plan of each change, and the history has only its own', async (t) => {
  const client = await service.client()
  const plans = [await client.post('/v1/plans', somePlan()), await client.post('/v1/plans', somePlan())]
  const [first, second] = plans.map(({ body }) => body.id)
  for (const id of [first, second, first]) await client.post(`/v1/plans/${id}/milestones`, someMilestone())
  const { items } = (await client.get('/v1/changes')).body
  t.strictSame(
    items.map(({ planId }: Json) => planId),
    [null, first, second, first, second, first],
  )
  const seqs = async (id: string) =>
    (await client.get(`/v1/plans/${id}/history`)).body.items.map(({ seq }: Json) => seq)
  t.strictSame(
    [await seqs(first), await seqs(second)],
    [
      [2, 4, 6],
      [3, 5],
    ],
  )
})
