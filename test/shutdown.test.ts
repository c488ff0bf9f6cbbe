import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { createDatabase, currentRun, dropDatabase, toAddress } from './support/database.ts'
import { audienceName, issuerName, makeKey, sign, startIssuer } from './support/issuer.ts'
import { asLogin, makeLogin, newFolder, runScript, startScript } from './support/process.ts'

type Test = Pick<typeof t, 'teardown'>

const { server, template } = currentRun()
const key = await makeKey('ES256')
const issuer = await startIssuer([key])
t.teardown(issuer.close)
const authorization = `Bearer ${await sign(key)}`

/** A database of its own and the environment of a service in production on it. */
async function makeProduction(t: Test) {
  const database = `test_${randomUUID().replaceAll('-', '')}`
  await createDatabase(server, database, template)
  t.teardown(() => dropDatabase(server, database))
  const owner = toAddress(server, database)
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: asLogin(owner, await makeLogin(t, database)),
    JWT_ISSUER: issuerName,
    JWT_AUDIENCE: audienceName,
    JWKS_URL: issuer.jwksUrl,
    PUBLIC_URL: 'https://plans.example.org',
    ALLOW_PLAINTEXT: 'database,jwks',
    PORT: '0',
    METRICS_PORT: '0',
    DRAIN_SECONDS: '1',
  }
  return { env, owner }
}

