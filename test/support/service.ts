/** A service of its own for a test file, spoken to through HTTP as a client would, every answer held against OpenAPI. */
import './clock.ts'
import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { JWK } from 'jose'
import { buildApp } from '../../src/app.ts'
import { cursorKey, type Db, openDb } from '../../src/database/db.ts'
import {
  developmentAudience,
  developmentIssuer,
  makeKey,
  publicKeys,
  signToken,
  type TokenOptions,
} from '../../src/dev/issuer.ts'
import type { AuthOptions } from '../../src/http/auth.ts'
import { fixedKeys } from '../../src/http/keys.ts'
import { type LimitName, type Limits, limitSettings } from '../../src/http/limits/settings.ts'
import { buildOpenapi } from '../../src/http/openapi.ts'
import type { BackgroundOptions } from '../../src/jobs/background.ts'
import { createConformance, type OpenApi } from './conformance.ts'
import { createDatabase, currentRun, dropDatabase, toAddress, toTarget } from './database.ts'

/** An answer as a client reads JSON; its shape is held by OpenAPI. */
export type Json = ReturnType<typeof JSON.parse>
export type Answer = { status: number; headers: Headers; body: Json; text: string }
export type RequestOptions = { headers?: Record<string, string>; ifMatch?: string; key?: string }

/** A client of one agency with a token. */
export type Client = {
  agencyId: string
  token: string
  send: (method: string, path: string, body?: unknown, options?: RequestOptions) => Promise<Answer>
  get: (path: string, options?: RequestOptions) => Promise<Answer>
  post: (path: string, body?: unknown, options?: RequestOptions) => Promise<Answer>
  put: (path: string, body: unknown, options?: RequestOptions) => Promise<Answer>
  patch: (path: string, body: unknown, options?: RequestOptions) => Promise<Answer>
  delete: (path: string, options?: RequestOptions) => Promise<Answer>
}

export type Service = {
  url: string
  app: FastifyInstance
  db: Db
  key: JWK
  openapi: OpenApi
  /** Everything that was logged. */
  logged: () => string
  /** The lines of who read whom. */
  accessed: () => Json[]
  /** A client of a fresh agency, or of the one given. */
  client: (token?: TokenOptions) => Promise<Client>
  close: () => Promise<void>
}

/** Limits that nobody reaches: tests send as one client what many would. */
export const generous = Object.fromEntries((Object.keys(limitSettings) as LimitName[]).map((name) => [name, 1_000_000]))

type Open = (address: string) => Promise<Db>

async function makeDatabase(open?: Open): Promise<{ db: Db; drop: () => Promise<void> }> {
  const { server, template } = currentRun()
  const database = `test_${randomUUID().replaceAll('-', '')}`
  await createDatabase(server, database, template)
  const db = open ? await open(toAddress(server, database)) : openDb(toTarget(server, database))
  return { db, drop: () => dropDatabase(server, database) }
}

type ServiceOptions = BackgroundOptions & {
  writing?: boolean
  limits?: Partial<Limits>
  /** Another database than one of its own, which is closed with the service and stays. */
  db?: Db
  /** Opens the database of its own in another way than usual. */
  open?: Open
}

/** Starts a service on a database of its own. */
export async function startService(
  auth: Partial<AuthOptions> = {},
  { writing = false, limits = generous, db: given, open, ...background }: ServiceOptions = {},
): Promise<Service> {
  const { db, drop } = given ? { db: given, drop: async () => undefined } : await makeDatabase(open)
  const key = await makeKey()
  const lines: string[] = []
  const accessLines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const issuer = {
    issuer: developmentIssuer,
    audience: developmentAudience,
    tokenType: 'at+jwt',
    keys: fixedKeys(publicKeys(key)),
  }
  const app = await buildApp({
    db,
    auth: { ...issuer, ...auth },
    cursorKey: await cursorKey(db),
    limits,
    writing,
    background,
    log: { level: 'trace', stream },
    accessLog: { write: (line) => accessLines.push(line) },
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const openapi = buildOpenapi(app) as OpenApi
  const conformance = createConformance(openapi)

  return {
    url,
    app,
    db,
    key,
    openapi,
    logged: () => lines.join(''),
    accessed: () => accessLines.map((line) => JSON.parse(line)),
    client: async ({ agencyId = randomUUID(), ...token } = {}) =>
      createClient(url, agencyId, await signToken(key, { agencyId, ...token }), conformance),
    close: async () => {
      await app.close()
      await db.close()
      await drop()
    },
  }
}

/** A body as a client reads it; of a stream of lines all of them. */
function parsedAs(mediaType: string, text: string): Json {
  if (mediaType === 'application/x-ndjson') return text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []))
  return mediaType.includes('json') && text ? JSON.parse(text) : undefined
}

function createClient(
  url: string,
  agencyId: string,
  token: string,
  conformance: ReturnType<typeof createConformance>,
): Client {
  const send: Client['send'] = async (method, path, body, { headers = {}, ifMatch, key } = {}) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': type }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
    })
    const text = await response.text()
    const mediaType = response.headers.get('content-type') ?? ''
    const parsed = parsedAs(mediaType, text)
    const wrong = conformance(method, path, response.status, mediaType, parsed ?? text)
    if (wrong) throw new Error(`${method} ${path.split('?')[0]}: ${wrong}`)
    return { status: response.status, headers: response.headers, body: parsed, text }
  }
  return {
    agencyId,
    token,
    send,
    get: (path, options) => send('GET', path, undefined, options),
    post: (path, body, options) => send('POST', path, body, options),
    put: (path, body, options) => send('PUT', path, body, options),
    patch: (path, body, options) => send('PATCH', path, body, options),
    delete: (path, options) => send('DELETE', path, undefined, options),
  }
}
