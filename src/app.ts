/** The table of contents: every schema, plugin and slice of the service, in the order in which they are added. */
import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { v7 as newId } from 'uuid'
import changesRoutes from './changes/routes.ts'
import { changeSchemas } from './changes/schemas.ts'
import type { Db } from './db.ts'
import findingsRoutes from './findings/routes.ts'
import { findingSchemas } from './findings/schemas.ts'
import followUpRoutes from './follow-ups/routes.ts'
import { followUpSchemas } from './follow-ups/schemas.ts'
import auth, { type AuthOptions } from './http/auth.ts'
import docs from './http/docs.ts'
import json, { looksLikeSsn } from './http/json.ts'
import openapi from './http/openapi.ts'
import { Problem } from './http/operation.ts'
import problems, { problemBody } from './http/problems.ts'
import { Coded, CodedPatch } from './http/schema.ts'
import service, { refusePath } from './http/service.ts'
import validator from './http/validator.ts'
import milestoneRoutes from './milestones/routes.ts'
import { milestoneSchemas } from './milestones/schemas.ts'
import planActions from './plans/actions.ts'
import { documentSchemas } from './plans/document.ts'
import planRoutes from './plans/routes.ts'
import { planSchemas } from './plans/schemas.ts'
import validateRoute from './plans/validate.ts'
import policyRoutes from './policy/routes.ts'
import { policySchemas } from './policy/schemas.ts'
import ruleRoutes from './rulebook/routes.ts'
import { ruleSchemas } from './rulebook/schemas.ts'

export type AppOptions = {
  db: Db
  auth: AuthOptions
  /** The secret that cursors are sealed with. */
  cursorKey: string
  log?: { level: string; stream?: { write: (line: string) => void } }
}

declare module 'fastify' {
  interface FastifyInstance {
    db: Db
  }
}

const schemas = [
  Problem,
  Coded,
  CodedPatch,
  ...planSchemas,
  ...milestoneSchemas,
  ...followUpSchemas,
  ...findingSchemas,
  ...documentSchemas,
  ...ruleSchemas,
  ...policySchemas,
  ...changeSchemas,
]

const limits = {
  bodyLimit: 1024 * 1024,
  requestTimeout: 10_000,
  connectionTimeout: 60_000,
  keepAliveTimeout: 65_000,
  http: { headersTimeout: 8_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384, requireHostHeader: false },
  routerOptions: { maxParamLength: 200 },
}

/** The caller's request id where it is one that can be repeated and logged, else a new one. */
function requestIdOf(given: string | string[] | undefined): string {
  const isUsable = typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) && !looksLikeSsn(given)
  return isUsable ? given : randomUUID()
}

/** Bytes that are no HTTP request: there is no request yet, so the answer is written by hand. */
function refuseBytes(error: Error & { code?: string }, socket: Writable): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, slug] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'malformed' as const]
      : ['400 Bad Request', 'malformed' as const]
  const body = problemBody(slug, newId(), 'The bytes are not a request that can be read.')
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

/** Builds the service on a database; it does not listen yet. */
export async function buildApp({
  db,
  auth: authOptions,
  cursorKey,
  log = { level: 'silent' },
}: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...limits,
    logger: { level: log.level, base: null, ...(log.stream && { stream: log.stream }) },
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    clientErrorHandler: refuseBytes,
    frameworkErrors: refusePath as never,
  })
  app.decorate('db', db)
  app.decorate('cursorKey', cursorKey)

  await app.register(validator, { schemas })
  await app.register(openapi)
  await app.register(problems)
  await app.register(service)
  await app.register(auth, authOptions)
  await app.register(json)
  await app.register(docs)
  await app.register(policyRoutes)

  await app.register(planRoutes)
  await app.register(planActions)
  await app.register(validateRoute)
  await app.register(milestoneRoutes)
  await app.register(followUpRoutes)
  await app.register(findingsRoutes)
  await app.register(ruleRoutes)
  await app.register(changesRoutes)
  return app
}
