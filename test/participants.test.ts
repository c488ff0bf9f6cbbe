/** Participants and their periods of participation, by their own operations. */
import t from 'tap'
import { someFollowUp, somePlan } from './fixtures/plans.ts'
import { all } from './oracle/invariants.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const adult = (members: Json = {}) => ({ programs: [{ program: 'adult', ...members }] })
const from = (enteredOn: string, exitedOn: string | null = null) => adult({ enteredOn, exitedOn })
const put = (client: Client, id: string, body: Json, headers: Record<string, string> = {}) =>
  client.send('PUT', `/v1/participants/${encodeURIComponent(id)}`, body, { headers })
const refusedAt = (pointer: string) => ({ status: 422, body: { code: 'unprocessable', errors: [{ pointer }] } })

/** A client of an agency that has one participant with these periods. */
async function clientWith(...periods: Json[]): Promise<{ client: Client; path: string; participant: Json }> {
  const client = await service.client()
  const { body: participant } = await put(client, 'P-1', { periods })
  return { client, path: '/v1/participants/P-1', participant }
}

t.test('PUT creates a participant, and answers Location and ETag', async (t) => {
  const client = await service.client()
  const { status, headers, body } = await put(client, 'P-1', { language: 'es-US', periods: [from('2026-01-02')] })
  t.equal(status, 201)
  t.equal(headers.get('location'), '/v1/participants/P-1')
  t.equal(headers.get('etag'), '"1"')
  t.match(body, { id: 'P-1', language: 'es-US', hold: null, version: 1 })
  t.match(body.periods, [{ enteredOn: '2026-01-02', exitedOn: null, followUpDecision: null, youth: null }])
  t.strictSame((await client.get('/v1/participants/P-1')).body, body)
})

t.test('PUT again changes nothing where it says the same, and replaces what it says otherwise', async (t) => {
  const { client, participant } = await clientWith(from('2026-01-02'))
  const { recordedOn: _, ...period } = participant.periods[0]
  const same = await put(client, 'P-1', { periods: [period] })
  t.strictSame([same.status, same.body], [200, participant])
  const { body } = await put(client, 'P-1', { language: 'en', periods: [{ ...period, employedOn: '2026-06-01' }] })
  t.match(body, { language: 'en', version: 2, periods: [{ id: period.id, employedOn: '2026-06-01' }] })
})

t.test('PUT matches periods without an id by their entry, so that it can be repeated', async (t) => {
  const client = await service.client()
  const periods = [from('2024-01-02', '2024-06-28'), from('2026-01-02')]
  const { body: first } = await put(client, 'P-1', { periods })
  const again = await put(client, 'P-1', { periods })
  t.strictSame([again.status, again.body], [200, first])
})

t.test('PUT with If-Match is refused where the participant has another version, or does not exist', async (t) => {
  const { client } = await clientWith()
  t.equal((await put(client, 'P-1', {}, { 'if-match': '"2"' })).status, 412)
  t.equal((await put(client, 'P-1', { language: 'en' }, { 'if-match': '"1"' })).status, 200)
  t.equal((await put(client, 'P-2', {}, { 'if-match': '*' })).status, 412)
  t.equal((await client.get('/v1/participants/P-2')).status, 404)
})

t.test('Any id of visible ASCII is reached, percent-encoded', async (t) => {
  const client = await service.client()
  for (const id of ['a/b', '100%', 'a?b#c', '...', 'it\'s"{x}\\', 'x'.repeat(128)]) {
    const { status, headers } = await put(client, id, {})
    t.equal(status, 201, id)
    t.equal((await client.get(headers.get('location') as string)).body.id, id)
  }
  t.strictSame((await all(client, '/v1/participants?limit=2')).length, 6, 'each once, by pages')
  for (const id of ['a b', 'é', 'x'.repeat(129)])
    t.match(await put(client, id, {}), { status: 400, body: { errors: [{ pointer: '/participantId' }] } }, id)
})

t.test('The days of a period follow from its programs where they are not stated', async (t) => {
  const client = await service.client()
  const two = (first: Json, second: Json) => ({
    programs: [
      { program: 'wagner_peyser', ...first },
      { program: 'adult', ...second },
    ],
  })
  const days = async (period: Json) => {
    const { body } = await put(client, 'P-1', { periods: [{ id: 'one', ...period }] })
    return [body.periods?.[0].enteredOn, body.periods?.[0].exitedOn]
  }
  t.strictSame(await days(two({ enteredOn: '2025-08-01' }, { enteredOn: '2025-09-15' })), ['2025-08-01', null])
  t.strictSame(await days(two({ exitedOn: '2026-03-20' }, {})), [null, null], 'one of two programs has no exit')
  t.strictSame(await days(two({ exitedOn: '2026-03-20' }, { exitedOn: '2026-05-20' })), [null, '2026-05-20'])
  t.strictSame(await days({ ...adult(), enteredOn: '2026-01-02', exitedOn: '2026-05-29' }), [
    '2026-01-02',
    '2026-05-29',
  ])
})

