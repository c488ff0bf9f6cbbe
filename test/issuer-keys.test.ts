import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { type RemoteOptions, remoteKeys } from '../src/http/keys.ts'
import { audienceName, issuerName, makeKey, type SigningKey, sign, startIssuer } from './support/issuer.ts'
import { startService } from './support/service.ts'

type Test = Pick<typeof t, 'teardown'>

const [old, next] = (await Promise.all([makeKey('ES256'), makeKey('ES256')])) as [SigningKey, SigningKey]

const keySet = (...keys: object[]) => JSON.stringify({ keys })

/** A service that reads its keys from an issuer, and what it answers to a token. */
async function startPair(t: Test, options: RemoteOptions) {
  const issuer = await startIssuer([old])
  const service = await startService({
    issuer: issuerName,
    audience: audienceName,
    keys: remoteKeys(issuer.jwksUrl, options),
  })
  t.teardown(async () => {
    await service.close()
    await issuer.close()
  })
  const ask = async (token: string) => {
    const response = await fetch(`${service.url}/v1/rules/milestone-overdue`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await response.arrayBuffer()
    return response
  }
  const askStatus = async (token: string) => (await ask(token)).status
  return { issuer, ask, askStatus }
}

async function until(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (await condition()) return true
    await pause(50)
  }
  return false
}

t.test('a new key is taken up with the first token that names it', async (t) => {
  const { issuer, askStatus } = await startPair(t, { cooldownMs: 50 })
  t.equal(await askStatus(await sign(old)), 200)
  issuer.publish(old, next)
  await pause(60)
  const tokens = await Promise.all([1, 2, 3, 4].map(() => sign(next)))
  t.strictSame(await Promise.all(tokens.map(askStatus)), [200, 200, 200, 200], 'also where several come at once')
  t.equal(issuer.asked(), 2)
})

t.test('a new key waits where the issuer was asked a moment ago', async (t) => {
  const { issuer, askStatus } = await startPair(t, { cooldownMs: 2_000 })
  t.ok(await until(async () => (await askStatus(await sign(next))) === 401 && issuer.asked() === 2))
  issuer.publish(old, next)
  const token = await sign(next)
  t.equal(await askStatus(token), 401)
  t.equal(issuer.asked(), 2)
  t.ok(await until(async () => (await askStatus(token)) === 200))
})

t.test('a key that the issuer takes back is refused, also for tokens that were taken before', async (t) => {
  const { issuer, askStatus } = await startPair(t, { everyMs: 100 })
  const token = await sign(old)
  t.equal(await askStatus(token), 200)
  issuer.publish(next)
  t.ok(await until(async () => (await askStatus(token)) === 401))
  t.equal(await askStatus(await sign(next)), 200)
})

t.test('while the issuer is down, or answers nonsense, the last known keys serve on', async (t) => {
  const { issuer, askStatus } = await startPair(t, { everyMs: 50, cooldownMs: 0 })
  t.equal(await askStatus(await sign(old)), 200)
  for (const [status, text] of [
    [503, ''],
    [200, '<!doctype html>'],
    [200, '{"keys":"none"}'],
    [200, 'null'],
    [200, '[]'],
    [200, '{"keys":[]}'],
    [200, '{"keys":[null]}'],
    [200, keySet({ ...next.jwk, use: 'enc' })],
    [200, keySet({ ...next.jwk, key_ops: ['sign'] })],
    [200, keySet({ ...next.jwk, kid: undefined })],
    [200, keySet({ ...next.jwk, x: 'AAAA' })],
    [200, keySet({ ...next.jwk, alg: 'ES384' })],
    [200, keySet({ ...next.jwk, kty: 'AKP' })],
    [200, keySet({ kty: 'oct', kid: next.kid, k: 'c2VjcmV0' })],
    [200, keySet({ ...next.jwk, note: 'x'.repeat(1024 * 1024) })],
    [302, ''],
  ] as const) {
    issuer.say(status, text)
    const asked = issuer.asked()
    t.ok(await until(() => issuer.asked() > asked + 1), 'it was asked again')
    t.equal(await askStatus(await sign(old)), 200, `${status} ${text.slice(0, 100)}`)
  }
  await issuer.close()
  await pause(150)
  t.equal(await askStatus(await sign(old)), 200, 'down')
  t.equal(await askStatus(await sign(next)), 401, 'a key that is not known stays unknown')
})

