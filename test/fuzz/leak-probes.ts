/** Texts that are found again wherever they go, put into everything that a request can hold. */

import { buildExample, type Operation, type Request, type Subjects } from '../fixtures/operations.ts'
import type { OpenApi } from '../support/conformance.ts'
import type { Json } from '../support/service.ts'
import { mend } from './make-valid.ts'
import { fullest, isText, listMembers, withAt } from './members.ts'

/** What every one of them holds. */
export const mark = 'Canary'
let made = 0

/** A new one; it fits as an id, as an entity tag, and as a line of text. */
export const canary = (): string => {
  made += 1
  return `${mark}${made}`
}

/** The fullest body of an operation with one of them in every text that can hold it. */
function bodyWith(document: OpenApi, { body }: Operation): Json {
  const value = fullest(document, body)
  const texts = listMembers(document, body, value).filter(isText)
  const fitting = texts.filter(({ schema }) => !schema.pattern || new RegExp(schema.pattern, 'u').test(mark))
  return fitting.reduce((whole, { pointer }) => withAt(whole, pointer, canary()), value)
}

const none = { goals: [], barriers: [], gaps: [], milestones: [] }

/** Requests to an operation with one of them in the body: accepted, wrong in itself, and wrong in form. */
function* bodies(document: OpenApi, operation: Operation, request: Request): Generator<Request> {
  if (!operation.body) return
  const whole = bodyWith(document, operation)
  const strict = { ...mend(structuredClone(whole), none) }
  for (const name of ['goals', 'strengths', 'barriers', 'gaps', 'services', 'milestones', 'followUps'])
    delete strict[name]
  yield { ...request, body: whole }
  yield { ...request, body: mend(structuredClone(whole), none) }
  yield { ...request, body: { ...(request.body as object), ...strict } }
  yield { ...request, body: { ...whole, [`${canary()} x`]: canary() } }
  yield { ...request, body: canary() }
  for (const { pointer, types } of listMembers(document, operation.body, whole).slice(1)) {
    if (!types.includes('string')) yield { ...request, body: withAt(whole, pointer, canary()) }
    else yield { ...request, body: withAt(whole, pointer, { [`${canary()} x`]: [canary()] }) }
  }
}

const freeHeaders = [
  'user-agent',
  'referer',
  'cookie',
  'origin',
  'x-forwarded-for',
  'x-agency-id',
  'accept-language',
  'traceparent',
  'forwarded',
]
const readHeaders = [
  'if-match',
  'if-none-match',
  'idempotency-key',
  'accept',
  'content-type',
  'content-encoding',
  'authorization',
  'x-request-id',
]

/** Requests to an operation with one of them in each header, query parameter and part of the path. */
function* addresses(operation: Operation, request: Request): Generator<Request> {
  yield {
    ...request,
    headers: { ...request.headers, ...Object.fromEntries(freeHeaders.map((name) => [name, canary()])) },
  }
  for (const name of readHeaders)
    for (const value of [`"${canary()}"`, `Bearer ${canary()}`, `text/${canary()}`])
      yield { ...request, headers: { ...request.headers, [name]: value } }
  const bare = request.path.split('?')[0]
  const names = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  for (const name of [...names, `${canary()}-x`]) {
    yield { ...request, path: `${bare}?${name}=${canary()}` }
    yield { ...request, path: `${bare}?${name}=${canary()}%00` }
    yield { ...request, path: `${bare}?${name}=${canary()}%zz` }
  }
  for (const [param] of operation.path.matchAll(/\{\w+\}/g))
    for (const odd of ['', '%00', '%zz', '/x', '%2e%2e%2f'])
      yield { ...request, path: operation.path.replace(param, `${canary()}${odd}`).replace(/\{\w+\}/g, canary()) }
  yield { ...request, path: `/${canary()}${request.path}` }
  yield { ...request, path: `${bare}/${canary()}` }
  yield { ...request, method: 'PUT' }
}

/** Every request to an operation that holds some of them. */
export function* canaryRequests(document: OpenApi, operation: Operation, subjects: Subjects): Generator<Request> {
  const request = buildExample(operation, subjects)
  yield* bodies(document, operation, request)
  yield* addresses(operation, request)
}