t.test('A day that followed from the programs follows from them again when they change', async (t) => {
  const { client, path, participant } = await clientWith({ id: 'one', ...from('2026-01-02', '2026-05-29') })
  const { recordedOn: _, ...period } = participant.periods[0]
  const programs = [{ program: 'adult', enteredOn: '2025-12-01', exitedOn: null }]
  const { body } = await client.patch(`${path}/periods/one`, { programs }, { ifMatch: '"1"' })
  t.match(body.periods, [{ enteredOn: '2025-12-01', exitedOn: null }])
  const { body: stated } = await put(client, 'P-1', {
    periods: [{ ...period, enteredOn: null, programs, exitedOn: '2026-06-30' }],
  })
  t.match(stated.periods, [{ exitedOn: '2026-06-30' }])
})

t.test(
  'Periods are answered in the order of their entry, and keep the day on which they were first seen',
  async (t) => {
    const { participant } = await clientWith(from('2026-01-02'), from('2024-01-02', '2024-06-28'))
    t.strictSame(
      participant.periods.map(({ enteredOn }: Json) => enteredOn),
      ['2024-01-02', '2026-01-02'],
    )
    for (const { recordedOn } of participant.periods) t.equal(recordedOn, participant.recordedOn)
  },
)

t.test(
  'A period that is wrong in itself or beside others is refused where it stands, and nothing is written',
  async (t) => {
    const wrong: [Json[], string][] = [
      [[from('2026-01-02', '2026-01-01')], '/periods/0/exitedOn'],
      [[{ ...adult(), enteredOn: '2026-01-02', exitedOn: '2026-01-01' }], '/periods/0/exitedOn'],
      [[{ ...from('2026-01-02'), enteredOn: '2026-01-03' }], '/periods/0/programs/0/enteredOn'],
      [[{ ...from('2026-01-02', '2026-05-29'), exitedOn: '2026-05-28' }], '/periods/0/programs/0/exitedOn'],
      [[{ programs: [{ program: 'adult' }, { program: 'adult' }] }], '/periods/0/programs/1/program'],
      [[from('2026-01-02'), from('2026-03-02')], '/periods/1/exitedOn'],
      [[adult(), adult()], '/periods/1/exitedOn'],
      [[from('2026-01-02', '2026-05-29'), from('2026-05-29')], '/periods/1/enteredOn'],
      [[from('2026-05-29'), from('2026-01-02', '2026-05-29')], '/periods/0/enteredOn'],
      [[from('2026-01-02', '2026-05-29'), from('2026-02-02', '2026-03-02')], '/periods/1/enteredOn'],
      [
        [
          { id: 'x', ...from('2026-01-02', '2026-05-29') },
          { id: 'x', ...from('2026-06-01') },
        ],
        '/periods/1/id',
      ],
    ]
    const client = await service.client()
    for (const [periods, pointer] of wrong) t.match(await put(client, 'P-1', { periods }), refusedAt(pointer), pointer)
    t.strictSame((await client.get('/v1/changes')).body.items, [])
    t.equal((await put(client, 'P-1', { periods: [from('2026-01-02', '2026-05-29'), from('2026-05-30')] })).status, 201)
  },
)

t.test('A participant has at most 50 periods', async (t) => {
  const year = (n: number) => from(`${1950 + n}-01-01`, `${1950 + n}-02-01`)
  const periods = Array.from({ length: 50 }, (_, n) => year(n))
  const { client, path, participant } = await clientWith(...periods)
  t.equal(participant.periods.length, 50)
  t.equal((await client.post(`${path}/periods`, year(60))).status, 409)
  t.match(await put(client, 'P-2', { periods: [...periods, year(60)] }), { status: 400, body: { code: 'invalid' } })
})

t.test('PATCH changes what it names, and needs the version', async (t) => {
  const { client, path, participant } = await clientWith(from('2026-01-02'))
  t.equal((await client.patch(path, { language: 'es' })).status, 428)
  t.equal((await client.patch(path, { language: 'es' }, { ifMatch: '"9"' })).status, 412)
  const hold = { reason: 'Audit of program year 2025.' }
  const { body } = await client.patch(path, { language: 'es', hold }, { ifMatch: '"1"' })
  t.match(body, { language: 'es', hold: { ...hold, until: null }, periods: participant.periods, version: 2 })
  t.match((await client.patch(path, { hold: null }, { ifMatch: '"2"' })).body, { language: 'es', hold: null })
  t.equal((await client.patch('/v1/participants/P-9', { language: 'es' }, { ifMatch: '*' })).status, 404)
})

