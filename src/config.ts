/** The environment as a frozen value; if a setting is missing or wrong, startup ends with one line that names it. */

import { ConfigError } from './failure.ts'
import { type Limits, readLimits } from './http/limits/settings.ts'

export type Config = {
  production: boolean
  host: string
  port: number
  logLevel: string
  /** The file to which the access log is appended; undefined for standard output. */
  accessLog: string | undefined
  /** The separate address of metrics; undefined if they are served at the service's own address. */
  metricsPort: number | undefined
  /** The address at which callers reach the service; undefined in development, where it is that of the request. */
  publicUrl: string | undefined
  /** Where the embedded database and the development issuer keep their files. */
  dataDir: string
  /** Undefined for the embedded database. */
  databaseUrl: string | undefined
  /** Off behind a transaction pooler without prepared statements. */
  prepare: boolean
  /** Undefined for the development issuer. */
  issuer: { url: string; audience: string; jwksUrl: string } | undefined
  /** How long the service keeps answering after it is told to stop, so that a load balancer sees that it is not ready. */
  drainMs: number
  /** The `typ` that a token must have; undefined for any. */
  tokenType: string | undefined
  /** The limits that are not the default. */
  limits: Partial<Limits>
}

type Env = Readonly<Record<string, string | undefined>>

function readUrl(env: Env, name: string, protocols: RegExp, hint: string): string | undefined {
  const value = env[name]
  if (!value) return undefined
  if (!URL.canParse(value) || !protocols.test(new URL(value).protocol)) throw new ConfigError(`${name} must be ${hint}`)
  return value
}

function readPort(name: string, value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new ConfigError(`${name} must be a number from 0 to 65535`)
  return Number(value)
}

const plaintext = ['database', 'jwks'] as const

/** The connections that need no TLS in production. */
function readPlaintext(env: Env): ReadonlySet<string> {
  const names = (env.ALLOW_PLAINTEXT || '').split(',').flatMap((name) => name.trim() || [])
  // includes() is typed to take only what the list can hold
  if (names.some((name) => !plaintext.includes(name as never)))
    throw new ConfigError(`ALLOW_PLAINTEXT must be a list of ${plaintext.join(' and ')}`)
  return new Set(names)
}

/** Whether pg reaches the database over TLS with a verified server, or over a unix socket. */
function isPrivate(databaseUrl: string): boolean {
  const { hostname, searchParams } = new URL(databaseUrl)
  const host = searchParams.get('host') || decodeURIComponent(hostname)
  if (host.startsWith('/')) return true
  const mode = searchParams.get('sslmode') ?? ''
  // pg verifies with each of these, except for libpq's `require`
  return mode === 'verify-full' || (!searchParams.has('uselibpqcompat') && ['verify-ca', 'require'].includes(mode))
}

/** The address of the database; undefined if not set. */
export function readDatabaseUrl(env: Env): string | undefined {
  const url = readUrl(env, 'DATABASE_URL', /^postgres(ql)?:$/, 'a postgres:// URL')
  if (url && isProduction(env) && !readPlaintext(env).has('database') && !isPrivate(url))
    throw new ConfigError(
      'DATABASE_URL must set sslmode=verify-full in production unless ALLOW_PLAINTEXT lists database',
    )
  return url
}

function readDrain(value: string): number {
  if (!/^\d{1,2}$/.test(value)) throw new ConfigError('DRAIN_SECONDS must be a number from 0 to 99')
  return Number(value) * 1000
}

function readLevel(value: string): string {
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
  if (!levels.includes(value)) throw new ConfigError(`LOG_LEVEL must be one of ${levels.join(', ')}`)
  return value
}

function isProduction(env: Env): boolean {
  if (!['production', 'development', 'test', ''].includes(env.NODE_ENV ?? ''))
    throw new ConfigError('NODE_ENV must be production, development, test or not set')
  return env.NODE_ENV === 'production'
}

function readPublicUrl(env: Env, production: boolean): string | undefined {
  const url = readUrl(env, 'PUBLIC_URL', /^https?:$/, 'an http or https URL')
  if (production && !url) throw new ConfigError('PUBLIC_URL is required in production')
  return url?.replace(/\/+$/, '')
}

function readIssuer(env: Env, production: boolean): Config['issuer'] {
  const url = env.JWT_ISSUER || undefined
  const audience = env.JWT_AUDIENCE || undefined
  const jwksUrl = readUrl(env, 'JWKS_URL', /^https?:$/, 'an http or https URL')
  if (production && jwksUrl?.startsWith('http:') && !readPlaintext(env).has('jwks'))
    throw new ConfigError('JWKS_URL must be an https URL in production unless ALLOW_PLAINTEXT lists jwks')
  if (url && audience && jwksUrl) return { url, audience, jwksUrl }
  if (!production && !url && !audience && !jwksUrl) return undefined
  const missing = (!url && 'JWT_ISSUER') || (!audience && 'JWT_AUDIENCE') || 'JWKS_URL'
  throw new ConfigError(
    `${missing} is required${production ? ' in production' : ' where one of JWT_ISSUER, JWT_AUDIENCE and JWKS_URL is set'}`,
  )
}

/** Reads the environment. */
export function readConfig(env: Env): Config {
  const production = isProduction(env)
  const databaseUrl = readDatabaseUrl(env)
  if (production && !databaseUrl) throw new ConfigError('DATABASE_URL is required in production')
  if (!['on', 'off'].includes(env.PREPARED_STATEMENTS ?? 'on'))
    throw new ConfigError('PREPARED_STATEMENTS must be on or off')
  const tokenType = env.JWT_TYP ?? 'at+jwt'
  const metricsPort = env.METRICS_PORT || (production ? '9090' : '')
  return Object.freeze({
    production,
    host: env.HOST || '127.0.0.1',
    port: readPort('PORT', env.PORT || '3000'),
    metricsPort: metricsPort ? readPort('METRICS_PORT', metricsPort) : undefined,
    publicUrl: readPublicUrl(env, production),
    accessLog: env.ACCESS_LOG || undefined,
    logLevel: readLevel(env.LOG_LEVEL || 'info'),
    dataDir: env.DATA_DIR || '.data',
    databaseUrl,
    prepare: env.PREPARED_STATEMENTS !== 'off',
    issuer: readIssuer(env, production),
    drainMs: readDrain(env.DRAIN_SECONDS || (production ? '5' : '0')),
    tokenType: tokenType === 'any' ? undefined : tokenType,
    limits: readLimits(env, (reason) => {
      throw new ConfigError(reason)
    }),
  })
}