async function startProduction(t: Test, more: Record<string, string> = {}) {
  const { env, owner } = await makeProduction(t)
  const running = startScript(t, 'dist/server.js', { ...env, ...more })
  const [, url] = await running.said(/Server listening at (http:[^"]+)/)
  return { running, owner, url: url as string }
}

t.test('production serves tokens of its issuer and prints none', async (t) => {
  const { running, url } = await startProduction(t)
  t.equal((await fetch(`${url}/v1/plans`, { headers: { authorization } })).status, 200)
  t.notMatch(running.stdout(), /Token|eyJ/)
})

t.test('production serves metrics at a port of their own and nowhere else', async (t) => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  const { running, url } = await startProduction(t, { METRICS_PORT: String(port) })
  const hidden = await fetch(`${url}/metrics`)
  t.match([hidden.status, await hidden.json()], [404, { code: 'not-found' }])
  const metrics = await fetch(`http://127.0.0.1:${port}/metrics`)
  t.equal(metrics.status, 200)
  t.match(await metrics.text(), /^http_requests_total\{[^\n]+ 1$/m)
  for (const path of ['/', '/v1/plans', '/health/live'])
    t.equal((await fetch(`http://127.0.0.1:${port}${path}`)).status, 404, path)
  running.kill('SIGTERM')
  t.match(await running.ended, { code: 0, stderr: '' })
  await t.rejects(fetch(`http://127.0.0.1:${port}/metrics`))
})

t.test('production reflects nothing of the Host header', async (t) => {
  const { url } = await startProduction(t)
  const { hostname, port } = new URL(url)
  for (const path of ['/v1/plans', '/.well-known/oauth-protected-resource']) {
    const socket = connect(Number(port), hostname)
    socket.setEncoding('latin1').end(`GET ${path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`)
    const answer = (await socket.toArray()).join('')
    t.match(answer, 'https://plans.example.org')
    t.notMatch(answer, 'evil')
  }
})

/** A server before the database that refuses as one that is still starting, until it is open. */
async function startGate(t: Test, database: string) {
  const { host = '', port = 5432 } = new pg.Client(database)
  const error = 'SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0'
  const refusal = Buffer.concat([Buffer.from('E'), Buffer.alloc(4), Buffer.from(error)])
  refusal.writeInt32BE(refusal.length - 1, 1)
  let isOpen = false
  let asked = 0
  const server = createServer((socket) => {
    asked += 1
    socket.on('error', () => undefined)
    if (!isOpen) return socket.once('data', () => socket.end(refusal))
    const on = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    on.on('error', () => socket.destroy())
    return socket.pipe(on).pipe(socket)
  })
  t.teardown(() => server.close())
  const listen = async (at = 0) => {
    await once(server.listen(at, '127.0.0.1'), 'listening')
    return (server.address() as AddressInfo).port
  }
  const open = () => {
    isOpen = true
  }
  return { listen, asked: () => asked, open, close: () => new Promise((resolve) => server.close(resolve)) }
}

t.test('the service waits for a database that starts after it, with one line in the log', async (t) => {
  const { env } = await makeProduction(t)
  const gate = await startGate(t, env.DATABASE_URL)
  const at = await gate.listen()
  await gate.close()
  const address = new URL(env.DATABASE_URL)
  address.searchParams.delete('host')
  Object.assign(address, { hostname: '127.0.0.1', port: String(at) })
  const running = startScript(t, 'dist/server.js', { ...env, DATABASE_URL: address.href })
  await running.said(/waiting for the database/)
  await gate.listen(at)
  while (gate.asked() < 2) await pause(50)
  gate.open()
  const [, url] = await running.said(/Server listening at (http:[^"]+)/)
  t.equal((await fetch(`${url}/v1/plans`, { headers: { authorization } })).status, 200)
  const lines = running
    .stdout()
    .split('\n')
    .filter((line) => line.includes('waiting'))
  t.match(
    lines.map((line) => JSON.parse(line)),
    [{ reason: `connect ECONNREFUSED 127.0.0.1:${at}` }],
  )
  t.notMatch(running.stdout(), address.password)
})

t.test('SIGTERM while the service waits for its database ends it quietly', async (t) => {
  const { env } = await makeProduction(t)
  const DATABASE_URL = 'postgres://someone:secret@127.0.0.1:1/none'
  const running = startScript(t, 'dist/server.js', { ...env, DATABASE_URL })
  await running.said(/waiting for the database/)
  running.kill('SIGTERM')
  t.match(await running.ended, { code: 0, stderr: '' })
})

t.test('a database that does not exist, or a login that is refused, ends the start with one line', async (t) => {
  const { env, owner } = await makeProduction(t)
  const missing = Object.assign(new URL(env.DATABASE_URL), { pathname: '/none' }).href
  for (const DATABASE_URL of [missing, asLogin(owner, 'nobody_at_all')]) {
    const { code, stdout, stderr } = await runScript(t, 'dist/server.js', { ...env, DATABASE_URL })
    t.match(
      [code, stdout, stderr],
      [1, '', /^DATABASE_URL: [^\n]+ does not exist\n$|^DATABASE_URL: [^\n]+ failed for user [^\n]+\n$/],
    )
  }
})

t.test('production refuses a login that can bypass row-level security with one line', async (t) => {
  const { env, owner } = await makeProduction(t)
  const { code, stdout, stderr } = await runScript(t, 'dist/server.js', { ...env, DATABASE_URL: owner })
  t.equal(code, 1)
  t.equal(stdout, '')
  t.match(stderr, /^DATABASE_URL: [^\n]+ can bypass row-level security\n$/)
})

t.test('after SIGTERM the service is not ready but answers on, then finishes what runs and exits with 0', async (t) => {
  const { running, owner, url } = await startProduction(t)
  const client = new pg.Client(owner)
  await client.connect()
  t.teardown(() => client.end())
  await client.query('begin')
  await client.query('lock table plans in access exclusive mode')
  const slow = fetch(`${url}/v1/plans`, { headers: { authorization } })
  await pause(200)

  const from = Date.now()
  running.kill('SIGTERM')
  await pause(200)
  const ready = await fetch(`${url}/health/ready`)
  t.equal(ready.status, 503)
  t.match(ready.headers.get('retry-after'), /^\d+$/)
  t.equal((await fetch(`${url}/health/live`)).status, 200)
  t.equal((await fetch(`${url}/v1/rules`, { headers: { authorization } })).status, 200, 'a request that still comes')

  const listens = () =>
    fetch(`${url}/health/live`).then(
      () => true,
      () => false,
    )
  await pause(1_000)
  for (let tries = 0; tries < 25 && (await listens()); tries++) await pause(50) // a busy machine is late
  t.notOk(await listens(), 'the listener is closed')
  await client.query('rollback')
  t.equal((await slow).status, 200, 'the request that ran is answered')
  t.match(await running.ended, { code: 0, stderr: '' })
  t.ok(Date.now() - from >= 1_000)
})

t.test('a request that never ends does not delay shutdown', async (t) => {
  const { running, url } = await startProduction(t)
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  socket.on('error', () => undefined)
  socket.write(`POST /v1/plans HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: 9\r\n\r\n{`)
  await pause(200)
  const from = Date.now()
  running.kill('SIGTERM')
  t.match(await running.ended, { code: 0 })
  t.ok(Date.now() - from < 20_000, 'its connection was closed')
})

t.test('if the embedded server dies, the service says so and ends', async (t) => {
  const DATA_DIR = newFolder(t)
  const running = startScript(t, 'dist/server.js', { DATA_DIR, PORT: '0', LOG_LEVEL: 'silent' })
  await running.said(/Token/)
  const [pid] = readFileSync(join(DATA_DIR, 'postgres-18/postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(pid), 'SIGKILL')
  const { code, stderr } = await running.ended
  t.equal(code, 1)
  t.match(stderr, /^The embedded PostgreSQL ended: [^\n]+\n$/)
})
