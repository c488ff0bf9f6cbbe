/** The table of contents: every schema, plugin and slice of the service, in the order in which they are added. */
import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import background, { type BackgroundOptions } from './background.ts'
import { selectHead } from './changes/feed-store.ts'
import { selectPosition } from './changes/position.ts'
import changesRoutes from './changes/routes.ts'
import { changeSchemas } from './changes/schemas.ts'
import type { Db } from './db.ts'
import exportRoutes from './exports/routes.ts'
import { exportSchemas } from './exports/schemas.ts'
import findingsRoutes from './findings/routes.ts'
import { findingSchemas } from './findings/schemas.ts'
import followUpRoutes from './follow-ups/routes.ts'
import scheduleRoute from './follow-ups/schedule-route.ts'
import { scheduleSchemas } from './follow-ups/schedule-schemas.ts'
import { followUpSchemas } from './follow-ups/schemas.ts'
import auth, { type AuthOptions } from './http/auth.ts'
import docs from './http/docs.ts'
import json from './http/json.ts'
import limits from './http/limits.ts'
import openapi from './http/openapi.ts'
import { Problem } from './http/operation.ts'
import problems from './http/problems.ts'
import { byteRefuser } from './http/refuse-bytes.ts'
import { Coded, CodedPatch } from './http/schema.ts'
import service, { refusePath } from './http/service.ts'
import { ssnIn } from './http/ssn.ts'
import validator from './http/validator.ts'
import type { Limits } from './limits/settings.ts'
import milestoneRoutes from './milestones/routes.ts'
import { milestoneSchemas } from './milestones/schemas.ts'
import outcomeRoutes from './outcomes/routes.ts'
import { outcomeSchemas } from './outcomes/schemas.ts'
import planActions from './plans/actions.ts'
import { documentSchemas } from './plans/document.ts'
import importRoute from './plans/import-route.ts'
import { importSchemas } from './plans/import-schemas.ts'
import pushRoute from './plans/push-route.ts'
import planRoutes from './plans/routes.ts'
import { planSchemas } from './plans/schemas.ts'
import validateRoute from './plans/validate.ts'
import policyRoutes from './policy/routes.ts'
import { policySchemas } from './policy/schemas.ts'
import reportRoutes from './reports/routes.ts'
import { reportSchemas } from './reports/schemas.ts'
import ruleRoutes from './rulebook/routes.ts'
import { ruleSchemas } from './rulebook/schemas.ts'
import waiverRoutes from './waivers/routes.ts'
import { waiverSchemas } from './waivers/schemas.ts'

export type AppOptions = {
  db: Db
  auth: AuthOptions
  /** The secret that cursors are sealed with. */
  cursorKey: string
  /** What clients and agencies may ask of the service at a time, where it is not the default. */
  limits?: Partial<Limits>
  /** Whether the wording of plans is read. */
  writing?: boolean
  /** Whether metrics have an address of their own. */
  metricsApart?: boolean
  background?: BackgroundOptions
  log?: { level: string; stream?: { write: (line: string) => void } }
}

declare module 'fastify' {
  interface FastifyInstance {
    db: Db
    /** Connections whose request may last as long as something moves on them. */
    lasting: WeakSet<Writable>
  }
}

const schemas = [
  Problem,
  Coded,
  CodedPatch,
  ...planSchemas,
  ...milestoneSchemas,
  ...followUpSchemas,
  ...scheduleSchemas,
  ...outcomeSchemas,
  ...exportSchemas,
  ...findingSchemas,
  ...waiverSchemas,
  ...documentSchemas,
  ...importSchemas,
  ...ruleSchemas,
  ...policySchemas,
  ...changeSchemas,
  ...reportSchemas,
]

const bounds = {
  bodyLimit: 1024 * 1024,
  requestTimeout: 10_000,
  connectionTimeout: 60_000,
  keepAliveTimeout: 65_000,
  http: { headersTimeout: 8_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384, requireHostHeader: false },
  routerOptions: { maxParamLength: 200 },
}

/** The caller's request id where it is one that can be repeated and logged, else a new one. */
function requestIdOf(given: string | string[] | undefined): string {
  const isUsable = typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) && !ssnIn(given)
  return isUsable ? given : randomUUID()
}

/** Builds the service on a database; it does not listen yet. */
export async function buildApp({
  db,
  auth: authOptions,
  cursorKey,
  limits: givenLimits = {},
  writing = false,
  metricsApart = false,
  background: backgroundOptions = {},
  log = { level: 'silent' },
}: AppOptions): Promise<FastifyInstance> {
  const lasting = new WeakSet<Writable>()
  const bytes = byteRefuser(lasting)
  const app = fastify({
    ...bounds,
    logger: { level: log.level, base: null, ...(log.stream && { stream: log.stream }) },
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    clientErrorHandler: bytes.refuse,
    frameworkErrors: refusePath as never,
  })
  app.server.on('request', bytes.watch)
  app.decorate('db', db)
  app.decorate('cursorKey', cursorKey)
  app.decorate('feed', { selectHead, selectPosition })
  app.decorate('lasting', lasting)

  await app.register(validator, { schemas })
  await app.register(openapi)
  await app.register(problems)
  await app.register(service, { metricsApart })
  await app.register(auth, authOptions)
  await app.register(limits, { limits: givenLimits })
  await app.register(json)
  await app.register(docs)
  await app.register(background, { ...backgroundOptions, writing })
  await app.register(policyRoutes)

  await app.register(planRoutes)
  await app.register(planActions)
  await app.register(pushRoute)
  await app.register(importRoute)
  await app.register(validateRoute)
  await app.register(milestoneRoutes)
  await app.register(followUpRoutes)
  await app.register(scheduleRoute)
  await app.register(outcomeRoutes)
  await app.register(exportRoutes)
  await app.register(findingsRoutes)
  await app.register(waiverRoutes)
  await app.register(ruleRoutes)
  await app.register(changesRoutes)
  await app.register(reportRoutes)
  return app
}
