import t from 'tap'
import { addDays } from '../src/calendar.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

type Made = { client: Client; path: string; milestone: Json; at: string }

/** A plan with a goal, a barrier and a gap, and one milestone in it. */
async function created(members: Record<string, unknown> = {}): Promise<Made> {
  const client = await service.client()
  const { body: plan } = await client.post(
    '/v1/plans',
    somePlan({
      goals: [someGoal()],
      barriers: [{ id: 'barrier', statement: 'None.', origin: 'external', identifiedOn: '2026-01-05' }],
      gaps: [{ id: 'gap', statement: 'None.', kind: 'skill' }],
    }),
  )
  const path = `/v1/plans/${plan.id}/milestones`
  const { body: milestone } = await client.post(path, someMilestone(members))
  return { client, path, milestone, at: `${path}/${milestone.id}` }
}

const refusedAt = (pointer: string, status = 422) => ({ status, body: { errors: [{ pointer }] } })

t.test('POST adds a milestone and answers it with Location and ETag', async (t) => {
  const { client, path } = await created()
  const sent = someMilestone({
    goalId: 'goal',
    mitigates: ['barrier'],
    closes: ['gap'],
    responsible: { party: 'staff' },
  })
  const { status, headers, body } = await client.post(path, sent)
  t.strictSame([status, headers.get('etag')], [201, '"1"'])
  t.equal(headers.get('location'), `${path}/${body.id}`)
  t.strictSame({ ...body, ...sent, responsible: { party: 'staff', name: null } }, body)
  t.match(body, { status: 'planned', reschedules: [], alternatives: [], alternativesDiscussed: false, dueOn: null })
  const read = await client.get(`${path}/${body.id}`)
  t.strictSame([read.body, read.headers.get('etag')], [body, '"1"'])
})

t.test('POST refuses what the plan does not have', async (t) => {
  const { client, path } = await created()
  const wrong = { goalId: 'other', parentId: 'other', mitigates: ['gap'], closes: ['barrier'] }
  for (const [name, value] of Object.entries(wrong)) {
    const pointer = Array.isArray(value) ? `/${name}/0` : `/${name}`
    t.match(await client.post(path, someMilestone({ [name]: value })), refusedAt(pointer), name)
  }
  t.match(await client.post(path, {}), { status: 400, body: { code: 'invalid' } })
  t.match(await client.post(path, someMilestone({ dueOn: '2026-02-30' })), refusedAt('/dueOn', 400))
  t.match(await client.post(path, someMilestone({ rescheduleReason: 'x' })), refusedAt('/rescheduleReason', 400))
})

t.test('A parent is a milestone of the same plan', async (t) => {
  const { client, path } = await created()
  const { body: plan } = await client.post(
    '/v1/plans',
    somePlan({ milestones: [someMilestone({ externalId: 'm-9' })] }),
  )
  for (const parentId of ['m-9', plan.milestones[0].id])
    t.match(await client.post(path, someMilestone({ parentId })), refusedAt('/parentId'))
})

t.test('A parent is named by id or by externalId, and answered as id', async (t) => {
  const { client, path, milestone } = await created({ externalId: 'm-1' })
  for (const parentId of ['m-1', milestone.id])
    t.equal((await client.post(path, someMilestone({ parentId }))).body.parentId, milestone.id)
})

t.test('PATCH changes what it names, null resets, and arrays are replaced', async (t) => {
  const { client, at, milestone } = await created({ where: 'Downtown', alternatives: ['One.', 'Two.'], goalId: 'goal' })
  const patch = { where: null, alternatives: ['Three.'], status: 'completed', completedOn: '2026-01-30' }
  const { status, headers, body } = await client.patch(at, patch, { ifMatch: '"1"' })
  t.strictSame([status, headers.get('etag')], [200, '"2"'])
  t.strictSame(body, { ...milestone, ...patch, version: 2, updatedAt: body.updatedAt })
  const reset = await client.patch(at, { status: null, completedOn: null, alternatives: null }, { ifMatch: '"2"' })
  t.match(reset.body, { status: 'planned', completedOn: null, goalId: 'goal' })
  t.strictSame(reset.body.alternatives, [])
  for (const name of ['statement', 'kind'])
    t.match(await client.patch(at, { [name]: null }, { ifMatch: '"3"' }), refusedAt(`/${name}`, 400))
})

