import { existsSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { readConfig } from '../src/config.ts'
import { fillDemo } from '../src/dev/demo.ts'
import { demoAgency, developmentKey, publicKeys, signToken } from '../src/dev/issuer.ts'
import { ConfigError } from '../src/failure.ts'
import { fixedKeys } from '../src/http/keys.ts'
import { newFolder, runScript, startScript } from './support/process.ts'
import { startService } from './support/service.ts'

const server = 'dist/server.js'

/** Asks a running service. */
async function ask(url: string, token: string) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  const body = (await response.json()) as { items: unknown[] }
  return { status: response.status, body }
}

const greeting = /Service {8}(http:\S+)\/v1\nDocumentation {2}(http:\S+)\nToken {10}(\S+)\n/

async function greeted(running: ReturnType<typeof startScript>) {
  const [, url, docs, token] = (await running.said(greeting)) as unknown as [string, string, string, string]
  return { url, docs, token }
}

const database = 'postgres://db.example.org/plans?sslmode=verify-full'
const production = {
  NODE_ENV: 'production',
  DATABASE_URL: database,
  JWT_ISSUER: 'https://issuer.example.org',
  JWT_AUDIENCE: 'https://plans.example.org',
  JWKS_URL: 'https://issuer.example.org/jwks',
  PUBLIC_URL: 'https://plans.example.org',
}
const { DATABASE_URL: _database, ...withoutDatabase } = production
const { JWT_ISSUER: _issuer, ...withoutIssuer } = production
const { JWT_AUDIENCE: _audience, ...withoutAudience } = production
const { JWKS_URL: _jwks, ...withoutKeys } = production
const { PUBLIC_URL: _url, ...withoutUrl } = production
const needsTls = 'DATABASE_URL must set sslmode=verify-full in production unless ALLOW_PLAINTEXT lists database'

