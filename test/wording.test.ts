import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { somePlan } from './fixtures/plans.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService({}, { writing: true })
t.teardown(service.close)

const misspelled = 'To recieve my license as a nurse.'
const goal = { id: 'goal', statement: misspelled, kind: 'decided' }

/** Waits until the texts of every plan have been read. */
async function untilRead(): Promise<void> {
  while ((await service.db.pool.query('select from unread_plans limit 1')).rowCount) await pause(10)
}

/** What is found of the wording of a plan, with the words. */
async function readWording(client: Client, id: string): Promise<Json[]> {
  await untilRead()
  const { items } = (await client.get(`/v1/plans/${id}/findings`)).body
  return items.filter(({ spans }: Json) => spans !== null)
}

t.test('A misspelled word is found soon after the plan is written, and named by its place', async (t) => {
  const client = await service.client()
  const plan = (await client.post('/v1/plans', somePlan({ goals: [goal] }))).body
  const [finding] = await readWording(client, plan.id)
  t.match(finding, { rule: 'word-misspelled', severity: 'info', pointer: '/goals/0/statement', policyVersion: 1 })
  t.equal(misspelled.slice(finding?.spans[0].start, finding?.spans[0].end), 'recieve')
  const { items } = (await client.get('/v1/findings/summary')).body
  t.ok(items.some(({ rule, count }: Json) => rule === 'word-misspelled' && count === 1))
})

t.test('It goes with the write that mends the word, and others stay while a new text is read', async (t) => {
  const client = await service.client()
  const barrier = {
    id: 'b',
    statement: 'No transportaton.',
    origin: 'external',
    identifiedOn: '2026-01-05',
    affects: ['goal'],
  }
  const plan = (
    await client.post('/v1/plans', somePlan({ goals: [goal], barriers: [barrier], noBarriersIdentified: false }))
  ).body
  t.equal((await readWording(client, plan.id)).length, 2)
  const mended = [{ ...plan.goals[0], statement: 'To receive my license as a nurse.' }]
  t.equal((await client.patch(`/v1/plans/${plan.id}`, { goals: mended }, { headers: { 'if-match': '*' } })).status, 200)
  const left = await readWording(client, plan.id)
  t.strictSame(
    left.map(({ pointer }) => pointer),
    ['/barriers/0/statement'],
  )
})

t.test('Texts that are remembered are evaluated in the write itself', async (t) => {
  const client = await service.client()
  const sent = somePlan({ goals: [goal] })
  await readWording(client, (await client.post('/v1/plans', sent)).body.id)
  const { id } = (await client.post('/v1/plans', sent)).body
  const { items } = (await client.get(`/v1/plans/${id}/findings`)).body
  t.ok(items.some(({ rule }: Json) => rule === 'word-misspelled'))
})

t.test('A validation says when texts are still being read, and what is found of them when asked again', async (t) => {
  const client = await service.client()
  const text = `To recieve a badge number ${Date.now()}.`
  const document = somePlan({ goals: [{ ...goal, statement: text }] })
  let body: Json
  for (let tries = 0; tries < 200; tries++) {
    body = (await client.post('/v1/plans/validate', document)).body
    if (!body.pending) break
    await pause(10)
  }
  t.equal(body.pending, false)
  t.ok(body.findings.some(({ rule }: Json) => rule === 'word-misspelled'))
})

t.test(
  'A rule about wording that policy switches off finds nothing, and again what there is when it is switched on',
  async (t) => {
    const client = await service.client()
    const { id } = (await client.post('/v1/plans', somePlan({ goals: [goal] }))).body
    t.equal((await readWording(client, id)).length, 1)
    const set = async (on: boolean) => {
      const { body } = await client.get('/v1/policy')
      const values = { ...body.values, rules: { 'word-misspelled': { on } } }
      t.equal(
        (await client.send('PUT', '/v1/policy', { profile: body.profile, values }, { headers: { 'if-match': '*' } }))
          .status,
        200,
      )
      while ((await client.get('/v1/policy')).body.evaluation.state !== 'finished') await pause(10)
    }
    await set(false)
    t.strictSame(await readWording(client, id), [])
    await set(true)
    t.match(await readWording(client, id), [{ rule: 'word-misspelled' }])
  },
)

t.test('What is found of the wording can be waived', async (t) => {
  const client = await service.client()
  const { id, goals } = (await client.post('/v1/plans', somePlan({ goals: [goal] }))).body
  await readWording(client, id)
  const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)
  const waiver = {
    rule: 'word-misspelled',
    subject: { type: 'goal', id: goals[0].id },
    reason: 'Their words.',
    decidedBy: 'staff-1',
    until,
  }
  t.equal((await client.post(`/v1/plans/${id}/waivers`, waiver)).status, 201)
  t.match(await readWording(client, id), [{ waivedBy: /^[0-9a-f-]{36}$/ }])
})

t.test('What a killed process has left unread is read by the next', async (t) => {
  const client = await service.client()
  const { id } = (await client.post('/v1/plans', somePlan({ goals: [goal] }))).body
  await untilRead()
  await service.db.inAgency(client.agencyId, ({ commit }) =>
    commit({
      statement: { name: 'test_unread', text: 'insert into unread_plans values ($1, $2)' },
      values: [client.agencyId, id],
    }),
  )
  await untilRead()
  t.equal((await readWording(client, id)).length, 1, 'and nothing is found twice')
})
