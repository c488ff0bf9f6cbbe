/** Conditional requests: a version is an entity tag (RFC 9110, section 13). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { invalid, preconditionRequired, stale } from '../problem.ts'

/** The entity tag of a version. */
export const formatEtag = (version: number): string => `"${version}"`

const list = /^\s*(?:W\/)?"[\x21\x23-\x7e]*"\s*(?:,\s*(?:W\/)?"[\x21\x23-\x7e]*"\s*)*$/

/** Whether a header names the tag; compressing proxies make tags weak, so W/ is ignored. */
function names(header: string, tag: string): boolean {
  if (header.trim() === '*') return true
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
}

/** Refuses a write that is not to the current version: 428 without If-Match, 412 if it names another. */
export function requireMatch(request: FastifyRequest, resource: { version: number }): void {
  if (request.headers['if-match'] === undefined) throw preconditionRequired()
  checkMatch(request, resource)
}

/** Refuses a write whose If-Match, if any, does not name the current version; what does not exist has no version. */
export function checkMatch(request: FastifyRequest, resource: { version: number } | undefined): void {
  const header = request.headers['if-match']
  if (header === undefined) return
  if (header.trim() !== '*' && !list.test(header))
    throw invalid([{ pointer: '/If-Match', detail: 'must be an entity tag like "3", or *' }])
  if (!resource || !names(header, formatEtag(resource.version))) throw stale()
}

function isUnchanged(request: FastifyRequest, version: number): boolean {
  const header = request.headers['if-none-match']
  return header !== undefined && names(header, formatEtag(version))
}

/** Answers a resource with its version as the ETag; `embedded` is JSON of members to add, each preceded by a comma. */
export function sendResource(
  request: FastifyRequest,
  reply: FastifyReply,
  json: string,
  embedded = '',
  cacheable = true,
) {
  const { version } = JSON.parse(json) as { version: number }
  reply.header('etag', formatEtag(version))
  if (cacheable && isUnchanged(request, version)) return reply.code(304).send()
  const body = embedded ? `${json.slice(0, -1)}${embedded}}` : json
  return reply.header('content-type', 'application/json; charset=utf-8').send(body)
}