t.test('PATCH merges who is responsible member by member', async (t) => {
  const { client, at } = await created({ responsible: { party: 'partner', name: 'City College' } })
  const party = await client.patch(at, { responsible: { party: 'staff' } }, { ifMatch: '"1"' })
  t.strictSame(party.body.responsible, { party: 'staff', name: 'City College' })
  const name = await client.patch(at, { responsible: { name: 'staff-17' } }, { ifMatch: '"2"' })
  t.strictSame(name.body.responsible, { party: 'staff', name: 'staff-17' })
  const noName = await client.patch(at, { responsible: { name: null } }, { ifMatch: '"3"' })
  t.strictSame(noName.body.responsible, { party: 'staff', name: null })
  t.match(await client.patch(at, { responsible: { party: null } }, { ifMatch: '"4"' }), { status: 400 })
  t.equal((await client.patch(at, { responsible: null }, { ifMatch: '"4"' })).body.responsible, null)
})

t.test('PATCH and DELETE need If-Match', async (t) => {
  const { client, at, path } = await created()
  t.match(await client.patch(at, { where: 'x' }), { status: 428, body: { code: 'precondition-required' } })
  t.match(await client.patch(at, { where: 'x' }, { ifMatch: '"2"' }), { status: 412, body: { code: 'stale' } })
  t.match(await client.delete(at), { status: 428, body: { code: 'precondition-required' } })
  t.match(await client.delete(at, { ifMatch: '"2"' }), { status: 412, body: { code: 'stale' } })
  t.equal((await client.patch(at, { where: 'x' }, { ifMatch: '*' })).status, 200)
  t.equal((await client.delete(at, { ifMatch: '*' })).status, 204)
  t.strictSame([(await client.get(at)).status, (await client.get(path)).body.items], [404, []])
  t.equal((await client.delete(at, { ifMatch: '*' })).status, 404)
})

t.test('PATCH refuses members that only the service keeps', async (t) => {
  const { client, at, milestone } = await created()
  const { id, planId, termDeclared, reschedules, recordedOn, version, createdAt, updatedAt } = milestone
  const readOnly = { id, planId, termDeclared, reschedules, recordedOn, version, createdAt, updatedAt }
  for (const [name, value] of Object.entries(readOnly))
    t.match(await client.patch(at, { [name]: value }, { ifMatch: '"1"' }), refusedAt(`/${name}`, 400), name)
})

t.test('A PATCH that changes nothing makes no new version', async (t) => {
  const { client, at, milestone } = await created({ dueOn: '2026-03-31', responsible: { name: 'x', party: 'staff' } })
  const { statement, kind, dueOn, where } = milestone
  const same = { statement, kind, dueOn, where, term: null }
  for (const patch of [{}, same, { responsible: { party: 'staff' } }, { responsible: { name: 'x', party: 'staff' } }])
    t.strictSame((await client.patch(at, patch, { ifMatch: '"1"' })).body, milestone)
  const { items } = (await client.get('/v1/changes')).body
  t.strictSame(
    items.map(({ type }: Json) => type),
    ['participant', 'plan', 'milestone'],
  )
})

