/** Participants as they are asked for: by filters, with what is embedded, and with the findings of all plans. */
import t from 'tap'
import { someFollowUp, someMilestone, somePlan, someWaiver } from './fixtures/plans.ts'
import { all } from './oracle/invariants.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const program = (name: string, enteredOn: string, exitedOn: string | null = null) => ({
  programs: [{ program: name, enteredOn, exitedOn }],
})
const planOf = (id: string, members: Json = {}) => {
  const { participant: _, ...plan } = somePlan(members)
  return { ...plan, participantId: id }
}

const readPeriodId = async (client: Client): Promise<string> =>
  (await client.get('/v1/participants/P-1')).body.periods[0].id

/** Three people: A came back, B has exited, and C, of whom no period is known, has only a plan. */
async function makePeople(): Promise<Client> {
  const client = await service.client()
  const periods = {
    A: [program('youth', '2022-01-03', '2023-05-31'), program('adult', '2026-01-02')],
    B: [program('adult', '2024-01-02', '2025-03-31')],
    C: [],
  }
  for (const [id, own] of Object.entries(periods)) await client.put(`/v1/participants/${id}`, { periods: own })
  const late = someMilestone({ dueOn: '2026-01-31' })
  await client.post('/v1/plans', planOf('A', { office: 'north', careerPlanner: 'staff-1', milestones: [late] }))
  await client.post('/v1/plans', planOf('A', { office: 'south', careerPlanner: 'staff-2' }))
  await client.post('/v1/plans', planOf('B', { office: 'south', careerPlanner: 'staff-1' }))
  await client.post('/v1/plans', planOf('C', { careerPlanner: 'staff-3' }))
  return client
}

const client = await makePeople()
await makePeople() // of another agency, who must never show

const ask = async (query: string) => {
  const people = await all(client, `/v1/participants?limit=1&${query}`)
  return people.map(({ id }) => id).join(' ')
}

for (const [query, ids] of Object.entries({
  '': 'A B C',
  'program=adult': 'A B',
  'program=youth': 'A',
  'program=other': '',
  'office=south': 'A B',
  'office=north': 'A',
  'careerPlanner=staff-1': 'A B',
  'careerPlanner=staff-3': 'C',
  'open=true': 'A',
  'open=false': 'B C',
  'exitedFrom=2023-05-31': 'A B',
  'exitedFrom=2023-06-01': 'B',
  'exitedTo=2025-03-30': 'A',
  'exitedTo=2023-05-30': '',
  'exitedFrom=2023-05-31&exitedTo=2023-05-31': 'A',
  'exitedFrom=2023-06-01&exitedTo=2025-03-30': '',
  'retainUntilBefore=2199-12-31': 'B',
  'retainUntilBefore=2028-06-30': '',
  'finding=milestone-overdue&asOf=2026-02-15': 'A',
  'finding=milestone-overdue&asOf=2026-01-31': '',
  'program=youth&office=south&open=true&exitedTo=2023-12-31': 'A',
  'program=adult&open=false&careerPlanner=staff-1': 'B',
  'careerPlanner=staff-2&open=false': '',
  'office=south&careerPlanner=staff-1': 'B',
  'office=north&careerPlanner=staff-2': '',
  'office=north&finding=milestone-overdue&asOf=2026-02-15': 'A',
  'careerPlanner=staff-2&finding=milestone-overdue&asOf=2026-02-15': '',
}))
  t.test(`GET /v1/participants?${query} answers ${ids || 'nobody'}`, async (t) => {
    t.equal(await ask(query), ids)
    const { body } = await client.get(`/v1/participants?${query}`, { headers: { accept: 'application/x-ndjson' } })
    t.equal(body.map(({ id }: Json) => id).join(' '), ids, 'as a stream')
  })

t.test('A record must be kept until retainUntil, which is not before itself', async (t) => {
  const { retainUntil } = (await client.get('/v1/participants/B')).body
  t.equal(await ask(`retainUntilBefore=${retainUntil}`), '')
  t.equal(await ask(`retainUntilBefore=${Number(retainUntil.slice(0, 4)) + 1}${retainUntil.slice(4)}`), 'B')
})

t.test('What a rule finds about the person counts, and what is waived does not', async (t) => {
  const client = await service.client()
  const period = { ...program('adult', '2024-01-02'), lastServiceOn: '2024-01-05' }
  await client.put('/v1/participants/P-1', { periods: [period] })
  const { body: plan } = await client.post('/v1/plans', { ...planOf('P-1'), periodId: await readPeriodId(client) })
  const { items } = (await client.get('/v1/participants/P-1/findings')).body
  const { rule, subject } = items.find((one: Json) => one.subject.type === 'participant')
  const list = `/v1/participants?finding=${rule}`
  t.match((await client.get(list)).body.items, [{ id: 'P-1' }])
  const waiver = someWaiver({ rule, subject: { type: subject.type, id: subject.id } })
  t.equal((await client.post(`/v1/plans/${plan.id}/waivers`, waiver)).status, 201)
  t.strictSame((await client.get(list)).body.items, [])
})

