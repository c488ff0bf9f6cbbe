/** Query parameters and path parameters that are wrong, in every operation of the OpenAPI document. */
import t from 'tap'
import { buildExample, listOperations, makeSubjects, namesResource, type Operation } from './fixtures/operations.ts'
import { refusals, refused, secret } from './support/refusal.ts'
import { startService } from './support/service.ts'
import { sendRaw } from './support/wire.ts'

const service = await startService()
t.teardown(service.close)
const client = await service.client()
const subjects = await makeSubjects(client, 'own')
const operations = listOperations(service.openapi).filter(({ isPublic }) => !isPublic)
const malformed = { status: 400, code: 'malformed' }
const invalid = { status: 400, code: 'invalid' }

/** Sends the example of an operation with a query, and of its own what that does not name: it may be needed. */
function sendQuery(operation: Operation, query: string) {
  const { method, path, headers, body } = buildExample(operation, subjects)
  const [target, example] = path.split('?')
  const named = query.split('&').map((pair) => pair.split('=')[0])
  const own = (example?.split('&') ?? []).filter((pair) => !named.includes(pair.split('=')[0]))
  return client.send(method, `${target}?${[...own, query].join('&')}`, body, { headers })
}

/** Sends the example of an operation with its target as bytes, each character one byte. */
function sendTarget(operation: Operation, change: (path: string) => string) {
  const { method, path, headers, body } = buildExample(operation, subjects)
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  const lines = Object.entries({ ...(body !== undefined && { 'content-type': type }), ...headers })
  return sendRaw(service, client.token, {
    method,
    target: change(path.split('?')[0] as string),
    headers: lines.map(([name, value]) => `${name}: ${value}`),
    body: body === undefined ? '' : JSON.stringify(body),
  })
}

refusals(service, 'a parameter that an operation does not know is refused', async (t) => {
  for (const operation of operations) {
    refused(t, await sendQuery(operation, `nickname=${secret}`), { ...invalid, pointer: '/nickname' }, operation.id)
    for (const query of ['__proto__=1', 'constructor=1', `${secret}%20x=1`, 'limit%00=1', 'a[]=1', '=1'])
      refused(t, await sendQuery(operation, query), { status: 400 }, `${operation.id} ${query}`)
  }
})

refusals(service, 'a parameter that is given twice is refused', async (t) => {
  for (const operation of operations)
    for (const { name } of operation.parameters.filter((parameter) => parameter.in === 'query'))
      refused(
        t,
        await sendQuery(operation, `${name}=1&${name}=1`),
        { ...malformed, pointer: `/${name}` },
        `${operation.id} ${name}`,
      )
  refused(
    t,
    await client.get('/v1/plans?limit=1&lim%69t=1'),
    { ...malformed, pointer: '/limit' },
    'written in another way',
  )
})

refusals(service, 'a query that is not percent-encoded UTF-8 is refused', async (t) => {
  for (const operation of operations)
    for (const query of [
      'office=%',
      'office=%zz',
      'office=%ff',
      'office=%E0%A4%A',
      'office=%c3%28',
      'office=%ed%a0%80',
      '%ff=1',
    ])
      refused(t, await sendTarget(operation, (path) => `${path}?${query}`), malformed, `${operation.id} ${query}`)
})

refusals(service, 'control characters in a query are refused', async (t) => {
  for (const query of [
    'office=a%00b',
    'office=%01',
    'careerPlanner=%7f',
    'office=a%0d%0ab',
    'cursor=%00',
    'externalId=%00',
  ])
    refused(t, await client.get(`/v1/plans?${query}`), { status: 400, pointer: `/${query.split('=')[0]}` }, query)
})

refusals(service, 'a parameter of the wrong form is refused', async (t) => {
  const wrong: Record<string, string[]> = {
    limit: ['0', '-1', '1.5', '1e2', '0x10', '٤', 'ten', '', '1 1', 'true', 'null', '1_0', '1e400'],
    after: ['-1', '1.5', 'x', '', '9007199254740991', '9007199254740993', '99999999999999999999'],
    wait: ['-1', '31', '1.5', 'x', '', '1e1', '99999999999999999999'],
    asOf: ['2026-02-30', '0000-01-01', '9999-12-31', 'today', '', '2026-01-01T00:00:00Z', '20260101'],
    recordedOn: ['2026-02-30', ''],
    reason: [secret, '', 'REQUESTED', 'requested,entered_in_error'],
    known: [secret, '', 'NOW', 'then,now'],
    from: ['2026-02-30', ''],
    to: ['2026-02-30', ''],
    groupBy: [secret, '', 'severity', 'rule,office'],
    exitQuarter: [secret, '', '2026-Q5', '2026-Q0', '2026-2', '1899-Q4', '2026-Q1,2026-Q2'],
    exitedFrom: ['2026-02-30', ''],
    exitedTo: ['2026-02-30', ''],
    counseledFrom: ['2026-02-30', ''],
    counseledTo: ['2026-02-30', ''],
    programYear: [secret, '', '25', '1899', '2200', '2025.5', '2025-26'],
    month: [secret, '', '2026-13', '2026-00', '2026-8', '1899-12', '2026-08-01'],
    measure: [secret, '', 'QUARTER-2', 'quarter-2,quarter-4'],
    result: [secret, '', 'NUMERATOR', 'numerator,denominator'],
    suppressBelow: [secret, '', '0', '-1', '1.5', '1001'],
    dueFrom: ['2026-02-30', ''],
    dueTo: ['2026-02-30', ''],
    updatedSince: [
      '2026-01-01',
      '2026-01-01T00:00:00',
      '2026-01-01T00:00:00%2B00:00',
      '2026-01-01T00:00:00%2B23:59',
      '2026-06-30T23:59:60Z',
      '2026-01-01T24:00:00Z',
      '2026-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '2026-01-01T00:00:00.1234Z',
      '2026-01-01t00:00:00z',
      '',
    ],
    status: [secret, '', 'DRAFT', 'draft,active'],
    cursor: [secret, '', '.', 'a.b', 'WyIwIl0.AAAAAAAAAAAAAAAAAAAAAA', 'x'.repeat(1001)],
    include: [secret, '', 'milestones,', ',', 'milestones;followUps'],
    externalId: ['', 'a%20b', 'x'.repeat(129), '%C3%A9'],
    participantId: ['', 'x'.repeat(129)],
    office: ['', 'x'.repeat(101), 'a%0Ab'],
    careerPlanner: ['', 'x'.repeat(101)],
    program: [secret, ''],
    type: [secret, ''],
    kind: [secret, ''],
    severity: [secret, ''],
    subjectType: [secret, ''],
    open: [secret, '', 'TRUE', '1', 'true,false'],
    retainUntilBefore: ['2026-02-30', ''],
    waived: [secret, '', 'TRUE', '1', 'true,false'],
    finding: ['', 'x'.repeat(101)],
    rule: ['', 'x'.repeat(101)],
  }
  for (const operation of operations)
    for (const { name } of operation.parameters.filter((parameter) => parameter.in === 'query')) {
      t.ok(wrong[name], `${name} has wrong values to try`)
      for (const value of wrong[name] ?? [])
        refused(
          t,
          await sendQuery(operation, `${name}=${value}`),
          { status: 400, pointer: `/${name}` },
          `${operation.id} ${name}=${value}`,
        )
    }
})