t.test('Moving a date that was set needs a reason, which is kept', async (t) => {
  const { client, at } = await created({ dueOn: '2026-03-31' })
  for (const dueOn of ['2026-04-30', '2026-02-28', null])
    t.match(await client.patch(at, { dueOn }, { ifMatch: '"1"' }), refusedAt('/rescheduleReason'))
  const later = { dueOn: '2026-04-30', rescheduleReason: 'The provider moved the course.' }
  const first = (await client.patch(at, later, { ifMatch: '"1"' })).body
  const move = { from: '2026-03-31', to: '2026-04-30', reason: later.rescheduleReason, at: first.updatedAt }
  t.strictSame([first.dueOn, first.reschedules], ['2026-04-30', [move]])
  t.notOk('rescheduleReason' in first)
  const second = (await client.patch(at, { dueOn: null, rescheduleReason: 'On hold.' }, { ifMatch: '"2"' })).body
  const away = { from: '2026-04-30', to: null, reason: 'On hold.', at: second.updatedAt }
  t.strictSame([second.dueOn, second.reschedules], [null, [move, away]], 'oldest first')
})

t.test('Setting the first date needs and accepts no reason', async (t) => {
  const { client, at } = await created()
  t.match(
    await client.patch(at, { dueOn: '2026-03-31', rescheduleReason: 'x' }, { ifMatch: '"1"' }),
    refusedAt('/rescheduleReason'),
  )
  t.match(
    await client.patch(at, { where: 'x', rescheduleReason: 'x' }, { ifMatch: '"1"' }),
    refusedAt('/rescheduleReason'),
  )
  const { body } = await client.patch(at, { dueOn: '2026-03-31' }, { ifMatch: '"1"' })
  t.strictSame([body.dueOn, body.reschedules], ['2026-03-31', []])
})

t.test('The term is derived from the dates until it is declared', async (t) => {
  const { client, at, milestone } = await created({ startOn: '2026-01-15', dueOn: '2026-07-15' })
  t.match(milestone, { term: 'short', termDeclared: false })
  const patched = async (patch: object) => {
    const { term, termDeclared } = (await client.patch(at, patch, { ifMatch: '*' })).body
    return [term, termDeclared]
  }
  const rescheduleReason = 'x'
  t.strictSame(await patched({ dueOn: '2026-07-16', rescheduleReason }), ['intermediate', false])
  t.strictSame(await patched({ dueOn: '2027-07-15', rescheduleReason }), ['intermediate', false])
  t.strictSame(await patched({ dueOn: '2027-07-16', rescheduleReason }), ['long', false])
  t.strictSame(await patched({ startOn: '2026-01-16' }), ['intermediate', false])
  t.strictSame(await patched({ term: 'short' }), ['short', true])
  t.strictSame(await patched({ dueOn: null, rescheduleReason }), ['short', true])
  t.strictSame(await patched({ term: null }), [null, false])
})

t.test('Without a start the term runs from the day of recording', async (t) => {
  const { client, path, milestone } = await created()
  const inMonths = (months: number) => {
    const date = new Date(`${milestone.recordedOn.slice(0, 7)}-01T00:00:00Z`)
    return new Date(date.setUTCMonth(date.getUTCMonth() + months)).toISOString().slice(0, 10)
  }
  for (const [months, term] of [
    [3, 'short'],
    [12, 'intermediate'],
    [24, 'long'],
  ] as const)
    t.match((await client.post(path, someMilestone({ dueOn: inMonths(months) }))).body, { term, termDeclared: false })
})

t.test('A milestone that something refers to cannot be deleted', async (t) => {
  const { client, path, at, milestone } = await created()
  const plan = path.replace('/milestones', '')
  const conflict = { status: 409, body: { code: 'conflict' } }
  const { body: child } = await client.post(path, someMilestone({ parentId: milestone.id }))
  t.match(await client.delete(at, { ifMatch: '*' }), conflict, 'a sub-milestone')
  await client.delete(`${path}/${child.id}`, { ifMatch: '*' })
  const { body: followUp } = await client.post(`${plan}/follow-ups`, someFollowUp({ milestoneId: milestone.id }))
  t.match(await client.delete(at, { ifMatch: '*' }), conflict, 'a follow-up')
  await client.patch(`${plan}/follow-ups/${followUp.id}`, { milestoneId: null }, { ifMatch: '*' })
  const [barrier] = (await client.get(plan)).body.barriers
  await client.patch(plan, { barriers: [{ ...barrier, affects: [milestone.id] }] }, { ifMatch: '*' })
  t.match(await client.delete(at, { ifMatch: '*' }), conflict, 'a barrier')
  await client.patch(plan, { barriers: [barrier] }, { ifMatch: '*' })
  const service = { kind: 'training', name: 'Course', milestoneIds: [milestone.id] }
  await client.patch(plan, { services: [service] }, { ifMatch: '*' })
  t.match(await client.delete(at, { ifMatch: '*' }), conflict, 'a service')
  await client.patch(plan, { services: [] }, { ifMatch: '*' })
  t.equal((await client.delete(at, { ifMatch: '*' })).status, 204)
})