t.test('a key that cannot verify does not spoil the others', async (t) => {
  const { issuer, askStatus } = await startPair(t, { cooldownMs: 0 })
  issuer.say(200, keySet({ kty: 'oct', kid: 'secret', k: 'c2VjcmV0' }, { ...old.jwk, use: 'enc' }, next.jwk))
  t.equal(await askStatus(await sign(next)), 200)
  t.equal(await askStatus(await sign(old)), 401)
})

/** An address that answers like this, and the failures of keys that are read from it. */
async function countFailures(t: Test, answer: RequestListener): Promise<number> {
  const server = createHttpServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const keys = remoteKeys(`http://127.0.0.1:${port}/jwks`, { timeoutMs: 500 })
  t.teardown(() => {
    keys.close()
    server.closeAllConnections()
    server.close()
  })
  await keys.current().catch(() => undefined)
  return keys.failures()
}

t.test('an answer without keys that can verify, or without an end, is a failure that is counted', async (t) => {
  const answers: Record<string, RequestListener> = {
    'no keys': (_request, response) => response.end(keySet()),
    'keys at another address': (request, response) =>
      request.url === '/keys' ? response.end(keySet(old.jwk)) : response.writeHead(307, { location: '/keys' }).end(),
    'no end': (_request, response) => response.write('{"keys":['),
    'an end that does not come': (_request, response) => {
      const more = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(more))
    },
  }
  for (const [name, answer] of Object.entries(answers)) t.equal(await countFailures(t, answer), 1, name)
})

t.test('of an answer that is too large, no more is read than allowed', async (t) => {
  let sent = 0
  const pour: RequestListener = (_request, response) => {
    const chunk = ' '.repeat(65_536)
    const more = () => {
      while (!response.destroyed && sent < 2 ** 28) {
        sent += chunk.length
        if (!response.write(chunk)) return
      }
    }
    response.on('drain', more)
    more()
  }
  t.equal(await countFailures(t, pour), 1)
  t.ok(sent < 2 ** 25, `${sent} bytes were sent`)
})

t.test('while the issuer is down at startup, the answer is 503', async (t) => {
  const issuer = await startIssuer([old])
  await issuer.close()
  const service = await startService({ issuer: issuerName, audience: audienceName, keys: remoteKeys(issuer.jwksUrl) })
  t.teardown(async () => {
    await service.close()
    await issuer.close()
  })
  const ask = async () => fetch(`${service.url}/v1/plans`, { headers: { authorization: `Bearer ${await sign(old)}` } })
  const down = await ask()
  t.equal(down.status, 503)
  t.equal(down.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  t.match(down.headers.get('retry-after'), /^\d+$/)
  t.match(await down.json(), { code: 'unavailable' })
  t.equal((await fetch(`${service.url}/health/ready`)).status, 200, 'the service itself is ready')
  const metrics = await (await fetch(`${service.url}/metrics`)).text()
  t.match(metrics, /^issuer_key_failures_total [1-9]/m, 'and counts it')
  await issuer.listen(Number(new URL(issuer.jwksUrl).port))
  t.ok(await until(async () => (await ask()).status === 200))
})

t.test('an issuer that does not answer makes requests wait no longer than its timeout', async (t) => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  t.teardown(() => silent.close())
  const { port } = silent.address() as { port: number }
  const service = await startService({
    issuer: issuerName,
    audience: audienceName,
    keys: remoteKeys(`http://127.0.0.1:${port}/jwks`, { timeoutMs: 300 }),
  })
  t.teardown(service.close)
  const from = Date.now()
  const token = await sign(old)
  const answers = await Promise.all(
    [1, 2, 3].map(() => fetch(`${service.url}/v1/rules`, { headers: { authorization: `Bearer ${token}` } })),
  )
  t.strictSame(
    answers.map(({ status }) => status),
    [503, 503, 503],
  )
  t.ok(Date.now() - from < 3_000)
})
