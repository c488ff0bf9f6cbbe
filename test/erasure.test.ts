/** Records of persons that are erased, by request or because they need not be kept any longer. */
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { someFollowUp, someMilestone, somePlan, someWaiver } from './fixtures/plans.ts'
import { all, findingsAreStored, findingsHold, readPresent } from './oracle/invariants.ts'
import { type Client, type Json, startService } from './support/service.ts'
import { untilEvaluated } from './support/state.ts'

const service = await startService({}, { housekeepingMs: 200 })
t.teardown(service.close)

const secret = 'a most personal thing'
const exited = (exitedOn: string | null) => ({ id: 'P-1', programs: ['adult'], enteredOn: '2015-01-05', exitedOn })

/** A client of an agency with a person about whom everything is said, and somebody else. */
async function recorded(exitedOn: string | null): Promise<{ client: Client; plan: Json; other: Json }> {
  const client = await service.client()
  const document = somePlan({
    externalId: 'cms-1',
    participant: exited(exitedOn),
    completedOn: '2015-01-09',
    milestones: [someMilestone({ statement: `Cope with ${secret}.` })],
    followUps: [someFollowUp({ note: secret })],
  })
  const { body: plan } = await client.post('/v1/plans', document, { key: 'made' })
  const milestone = `/v1/plans/${plan.id}/milestones/${plan.milestones[0].id}`
  await client.patch(milestone, { statement: `Live with ${secret}.` }, { ifMatch: '*' })
  const subject = { type: 'milestone', id: plan.milestones[0].id }
  await client.post(`/v1/plans/${plan.id}/waivers`, someWaiver({ subject, reason: secret }), { key: 'waived' })
  const { body: other } = await client.post('/v1/plans', somePlan({ participant: { ...exited(null), id: 'P-2' } }))
  return { client, plan, other }
}

const erase = (client: Client, reason: string, id = 'P-1', options: object = { ifMatch: '*' }) =>
  client.delete(`/v1/participants/${id}?reason=${reason}`, options)

