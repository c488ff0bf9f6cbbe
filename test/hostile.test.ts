/** Requests that are wrong as HTTP, before anything in them is looked at. */
import t from 'tap'
import { buildExample, listOperations, makeSubjects, type Operation } from './fixtures/operations.ts'
import { somePlan } from './fixtures/plans.ts'
import { refusals, refused, secret } from './support/refusal.ts'
import { startService } from './support/service.ts'
import { checksum } from './support/state.ts'
import { sendBytes, sendRaw } from './support/wire.ts'

const service = await startService()
t.teardown(service.close)
const client = await service.client()
const subjects = await makeSubjects(client, 'own')
const operations = listOperations(service.openapi)
const guarded = operations.filter(({ isPublic }) => !isPublic)
const { host } = new URL(service.url)
const everyMethod = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']
const plan = JSON.stringify(somePlan({ office: secret }))

refusals(service, 'a body of another media type is refused by every operation that takes one', async (t) => {
  const types = [
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json5',
    'application/jsonx',
    'application/problem+json',
    'json',
    '*/*',
    ';',
    '',
  ]
  for (const operation of guarded.filter(({ body }) => body)) {
    const { method, path, headers, body } = buildExample(operation, subjects)
    const other = method === 'PATCH' ? 'application/json' : 'application/merge-patch+json'
    for (const type of [...types, other]) {
      const answer = await client.send(method, path, body, { headers: { ...headers, 'content-type': type } })
      refused(t, answer, { status: 415, code: 'unsupported-media-type' }, `${operation.id} ${type}`)
      if (method === 'PATCH') t.equal(answer.headers.get('accept-patch'), 'application/merge-patch+json')
    }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const untyped = await sendRaw(service, client.token, {
      method,
      target: path,
      headers: lines,
      body: JSON.stringify(body),
    })
    refused(t, untyped, { status: 415 }, `${operation.id} without a type`)
  }
})

refusals(service, 'a body with a content encoding is refused', async (t) => {
  for (const operation of guarded.filter(({ body }) => body))
    for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip', secret]) {
      const { method, path, headers, body } = buildExample(operation, subjects)
      const answer = await client.send(method, path, body, { headers: { ...headers, 'content-encoding': encoding } })
      refused(t, answer, { status: 415, code: 'unsupported-media-type' }, `${operation.id} ${encoding}`)
    }
})

t.test('a media type may be written in capitals and have parameters', async (t) => {
  for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset=UTF-8'])
    t.equal((await client.post('/v1/plans', somePlan(), { headers: { 'content-type': type } })).status, 201, type)
})

refusals(service, 'an Accept header that no answer of the operation can meet is refused', async (t) => {
  for (const operation of guarded)
    for (const accept of [
      'text/xml',
      'image/png',
      'application/json;q=0',
      'text/html, application/xml;q=0.9',
      'json',
      ';',
      ',',
    ]) {
      const { method, path, headers, body } = buildExample(operation, subjects)
      const answer = await client.send(method, path, body, { headers: { ...headers, accept } })
      refused(t, answer, { status: 406, code: 'not-acceptable' }, `${operation.id} ${accept}`)
    }
})

t.test('an Accept header that the operation can meet is met', async (t) => {
  for (const accept of [
    'application/json',
    '*/*',
    'application/*',
    'text/html, */*;q=0.1',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;q=0.5',
  ])
    t.equal((await client.get('/v1/plans', { headers: { accept } })).status, 200, accept)
})

refusals(service, 'a method that a path does not support is refused and told which it supports', async (t) => {
  for (const operation of operations) {
    const target = buildExample(operation, subjects).path.split('?')[0] as string
    // GET /v1/plans/validate asks for a plan of that name
    const pattern = ({ path }: Operation) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)
    const methods = operations.filter((one) => pattern(one).test(target)).map(({ method }) => method)
    const supported = [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : [])])].sort()
    for (const method of everyMethod.filter((one) => !supported.includes(one))) {
      const answer = await sendRaw(service, client.token, { method, target })
      refused(t, answer, { status: 405, code: 'method-not-allowed' }, `${method} ${operation.path}`)
      t.equal(answer.headers.get('allow'), supported.join(', '), `${method} ${operation.path}`)
    }
  }
})

refusals(service, 'a method that does not exist is refused', async (t) => {
  for (const method of ['BREW', secret.toUpperCase(), 'get', 'GET\t'])
    refused(t, await sendRaw(service, client.token, { method, target: '/v1/plans' }), { status: 400 }, method)
})