t.test('A parameter that is wrong is refused where it stands', async (t) => {
  const wrong: [string, string][] = [
    ['exitedFrom=2026-02-01&exitedTo=2026-01-31', '/exitedTo'],
    ['open=maybe', '/open'],
    ['program=none', '/program'],
    ['exitedFrom=2026-02-30', '/exitedFrom'],
    ['retainUntilBefore=soon', '/retainUntilBefore'],
    ['status=draft', '/status'],
  ]
  for (const [query, pointer] of wrong)
    t.match(await client.get(`/v1/participants?${query}`), { status: 400, body: { errors: [{ pointer }] } }, query)
})

t.test('include embeds plans, follow-ups, findings and outcomes, in any order and no others', async (t) => {
  const client = await service.client()
  const person = { id: 'P-1', programs: ['adult'], enteredOn: '2025-01-06', exitedOn: '2025-03-31' }
  for (const externalId of ['x', 'y'])
    await client.post('/v1/plans', somePlan({ participant: person, followUps: [someFollowUp({ externalId })] }))
  const path = '/v1/participants/P-1'
  const { body: participant } = await client.get(path)
  const [plans, followUps] = [await all(client, '/v1/plans'), await all(client, '/v1/follow-ups')]
  t.strictSame([plans.length, followUps.length], [2, 2])
  const findings = (await client.get(`${path}/findings`)).body.items
  const outcomes = (await client.get(`${path}/outcomes`)).body.periods
  t.strictSame((await client.get(`${path}?include=plans`)).body, { ...participant, plans })
  t.strictSame((await client.get(`${path}?include=outcomes,followUps`)).body, { ...participant, followUps, outcomes })
  t.strictSame((await client.get(`${path}?include=findings`)).body, { ...participant, findings })
  for (const include of ['', 'milestones', 'plans,', 'plans, findings'])
    t.equal((await client.get(`${path}?include=${include}`)).status, 400, include)
  t.equal((await client.get('/v1/participants/P-2?include=plans')).status, 404)
  await client.put('/v1/participants/P-3', {})
  const nothing = { plans: [], outcomes: [] }
  t.match((await client.get('/v1/participants/P-3?include=plans,outcomes')).body, nothing)
})

t.test(
  'With anything embedded there is no 304, because the version of the participant does not tell of it',
  async (t) => {
    const headers = { 'if-none-match': '"1"' }
    t.equal((await client.get('/v1/participants/A', { headers })).status, 304)
    for (const include of ['plans', 'followUps', 'findings', 'outcomes'])
      t.equal((await client.get(`/v1/participants/A?include=${include}`, { headers })).status, 200, include)
  },
)

t.test('The findings of a participant are those of the person and of all plans, in order', async (t) => {
  const day = 'asOf=2026-02-15&known=now'
  const { items } = (await client.get(`/v1/participants/A/findings?${day}`)).body
  const plans = await all(client, '/v1/plans?participantId=A')
  const lists = plans.map(async ({ id }) => (await client.get(`/v1/plans/${id}/findings?${day}`)).body.items)
  const inPlans = (await Promise.all(lists)).flat()
  const sorted = (some: Json[]) => some.map((one) => JSON.stringify(one)).toSorted()
  const ofPlans = items.filter(({ planId }: Json) => planId !== null)
  t.strictSame(sorted(ofPlans), sorted(inPlans))
  t.ok(plans.every(({ id }) => items.some(({ planId }: Json) => planId === id)))
  const levels = ['federal', 'state', 'local', 'seed', 'assumed']
  const places = items.map(({ severity, citation, from }: Json) =>
    [['error', 'warning', 'info'].indexOf(severity), levels.indexOf(citation.level), from].join(' '),
  )
  t.strictSame(places, places.toSorted(), 'by severity, then by the level of the source, then by day')
  t.equal((await client.get('/v1/participants/Z/findings')).status, 404)
})

t.test('The findings of a participant without a plan are there, too', async (t) => {
  const client = await service.client()
  await client.put('/v1/participants/P-1', {
    periods: [{ ...program('adult', '2026-01-02'), lastServiceOn: '2026-01-05' }],
  })
  const { items } = (await client.get('/v1/participants/P-1/findings?asOf=2026-12-31')).body
  t.ok(items.length > 0)
  for (const { planId, subject } of items)
    t.strictSame([planId, subject], [null, { type: 'participant', id: 'P-1', externalId: null }])
})
