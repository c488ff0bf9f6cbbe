/** If-Match and Idempotency-Key, in every operation of the OpenAPI document that takes them. */
import t from 'tap'
import { buildExample, listOperations, makeSubjects, type Operation, type Subjects } from './fixtures/operations.ts'
import { someMilestone, somePlan } from './fixtures/plans.ts'
import { refusals, refused, secret } from './support/refusal.ts'
import { type Client, type RequestOptions, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)
const client = await service.client()
const subjects = await makeSubjects(client, 'own')
const operations = listOperations(service.openapi)
const taking = (header: string) => operations.filter(({ parameters }) => parameters.some(({ name }) => name === header))

/** Sends the example of an operation without the precondition that it has, or with another. */
function send(by: Client, operation: Operation, to: Subjects, options: RequestOptions) {
  const { method, path, headers, body } = buildExample(operation, to)
  const { 'if-match': _, ...others } = headers
  return by.send(method, path, body, { ...options, headers: { ...others, ...options.headers } })
}

t.test('every PATCH, DELETE and action takes If-Match, and every POST that writes an Idempotency-Key', async (t) => {
  const changing = operations.filter(
    ({ method, path }) =>
      /PATCH|DELETE|PUT/.test(method) || /\/(complete|close|reopen|move|merge|follow-up-schedule|periods)$/.test(path),
  )
  t.same(
    taking('if-match')
      .map(({ id }) => id)
      .sort(),
    changing.map(({ id }) => id).sort(),
  )
  const posting = operations.filter(
    ({ id, method, scope }) => method === 'POST' && scope === 'plans:write' && id !== 'importPlans',
  )
  for (const { id } of posting)
    t.ok(
      taking('idempotency-key').some((operation) => operation.id === id),
      id,
    )
})

/** What may be done again without harm, or with an Idempotency-Key, and so to whichever version is current. */
const repeatable = ['pushPlan', 'scheduleFollowUps', 'putParticipant', 'createPeriod']

refusals(service, 'a write without If-Match is refused, but for what may be sent again', async (t) => {
  for (const operation of taking('if-match').filter(({ id }) => !repeatable.includes(id)))
    refused(
      t,
      await send(client, operation, subjects, {}),
      { status: 428, code: 'precondition-required' },
      operation.id,
    )
})

refusals(service, 'a write to another version is refused', async (t) => {
  for (const operation of taking('if-match'))
    for (const ifMatch of [
      '"0"',
      '"999"',
      'W/"999"',
      '"01"',
      '"1.0"',
      '"-1"',
      '""',
      '"0", "999"',
      `"${secret}"`,
      '"*"',
    ])
      refused(
        t,
        await send(client, operation, subjects, { ifMatch }),
        { status: 412, code: 'stale' },
        `${operation.id} ${ifMatch}`,
      )
})

refusals(service, 'an If-Match that is no entity tag is refused', async (t) => {
  for (const operation of taking('if-match'))
    for (const ifMatch of [
      '1',
      secret,
      "'1'",
      '"1',
      '1"',
      'w/"1"',
      'W/1',
      '"1" "2"',
      '*, "1"',
      '**',
      '"\xff"',
      ',',
      '',
    ])
      refused(
        t,
        await send(client, operation, subjects, { ifMatch }),
        { status: 400, code: 'invalid', pointer: '/If-Match' },
        `${operation.id} ${ifMatch}`,
      )
})

t.test('a write to the current version is done, even if a proxy has made the tag weak', async (t) => {
  for (const operation of taking('if-match'))
    for (const weak of ['', 'W/']) {
      const by = await service.client()
      const own = await makeSubjects(by, 'own')
      const path = operation.id === 'pushPlan' ? `/v1/plans/${own.draft.planId}` : buildExample(operation, own).path
      if (operation.id === 'putParticipant') await send(by, operation, own, {}) // the example makes a new one
      const read = await by.get(
        path.replace(/\?.*|\/(complete|close|reopen|move|merge|follow-up-schedule|periods(\/[^/]+)?)$/, ''),
      )
      const ifMatch = `"7", ${weak}${read.headers.get('etag')}`
      const answer = await send(by, operation, own, { ifMatch })
      t.ok(answer.status < 300, `${operation.id} ${ifMatch}`)
    }
})

t.test('a version can be written once: of many writes at the same time, one is done', async (t) => {
  const { body } = await client.post('/v1/plans', somePlan())
  const write = (index: number) =>
    client.patch(`/v1/plans/${body.id}`, { office: `office-${index}` }, { ifMatch: '"1"' })
  const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => write(index)))
  t.strictSame(answers.map(({ status }) => status).sort(), [200, ...Array(11).fill(412)])
  t.equal((await client.get(`/v1/plans/${body.id}`)).body.version, 2)
})

t.test('a key that is sent many times at once is done once', async (t) => {
  for (const operation of taking('idempotency-key')) {
    const by = await service.client()
    const own = await makeSubjects(by, 'own')
    const count = async () => (await by.get('/v1/changes?limit=200')).body.items.length
    const before = await count()
    const ifMatch = operation.parameters.some(({ name }) => name === 'if-match') ? { ifMatch: '*' } : {}
    const once = () => send(by, operation, own, { ...ifMatch, key: 'the-same' })
    const answers = await Promise.all(Array.from({ length: 12 }, once))
    const made = answers.filter(({ status, headers }) => status < 300 && !headers.get('idempotency-replayed'))
    t.equal(made.length, 1, `${operation.id}: one was done`)
    const others = answers.filter((answer) => !made.includes(answer))
    for (const { status, text, body } of others) {
      if (status === 409) t.equal(body.code, 'idempotency-in-progress', operation.id)
      else t.equal(text, made[0]?.text, `${operation.id}: replayed`)
    }
    const single = await once()
    t.equal(single.headers.get('idempotency-replayed'), 'true')
    t.equal(single.text, made[0]?.text)
    const written: Record<string, number> = {
      ...{ createPlan: 3, scheduleFollowUps: 4, mergeParticipant: 3, movePlan: 2, handOverCaseload: 0 },
    }
    t.equal((await count()) - before, written[operation.id] ?? 1, `${operation.id}: written once`)
  }
})

t.test('a key that came with another body, path or operation is refused, and changes nothing', async (t) => {
  const first = await client.post('/v1/plans', somePlan(), { key: 'used' })
  t.equal(first.status, 201)
  const path = `/v1/plans/${first.body.id}/milestones`
  const before = await client.get('/v1/changes?limit=200')
  const mismatch = { status: 422, code: 'idempotency-mismatch' }
  refused(t, await client.post('/v1/plans', somePlan({ office: secret }), { key: 'used' }), mismatch, 'another body')
  refused(t, await client.post(path, someMilestone(), { key: 'used' }), mismatch, 'another path')
  refused(
    t,
    await client.post(
      `/v1/plans/${first.body.id}/complete`,
      { completedOn: '2026-01-09' },
      { key: 'used', ifMatch: '*' },
    ),
    mismatch,
    'another operation',
  )
  t.equal((await client.get('/v1/changes?limit=200')).text, before.text)
})

refusals(service, 'a key that is none is refused', async (t) => {
  for (const operation of taking('idempotency-key'))
    for (const key of ['', ' ', '""', 'a b', '"a b"', 'a\tb', 'é', 'x'.repeat(256), `"${'x'.repeat(256)}"`]) {
      const answer = await send(client, operation, subjects, { key, ifMatch: '*' })
      refused(
        t,
        answer,
        { status: 400, code: 'invalid', pointer: '/Idempotency-Key' },
        `${operation.id} ${JSON.stringify(key)}`,
      )
    }
})