t.test('A period is added, changed, and deleted by itself', async (t) => {
  const { client, path } = await clientWith(from('2024-01-02', '2024-06-28'))
  const added = await client.post(`${path}/periods`, { id: 'second', ...from('2026-01-02') })
  t.strictSame([added.status, added.headers.get('location')], [201, path])
  t.match(await client.post(`${path}/periods`, from('2026-02-02')), refusedAt('/exitedOn'))
  t.match(await client.post(`${path}/periods`, from('2024-02-02', '2024-03-01')), refusedAt('/enteredOn'))
  const patched = await client.patch(`${path}/periods/second`, { employedOn: '2026-06-01' }, { ifMatch: '"2"' })
  t.match(patched.body.periods[1], { id: 'second', enteredOn: '2026-01-02', employedOn: '2026-06-01' })
  const cleared = await client.patch(`${path}/periods/second`, { employedOn: null }, { ifMatch: '"3"' })
  t.equal(cleared.body.periods[1].employedOn, null)
  t.equal((await client.patch(`${path}/periods/third`, {}, { ifMatch: '*' })).status, 404)
  const { body } = await client.delete(`${path}/periods/second`, { ifMatch: '"4"' })
  t.strictSame([body.periods.length, body.version], [1, 5])
})

t.test('A period that a plan belongs to can be neither deleted nor left out', async (t) => {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan())
  const path = '/v1/participants/P-1'
  const refused = { status: 409, body: { code: 'conflict' } }
  t.match(await client.delete(`${path}/periods/${plan.periodId}`, { ifMatch: '*' }), refused)
  t.match(await client.patch(path, { periods: [] }, { ifMatch: '*' }), refused)
  t.match(await put(client, 'P-1', { periods: [from('2026-01-02')] }), refused)
  t.equal((await client.get(path)).body.version, 1)
})

t.test(
  'What a period says changes the findings of its plans, and the quarters of their follow-ups, at once',
  async (t) => {
    const client = await service.client()
    const followUps = [someFollowUp({ kind: 'post_exit', dueOn: '2026-09-15' })]
    const { body: first } = await client.post('/v1/plans', somePlan({ followUps }))
    const { body: second } = await client.post('/v1/plans', somePlan({ followUps }))
    const period = `/v1/participants/P-1/periods/${first.periodId}`
    t.equal(second.periodId, first.periodId)
    await client.patch(period, { exitedOn: '2026-05-29', firstCounselingOn: '2026-01-05' }, { ifMatch: '*' })
    for (const { id } of [first, second]) {
      const { body } = await client.get(`/v1/plans/${id}?include=followUps`)
      t.match([body.version, body.followUps], [2, [{ quarter: 1, version: 2 }]])
      const { items } = (await client.get(`/v1/plans/${id}/findings?asOf=2026-01-20&known=now`)).body
      t.ok(items.some(({ rule }: Json) => rule === 'plan-completion-overdue'))
    }
    const types = (await all(client, '/v1/changes')).map(({ type, planId }) => [type, planId])
    t.strictSame(types.slice(-3), [
      ['participant', null],
      ['follow_up', first.id],
      ['follow_up', second.id],
    ])
  },
)

t.test('The history of a participant has the changes of the person’s plans', async (t) => {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan())
  await client.patch('/v1/participants/P-1', { language: 'es' }, { ifMatch: '*' })
  const history = await all(client, '/v1/participants/P-1/history?limit=2')
  t.strictSame(
    history.map(({ type, op, id, planId }) => [type, op, id, planId]),
    [
      ['participant', 'create', 'P-1', null],
      ['plan', 'create', plan.id, plan.id],
      ['participant', 'update', 'P-1', null],
    ],
  )
  t.strictSame(
    [history[2].before, history[2].after],
    [
      { language: null, version: 1, updatedAt: history[2].before.updatedAt },
      { language: 'es', version: 2, updatedAt: history[2].after.updatedAt },
    ],
  )
  t.equal((await client.get('/v1/participants/P-2/history')).status, 404)
})

t.test('Another agency’s participant is one that does not exist', async (t) => {
  const { path } = await clientWith(from('2026-01-02'))
  const stranger = await service.client()
  t.equal((await stranger.get(path)).status, 404)
  t.equal((await stranger.patch(path, { language: 'es' }, { ifMatch: '*' })).status, 404)
  t.equal((await put(stranger, 'P-1', {})).status, 201, 'the id is free in every agency')
})