refusals(service, 'bytes that are no request are refused with a problem', async (t) => {
  const garbage = [
    `${secret}\r\n\r\n`,
    '\x00\x01\x02\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'GET\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET /v1/plans HTTP/1.1\r\nConnection: close\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: ${host}\r\n${secret}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: ${host}\r\nX\x00: 1\r\n\r\n`,
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  ]
  for (const bytes of garbage) refused(t, await sendBytes(service, bytes), { status: 400 }, JSON.stringify(bytes))
})

refusals(service, 'a request that two readers would read as two is refused', async (t) => {
  const head = `POST /v1/plans HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${client.token}\r\nContent-Type: application/json\r\n`
  const smuggled = {
    'two lengths': `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    'a length and chunks': `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'chunks that are not last': `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    'a length that is no number': `${head}Content-Length: +5\r\n\r\nhello`,
    'a chunk that is no number': `${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`,
    'a folded header': `${head}X-A: 1\r\n  2\r\nContent-Length : 5\r\n\r\nhello`,
    'a header cut by a line feed': `GET /v1/plans HTTP/1.1\nHost: ${host}\n\n`,
  }
  for (const [name, bytes] of Object.entries(smuggled))
    refused(t, await sendBytes(service, bytes), { status: 400 }, name)
})

refusals(service, 'headers that are too large are refused', async (t) => {
  const large = await sendRaw(service, client.token, {
    target: '/v1/plans',
    headers: [`X-Large: ${secret.repeat(2_000)}`],
  })
  refused(t, large, { status: 431 }, '20 kB')
  const long = await sendRaw(service, client.token, { target: `/v1/plans?office=${secret.repeat(2_000)}` })
  refused(t, long, { status: 431 }, 'a target of 20 kB')
})

t.test('what a caller sends does not become a header of the answer', async (t) => {
  const evil = [
    'x-request-id: a\tb',
    'x-request-id: a,b',
    `x-request-id: ${'x'.repeat(65)}`,
    'x-request-id: é',
    'x-request-id: a;b',
    'x-request-id: ',
  ]
  for (const header of evil) {
    const answer = await sendRaw(service, client.token, { target: '/v1/rules', headers: [header] })
    t.match(answer.headers.get('x-request-id'), /^[0-9a-f]{8}-[0-9a-f-]{27}$/, header)
  }
  for (const target of [
    '/v1/plans/%0d%0aX-Evil:%201',
    '/v1/plans?office=a%0d%0aX-Evil:%201',
    '/%0d%0aX-Evil:%201',
    '/v1/%E4%B8%AD',
    '/problems/%0d%0aX-Evil:1',
    '/docs/%0d%0aX-Evil:1',
  ]) {
    const answer = await sendRaw(service, client.token, { target })
    t.equal(answer.headers.get('x-evil'), null, target)
    t.ok(answer.status >= 400 && answer.status < 500, target)
  }
})

t.test('a request id that can be repeated is, and names the problem', async (t) => {
  const { headers, body } = await client.get('/v1/plans/42', { headers: { 'x-request-id': 'trace-1.a_b' } })
  t.equal(headers.get('x-request-id'), 'trace-1.a_b')
  t.equal(body.instance, 'trace-1.a_b')
})

refusals(service, 'a request that names no host, several, or what is none, is refused', async (t) => {
  const hosts = {
    'no name': ['Host: '],
    'a list': [`Host: ${host}, ${host}`],
    'a quote': [`Host: ${secret}"x`],
    'a path': [`Host: ${host}/x`],
    'a user': [`Host: ${secret}@${host}`],
    'two names': [`Host: ${host}`, 'Host: evil.example'],
    'the same name twice': [`Host: ${host}`, `hOST: ${host}`],
    'a port that is none': ['Host: plans.example.org:x'],
  }
  for (const [name, headers] of Object.entries(hosts)) {
    const bytes = ['GET /v1/plans HTTP/1.1', ...headers, 'Connection: close', '', ''].join('\r\n')
    refused(t, await sendBytes(service, bytes), { status: 400, code: 'malformed' }, name)
  }
})

t.test('a host may be a name or an address, with a port or without', async (t) => {
  for (const name of ['plans.example.org', 'PLANS:443', '10.0.0.1', '[2001:db8::1]:8443', 'a_b']) {
    const bytes = `GET /v1/plans HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`
    const answer = await sendBytes(service, bytes)
    t.equal(answer.status, 401, name)
    t.match(answer.headers.get('www-authenticate'), `"http://${name}/.well-known`)
  }
})

t.test('every answer, also a refusal, is not cached, not sniffed, and names its request', async (t) => {
  const before = await checksum(service)
  for (const target of [
    '/v1/plans',
    '/v1/plans/42',
    '/nowhere',
    '/v1/plans/%ff',
    '/v1/plans?x=1',
    '/health/live',
    '/metrics',
    '/openapi.json',
    '/problems/stale',
  ]) {
    const { headers } = await sendRaw(service, client.token, { target })
    t.equal(headers.get('cache-control'), 'no-store', target)
    t.equal(headers.get('x-content-type-options'), 'nosniff', target)
    t.ok(headers.get('x-request-id'), target)
    t.equal(headers.get('server'), null, target)
    t.equal(headers.get('x-powered-by'), null, target)
  }
  t.equal(await checksum(service), before)
})

t.test('a connection that was used for nonsense does not harm the next', async (t) => {
  await Promise.all(Array.from({ length: 20 }, () => sendBytes(service, 'x\r\n\r\n')))
  t.equal((await client.post('/v1/plans', plan)).status, 201)
})