t.test('The day on which a milestone was set elsewhere is stated with what shows it', async (t) => {
  const { client, path, milestone, at } = await created()
  const stated = { setOn: '2025-12-15', setEvidence: 'The signed plan in the old system.' }
  const { status, body } = await client.post(path, someMilestone(stated))
  t.match({ status, body }, { status: 201, body: stated })
  const early = { ...stated, setOn: addDays(milestone.recordedOn, 1) }
  t.match(await client.post(path, someMilestone(early)), refusedAt('/setOn'))
  t.match(await client.post(path, someMilestone({ setOn: '2025-12-15' })), refusedAt('/setEvidence'))
  t.match(await client.patch(at, { setOn: early.setOn, setEvidence: 'x' }, { ifMatch: '*' }), refusedAt('/setOn'))
  t.match(await client.patch(at, { setOn: '2025-12-15' }, { ifMatch: '*' }), refusedAt('/setEvidence'))
  const onTheDay = { ...stated, setOn: milestone.recordedOn }
  t.match((await client.patch(at, onTheDay, { ifMatch: '*' })).body, onTheDay)
  t.match((await client.patch(at, { setOn: null, setEvidence: null }, { ifMatch: '*' })).body, {
    setOn: null,
    setEvidence: null,
  })
})

t.test('Plan documents state the day on which a milestone was set', async (t) => {
  const client = await service.client()
  const stated = { setOn: '2025-12-15', setEvidence: 'The signed plan in the old system.' }
  const build = (members: object) =>
    somePlan({ externalId: 'p-1', milestones: [someMilestone({ externalId: 'm-1', ...members })] })
  const byId = '/v1/plans/by-external-id/p-1'
  const pointers = async (method: string, path: string, members: object) =>
    (await client.send(method, path, build(members))).body.errors?.map(({ pointer }: Json) => pointer)
  for (const [method, path] of [
    ['POST', '/v1/plans'],
    ['POST', '/v1/plans/validate'],
    ['PUT', byId],
  ] as const) {
    t.strictSame(await pointers(method, path, { setOn: '2025-12-15' }), ['/milestones/0/setEvidence'], path)
    t.strictSame(await pointers(method, path, { ...stated, setOn: '2200-12-31' }), ['/milestones/0/setOn'], path)
  }
  t.match((await client.put(byId, build(stated))).body.milestones, [stated])
  t.equal((await client.put(byId, build(stated))).body.version, 1, 'sent again')
})

t.test('A milestone is found only in its own plan and agency', async (t) => {
  const { client, at, milestone } = await created()
  const { body: other } = await client.post('/v1/plans', somePlan())
  const misplaced = `/v1/plans/${other.id}/milestones/${milestone.id}`
  for (const [who, path] of [
    [client, misplaced],
    [await service.client(), at],
  ] as const) {
    t.match(await who.get(path), { status: 404, body: { code: 'not-found' } })
    t.match(await who.patch(path, { where: 'x' }, { ifMatch: '*' }), { status: 404 })
    t.match(await who.delete(path, { ifMatch: '*' }), { status: 404 })
  }
  t.equal((await client.get(at)).body.version, 1)
})
