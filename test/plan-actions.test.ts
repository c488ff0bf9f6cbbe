import t from 'tap'
import { maximalPlan } from './fixtures/maximal.ts'
import { someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const completion = { completedOn: '2026-01-09' }
const closing = { closedOn: '2026-12-31', closeReason: 'goal_achieved' }
const reopening = { reason: 'Closed by mistake.' }

/** A plan in a state, with a milestone and a follow-up. */
async function planIn(state: 'draft' | 'active' | 'closed') {
  const client = await service.client()
  const parts = { milestones: [someMilestone()], followUps: [someFollowUp()] }
  const { body } = await client.post('/v1/plans', somePlan({ ...parts, ...(state !== 'draft' && completion) }))
  const path = `/v1/plans/${body.id}`
  if (state === 'closed') await client.post(`${path}/close`, closing, { ifMatch: '"1"' })
  const { body: plan } = await client.get(path)
  const parted = {
    milestone: `${path}/milestones/${body.milestones[0].id}`,
    followUp: `${path}/follow-ups/${body.followUps[0].id}`,
  }
  return { client, path, plan, ifMatch: `"${plan.version}"`, ...parted }
}

t.test('complete makes a draft active', async (t) => {
  const { client, path, plan, ifMatch } = await planIn('draft')
  const { status, headers, body } = await client.post(`${path}/complete`, completion, { ifMatch })
  t.strictSame([status, headers.get('etag')], [200, '"2"'])
  t.strictSame(body, { ...plan, ...completion, status: 'active', version: 2, updatedAt: body.updatedAt })
  t.strictSame((await client.get(path)).body, body)
})

t.test('close closes a draft and an active plan', async (t) => {
  for (const state of ['draft', 'active'] as const) {
    const { client, path, plan, ifMatch } = await planIn(state)
    const { status, body } = await client.post(`${path}/close`, closing, { ifMatch })
    t.equal(status, 200)
    t.strictSame(body, { ...plan, ...closing, status: 'closed', version: 2, updatedAt: body.updatedAt })
  }
})

t.test('reopen restores a closed plan’s status, and the history has the reason', async (t) => {
  for (const state of ['draft', 'active'] as const) {
    const { client, path, plan, ifMatch } = await planIn(state)
    await client.post(`${path}/close`, closing, { ifMatch })
    const { status, body } = await client.post(`${path}/reopen`, reopening, { ifMatch: '"2"' })
    t.equal(status, 200)
    t.strictSame(body, { ...plan, version: 3, updatedAt: body.updatedAt })
    const history = (await client.get(`${path}/history`)).body.items
    t.strictSame(
      history.map(({ reason }: Json) => reason),
      [null, null, null, null, reopening.reason],
    )
  }
})

t.test('Every reason to close is taken, and no other', async (t) => {
  const reasons = 'goal_achieved employed exited transferred withdrawn replaced entered_in_error'.split(' ')
  for (const closeReason of reasons) {
    const { client, path, ifMatch } = await planIn('active')
    t.match(await client.post(`${path}/close`, { ...closing, closeReason }, { ifMatch }), {
      status: 200,
      body: { closeReason },
    })
  }
  const { client, path, ifMatch } = await planIn('active')
  for (const closeReason of ['other', null, ''])
    t.match(await client.post(`${path}/close`, { ...closing, closeReason }, { ifMatch }), { status: 400 })
})

t.test('An action that the status does not allow is 409 and changes nothing', async (t) => {
  const refused = { draft: ['reopen'], active: ['complete', 'reopen'], closed: ['complete', 'close'] } as const
  const bodies = { complete: completion, close: closing, reopen: reopening }
  for (const [state, actions] of Object.entries(refused)) {
    const { client, path, plan, ifMatch } = await planIn(state as keyof typeof refused)
    for (const action of actions) {
      const answer = await client.post(`${path}/${action}`, bodies[action], { ifMatch })
      t.match(answer, { status: 409, body: { code: 'conflict' } }, `${action} of a ${state} plan`)
    }
    t.strictSame((await client.get(path)).body, plan)
  }
})

t.test('Actions need If-Match, and a body that is complete and known', async (t) => {
  const { client, path } = await planIn('draft')
  const bodies = { complete: completion, close: closing, reopen: reopening }
  for (const [action, body] of Object.entries(bodies)) {
    t.match(await client.post(`${path}/${action}`, body), { status: 428, body: { code: 'precondition-required' } })
    t.match(await client.post(`${path}/${action}`, body, { ifMatch: '"9"' }), { status: 412, body: { code: 'stale' } })
    t.match(await client.post(`${path}/${action}`, {}, { ifMatch: '"1"' }), { status: 400, body: { code: 'invalid' } })
    t.equal((await client.post(`${path}/${action}`, { ...body, version: 1 }, { ifMatch: '"1"' })).status, 400)
    t.equal((await client.post(`${path}/${action}`, undefined, { ifMatch: '"1"' })).status, 400, 'no body')
  }
  t.equal((await client.get(path)).body.version, 1)
})

t.test('Nothing in a closed plan can be written', async (t) => {
  const { client, path, milestone, followUp } = await planIn('closed')
  const ifMatch = '*'
  const attempt = { on: '2026-07-01', method: 'phone', by: 'staff-17', reached: false }
  const writes = [
    client.patch(path, { copyProvidedOn: '2026-01-12' }, { ifMatch }),
    client.delete(path, { ifMatch }),
    client.post(`${path}/milestones`, someMilestone()),
    client.patch(milestone, { where: 'x' }, { ifMatch }),
    client.delete(milestone, { ifMatch }),
    client.post(`${path}/follow-ups`, someFollowUp()),
    client.patch(followUp, { note: 'x' }, { ifMatch }),
    client.delete(followUp, { ifMatch }),
    client.post(`${followUp}/attempts`, attempt),
  ]
  for (const answer of await Promise.all(writes)) t.match(answer, { status: 409, body: { code: 'conflict' } })
  t.match((await client.get(path)).body, { status: 'closed', version: 2 })
  t.equal((await client.get('/v1/changes')).body.items.length, 5)
})

t.test('DELETE removes a draft with everything in it', async (t) => {
  const { client, path, milestone, followUp, ifMatch } = await planIn('draft')
  t.match(await client.delete(path), { status: 428 })
  t.match(await client.delete(path, { ifMatch: '"2"' }), { status: 412 })
  const deleted = await client.delete(path, { ifMatch })
  t.strictSame([deleted.status, deleted.text, deleted.headers.get('etag')], [204, '', null])
  const paths = [path, milestone, followUp, `${path}/milestones`, `${path}/follow-ups`, `${path}/findings`]
  for (const one of paths) t.equal((await client.get(one)).status, 404)
  t.equal((await client.delete(path, { ifMatch })).status, 404)
  for (const list of ['plans', 'milestones', 'follow-ups', 'findings', 'findings/summary'])
    t.strictSame(
      (await client.get(`/v1/${list}?${list.startsWith('findings') ? 'asOf=2030-01-01' : ''}`)).body.items,
      [],
      list,
    )
})

t.test('The history of a deleted draft still answers', async (t) => {
  const { client, path, plan, ifMatch } = await planIn('draft')
  await client.delete(path, { ifMatch })
  const { status, body } = await client.get(`${path}/history`)
  t.equal(status, 200)
  t.strictSame(
    body.items.map(({ seq, op, type, version, planVersion }: Json) => [seq, op, type, version, planVersion]),
    [
      [2, 'create', 'plan', 1, 1],
      [3, 'create', 'milestone', 1, 1],
      [4, 'create', 'follow_up', 1, 1],
      [5, 'delete', 'follow_up', 1, 1],
      [6, 'delete', 'milestone', 1, 1],
      [7, 'delete', 'plan', 1, 1],
    ],
  )
  t.strictSame([body.items[5].before, body.items[5].after], [plan, null])
})

t.test('Only drafts can be deleted', async (t) => {
  for (const state of ['active', 'closed'] as const) {
    const { client, path, plan, ifMatch } = await planIn(state)
    t.match(await client.delete(path, { ifMatch }), { status: 409, body: { code: 'conflict' } })
    t.strictSame((await client.get(path)).body, plan)
  }
})

t.test('The externalIds of a deleted draft can be used again', async (t) => {
  const client = await service.client()
  const { completedOn: _, ...draft } = maximalPlan()
  const { body } = await client.post('/v1/plans', draft)
  await client.delete(`/v1/plans/${body.id}`, { ifMatch: '"1"' })
  t.equal((await client.post('/v1/plans', draft)).status, 201)
})
