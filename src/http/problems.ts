/** Turns whatever is thrown into a problem, logs defects, and serves a page at /problems/{slug}. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Type } from 'typebox'
import { SilentError } from '../database/batch.ts'
import { invalid, malformed, notFound, Problem, problems, type Slug, unavailable } from '../problem.ts'
import { answers } from './operation.ts'

const maxFaults = 50

type DatabaseError = { code?: string; cause?: { code?: string } }

/**
 * SQLSTATE classes and socket errors that are temporary: connections, resources, timeouts, a server that is stopping or no
 * longer the primary, lost locks, and prepared statements that the server no longer knows.
 */
const passing =
  /^(08|53|57P|58)|^(57014|55P03|40001|40P01|25006|25P03|0A000|26000|42P05)$|^E(CONN|PIPE|HOST|TIMEDOUT|NOENT)/

const getSqlstate = (error: unknown): string =>
  String((error as DatabaseError).cause?.code ?? (error as DatabaseError).code ?? '')

const isConnectionTrouble = (error: unknown) =>
  error instanceof SilentError ||
  (error instanceof Error &&
    /timeout exceeded when trying to connect|Connection terminated|not queryable/.test(error.message))

/** The problem that an error means for the caller; undefined if it is a defect of ours. */
export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  const code = getSqlstate(error)
  if (passing.test(code) || isConnectionTrouble(error))
    return unavailable('The database does not answer at the moment.')
  const status = (error as FastifyError).statusCode ?? 500
  if (status === 413) return new Problem('too-large', 'A body may have 1 MiB at most.')
  if (status === 415)
    return new Problem('unsupported-media-type', 'Send application/json; PATCH takes application/merge-patch+json.')
  if (status === 503) return unavailable('The service is stopping.')
  if (status === 414) return invalid([{ pointer: '', detail: 'the address has a part that is too long' }])
  if (status >= 400 && status < 500) return malformed('The request cannot be read.')
  return undefined
}

/** The body of a problem. */
export function problemBody(slug: Slug, requestId: string, detail: string, faults: Problem['faults'] = []): string {
  const isUuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(requestId)
  return JSON.stringify({
    type: `/problems/${slug}`,
    title: problems[slug].title,
    status: problems[slug].status,
    detail,
    instance: isUuid ? `urn:uuid:${requestId}` : requestId,
    code: slug,
    errors: faults.slice(0, maxFaults),
  })
}

/** What may be logged about a defect: its type, SQLSTATE, and origin, but never its message. */
export const errorFields = (error: unknown) => ({
  type: error instanceof Error ? error.constructor.name : typeof error,
  code: getSqlstate(error) || undefined,
  frames:
    error instanceof Error
      ? (error.stack ?? '')
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 8)
      : [],
})

/** The problem that an error means for the caller of a request; a defect is logged. */
export function toLoggedProblem(error: unknown, request: FastifyRequest): Problem {
  const problem = toProblem(error)
  if (problem) return problem
  const { id: requestId, routeOptions, server } = request
  server.log.error({ requestId, route: routeOptions.url, error: errorFields(error) }, 'defect')
  return new Problem('internal', 'The service has a defect; nothing was written.')
}

/** Answers whatever was thrown. */
export function answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toLoggedProblem(error, request)
  return reply
    .code(problems[known.slug].status)
    .headers(known.headers)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(problemBody(known.slug, request.id, known.message, known.faults))
}

/** The methods that a path supports, from the routes as they were registered. */
function methodsByPath(app: FastifyInstance): (path: string) => string[] {
  const routes: { method: string; pattern: RegExp }[] = []
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}$`)
    for (const one of [method].flat()) routes.push({ method: one, pattern })
  })
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))]
}

const page = {
  config: { access: 'public' as const },
  schema: {
    operationId: 'getProblem',
    tags: ['Service'],
    summary: 'What a problem means',
    description: 'A page about one kind of problem: the address that stands in type.',
    params: Type.Object({
      slug: Type.String({ maxLength: 100, description: 'The code of the problem.', examples: ['invalid'] }),
    }),
    response: answers({
      200: {
        description: 'The page.',
        content: { 'text/html': { schema: Type.String({ description: 'HTML in English.' }) } },
      },
    }),
  },
}

export default fp(async (app: FastifyInstance) => {
  const findMethods = methodsByPath(app)
  app.setErrorHandler(answer)
  app.setNotFoundHandler((request, reply) => {
    const allowed = findMethods(request.url.split('?')[0] as string)
    if (allowed.length === 0) return answer(notFound(), request, reply)
    const allow = allowed.sort().join(', ')
    return answer(new Problem('method-not-allowed', `The resource supports ${allow}.`, [], { allow }), request, reply)
  })
  app.get('/problems/:slug', page, (request, reply) => {
    const { slug } = request.params as { slug: string }
    if (!Object.hasOwn(problems, slug)) throw notFound()
    const { status, title, meaning } = problems[slug as Slug]
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>Code <code>${slug}</code>, status ${status}.</p><p>${meaning}</p></html>\n`
    return reply.type('text/html; charset=utf-8').send(html)
  })
})
