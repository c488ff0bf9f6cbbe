/** The table of contents: every schema, plugin, and route of the service, in the order in which they are added. */
import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { selectHead } from './changes/feed-store.ts'
import { selectPosition } from './changes/position.ts'
import { changeSchemas } from './changes/schemas.ts'
import type { Db } from './database/db.ts'
import { followUpSchemas } from './document/follow-up/schemas.ts'
import { milestoneSchemas } from './document/milestone/schemas.ts'
import { participantSchemas } from './document/participant/schemas.ts'
import { planSchemas } from './document/plan/schemas.ts'
import { places } from './document/plan/store.ts'
import { documentSchemas } from './document/plan-document.ts'
import { waiverSchemas } from './document/waiver/schemas.ts'
import { recordSchemas } from './exports/record.ts'
import { exportSchemas } from './exports/schemas.ts'
import { findingSchemas } from './findings/schemas.ts'
import accessLog, { type Lines } from './http/access-log.ts'
import auth, { type AuthOptions } from './http/auth.ts'
import docs from './http/docs.ts'
import future from './http/future.ts'
import json from './http/json.ts'
import type { Limits } from './http/limits/settings.ts'
import limits from './http/limits.ts'
import openapi from './http/openapi.ts'
import { Problem } from './http/operation.ts'
import problems from './http/problems.ts'
import reach from './http/reach.ts'
import { byteRefuser } from './http/refuse-bytes.ts'
import { Coded, CodedPatch } from './http/schema.ts'
import service, { refusePath } from './http/service.ts'
import { ssnIn } from './http/ssn.ts'
import validator from './http/validator.ts'
import background, { type BackgroundOptions } from './jobs/background.ts'
import { scheduleSchemas } from './outcomes/schedule-schemas.ts'
import { outcomeSchemas } from './outcomes/schemas.ts'
import { policySchemas } from './policy/schemas.ts'
import { reportSchemas } from './reports/schemas.ts'
import caseloadRoute from './routes/caseload.ts'
import changesRoutes from './routes/changes.ts'
import eraseRoute from './routes/erase.ts'
import exportRoutes from './routes/exports.ts'
import findingsRoutes from './routes/findings.ts'
import scheduleRoute from './routes/follow-up-schedule.ts'
import followUpRoutes from './routes/follow-ups.ts'
import handOverRoutes from './routes/hand-over.ts'
import importRoute from './routes/import.ts'
import { importSchemas } from './routes/import-schemas.ts'
import mergeRoute from './routes/merge.ts'
import milestoneRoutes from './routes/milestones.ts'
import moveRoute from './routes/move.ts'
import outcomeRoutes from './routes/outcomes.ts'
import { ParticipantDocument } from './routes/participant-document.ts'
import participantRoutes from './routes/participants.ts'
import periodRoutes from './routes/periods.ts'
import planActions from './routes/plan-actions.ts'
import { PlanDocument } from './routes/plan-document.ts'
import planRoutes from './routes/plans.ts'
import policyRoutes from './routes/policy.ts'
import pushRoute from './routes/push.ts'
import recordRoute from './routes/record.ts'
import reportRoutes from './routes/reports.ts'
import ruleRoutes from './routes/rules.ts'
import { ruleSchemas } from './routes/rules-schemas.ts'
import validateRoute from './routes/validate.ts'
import waiverRoutes from './routes/waivers.ts'
import { handOverSchemas } from './writes/hand-over/schemas.ts'

export type AppOptions = {
  db: Db
  auth: AuthOptions
  /** The secret that cursors are sealed with. */
  cursorKey: string
  /** The limits that differ from the defaults. */
  limits?: Partial<Limits>
  /** Whether the wording of plans is read. */
  writing?: boolean
  /** Whether metrics have a separate address. */
  metricsApart?: boolean
  background?: BackgroundOptions
  log?: { level: string; stream?: Lines }
  /** Where it is written who read whom; nowhere when left out. */
  accessLog?: Lines | undefined
}

declare module 'fastify' {
  interface FastifyInstance {
    db: Db
    /** Connections whose request may last for as long as data keeps moving. */
    longLivedSockets: WeakSet<Writable>
  }
}

const schemas = [
  Problem,
  Coded,
  CodedPatch,
  ...participantSchemas,
  ...planSchemas,
  ...milestoneSchemas,
  ...followUpSchemas,
  ...scheduleSchemas,
  ...outcomeSchemas,
  ...exportSchemas,
  ...findingSchemas,
  ...waiverSchemas,
  ...documentSchemas,
  PlanDocument,
  ParticipantDocument,
  ...importSchemas,
  ...ruleSchemas,
  ...policySchemas,
  ...changeSchemas,
  ...recordSchemas,
  ...handOverSchemas,
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

/** The caller's request id if it can be echoed and logged, or else a new one. */
function chooseRequestId(given: string | string[] | undefined): string {
  const isUsable = typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) && !ssnIn(given)
  return isUsable ? given : randomUUID()
}

/** Builds the service on a database, without listening yet. */
export async function buildApp({
  db,
  auth: authOptions,
  cursorKey,
  limits: givenLimits = {},
  writing = false,
  metricsApart = false,
  background: backgroundOptions = {},
  log = { level: 'silent' },
  accessLog: accessLines,
}: AppOptions): Promise<FastifyInstance> {
  const longLivedSockets = new WeakSet<Writable>()
  const bytes = byteRefuser(longLivedSockets)
  const app = fastify({
    ...bounds,
    logger: { level: log.level, base: null, ...(log.stream && { stream: log.stream }) },
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: (request) => chooseRequestId(request.headers['x-request-id']),
    clientErrorHandler: bytes.refuse,
    // fastify types it with the request of another generic server
    frameworkErrors: refusePath as never,
  })
  app.server.on('request', bytes.watch)
  app.decorate('db', db)
  app.decorate('cursorKey', cursorKey)
  app.decorate('feed', { selectHead, selectPosition })
  app.decorate('longLivedSockets', longLivedSockets)
  app.decorate('places', places)

  await app.register(validator, { schemas })
  await app.register(openapi)
  await app.register(problems)
  await app.register(service, { metricsApart })
  await app.register(auth, authOptions)
  await app.register(accessLog, { lines: accessLines })
  await app.register(limits, { limits: givenLimits })
  await app.register(json)
  await app.register(reach)
  await app.register(future, { schemas })
  await app.register(docs)
  await app.register(background, { ...backgroundOptions, writing })
  await app.register(policyRoutes)

  await app.register(participantRoutes)
  await app.register(periodRoutes)
  await app.register(mergeRoute)
  await app.register(eraseRoute)
  await app.register(recordRoute)
  await app.register(planRoutes)
  await app.register(planActions)
  await app.register(moveRoute)
  await app.register(handOverRoutes)
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
  await app.register(caseloadRoute)
  return app
}
