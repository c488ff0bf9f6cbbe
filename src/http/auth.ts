/** Who is asking: the bearer token is verified once, then remembered until it ends or the keys change. */
import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { Counter } from 'prom-client'
import { Type } from 'typebox'
import { Problem, unavailable } from '../problem.ts'
import { algorithms, type KeySource } from './keys.ts'
import { answers } from './operation.ts'
import { participantIdPattern } from './schema.ts'

/** Each as narrow as a task: numbers are not the rows behind them, and checking a document reads nothing. */
export const scopes = [
  'plans:read',
  'plans:write',
  'plans:validate',
  'reports:read',
  'records:read',
  'policy:write',
  'participants:erase',
] as const
export type Scope = (typeof scopes)[number]
/** Who may call an operation: a holder of a scope, a holder of any valid token, or anybody. */
export type Access = Scope | 'any' | 'public'

/** Who asks, and for which agency. */
export type Actor = {
  agencyId: string
  subject: string
  clientId: string
  scopes: ReadonlySet<string>
  /** The only participant whom the token reaches; undefined where it is not limited to one. */
  participantId?: string | undefined
  /** The only office whose plans the token reaches; undefined where it is not limited to one. */
  office?: string | undefined
}

export type AuthOptions = {
  issuer: string
  audience: string
  tokenType: string | undefined
  keys: KeySource
  /** The address by which callers reach the service; that of the request when left out. */
  publicUrl?: string | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
  }
  interface FastifyContextConfig {
    access: Access
  }
}

const agencyPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** How far the clocks of the issuer and the service may be apart, in seconds. */
const clockSkew = 60
const rules: JWTVerifyOptions = {
  algorithms,
  requiredClaims: ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'agency_id'],
  maxTokenAge: '24h',
  clockTolerance: clockSkew,
}

/** Claims that only an ID token has (OpenID Connect Core, section 2; Keycloak and Cognito mark theirs). */
const isIdToken = (claims: JWTPayload) =>
  'nonce' in claims || 'at_hash' in claims || 'c_hash' in claims || claims.typ === 'ID' || claims.token_use === 'id'

const isName = (value: unknown): value is string => typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value)

/** The forms of the claims that limit a token. */
const participantForm = new RegExp(participantIdPattern)
export const isParticipantId = (value: unknown): value is string =>
  typeof value === 'string' && participantForm.test(value)

/** Whether a value is the name of an office as it is stored: one line, trimmed and in NFC. */
export const isOffice = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\p{Cc}\u2028\u2029]{1,100}$/u.test(value) && value === value.trim().normalize('NFC')

function toActor(claims: JWTPayload): Actor {
  const { sub, client_id: clientId, agency_id: agencyId, scope = '', participant_id: participantId, office } = claims
  if (isIdToken(claims)) throw new Error('an ID token')
  if (
    !isName(sub) ||
    !isName(clientId) ||
    typeof agencyId !== 'string' ||
    !agencyPattern.test(agencyId) ||
    typeof scope !== 'string' ||
    !(participantId === undefined || isParticipantId(participantId)) ||
    !(office === undefined || isOffice(office))
  )
    throw new Error('a claim of the wrong form')
  return { agencyId, subject: sub, clientId, scopes: new Set(scope.split(' ').filter(Boolean)), participantId, office }
}

type Verified = { actor: Actor; expiresAt: number; generation: number }

