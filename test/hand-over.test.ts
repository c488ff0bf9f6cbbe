/** A caseload that goes from one career planner to another. */
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { somePlan } from './fixtures/plans.ts'
import { all, findingsAreStored, readPresent } from './oracle/invariants.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

/** A client of an agency with so many plans of a career planner in each of two offices. */
async function caseload(count: number, careerPlanner = 'staff-17'): Promise<Client> {
  const client = await service.client()
  for (const office of ['north', 'south'])
    for (let n = 0; n < count; n += 1) {
      const participant = { id: `${office}-${n}`, programs: ['adult'] }
      await client.post('/v1/plans', somePlan({ participant, careerPlanner, office }))
    }
  return client
}

const start = (client: Client, body: Json, options: object = {}) => client.post('/v1/caseload/hand-over', body, options)

async function untilFinished(client: Client, location: string): Promise<Json> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { body } = await client.get(location)
    if (body.state === 'finished') return body
    await pause(50)
  }
  throw new Error('it does not end')
}

const plansOf = async (client: Client, careerPlanner: string) =>
  (await all(client, `/v1/plans?careerPlanner=${careerPlanner}`)).map(({ participantId }) => participantId).sort()

t.test('Every plan goes to the other career planner, each with a change in its history', async (t) => {
  const client = await caseload(13)
  const reason = 'Staff-17 is on leave.'
  const { status, headers, body } = await start(client, { from: 'staff-17', to: 'staff-21', reason })
  t.equal(status, 202)
  t.match(body, { from: 'staff-17', to: 'staff-21', office: null, total: 26, done: 0, failed: 0, state: 'running' })
  const location = headers.get('location') as string
  t.equal(location, `/v1/caseload/hand-over/${body.id}`)
  t.match(await untilFinished(client, location), { state: 'finished', done: 26, failed: 0, total: 26 })
  t.strictSame(await plansOf(client, 'staff-17'), [])
  const plans = await all(client, '/v1/plans?careerPlanner=staff-21')
  t.equal(plans.length, 26)
  const [, change] = await all(client, `/v1/plans/${plans[0]?.id}/history`)
  t.match(change, { op: 'update', before: { careerPlanner: 'staff-17' }, after: { careerPlanner: 'staff-21' }, reason })
  t.equal(change?.actor.subject, (await all(client, `/v1/plans/${plans[0]?.id}/history`))[0]?.actor.subject)
  await findingsAreStored(service, client, await readPresent(client))
})

t.test('Only the plans of an office, and into another office', async (t) => {
  const client = await caseload(2)
  const { headers } = await start(client, { from: 'staff-17', to: 'staff-21', office: 'north', toOffice: 'west' })
  t.match(await untilFinished(client, headers.get('location') as string), { done: 2, total: 2 })
  t.strictSame(await plansOf(client, 'staff-17'), ['south-0', 'south-1'])
  t.strictSame(
    (await all(client, '/v1/plans?office=west')).map(({ careerPlanner }) => careerPlanner),
    ['staff-21', 'staff-21'],
  )
})

t.test('The same career planner may move to another office', async (t) => {
  const client = await caseload(1)
  const { headers } = await start(client, { from: 'staff-17', to: 'staff-17', toOffice: 'west' })
  t.match(await untilFinished(client, headers.get('location') as string), { done: 2 })
  t.equal((await all(client, '/v1/plans?office=west&careerPlanner=staff-17')).length, 2)
})

t.test('A closed plan goes along, because follow-up goes on', async (t) => {
  const client = await caseload(1)
  const [plan] = await all(client, '/v1/plans?office=north')
  await client.post(`/v1/plans/${plan?.id}/close`, { closedOn: '2026-01-30', closeReason: 'exited' }, { ifMatch: '*' })
  const { headers } = await start(client, { from: 'staff-17', to: 'staff-21' })
  t.match(await untilFinished(client, headers.get('location') as string), { done: 2, failed: 0 })
  t.match((await client.get(`/v1/plans/${plan?.id}`)).body, { status: 'closed', careerPlanner: 'staff-21' })
})

t.test('A hand-over of nothing is finished at once, and one that changes nothing is refused', async (t) => {
  const client = await caseload(1)
  t.match(await start(client, { from: 'nobody', to: 'staff-21' }), {
    status: 202,
    body: { state: 'finished', total: 0 },
  })
  const refused = { status: 422, body: { errors: [{ pointer: '/to' }] } }
  t.match(await start(client, { from: 'staff-17', to: 'staff-17' }), refused)
  t.match(await start(client, { from: 'staff-17', to: 'staff-17', office: 'north', toOffice: 'north' }), refused)
  t.equal((await start(client, { from: 'staff-17' })).status, 400)
  t.equal((await client.get('/v1/caseload/hand-over/019b0000-0000-7000-8000-00000000000e')).status, 404)
})

t.test('A hand-over that another process began is gone on with after a restart, and counted once', async (t) => {
  const client = await caseload(15)
  const plans = (await all(client, '/v1/plans')).map(({ id }) => id)
  // what a process leaves behind that has ended after its first two plans
  await service.db.pool.query(
    `insert into hand_overs (agency_id, id, asked, subject, client_id, request_id, after_id, done, total, started_at)
     values ($1, $2, $3, 'staff-3', 'cms', 'r-1', $4, 2, 30, '2026-01-05T00:00:00.000Z')`,
    [
      client.agencyId,
      '019b0000-0000-7000-8000-000000000001',
      JSON.stringify({ from: 'staff-17', to: 'staff-21', office: null, toOffice: null, reason: null }),
      plans[1],
    ],
  )
  t.match(await untilFinished(client, '/v1/caseload/hand-over/019b0000-0000-7000-8000-000000000001'), { done: 30 })
  t.equal((await plansOf(client, 'staff-21')).length, 28)
})