/** Whether an id, which is trimmed, has the form that a parameter asks for, though it names nothing. */
function hasForm({ parameters }: Operation, name: string, id: string): boolean {
  const { pattern } = parameters.find((parameter) => parameter.name === name)?.schema ?? {}
  return pattern !== undefined && new RegExp(pattern).test(decodeURIComponent(id).trim())
}

refusals(service, 'an id in a path that is none is refused', async (t) => {
  const ids = [
    '42',
    secret,
    'null',
    subjects.draft.planId.toUpperCase(),
    `{${subjects.draft.planId}}`,
    `${subjects.draft.planId}%20x`,
    '%00',
    'a%00b',
    '%0d%0aX-Evil:1',
    'a%0d%0aX-Evil:1',
    '..%2f..%2fetc',
    '%E4%B8%AD%E6%96%87',
    '%F0%9F%98%80',
    "'%20or%201=1--",
    '$%7Bjndi%7D',
    'x'.repeat(129),
  ]
  for (const operation of operations.filter((one) => namesResource(one) || one.id === 'putParticipant')) {
    const names = operation.path.match(/\{\w+Id\}/g) ?? []
    for (const [index, name] of names.entries())
      for (const id of ids.filter((one) => !hasForm(operation, name.slice(1, -1), one))) {
        const filled = operation.path.replaceAll(/\{(\w+)\}/g, (one, key) =>
          one === name ? id : subjects.draft[key as 'planId'],
        )
        refused(
          t,
          await sendTarget(operation, () => filled),
          { status: 400, pointer: `/${name.slice(1, -1)}` },
          `${operation.id} ${index} ${id}`,
        )
      }
  }
})

refusals(service, 'a path that cannot be decoded, or is too long, is refused', async (t) => {
  const plan = operations.find(({ id }) => id === 'getPlan') as Operation
  for (const id of ['%', '%zz', '%ff', '%E0%A4%A', '%c3%28', '\xff\xfe', '\xe4\xb8\xad', 'x'.repeat(300)])
    refused(t, await sendTarget(plan, () => `/v1/plans/${id}`), { status: 400 }, id)
})

const spellings = [
  ['/V1/plans', '/v1/PLANS', '//v1/plans', '/v1//plans', '/./v1/plans', '/v1/../v1/plans', '/v1/plans;x=1'],
  [
    '/v1/plans%2f',
    '/v1\\plans',
    '/v1/.%2e/v1/plans',
    '/health/../v1/plans',
    '/docs/../v1/plans',
    '/docs/%2e%2e/v1/plans',
  ],
  ['/docs/static/..%2f..%2fpackage.json', '*', '/%2e%2e/%2e%2e/etc/passwd'],
].flat()

refusals(service, 'a path in another spelling is another path', async (t) => {
  for (const target of spellings) refused(t, await sendRaw(service, client.token, { target }), { status: 404 }, target)
  for (const target of ['/v1/plans/', '/v1/plans/.', '/v1/plans/..', '/v1/%70lans/'])
    refused(t, await sendRaw(service, client.token, { target }), { status: 400, pointer: '/planId' }, target)
  const target = '/docs/static/../../package.json'
  refused(t, await sendRaw(service, client.token, { target }), { status: 400 }, target)
})

t.test('no form of a path goes around the token', async (t) => {
  const { host } = new URL(service.url)
  const forms = [
    `http://${host}/v1/plans`,
    'http://elsewhere.example/v1/plans',
    '/v1/%70lans',
    '/%761/plans',
    '/v1/plans?',
    '/v1/plans#x',
    ...spellings,
  ]
  for (const target of forms) {
    const { status, text } = await sendRaw(service, 'no-token', { target })
    t.ok([400, 401, 404].includes(status), `${target} ${status}`)
    t.notMatch(text, 'items', target)
  }
})
