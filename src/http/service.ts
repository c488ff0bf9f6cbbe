/** What operators need: health, metrics, one log line per request, and headers on every answer. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { Type } from 'typebox'
import { malformed, notFound, Problem, unavailable } from '../problem.ts'
import { negotiate } from './accept.ts'
import { answers } from './operation.ts'
import { answer } from './problems.ts'

declare module 'fastify' {
  interface FastifyInstance {
    metrics: ReturnType<typeof makeMetrics>
    /** Whether the service takes requests; false once it is told to stop. */
    isReady: boolean
  }
  interface FastifyRequest {
    /** The media type of the answer: the caller's preferred one of those the operation produces. */
    responseType: string
  }
  interface FastifyContextConfig {
    /** The media types that the operation produces. */
    produces?: readonly string[]
  }
}

const buildStatusSchema = <const T extends string>(status: T, description: string) =>
  Type.Object({ status: Type.Literal(status, { description: 'The only value.' }) }, { description })

/** A public route, as the OpenAPI document shows it. */
const open = (operationId: string, summary: string, description: string, answer: object) => ({
  config: { access: 'public' as const },
  schema: { operationId, tags: ['Service'], summary, description, response: answers({ 200: answer }) },
})
const live = open(
  'getLiveness',
  'Whether the process runs',
  'Answers as long as the process can; a supervisor restarts it where it does not.',
  buildStatusSchema('live', 'The process runs.'),
)
const ready = open(
  'getReadiness',
  'Whether requests should be sent here',
  'Answers within a second: 503 while the database is out of reach or cannot be written to, while background work has ' +
    'stalled for more than a minute, and from the moment the service is told to stop.',
  buildStatusSchema('ready', 'The service takes requests.'),
)
const measured = open(
  'getMetrics',
  'Metrics',
  'Counters and histograms in the text format of Prometheus. In production they have a port of their own, METRICS_PORT, and here the answer is 404.',
  {
    description: 'The metrics.',
    content: { 'text/plain': { schema: Type.String({ description: 'Prometheus text format, version 0.0.4.' }) } },
  },
)

function makeMetrics(app: FastifyInstance) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const { pool, streams, waiting } = app.db
  new Gauge({
    name: 'database_connections',
    help: 'Connections by state, of requests and of streams, which have their own.',
    labelNames: ['state', 'of'],
    registers,
    collect() {
      for (const [of, { idleCount, totalCount }] of Object.entries({ requests: pool, streams })) {
        this.set({ state: 'idle', of }, idleCount)
        this.set({ state: 'used', of }, totalCount - idleCount)
      }
      for (const [of, count] of Object.entries(waiting())) this.set({ state: 'awaited', of }, count)
    },
  })
  return {
    registry,
    findings: new Counter({ name: 'findings_evaluated_total', help: 'Findings that rules have returned.', registers }),
    writing: new Counter({
      name: 'writing_failures_total',
      help: 'How often the thread that reads texts failed, by what happened to it.',
      labelNames: ['failure'],
      registers,
    }),
    requests: new Counter({
      name: 'http_requests_total',
      help: 'Requests by route template and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    seconds: new Histogram({
      name: 'http_request_seconds',
      help: 'Time to answer by route template.',
      labelNames: ['method', 'route'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
  }
}

const getRoute = (request: FastifyRequest) => (request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown'))

const json = 'application/json'

/** The media types of an operation's success, the default first; JSON if it names none. */
function listMediaTypes(response: unknown): readonly string[] {
  const { content = { [json]: {} } } = (response as Record<number, { content?: object }> | undefined)?.[200] ?? {}
  return Object.keys(content)
}

function addHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': request.id })
}

/** Counts and logs a request that was answered or aborted. */
export function record(request: FastifyRequest, reply: FastifyReply, status = reply.statusCode): void {
  const route = getRoute(request)
  const { metrics, log } = request.server
  metrics.requests.inc({ method: request.method, route, status })
  metrics.seconds.observe({ method: request.method, route }, reply.elapsedTime / 1000)
  const { agencyId, clientId } = request.actor ?? {}
  log.info(
    {
      method: request.method,
      route,
      status,
      ms: Math.round(reply.elapsedTime),
      requestId: request.id,
      agencyId,
      clientId,
    },
    'request',
  )
}

/** Answers a path that cannot be decoded, for which fastify runs no hooks. */
export function refusePath(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  addHeaders(request, reply)
  reply.raw.once('finish', () => record(request, reply))
  const problem = malformed('The path is not percent-encoded UTF-8.')
  answer(error.code === 'FST_ERR_BAD_URL' ? problem : error, request, reply)
}

/** Whether a request names exactly one host, as it must (RFC 9112, section 3.2); node keeps the first of several. */
function namesHost({ headers: { host }, raw: { rawHeaders } }: FastifyRequest): boolean {
  const isHeader = (text: string, index: number) => index % 2 === 0 && text.length === 4 && /^host$/i.test(text)
  return host !== undefined && hostPattern.test(host) && rawHeaders.filter(isHeader).length === 1
}
const hostPattern = /^([A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(:\d{0,5})?$/

export type ServiceOptions = {
  /** Whether metrics have an address of their own. */
  metricsApart?: boolean
}

export default fp(async (app: FastifyInstance, { metricsApart = false }: ServiceOptions) => {
  const metrics = makeMetrics(app)
  app.decorate('metrics', metrics)
  app.decorate('isReady', true)

  // these run for every request, and a hook that never waits is cheaper without a promise
  app.addHook('onRequest', (request, reply, done) => {
    addHeaders(request, reply)
    if (!namesHost(request)) throw malformed('Send one Host header with the name and port of the service.')
    done()
  })
  app.decorateRequest('responseType', json)
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/v1/'))
      // fastify types the config of a route as that of one kind of server
      route.config = { ...route.config, produces: listMediaTypes(route.schema?.response) } as never
  })
  // after authentication, before the body is read
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const { produces } = request.routeOptions.config
    if (!produces) return done()
    if (produces.length > 1) reply.header('vary', 'accept')
    const responseType = negotiate(request.headers.accept, produces)
    if (!responseType) throw new Problem('not-acceptable', `The operation answers ${produces.join(', ')}.`)
    request.responseType = responseType
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    record(request, reply)
    done()
  })
  // so that connections are not kept for the next request, which should go elsewhere
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (!app.isReady) reply.header('connection', 'close')
    done()
  })

  app.get('/health/live', live, async () => ({ status: 'live' }))
  app.get('/health/ready', ready, async () => {
    if (!app.isReady) throw unavailable('The service is stopping.')
    if (!(await app.db.isHealthy())) throw unavailable('The database does not answer, or cannot be written to.')
    const since = app.background.stalledSince()
    if (since) throw unavailable(`Background work has not been done since ${since.toISOString()}.`)
    return { status: 'ready' }
  })
  app.get('/metrics', measured, async (_request, reply) => {
    if (metricsApart) throw notFound()
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
})