const refusals: [string, Record<string, string>, string][] = [
  ['production without DATABASE_URL', withoutDatabase, 'DATABASE_URL is required in production'],
  ['production without JWT_ISSUER', withoutIssuer, 'JWT_ISSUER is required in production'],
  ['production without JWT_AUDIENCE', withoutAudience, 'JWT_AUDIENCE is required in production'],
  ['production without JWKS_URL', withoutKeys, 'JWKS_URL is required in production'],
  ['production without PUBLIC_URL', withoutUrl, 'PUBLIC_URL is required in production'],
  ['production without TLS to the database', { ...production, DATABASE_URL: 'postgres://db.example.org/x' }, needsTls],
  ['TLS that is not required', { ...production, DATABASE_URL: 'postgres://db.example.org/x?sslmode=prefer' }, needsTls],
  ['TLS with anybody', { ...production, DATABASE_URL: 'postgres://db.example.org/x?sslmode=no-verify' }, needsTls],
  [
    'TLS that is not verified',
    { ...production, DATABASE_URL: 'postgres://db.example.org/x?sslmode=require&uselibpqcompat=true' },
    needsTls,
  ],
  [
    'production without TLS to the issuer',
    { ...production, JWKS_URL: 'http://issuer.example.org/jwks', ALLOW_PLAINTEXT: 'database' },
    'JWKS_URL must be an https URL in production unless ALLOW_PLAINTEXT lists jwks',
  ],
  [
    'an ALLOW_PLAINTEXT of something else',
    { ...production, ALLOW_PLAINTEXT: 'database,metrics' },
    'ALLOW_PLAINTEXT must be a list of database and jwks',
  ],
  ['a METRICS_PORT that is none', { METRICS_PORT: 'x' }, 'METRICS_PORT must be a number from 0 to 65535'],
  ['a JWKS_URL that is no URL', { ...production, JWKS_URL: 'keys' }, 'JWKS_URL must be an http or https URL'],
  ['a JWKS_URL of a file', { ...production, JWKS_URL: 'file:///keys' }, 'JWKS_URL must be an http or https URL'],
  [
    'half an issuer',
    { JWT_ISSUER: 'https://issuer.example.org' },
    'JWT_AUDIENCE is required where one of JWT_ISSUER, JWT_AUDIENCE and JWKS_URL is set',
  ],
  ['a PUBLIC_URL that is none', { PUBLIC_URL: 'plans' }, 'PUBLIC_URL must be an http or https URL'],
  ['a DATABASE_URL of another kind', { DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL must be a postgres:// URL'],
  ['a PORT that is no number', { PORT: '80a' }, 'PORT must be a number from 0 to 65535'],
  ['a PORT that is too large', { PORT: '65536' }, 'PORT must be a number from 0 to 65535'],
  [
    'a LOG_LEVEL that is none',
    { LOG_LEVEL: 'loud' },
    'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
  ],
  ['PREPARED_STATEMENTS neither on nor off', { PREPARED_STATEMENTS: '1' }, 'PREPARED_STATEMENTS must be on or off'],
  ['DRAIN_SECONDS that are none', { DRAIN_SECONDS: '5s' }, 'DRAIN_SECONDS must be a number from 0 to 99'],
  ['a limit that is none', { LIMIT_CLIENT_RATE: '0' }, 'LIMIT_CLIENT_RATE must be a whole number from 1 to 9999999'],
  ['a NODE_ENV that is misspelt', { NODE_ENV: 'prod' }, 'NODE_ENV must be production, development, test or not set'],
]

for (const [name, env, line] of refusals)
  t.test(`${name} is refused by name`, async (t) => {
    t.throws(() => readConfig(env), new ConfigError(line))
  })

const taken: [string, Record<string, string>][] = [
  ['TLS to the database', {}],
  ['TLS that pg verifies under another name', { DATABASE_URL: 'postgres://db.example.org/x?sslmode=require' }],
  ['a unix socket', { DATABASE_URL: 'postgres:///plans?host=/run/postgresql' }],
  ['a unix socket in the place of the host', { DATABASE_URL: 'postgres://%2Frun%2Fpostgresql/plans' }],
  [
    'plain text where it is allowed',
    {
      DATABASE_URL: 'postgres://db.example.org/x',
      JWKS_URL: 'http://issuer.example.org/jwks',
      ALLOW_PLAINTEXT: 'jwks, database',
    },
  ],
]

for (const [name, env] of taken)
  t.test(`production takes ${name}, and serves metrics on a port of their own`, async (t) => {
    t.match(readConfig({ ...production, ...env }), { metricsPort: 9090, publicUrl: 'https://plans.example.org' })
  })

t.test('in development metrics are where the service is, unless they are given a port', async (t) => {
  t.equal(readConfig({}).metricsPort, undefined)
  t.equal(readConfig({ METRICS_PORT: '9091' }).metricsPort, 9091)
})

const failures: [string, Record<string, string>, string][] = [
  ['a setting that is missing', withoutDatabase, 'DATABASE_URL is required in production'],
  ['a setting that is wrong', { PORT: '80a' }, 'PORT must be a number from 0 to 65535'],
]

for (const [name, env, line] of failures)
  t.test(`${name} ends the start with one line that names it`, async (t) => {
    const DATA_DIR = newFolder(t)
    t.strictSame(await runScript(t, server, { DATA_DIR, ...env }), { code: 1, stdout: '', stderr: `${line}\n` })
    t.notOk(existsSync(DATA_DIR), 'nothing was made')
  })

t.test('a start without configuration prints addresses and a token that work, and fills a demo agency', async (t) => {
  const running = startScript(t, server, { DATA_DIR: newFolder(t), PORT: '0' })
  const { url, docs, token } = await greeted(running)
  t.match(url, /^http:\/\/127\.0\.0\.1:[1-9]\d+$/)
  t.equal((await fetch(docs)).status, 200)
  const summary = await ask(`${url}/v1/findings/summary`, token)
  t.equal(summary.status, 200)
  t.ok(summary.body.items.length > 3, 'the demo agency has findings')
  t.equal((await fetch(`${url}/health/ready`)).status, 200)
})

t.test('the data and the tokens outlive a restart, and the demo agency is filled once', async (t) => {
  const env = { DATA_DIR: newFolder(t), PORT: '0', LOG_LEVEL: 'silent' }
  const first = startScript(t, server, env)
  const { url, token } = await greeted(first)
  const before = await ask(`${url}/v1/plans`, token)
  first.kill('SIGTERM')
  t.match(await first.ended, { code: 0, stderr: '' })
  t.notOk(existsSync(join(env.DATA_DIR, 'postgres-18/postmaster.pid')), 'the embedded server is gone')
  const second = await greeted(startScript(t, server, env))
  t.strictSame(await ask(`${second.url}/v1/plans`, token), before)
})

t.test('SIGTERM at any moment of startup ends quietly, and the next start fills the demo agency', async (t) => {
  const env = { DATA_DIR: newFolder(t), PORT: '0' }
  const pidFile = join(env.DATA_DIR, 'postgres-18/postmaster.pid')
  for (const ms of [0, 50, 100, 200, 400, 600]) {
    const running = startScript(t, server, env)
    while (!existsSync(pidFile)) await pause(10)
    await pause(ms)
    running.kill('SIGTERM')
    t.match(await running.ended, { code: 0, stderr: '' }, `${ms} ms after the database has begun to start`)
    t.notOk(existsSync(pidFile), 'the database has ended, too')
  }
  const { url, token } = await greeted(startScript(t, server, env))
  t.equal((await ask(`${url}/v1/plans`, token)).body.items.length, 5)
})

t.test('a half-filled demo agency is completed at the next start, and then left as it is', async (t) => {
  const dataDir = newFolder(t)
  const key = await developmentKey(dataDir)
  const token = await signToken(key, { agencyId: demoAgency })
  const headers = { authorization: `Bearer ${token}`, 'if-match': '*' }
  const countItems = async (path: string) => (await ask(`${demo.url}${path}`, token)).body.items.length
  const demo = await startService({ keys: fixedKeys(publicKeys(key)) })
  t.teardown(demo.close)
  let writes = 0
  const breaking = new Proxy(demo.app, {
    get: (app, name) => (name === 'inject' ? (request: InjectOptions) => inject(app, request) : Reflect.get(app, name)),
  })
  const inject = (app: FastifyInstance, request: InjectOptions) => {
    if (request.method !== 'GET' && ++writes > 3) throw new Error('the service is stopping')
    return app.inject(request)
  }
  await t.rejects(fillDemo(breaking, dataDir))
  t.equal(await countItems('/v1/plans'), 3)
  await fillDemo(demo.app, dataDir)
  t.equal(await countItems('/v1/plans'), 5)
  t.equal(await countItems('/v1/findings?waived=true'), 1)
  const [draft] = (await ask(`${demo.url}/v1/plans?status=draft`, token)).body.items as { id: string }[]
  t.equal((await fetch(`${demo.url}/v1/plans/${draft?.id}`, { method: 'DELETE', headers })).status, 204)
  await fillDemo(demo.app, dataDir)
  t.equal(await countItems('/v1/plans'), 4)
})

t.test('npm run token prints one token and nothing else, before the service ever ran and while it runs', async (t) => {
  const env = { DATA_DIR: newFolder(t), PORT: '0' }
  const agency = '019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'
  const print = () => runScript(t, 'src/dev/token.ts', env, ['--agency', agency, '--scope', 'plans:read'])
  const before = await print()
  t.match(before, { code: 0, stdout: /^[\w-]+\.[\w-]+\.[\w-]+\n$/, stderr: '' })
  const { url } = await greeted(startScript(t, server, env))
  for (const { stdout } of [before, await print()]) {
    const token = stdout.trim()
    t.match(await ask(`${url}/v1/plans`, token), { status: 200, body: { items: [] } })
    const post = await fetch(`${url}/v1/plans`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    t.equal(post.status, 403, 'it has the scope it was given and no other')
  }
  const limited = await runScript(t, 'src/dev/token.ts', env, ['--participant', 'P-1', '--office', 'downtown'])
  const claims = JSON.parse(Buffer.from(limited.stdout.split('.')[1] as string, 'base64url').toString())
  t.match(claims, { participant_id: 'P-1', office: 'downtown' })
})

t.test('npm run token refuses what makes no sense with one line', async (t) => {
  const DATA_DIR = newFolder(t)
  const cases: [string[], Record<string, string>, RegExp][] = [
    [['--agency', 'agency-1'], {}, /^--agency must be a UUID in lower case\n$/],
    [['--scope', 'plans:read plans:delete'], {}, /^--scope must be of plans:read, [^\n]+\n$/],
    [['--participant', 'P 1'], {}, /^--participant must be the id of a participant\n$/],
    [['--office', ' '], {}, /^--office must be the name of an office\n$/],
    [['--everything'], {}, /^usage: [^\n]+\n$/],
    [[], { NODE_ENV: 'production' }, /^[^\n]+ NODE_ENV=production\n$/],
    [[], { DATA_DIR: '/dev/null/data' }, /^[^\n]+\n$/],
  ]
  const answers = cases.map(([args, env]) => runScript(t, 'src/dev/token.ts', { DATA_DIR, ...env }, args))
  for (const [index, answer] of (await Promise.all(answers)).entries())
    t.match(answer, { code: 1, stdout: '', stderr: cases[index]?.[2] })
})

/** Waits until an operation is in a file of the access log, and answers the line. */
async function findAccess(file: string, operation: string): Promise<Record<string, unknown>> {
  for (;;) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
    const found = lines.map((line) => JSON.parse(line)).find((line) => line.operation === operation)
    if (found) return found
    await pause(50)
  }
}

t.test('who read whom is added to the file of ACCESS_LOG, which is opened again on SIGHUP', async (t) => {
  const DATA_DIR = newFolder(t)
  const file = join(dirname(DATA_DIR), 'access.log')
  const running = startScript(t, server, { DATA_DIR, PORT: '0', ACCESS_LOG: file })
  const { url, token } = await greeted(running)
  await ask(`${url}/v1/plans`, token)
  t.match(await findAccess(file, 'listPlans'), { log: 'access', subject: 'developer' })
  t.equal(statSync(file).mode & 0o777, 0o600, 'nobody else reads it')
  renameSync(file, `${file}.1`)
  running.kill('SIGHUP')
  while (!existsSync(file)) await pause(50)
  await ask(`${url}/v1/participants`, token)
  t.match(await findAccess(file, 'listParticipants'), { log: 'access' })
  t.notMatch(running.stdout(), '"log":"access"')
})

t.test('without ACCESS_LOG it is marked in the log, whatever the level of the log', async (t) => {
  const running = startScript(t, server, { DATA_DIR: newFolder(t), PORT: '0', LOG_LEVEL: 'silent' })
  const { url, token } = await greeted(running)
  await ask(`${url}/v1/plans`, token)
  const [line] = await running.said(/^\{.*"log":"access".*"listPlans".*\}$/m)
  t.match(JSON.parse(line), { subject: 'developer' })
})

t.test('an ACCESS_LOG that cannot be opened ends the start with one line', async (t) => {
  const env = { DATA_DIR: newFolder(t), PORT: '0', ACCESS_LOG: '/no/such/folder/access.log' }
  const { code, stderr } = await runScript(t, server, env)
  t.equal(code, 1)
  t.match(stderr, /^ACCESS_LOG: [^\n]+\n$/)
})

t.test('a second start on the same data is refused with one line, and the first serves on', async (t) => {
  const env = { DATA_DIR: newFolder(t), PORT: '0' }
  const first = startScript(t, server, env)
  const { url, token } = await greeted(first)
  const second = await runScript(t, server, env)
  t.match(second, { code: 1, stdout: '' })
  t.match(second.stderr, new RegExp(`^[^\\n]+ is in use by process ${first.pid}; [^\\n]+\\n$`))
  t.match(await ask(`${url}/v1/rules`, token), { status: 200 })
})

t.test('a port that is in use ends the start with one line, and leaves no database server behind', async (t) => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  t.teardown(() => other.close())
  const { port } = other.address() as AddressInfo
  const DATA_DIR = newFolder(t)
  const { code, stderr } = await runScript(t, server, { DATA_DIR, PORT: String(port), LOG_LEVEL: 'silent' })
  t.equal(code, 1)
  t.equal(stderr, `HOST or PORT: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`)
  t.notOk(existsSync(join(DATA_DIR, 'postgres-18/postmaster.pid')))
})

t.test('an embedded database with an issuer of its own has neither a demo agency nor a token', async (t) => {
  const { NODE_ENV: _, DATABASE_URL: __, ...issuer } = production
  const running = startScript(t, server, { ...issuer, DATA_DIR: newFolder(t), PORT: '0', LOG_LEVEL: 'silent' })
  await running.said(/Documentation {2}\S+\n/)
  t.notMatch(running.stdout(), 'Token')
})
