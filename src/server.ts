/** The process: configuration, database, service, and graceful shutdown. */
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { appendFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import closeWithGrace, { type Signals } from 'close-with-grace'
import pino from 'pino'
import { type AppOptions, buildApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { cursorKey, type Db, openDb } from './database/db.ts'
import { isDistributed } from './database/distribute.ts'
import { migrateDatabase, whyNotServe } from './database/migrate.ts'
import { whyNotPrepare } from './database/pooler.ts'
import { waitForDatabase } from './database/wait.ts'
import { fillDemo } from './dev/demo.ts'
import { type PgTarget, startEmbedded } from './dev/embedded.ts'
import { developmentAudience, developmentIssuer, developmentKey, publicKeys, signToken } from './dev/issuer.ts'
import { ConfigError, describeError, fail } from './failure.ts'
import type { AuthOptions } from './http/auth.ts'
import { trackConnections, usualPatience } from './http/close.ts'
import { fixedKeys, remoteKeys } from './http/keys.ts'
import { serveMetrics } from './http/metrics.ts'
import { errorFields } from './http/problems.ts'

type Log = NonNullable<AppOptions['log']>

/** How long shutdown may take before the error is reported anyway. */
const patienceMs = 12_000

/** Functions that stop what was started, in the order of starting. */
type Started = (() => Promise<unknown>)[]

/** Stops what was started, the last first. */
async function stop(started: Started): Promise<void> {
  for (const end of started.splice(0).reverse()) await end()
}

/** Ends the process because of an error, once everything has stopped; of several errors, the first one is reported. */
let isEnding = false
async function giveUp(started: Started, error: unknown): Promise<void> {
  if (isEnding) return
  isEnding = true
  setTimeout(fail, patienceMs, error).unref() // something that does not stop must not hide the error
  await stop(started).catch(() => undefined)
  fail(error)
}

async function openEmbedded(dataDir: string, started: Started): Promise<PgTarget> {
  const starting = startEmbedded(dataDir)
  let isWanted = true
  // also while it starts: a process that ended before would leave it behind for a moment
  started.push(async () => {
    isWanted = false
    await starting.then(
      (embedded) => embedded.stop(),
      () => undefined,
    )
  })
  const embedded = await starting
  void embedded.exited.then((reason) => {
    if (isWanted) void giveUp(started, new Error(`The embedded PostgreSQL ended: ${reason}`))
  })
  return embedded.target
}

async function openDatabase(config: Config, started: Started, { level, stream }: Log): Promise<Db> {
  const { databaseUrl, dataDir, prepare, production } = config
  const log = pino({ level, base: null }, stream)
  if (databaseUrl)
    await waitForDatabase(databaseUrl, (reason) => log.warn({ reason }, 'waiting for the database of DATABASE_URL'))
  const target = databaseUrl ?? (await openEmbedded(dataDir, started))
  if (!production) await migrateDatabase(target)
  const db = openDb(target, { prepare, isDistributed: await isDistributed(target) })
  started.push(db.close)
  const reason = (prepare && (await whyNotPrepare(db.pool))) || (await whyNotServe(db, production))
  if (reason) throw new ConfigError(reason)
  return db
}

async function authOptions({ issuer, tokenType, dataDir, publicUrl }: Config): Promise<AuthOptions> {
  if (issuer)
    return { issuer: issuer.url, audience: issuer.audience, tokenType, publicUrl, keys: remoteKeys(issuer.jwksUrl) }
  const keys = fixedKeys(publicKeys(await developmentKey(dataDir)))
  return { issuer: developmentIssuer, audience: developmentAudience, tokenType: 'at+jwt', publicUrl, keys }
}

async function greet(config: Config, url: string): Promise<void> {
  if (config.production) return
  const token = config.issuer ? '' : `Token          ${await signToken(await developmentKey(config.dataDir))}\n`
  console.log(`\nService        ${url}/v1\nDocumentation  ${url}/docs\n${token}`)
}

/** Lines are written in blocks of 4 KiB and at least once a second; none are lost when the process ends. */
const buffered = { sync: false, minLength: 4096, periodicFlush: 1000 }

function openLog({ logLevel }: Config) {
  const stream = pino.destination({ dest: 1, ...buffered })
  process.on('exit', () => stream.flushSync())
  return { level: logLevel, stream }
}

/** Opens the file of the access log, again on SIGHUP once it was moved away; without a file its lines go into the log. */
async function openAccessLog({ accessLog }: Config, log: Log): Promise<Log['stream']> {
  if (!accessLog) return log.stream
  // tried first, because pino's stream would throw at exit if it were not open by then
  await appendFile(accessLog, '', { mode: 0o600 }).catch(refusedBy('ACCESS_LOG'))
  const stream = pino.destination({ dest: accessLog, ...buffered })
  await once(stream, 'ready')
  process.on('exit', () => stream.flushSync())
  process.on('SIGHUP', () => stream.reopen())
  return stream
}

/** Errors from opening an address or a file, in terms of the settings that name it. */
const refusedBy = (settings: string) => (error: unknown) => {
  throw new ConfigError(`${settings}: ${describeError(error)}`)
}

async function start(config: Config, started: Started): Promise<void> {
  const { host, metricsPort } = config
  const log = openLog(config)
  const accessLog = await openAccessLog(config, log)
  const db = await openDatabase(config, started, log).catch((error) => {
    if (error instanceof ConfigError || !config.databaseUrl) throw error
    throw new ConfigError(`DATABASE_URL: ${describeError(error)}`)
  })
  const app = await buildApp({
    db,
    auth: await authOptions(config),
    cursorKey: await cursorKey(db),
    limits: config.limits,
    writing: true,
    metricsApart: metricsPort !== undefined,
    log,
    accessLog,
  })
  if (metricsPort !== undefined)
    started.push(await serveMetrics(app.metrics.registry, host, metricsPort).catch(refusedBy('HOST or METRICS_PORT')))
  started.push(trackConnections(app))
  if (!config.databaseUrl && !config.issuer) await fillDemo(app, config.dataDir)
  await app.ready()
  // a name may have several addresses, and fastify would open a server for each that nothing watches or closes
  const listen = async () => app.listen({ host: (await lookup(host)).address, port: config.port })
  const url = await listen().catch(refusedBy('HOST or PORT'))
  started.push(() => {
    app.isReady = false
    return pause(config.drainMs)
  })
  await greet(config, url)
}

const started: Started = []
try {
  const config = readConfig(process.env)
  const skip: Signals[] = config.accessLog ? ['SIGHUP'] : []
  closeWithGrace({ delay: config.drainMs + usualPatience.maxMs + 5_000, logger: false, skip }, async ({ err }) => {
    isEnding = true // whatever is still starting now fails
    if (err) console.error(JSON.stringify({ msg: 'defect', error: errorFields(err) }))
    await stop(started)
  })
  await start(config, started)
} catch (error) {
  await giveUp(started, error)
}
