import t from 'tap'
import { maximalPlan } from './fixtures/maximal.ts'
import { patchPeriod } from './fixtures/participants.ts'
import { someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { positionAt } from './support/feed.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const attempt = { on: '2026-07-01', method: 'phone', by: 'staff-17', reached: false, note: 'No answer.' }
const refusedAt = (pointer: string, status = 422) => ({ status, body: { errors: [{ pointer }] } })

type Made = { client: Client; stored: Json; plan: string; path: string; followUp: Json; at: string }

/** A plan with one follow-up. */
async function created(members: Record<string, unknown> = {}, participant = {}): Promise<Made> {
  const client = await service.client()
  const document = somePlan({ participant: { id: 'P-1', programs: ['youth'], ...participant } })
  const { body: stored } = await client.post('/v1/plans', document)
  const plan = `/v1/plans/${stored.id}`
  const path = `${plan}/follow-ups`
  const { body: followUp } = await client.post(path, someFollowUp(members))
  return { client, stored, plan, path, followUp, at: `${path}/${followUp.id}` }
}

t.test('POST adds a follow-up and answers it with Location and ETag', async (t) => {
  const { client, path } = await created()
  const sent = { ...maximalPlan().followUps[0], milestoneId: null }
  const { status, headers, body } = await client.post(path, sent)
  t.strictSame([status, headers.get('etag')], [201, '"1"'])
  t.equal(headers.get('location'), `${path}/${body.id}`)
  t.strictSame({ ...body, ...sent }, body)
  t.equal(body.recordedAt, body.createdAt)
  const read = await client.get(`${path}/${body.id}`)
  t.strictSame([read.body, read.headers.get('etag')], [body, '"1"'])
})

t.test('POST refuses an invalid follow-up', async (t) => {
  const { client, path } = await created()
  const refused = async (members: object, pointer: string, status = 422) =>
    t.match(await client.post(path, { ...someFollowUp(), ...members }), refusedAt(pointer, status), pointer)
  await refused({ opensOn: '2026-07-01' }, '/dueOn')
  await refused({ completedOn: '2026-06-01' }, '/completedOn')
  await refused({ milestoneId: 'nothing' }, '/milestoneId')
  await refused({ dueOn: null }, '/dueOn', 400)
  await refused({ status: 'missed' }, '/status', 400)
  await refused({ attempts: [{ ...attempt, reached: null }] }, '/attempts/0/reached', 400)
  await refused({ outcome: { employer: { fein: '12-345' } } }, '/outcome/employer/fein', 400)
  await refused({ outcome: { credential: { type: 'other' } } }, '/outcome/credential/attainedOn', 400)
})

t.test('A follow-up checks a milestone of its plan, named by id or externalId', async (t) => {
  const { client, plan, path, at } = await created()
  const { body: milestone } = await client.post(`${plan}/milestones`, someMilestone({ externalId: 'm-1' }))
  for (const milestoneId of ['m-1', milestone.id])
    t.equal((await client.post(path, someFollowUp({ milestoneId }))).body.milestoneId, milestone.id)
  t.equal((await client.patch(at, { milestoneId: 'm-1' }, { ifMatch: '"1"' })).body.milestoneId, milestone.id)
  const { body: other } = await client.post(
    '/v1/plans',
    somePlan({ milestones: [someMilestone({ externalId: 'm-2' })] }),
  )
  for (const milestoneId of ['m-2', other.milestones[0].id])
    t.match(await client.patch(at, { milestoneId }, { ifMatch: '"2"' }), refusedAt('/milestoneId'))
})

t.test('PATCH changes what it names, and null resets', async (t) => {
  const { client, at, followUp } = await created({ purpose: 'Report.', services: ['One'], twoWay: true })
  const patch = { note: 'Late.', purpose: null, services: ['Two', 'Three'] }
  const { status, headers, body } = await client.patch(at, patch, { ifMatch: '"1"' })
  t.strictSame([status, headers.get('etag')], [200, '"2"'])
  t.strictSame(body, { ...followUp, ...patch, version: 2, updatedAt: body.updatedAt })
  const reset = await client.patch(at, { services: null, twoWay: null, note: null, status: null }, { ifMatch: '"2"' })
  t.strictSame([reset.body.services, reset.body.twoWay, reset.body.note], [[], false, null])
  for (const name of ['kind', 'dueOn'])
    t.match(await client.patch(at, { [name]: null }, { ifMatch: '"3"' }), refusedAt(`/${name}`, 400))
})

t.test('PATCH merges the outcome member by member', async (t) => {
  const { followUps } = maximalPlan()
  const { outcome } = followUps[0] as Json
  const { client, at } = await created({ outcome })
  const patched = async (patch: object) => (await client.patch(at, { outcome: patch }, { ifMatch: '*' })).body.outcome
  const { employer, credential } = outcome
  t.strictSame(await patched({ hourlyWage: 25 }), { ...outcome, hourlyWage: 25 })
  const renamed = { ...outcome, hourlyWage: 25, employer: { ...employer, name: 'Northside' } }
  t.strictSame(await patched({ employer: { name: 'Northside' } }), renamed)
  const later = { ...renamed, credential: { ...credential, attainedOn: '2026-05-21' } }
  t.strictSame(await patched({ credential: { attainedOn: '2026-05-21' } }), later)
  const coded = { ...later, occupation: { ...outcome.occupation, version: '2023' } }
  t.strictSame(await patched({ occupation: { version: '2023' } }), coded)
  t.strictSame(await patched({ employer: null, evidence: null }), { ...coded, employer: null, evidence: null })
  const half = await client.patch(at, { outcome: { evidence: { type: 'survey' } } }, { ifMatch: '*' })
  t.match(half, { status: 400, body: { code: 'invalid' } }, 'it must be whole afterwards')
  t.equal((await client.patch(at, { outcome: null }, { ifMatch: '*' })).body.outcome, null)
})

t.test('PATCH and DELETE need If-Match', async (t) => {
  const { client, at, path } = await created()
  t.match(await client.patch(at, { note: 'x' }), { status: 428, body: { code: 'precondition-required' } })
  t.match(await client.patch(at, { note: 'x' }, { ifMatch: '"2"' }), { status: 412, body: { code: 'stale' } })
  t.match(await client.delete(at), { status: 428, body: { code: 'precondition-required' } })
  t.match(await client.delete(at, { ifMatch: '"2"' }), { status: 412, body: { code: 'stale' } })
  t.equal((await client.delete(at, { ifMatch: '"1"' })).status, 204)
  t.strictSame([(await client.get(at)).status, (await client.get(path)).body.items], [404, []])
})

t.test('PATCH refuses members that only the service keeps, and attempts', async (t) => {
  const { client, at, followUp } = await created()
  const { id, planId, quarter, recordedAt, recordedOn, version, createdAt, updatedAt, attempts } = followUp
  const readOnly = { id, planId, quarter, recordedAt, recordedOn, version, createdAt, updatedAt, attempts }
  for (const [name, value] of Object.entries(readOnly))
    t.match(await client.patch(at, { [name]: value }, { ifMatch: '"1"' }), refusedAt(`/${name}`, 400), name)
})

t.test('A PATCH that changes nothing makes no new version', async (t) => {
  const { outcome } = maximalPlan().followUps[0] as Json
  const { client, at, followUp } = await created({ outcome: { ...outcome, education: null } })
  const reordered = Object.fromEntries(Object.entries(outcome.employer).reverse())
  for (const patch of [
    {},
    { note: null },
    { outcome: {} },
    { outcome: { education: null } },
    { outcome: { employer: reordered } },
  ])
    t.strictSame((await client.patch(at, patch, { ifMatch: '"1"' })).body, followUp)
})

t.test('recordedAt is the instant at which the service was told how it ended', async (t) => {
  const { client, at, followUp } = await created()
  t.equal(followUp.recordedAt, null)
  const ended = await client.patch(at, { status: 'completed', completedOn: '2026-06-29' }, { ifMatch: '"1"' })
  t.equal(ended.body.recordedAt, ended.body.updatedAt)
  const noted = await client.patch(at, { note: 'Late.' }, { ifMatch: '"2"' })
  t.equal(noted.body.recordedAt, ended.body.recordedAt, 'it stays')
  const again = await client.patch(at, { status: 'scheduled', completedOn: null }, { ifMatch: '"3"' })
  t.equal(again.body.recordedAt, null)
})

t.test('The quarter is that of dueOn after the quarter of exit, for the four that count', async (t) => {
  const { client, path } = await created({}, { exitedOn: '2025-12-31' })
  const quarters = {
    ...{ '2025-12-31': null, '2026-01-01': 1, '2026-03-31': 1, '2026-04-01': 2, '2026-09-30': 3 },
    ...{ '2026-10-01': 4, '2026-12-31': 4, '2027-01-01': null },
  }
  for (const [dueOn, quarter] of Object.entries(quarters))
    t.equal((await client.post(path, someFollowUp({ dueOn }))).body.quarter, quarter, dueOn)
})

t.test('A change of exitedOn moves the quarters of follow-ups, each one version further and in the feed', async (t) => {
  const { client, stored, path, at, followUp } = await created({ dueOn: '2026-06-30' })
  const { body: later } = await client.post(path, someFollowUp({ dueOn: '2030-01-01' }))
  t.equal(followUp.quarter, null, 'no exit yet')
  const seen: Json[] = []
  for (const exitedOn of ['2026-01-15', '2026-02-15', '2025-11-15', null]) {
    t.equal((await patchPeriod(client, stored, { exitedOn })).status, 200)
    const { quarter, version } = (await client.get(at)).body
    seen.push([quarter, version])
  }
  t.strictSame(seen, [
    [1, 2],
    [1, 2],
    [2, 3],
    [null, 4],
  ])
  t.equal((await client.get(`${path}/${later.id}`)).body.version, 1, 'one whose quarter stays is not touched')
  const { items } = (await client.get(`/v1/changes?after=${await positionAt(client, 4)}`)).body
  const expected = [
    ['participant', 2],
    ['follow_up', 2],
    ['participant', 3],
    ['participant', 4],
    ['follow_up', 3],
    ['participant', 5],
    ['follow_up', 4],
  ]
  t.strictSame(
    items.map(({ type, version }: Json) => [type, version]),
    expected,
  )
})

t.test('The quarter follows dueOn in a PATCH', async (t) => {
  const { client, at } = await created({ dueOn: '2026-06-30' }, { exitedOn: '2026-03-31' })
  t.equal((await client.patch(at, { dueOn: '2026-07-01' }, { ifMatch: '"1"' })).body.quarter, 2)
})

t.test('An attempt is appended without If-Match and answered with the follow-up', async (t) => {
  const { client, at, followUp } = await created()
  const first = await client.post(`${at}/attempts`, attempt)
  t.strictSame([first.status, first.headers.get('etag'), first.headers.get('location')], [201, '"2"', at])
  t.strictSame(first.body, { ...followUp, attempts: [attempt], version: 2, updatedAt: first.body.updatedAt })
  const { note: _, ...second } = { ...attempt, on: '2026-06-01', method: 'email' }
  const { body } = await client.post(`${at}/attempts`, second)
  t.strictSame(body.attempts, [attempt, { ...second, note: null }], 'in the order of recording')
  t.match(await client.post(`${at}/attempts`, { ...attempt, method: 'smoke' }), refusedAt('/method', 400))
  t.equal((await client.post(`${at}x/attempts`, attempt)).status, 400)
  t.equal((await client.post(`${at.replace(/.{4}$/, '0000')}/attempts`, attempt)).status, 404)
})

t.test('A follow-up with the maximum number of attempts takes no more, and can still be changed', async (t) => {
  const { client, at } = await created({ attempts: Array.from({ length: 500 }, () => attempt) })
  t.match(await client.post(`${at}/attempts`, attempt), { status: 409, body: { code: 'conflict' } })
  t.match(await client.patch(at, { note: 'x' }, { ifMatch: '*' }), { status: 200, body: { note: 'x' } })
})

t.test('A plan that holds 4 MiB takes no more, and can still be changed and made shorter', async (t) => {
  const { client, path } = await created()
  const long = { ...attempt, note: 'x'.repeat(1900) }
  const add = () => client.post(path, someFollowUp({ attempts: Array.from({ length: 480 }, () => long) }))
  const added = [await add(), await add(), await add(), await add()]
  t.strictSame(
    added.map(({ status }) => status),
    [201, 201, 201, 201],
  )
  const detail = 'A plan with everything in it holds at most 4 MiB.'
  t.match(await add(), { status: 409, body: { code: 'conflict', detail } })
  const at = `${path}/${added[0]?.body.id}`
  t.match(await client.patch(at, { note: 'x' }, { ifMatch: '*' }), { status: 200 })
  t.equal((await client.delete(at, { ifMatch: '*' })).status, 204)
  t.equal((await add()).status, 201)
})

t.test('A follow-up is found only in its own plan and agency', async (t) => {
  const { client, at, followUp } = await created()
  const { body: other } = await client.post('/v1/plans', somePlan())
  const misplaced = `/v1/plans/${other.id}/follow-ups/${followUp.id}`
  for (const [who, path] of [
    [client, misplaced],
    [await service.client(), at],
  ] as const) {
    t.match(await who.get(path), { status: 404, body: { code: 'not-found' } })
    t.match(await who.patch(path, { note: 'x' }, { ifMatch: '*' }), { status: 404 })
    t.match(await who.delete(path, { ifMatch: '*' }), { status: 404 })
    t.match(await who.post(`${path}/attempts`, attempt), { status: 404 })
  }
  t.equal((await client.get(at)).body.version, 1)
})