/** Every row of every table of an agency, as one text. */
async function dump({ agencyId }: Client): Promise<string> {
  const tables = await service.db.pool.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'agency_id'`,
  )
  const texts: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await service.db.pool.query(`select r::text from "${name}" r where agency_id = $1`, [agencyId])
    texts.push(...rows.map(({ r }) => `${name} ${r}`))
  }
  return texts.join('\n')
}

t.test('A person is erased everywhere: rows, history, findings, and answers that were kept', async (t) => {
  const { client, plan, other } = await recorded('2015-12-31')
  t.match(await dump(client), secret)
  t.equal((await erase(client, 'retention_ended')).status, 204)
  const rest = await dump(client)
  t.notMatch(rest, secret)
  const left = rest.split('\n').filter((line) => line.includes(plan.id) || line.includes('P-1'))
  t.strictSame([...new Set(left.map((line) => line.split(' ')[0]))], ['changes'], 'only the feed has ids of theirs')
  for (const path of [
    '/v1/participants/P-1',
    '/v1/participants/P-1/history',
    '/v1/participants/P-1/record',
    `/v1/plans/${plan.id}`,
  ])
    t.equal((await client.get(path)).status, 404, path)
  t.equal((await client.get(`/v1/plans/${other.id}`)).status, 200, 'nobody else is touched')
})

t.test('The feed stays dense, and says of everything of the person that it was erased', async (t) => {
  const { client } = await recorded('2015-12-31')
  const before = await all(client, '/v1/changes?limit=3')
  await erase(client, 'retention_ended')
  const after = await all(client, '/v1/changes?include=resource&limit=3')
  t.strictSame(
    after.map(({ seq }) => seq),
    Array.from({ length: before.length + 1 }, (_, index) => index + 1),
  )
  const ofPerson = after.filter(({ participantId }) => participantId === 'P-1')
  t.strictSame([...new Set(ofPerson.map(({ op }) => op))], ['erase'])
  t.strictSame([...new Set(ofPerson.map(({ resource }) => resource))], [null])
  t.match(after.at(-1), { op: 'erase', type: 'participant', id: 'P-1', planId: null })
  t.strictSame(
    after.map(({ type, id, version }) => [type, id, version]).slice(0, -1),
    before.map(({ type, id, version }) => [type, id, version]),
  )
  const goesOn = await client.get(`/v1/changes?after=${before.at(-1)?.position}`)
  t.strictSame(
    goesOn.body.items.map(({ op }: Json) => op),
    ['erase'],
    'a position from before is still good',
  )
})

t.test('Findings of the person are in no list and no count, of no day', async () => {
  const { client } = await recorded('2015-12-31')
  await erase(client, 'retention_ended')
  const present = await readPresent(client)
  await findingsAreStored(service, client, present)
  for (const asOf of ['2016-06-30', '2017-06-30', new Date().toISOString().slice(0, 10)])
    await findingsHold(client, present, asOf)
})

t.test('A request that is repeated with its key after the erasure is not done again', async (t) => {
  const { client } = await recorded('2015-12-31')
  await erase(client, 'retention_ended')
  const document = somePlan({
    externalId: 'cms-1',
    participant: exited('2015-12-31'),
    completedOn: '2015-01-09',
    milestones: [someMilestone({ statement: `Cope with ${secret}.` })],
    followUps: [someFollowUp({ note: secret })],
  })
  t.match(await client.post('/v1/plans', document, { key: 'made' }), { status: 410, body: { code: 'gone' } })
  t.equal((await client.get('/v1/participants/P-1')).status, 404)
})

t.test('A record is kept until retainUntil: three years after the program year of the last exit', async (t) => {
  const { client } = await recorded(null)
  const path = '/v1/participants/P-1'
  t.equal((await client.get(path)).body.retainUntil, null)
  t.match(await erase(client, 'requested'), { status: 409, body: { code: 'conflict' } })
  const { body } = await client.get(path)
  const exit = async (exitedOn: string) => {
    const programs = [{ program: 'adult', enteredOn: '2015-01-05', exitedOn }]
    return (await client.patch(`${path}/periods/${body.periods[0].id}`, { programs }, { ifMatch: '*' })).body
      .retainUntil
  }
  t.equal(await exit('2025-06-30'), '2028-06-30')
  t.equal(await exit('2025-07-01'), '2029-06-30')
  t.match(await erase(client, 'retention_ended'), { status: 409, body: { detail: /2029-06-30/ } })
  t.equal((await client.get(path)).status, 200)
})

t.test('Other years of retention move retainUntil, with a change in the history', async (t) => {
  const { client } = await recorded('2015-12-31')
  const path = '/v1/participants/P-1'
  t.match((await client.get(path)).body, { retainUntil: '2019-06-30', version: 1 })
  const { profile, values } = careerActionPlan
  await client.put('/v1/policy', { profile, values: { ...values, retentionYears: 20 } }, { ifMatch: '*' })
  await untilEvaluated(service)
  t.match((await client.get(path)).body, { retainUntil: '2036-06-30', version: 2 })
  const change = (await all(client, `${path}/history`)).at(-1)
  t.match(change, { type: 'participant', before: { retainUntil: '2019-06-30' }, after: { retainUntil: '2036-06-30' } })
  t.equal((await erase(client, 'retention_ended')).status, 409)
})

t.test('A hold keeps the record, unless it was entered in error', async (t) => {
  const { client } = await recorded('2015-12-31')
  const hold = { reason: 'Audit of program year 2015.' }
  await client.patch('/v1/participants/P-1', { hold }, { ifMatch: '*' })
  t.match(await erase(client, 'retention_ended'), { status: 409, body: { code: 'conflict' } })
  t.match(await erase(client, 'requested'), { status: 409, body: { code: 'conflict' } })
  t.equal((await erase(client, 'entered_in_error')).status, 204)
})

t.test('A hold that is over keeps nothing', async (t) => {
  const { client } = await recorded('2015-12-31')
  await client.patch('/v1/participants/P-1', { hold: { reason: 'Audit.', until: '2020-12-31' } }, { ifMatch: '*' })
  t.equal((await erase(client, 'retention_ended')).status, 204)
})

t.test('Erasure asks for its scope, a reason, and the version', async (t) => {
  const { client } = await recorded('2015-12-31')
  t.equal((await client.delete('/v1/participants/P-1', { ifMatch: '*' })).status, 400)
  t.equal((await erase(client, 'because')).status, 400)
  t.equal((await erase(client, 'requested', 'P-1', {})).status, 428)
  t.equal((await erase(client, 'requested', 'P-1', { ifMatch: '"99"' })).status, 412)
  t.equal((await erase(client, 'requested', 'P-9')).status, 404)
  const writer = await service.client({ agencyId: client.agencyId, scope: 'plans:read plans:write' })
  t.equal((await erase(writer, 'requested')).status, 403)
})

t.test(
  'A plan that was moved or merged in is erased with the person, and one that was moved away is not',
  async (t) => {
    const { client, plan, other } = await recorded('2015-12-31')
    await client.put('/v1/participants/P-3', { periods: [] })
    await client.post(`/v1/plans/${other.id}/milestones`, someMilestone({ where: 'kept apart' }), { key: 'other' })
    await client.post(`/v1/plans/${other.id}/move`, { participantId: 'P-3', reason: 'Wrong id.' }, { ifMatch: '*' })
    await client.post('/v1/participants/P-1/merge', { into: 'P-2' }, { ifMatch: '*' })
    t.equal((await erase(client, 'entered_in_error', 'P-2')).status, 204)
    const rest = await dump(client)
    t.notMatch(rest, secret)
    t.match(rest, 'kept apart')
    t.equal((await client.get(`/v1/plans/${plan.id}`)).status, 404)
    t.match(await client.get(`/v1/plans/${other.id}`), { status: 200, body: { participantId: 'P-3' } })
  },
)

t.test('Where policy says so, records are erased by themselves, but for those under a hold', async (t) => {
  const { client } = await recorded('2015-12-31')
  await client.put('/v1/participants/P-3', {
    periods: [{ programs: [{ program: 'adult', enteredOn: '2014-01-02', exitedOn: '2014-12-31' }] }],
    hold: { reason: 'Audit.' },
  })
  const { profile, values } = careerActionPlan
  await client.put('/v1/policy', { profile, values: { ...values, retention: 'automatic' } }, { ifMatch: '*' })
  for (let tries = 0; tries < 100 && (await client.get('/v1/participants/P-1')).status === 200; tries += 1)
    await pause(100)
  const left = await all(client, '/v1/participants')
  t.strictSame(
    left.map(({ id }) => id),
    ['P-2', 'P-3'],
  )
  const [last] = (await all(client, '/v1/changes')).slice(-1)
  t.match(last, { op: 'erase', id: 'P-1' })
})

t.test('Of writers and an eraser, whoever comes after the erasure finds nobody', async (t) => {
  const { client, plan } = await recorded('2015-12-31')
  const write = () => client.post(`/v1/plans/${plan.id}/milestones`, someMilestone())
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, write),
    erase(client, 'retention_ended'),
    ...Array.from({ length: 5 }, write),
  ])
  t.equal(answers[5]?.status, 204)
  for (const { status } of answers) t.ok([201, 204, 404].includes(status), String(status))
  t.notMatch(await dump(client), secret)
  t.equal((await all(client, '/v1/plans?participantId=P-1')).length, 0)
})
