import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { addressOf, createDatabase, currentRun, dropDatabase } from './support/database.ts'
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
  const owner = addressOf(server, database)
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: asLogin(owner, await makeLogin(t, database)),
    JWT_ISSUER: issuerName,
    JWT_AUDIENCE: audienceName,
    JWKS_URL: issuer.jwksUrl,
    PORT: '0',
    DRAIN_SECONDS: '1',
  }
  return { env, owner }
}

async function startProduction(t: Test) {
  const { env, owner } = await makeProduction(t)
  const running = startScript(t, 'dist/server.js', env)
  const [, url] = await running.said(/Server listening at (http:[^"]+)/)
  return { running, owner, url: url as string }
}

t.test('production serves tokens of its issuer and prints none', async (t) => {
  const { running, url } = await startProduction(t)
  t.equal((await fetch(`${url}/v1/plans`, { headers: { authorization } })).status, 200)
  t.notMatch(running.stdout(), /Token|eyJ/)
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

t.test('a request that does not come to its end does not hold the service up', async (t) => {
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

t.test('where the embedded server dies the service says so and ends', async (t) => {
  const DATA_DIR = newFolder(t)
  const running = startScript(t, 'dist/server.js', { DATA_DIR, PORT: '0', LOG_LEVEL: 'silent' })
  await running.said(/Token/)
  const [pid] = readFileSync(join(DATA_DIR, 'postgres-18/postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(pid), 'SIGKILL')
  const { code, stderr } = await running.ended
  t.equal(code, 1)
  t.match(stderr, /^The embedded PostgreSQL ended: [^\n]+\n$/)
})
