/** Gives every agency its share: requests beyond a limit are refused before any work is done. */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Counter, Gauge } from 'prom-client'
import type { Problem } from '../problem.ts'
import type { Kind } from './limits/bounds.ts'
import { type Flight, type InFlight, openInFlight } from './limits/in-flight.ts'
import { bytesPerRequest, openPace } from './limits/pace.ts'
import { beyond, type Quota } from './limits/refusal.ts'
import { completeLimits, type Limits } from './limits/settings.ts'
import { turn } from './turns.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a refusal and returns its problem. */
    refusal: (quota: Quota) => Problem
  }
  interface FastifyRequest {
    /** What the request holds while it is in progress; undefined for public routes. */
    flight: Flight | undefined
  }
  interface FastifyContextConfig {
    /** Whether the body is processed while it arrives, however long that takes. */
    isImport?: boolean
  }
}

/**
 * How long a refusal is held back, so that a caller that retries at once costs others no time. It varies, so that a crowd of
 * refused callers does not return all at once.
 */
const refusalMs = () => 250 + 500 * Math.random()
/** How much of a body can be in memory at once. */
const maxBodyBytes = 2 ** 20
/** Longer answers are counted, because they stay in memory until the caller has read them. */
const longAnswer = bytesPerRequest

function makeMetrics(app: FastifyInstance, inFlight: InFlight): Counter<'limit'> {
  const registers = [app.metrics.registry]
  new Gauge({
    name: 'in_flight',
    help: 'What is in progress: requests of each kind, and bytes of bodies and of large answers.',
    labelNames: ['of'],
    registers,
    collect() {
      for (const [of, amount] of inFlight.held()) if (of !== 'clientRequests') this.set({ of }, amount)
    },
  })
  return new Counter({
    name: 'requests_refused_total',
    help: 'Requests that were refused because of a limit.',
    labelNames: ['limit'],
    registers,
  })
}

function getKind({ routeOptions, responseType }: FastifyRequest): Kind {
  if (routeOptions.config.isImport) return 'imports'
  return responseType === 'application/json' ? 'requests' : 'streams'
}

/** How much of a body will be in memory at once; undefined if that is unknown until it is read. */
function estimateBodyBytes({ headers, routeOptions }: FastifyRequest): number | undefined {
  if (headers['content-length'] !== undefined) return Math.min(Number(headers['content-length']), maxBodyBytes)
  if (headers['transfer-encoding'] === undefined) return 0
  return routeOptions.config.isImport ? maxBodyBytes : undefined
}

/** The chunks of a body of any length, each counted as it arrives. */
async function* counted(body: Readable, count: (length: number) => Problem | undefined): AsyncGenerator<Buffer> {
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const refusal = count(chunk.length)
    if (refusal) throw refusal
    yield chunk
  }
}

export default fp(async (app: FastifyInstance, options: { limits?: Partial<Limits> | undefined }) => {
  const limits = completeLimits(options.limits)
  const pace = openPace(limits)
  const inFlight = openInFlight(limits)
  const refused = makeMetrics(app, inFlight)
  const refusal = (quota: Quota) => {
    refused.inc({ limit: quota.name })
    return beyond(quota)
  }
  const refuseLater = (quota: Quota, done: (problem: Problem) => void) => setTimeout(done, refusalMs(), refusal(quota))
  app.decorate('refusal', refusal)
  app.decorateRequest('flight', undefined)

  // these run for every request, and a hook that never waits is cheaper without a promise
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.actor) return done()
    const passed = pace.pass(request.actor)
    if (typeof passed !== 'string') return refuseLater(passed, done)
    reply.headers({ 'ratelimit-policy': pace.policy, ratelimit: passed })
    done()
  })
  app.addHook('preParsing', (request, reply, body, done) => {
    if (!request.actor) return done()
    const flight = inFlight.begin(request.actor)
    const length = estimateBodyBytes(request)
    const quota = flight.become(getKind(request)) ?? flight.hold('bytes', length ?? 0)
    pace.weigh(request.actor, length ?? 0)
    request.flight = flight
    reply.raw.once('close', () => flight.end('closed'))
    if (quota) return refuseLater(quota, done)
    if (length !== undefined) return done()
    let unweighed = 0
    const count = (bytes: number) => {
      unweighed += bytes
      pace.weigh(request.actor, unweighed)
      unweighed %= bytesPerRequest
      const beyond = flight.hold('bytes', bytes)
      return beyond && refusal(beyond)
    }
    done(null, Readable.from(counted(body as Readable, count)) as typeof body)
  })
  app.addHook('onSend', (request, _reply, payload, done) => {
    const { flight } = request
    if (!flight) return done()
    flight.end('answered')
    const bytes = typeof payload === 'string' && payload.length > longAnswer ? payload.length : 0
    pace.weigh(request.actor, bytes)
    const quota = flight.hold('bytes', bytes)
    // callers must always learn what was written
    if (quota && request.method === 'GET') return done(refusal(quota))
    if (bytes === 0) return done()
    void turn().then(() => done()) // encoding a long answer takes milliseconds
  })
})