/** Verifies tokens, each one once. */
function verifier({ issuer, audience, tokenType, keys }: AuthOptions): (token: string) => Promise<Actor> {
  const verified = new LRUCache<string, Verified>({ max: 10_000 })
  const options = { ...rules, issuer, audience, ...(tokenType && { typ: tokenType }) }

  async function verify(token: string, retry: boolean): Promise<{ claims: JWTPayload; generation: number }> {
    const generation = keys.generation() // before the keys, so that it is never newer than they are
    const set = await keys.current().catch(() => {
      throw unavailable('The keys of the token issuer cannot be read at the moment.')
    })
    try {
      const { payload, protectedHeader } = await jwtVerify(token, set, options)
      if (!protectedHeader.kid) throw new Error('a token without kid')
      return { claims: payload, generation }
    } catch (error) {
      if (!retry || !(error instanceof errors.JWKSNoMatchingKey)) throw error
      if (keys.generation() === generation && !(await keys.refresh())) throw error
      return verify(token, false)
    }
  }

  return async (token) => {
    const digest = hash('sha256', token, 'base64')
    const known = verified.get(digest)
    if (known && known.expiresAt > Date.now() && known.generation === keys.generation()) return known.actor
    verified.delete(digest)
    const { claims, generation } = await verify(token, true)
    const actor = toActor(claims)
    const end = Math.min(claims.exp as number, (claims.iat as number) + 24 * 3600)
    const expiresAt = (end + clockSkew) * 1000
    verified.set(digest, { actor, expiresAt, generation })
    return actor
  }
}

const metadataPath = '/.well-known/oauth-protected-resource'

function unauthenticated(origin: string, invalidToken: boolean): Problem {
  const challenge = `Bearer resource_metadata="${origin}${metadataPath}"${invalidToken ? ', error="invalid_token"' : ''}`
  const detail = invalidToken
    ? 'The access token is not valid here: check its issuer, audience, lifetime, type, signature and claims.'
    : 'Send Authorization: Bearer with an access token.'
  return new Problem('unauthenticated', detail, [], { 'www-authenticate': challenge })
}

/** Refuses a caller whose token lacks a scope. */
export function requireScope(request: FastifyRequest, access: Access): void {
  if (access === 'any' || request.actor.scopes.has(access)) return
  const challenge = `Bearer error="insufficient_scope", scope="${access}"`
  throw new Problem('forbidden', `The token lacks the scope ${access}.`, [], { 'www-authenticate': challenge })
}

const metadata = {
  operationId: 'getProtectedResource',
  tags: ['Service'],
  summary: 'Where tokens come from',
  description: 'The metadata of the protected resource (RFC 9728); WWW-Authenticate points here.',
  response: answers({
    200: Type.Object(
      {
        resource: Type.String({ description: 'The service.', examples: ['https://plans.example.org'] }),
        authorization_servers: Type.Array(Type.String(), { description: 'The issuers of tokens that are taken.' }),
        scopes_supported: Type.Array(Type.String(), { description: 'Every scope.' }),
        bearer_methods_supported: Type.Array(Type.String(), { description: 'How a token is sent.' }),
      },
      { description: 'The metadata.' },
    ),
  }),
}

/** Authenticates every request before its body is read; a route without `access` does not start. */
export default fp(async (app: FastifyInstance, options: AuthOptions) => {
  const verify = verifier(options)
  const getOrigin = (request: FastifyRequest) => options.publicUrl ?? `${request.protocol}://${request.host}`
  const { registry } = app.metrics
  new Counter({
    name: 'issuer_key_failures_total',
    help: 'How often the keys of the token issuer could not be read.',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(options.keys.failures())
    },
  })
  app.decorateRequest('actor')
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs')) route.config = { ...route.config, access: 'public' } // the page’s own files
    if (!route.config?.access) throw new Error(`the route ${route.url} does not say who may call it`)
  })
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access
    if (request.is404 || access === 'public') return
    const token = /^Bearer ([\w~+/.=-]{1,8192})$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) throw unauthenticated(getOrigin(request), request.headers.authorization !== undefined)
    request.actor = await verify(token).catch((error) => {
      throw error instanceof Problem ? error : unauthenticated(getOrigin(request), true)
    })
    requireScope(request, access)
  })
  app.addHook('onClose', async () => options.keys.close())

  app.get(metadataPath, { config: { access: 'public' }, schema: metadata }, async (request) => ({
    resource: getOrigin(request),
    authorization_servers: [options.issuer],
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
  }))
})
