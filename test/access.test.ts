/** Who may do what: every operation of the OpenAPI document, tried by everybody who may not. */
import { generateKeyPair, SignJWT } from 'jose'
import t from 'tap'
import { buildApp } from '../src/app.ts'
import { developmentAudience, developmentIssuer, publicKeys, type TokenOptions } from '../src/dev/issuer.ts'
import { fixedKeys } from '../src/http/keys.ts'
import {
  buildExample,
  listOperations,
  makeSubjects,
  type Operation,
  type Request,
  type Subject,
  sendAs,
} from './fixtures/operations.ts'
import { startService } from './support/service.ts'
import { checksum } from './support/state.ts'

const service = await startService()
t.teardown(service.close)
const operations = listOperations(service.openapi)
const guarded = operations.filter(({ isPublic }) => !isPublic)
const owner = await service.client()
const subjects = await makeSubjects(owner, 'own')

const everyScope = ['plans:read', 'plans:write', 'plans:validate', 'reports:read', 'records:read', 'policy:write']
const send = (request: Request, authorization?: string) =>
  fetch(`${service.url}${request.path}`, {
    method: request.method,
    headers: {
      ...(request.body !== undefined && {
        'content-type': request.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      }),
      ...request.headers,
      ...(authorization !== undefined && { authorization }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  })

/** A token like those of the issuer, signed by somebody else. */
async function forgedToken(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256')
  return new SignJWT({ agency_id: owner.agencyId, client_id: 'development', scope: everyScope.join(' ') })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: service.key.kid as string })
    .setIssuer(developmentIssuer)
    .setAudience(developmentAudience)
    .setSubject('developer')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey)
}

/** The same token with `none` as its algorithm and no signature. */
function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
  return `${header}.${token.split('.')[1]}.`
}

t.test('every operation has an example that its own agency may do', async (t) => {
  for (const operation of operations) {
    const client = await service.client()
    const answer = await sendAs(client, buildExample(operation, await makeSubjects(client, 'any')))
    t.match(answer.status, /^20[0124]$/, operation.id)
  }
})

t.test('an operation without an example is noticed', async (t) => {
  const invented: Operation = { ...(operations[0] as Operation), id: 'inventPlan' }
  t.throws(() => buildExample(invented, subjects), { message: 'no example for operation inventPlan' })
})

t.test('no operation answers without a token, and each says where to get one', async (t) => {
  const before = await checksum(service)
  for (const operation of guarded) {
    const answer = await send(buildExample(operation, subjects))
    t.equal(answer.status, 401, operation.id)
    t.match(
      answer.headers.get('www-authenticate'),
      `resource_metadata="${service.url}/.well-known/oauth-protected-resource"`,
    )
    t.match(await answer.json(), { code: 'unauthenticated' })
  }
  t.equal(await checksum(service), before, 'nothing was written')
})

t.test('no operation answers a token that is broken', async (t) => {
  const before = await checksum(service)
  const { token } = owner
  const broken = {
    forged: `Bearer ${await forgedToken()}`,
    'of no algorithm': `Bearer ${unsigned(token)}`,
    cut: `Bearer ${token.slice(0, -4)}`,
    'of another scheme': `Basic ${token}`,
    empty: 'Bearer ',
    'no token': 'Bearer 42',
  }
  for (const operation of guarded)
    for (const [name, authorization] of Object.entries(broken)) {
      const answer = await send(buildExample(operation, subjects), authorization)
      t.equal(answer.status, 401, `${operation.id}, ${name}`)
      t.match(answer.headers.get('www-authenticate'), 'error="invalid_token"')
      await answer.text()
    }
  t.equal(await checksum(service), before, 'nothing was written')
})

t.test('no operation answers a token that lacks its scope, and each names it', async (t) => {
  const before = await checksum(service)
  for (const operation of guarded.filter(({ scope }) => scope)) {
    const others = everyScope.filter((scope) => scope !== operation.scope).join(' ')
    for (const scope of [others, '', `${operation.scope}x`, operation.scope?.toUpperCase() as string]) {
      const client = await service.client({ agencyId: owner.agencyId, scope })
      const answer = await sendAs(client, buildExample(operation, subjects))
      t.equal(answer.status, 403, operation.id)
      t.match(answer.body, { code: 'forbidden', detail: operation.scope as string })
      t.match(answer.headers.get('www-authenticate'), `scope="${operation.scope}"`)
    }
  }
  t.equal(await checksum(service), before, 'nothing was written')
})

t.test('only the rulebook can be read with any token', async (t) => {
  const open = guarded.filter(({ scope }) => !scope).map(({ id }) => id)
  t.same(open, ['listRules', 'getRule'])
})

t.test('HEAD is refused like GET', async (t) => {
  for (const operation of guarded.filter(({ method }) => method === 'GET')) {
    const answer = await send({ ...buildExample(operation, subjects), method: 'HEAD' })
    t.equal(answer.status, 401, operation.id)
  }
})

/** Ids that only those may see who reach the person. */
const guardedIds = [subjects.draft, subjects.closed].flatMap(({ periodId: _, ...ids }) => Object.values(ids))

/** Operations that hold nothing about a person of the agency. */
const ofPolicy = ['getPolicy', 'listPolicyHistory', 'listProfiles', 'listRules', 'getRule']
const withoutPersons = [...ofPolicy, 'listPirlElements', 'listReports', 'validatePlan']

t.test('a token of another office, or of another participant, gets no data and writes nothing', async (t) => {
  const before = await checksum(service)
  const { agencyId } = owner
  const others: Record<string, TokenOptions> = {
    'another office': { office: 'elsewhere' },
    'another participant': { participantId: 'somebody-else' },
    'the participant in another office': { participantId: subjects.draft.participantId, office: 'elsewhere' },
    'another participant in the office': { participantId: 'somebody-else', office: 'own-1-office' },
  }
  for (const [name, limits] of Object.entries(others)) {
    const client = await service.client({ agencyId, ...limits })
    for (const operation of guarded) {
      // anybody may make a person who is new, but for a participant
      if (operation.id === 'putParticipant' && !limits.participantId) continue
      const { status, text } = await sendAs(client, buildExample(operation, subjects))
      if (withoutPersons.includes(operation.id)) t.equal(status, 200, `${operation.id}, ${name}`)
      else if (status !== 403 && status !== 404) t.equal(status, 200, `${operation.id}, ${name}`)
      t.strictSame(
        guardedIds.filter((id) => text.includes(id)),
        [],
        `${operation.id}, ${name}`,
      )
    }
  }
  t.equal(await checksum(service), before, 'nothing was written')
})

/** The operations that a token reaches, each tried on resources of its own; `limit` says to what the token is limited. */
async function listReached(limit: (subject: Subject, name: string) => TokenOptions): Promise<string[]> {
  const reached: string[] = []
  for (const operation of guarded) {
    const { agencyId, ...client } = await service.client()
    const own = await makeSubjects({ agencyId, ...client }, 'own')
    const isOfClosed = operation.id === 'reopenPlan'
    const limits = limit(own[isOfClosed ? 'closed' : 'draft'], isOfClosed ? 'own-2' : 'own-1')
    const { status } = await sendAs(await service.client({ agencyId, ...limits }), buildExample(operation, own))
    if (status < 300) reached.push(operation.id)
    else if (status !== 403 && status !== 404) throw new Error(`${operation.id} is answered ${status}`)
  }
  return reached
}

t.test('what a token of one participant reaches is a short list, in which nothing is written', async (t) => {
  const reached = await listReached(({ participantId }) => ({ participantId }))
  const ofPerson = [
    'getParticipant',
    'getParticipantRecord',
    'listParticipantHistory',
    'getOutcomes',
    'listPlans',
    'getPlan',
    'listPlanHistory',
  ]
  const ofParts = [
    'listMilestones',
    'listPlanMilestones',
    'getMilestone',
    'listFollowUps',
    'listPlanFollowUps',
    'getFollowUp',
  ]
  const ofFindings = [
    'listFindings',
    'listParticipantFindings',
    'listPlanFindings',
    'summarizeFindings',
    'listPlanWaivers',
    'getWaiver',
  ]
  t.same(reached.toSorted(), [...ofPerson, ...ofParts, ...ofFindings, ...withoutPersons].sort())
})

t.test('a token of one office reaches everything but what is for the whole agency', async (t) => {
  const reached = await listReached((_, name) => ({ office: `${name}-office` }))
  const refused = guarded.map(({ id }) => id).filter((id) => !reached.includes(id))
  // the examples of these make a plan of no office, or are about plans of two offices
  const elsewhere = ['createPlan', 'updatePlan', 'pushPlan', 'mergeParticipant', 'movePlan']
  const ofAgency = ['listChanges', 'setPolicy', 'handOverCaseload', 'getHandOver']
  t.same(refused.toSorted(), [...elsewhere, ...ofAgency].sort())
})

t.test('an operation that nothing places is refused to tokens that are limited', async (t) => {
  const issuer = { issuer: developmentIssuer, audience: developmentAudience, tokenType: 'at+jwt' }
  const auth = { ...issuer, keys: fixedKeys(publicKeys(service.key)) }
  const app = await buildApp({ db: service.db, auth, cursorKey: '' })
  t.teardown(() => app.close())
  app.get('/v1/invented', { config: { access: 'plans:read' } }, async () => ({}))
  const ask = async (limits: TokenOptions) => {
    const { token } = await service.client({ agencyId: owner.agencyId, ...limits })
    return (await app.inject({ url: '/v1/invented', headers: { authorization: `Bearer ${token}` } })).statusCode
  }
  t.equal(await ask({}), 200)
  t.equal(await ask({ office: 'own-1-office' }), 403)
  t.equal(await ask({ participantId: 'own-1-person' }), 403)
})

/** Every path that the service listens on, from the tree that fastify prints. */
function listenedPaths(): string[] {
  const parents: string[] = []
  return service.app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((row) => {
      const [, indent = '', part = '', methods] = /^([ │]*[└├]── )(.*?)(?: \(([A-Z, ]+)\))?$/.exec(row) ?? []
      const depth = indent.length / 4
      parents.splice(depth - 1, Number.POSITIVE_INFINITY, `${parents[depth - 2] ?? ''}${part}`)
      return methods ? [parents[depth - 1] as string] : []
    })
}

t.test('what answers without a token is a short list', async (t) => {
  const open = operations.filter(({ isPublic }) => isPublic)
  const paths = ['/.well-known/oauth-protected-resource', '/problems/{slug}', '/health/live', '/health/ready']
  t.same(open.map(({ path }) => path).sort(), [...paths, '/metrics', '/openapi.json'].sort())
  for (const path of [...open.map((operation) => buildExample(operation, subjects).path), '/docs']) {
    const answer = await fetch(`${service.url}${path}`)
    t.equal(answer.status, 200, path)
    await answer.text()
  }
})

t.test('every path that the service listens on is in the document, but for the pages of /docs', async (t) => {
  const documented = new Set(operations.map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1')))
  const listened = new Set(listenedPaths().filter((path) => !path.startsWith('/docs')))
  t.same([...listened].sort(), [...documented].sort())
})
