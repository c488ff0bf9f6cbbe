import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { UnsecuredJWT } from 'jose'
import t from 'tap'
import { remoteKeys } from '../src/http/keys.ts'
import { audienceName, issuerName, makeKey, sign, someClaims, startIssuer } from './support/issuer.ts'
import { startService } from './support/service.ts'

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA']
const keys = await Promise.all(algorithms.map(makeKey))
const [rsa, , ec] = keys as [Key, Key, Key]
type Key = (typeof keys)[number]

const issuer = await startIssuer(keys)
const service = await startService({
  issuer: issuerName,
  audience: audienceName,
  keys: remoteKeys(issuer.jwksUrl, { cooldownMs: 600_000 }),
})
t.teardown(async () => {
  await service.close()
  await issuer.close()
})

/** What a request with these headers is answered; the operation needs any token and no database. */
async function ask(authorization?: string, path = '/v1/rules/milestone-overdue') {
  const response = await fetch(`${service.url}${path}`, { headers: authorization ? { authorization } : {} })
  const { code = null } = (await response.json()) as { code?: string }
  return { status: response.status, code, challenge: response.headers.get('www-authenticate') }
}

const metadata = `resource_metadata="${service.url}/.well-known/oauth-protected-resource"`
const refused = { status: 401, code: 'unauthenticated', challenge: `Bearer ${metadata}, error="invalid_token"` }

const base64 = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A token signed by HMAC with something public as the secret. */
function hmac(secret: string | Buffer, header: object = {}): string {
  const text = `${base64({ alg: 'HS256', typ: 'at+jwt', kid: rsa.kid, ...header })}.${base64(someClaims())}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

const pem = createPublicKey({ key: rsa.jwk as JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
const good = await sign(ec)
const [head, payload, signature] = good.split('.') as [string, string, string]
const stranger = await makeKey('ES256')
const seconds = Math.floor(Date.now() / 1000)

const forgeries: Record<string, string> = {
  'alg none': new UnsecuredJWT(someClaims()).encode(),
  'alg nOnE with a kid': `${base64({ alg: 'nOnE', typ: 'at+jwt', kid: ec.kid })}.${payload}.`,
  'alg HS256 keyed with the public key as PEM': hmac(pem),
  'alg HS256 keyed with the modulus': hmac(Buffer.from(rsa.jwk.n as string, 'base64url')),
  'a payload that was tampered with': `${head}.${base64(someClaims({ sub: 'somebody-else' }))}.${signature}`,
  'a signature that was tampered with': `${head}.${payload}.${base64('x'.repeat(64))}`,
  'a signature of zeros': `${head}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
  'no signature': `${head}.${payload}.`,
  'the signature of a stranger under a known kid': await sign({ ...stranger, kid: ec.kid }),
  'an unknown kid': await sign(stranger),
  'no kid': await sign(ec, someClaims(), { kid: undefined }),
  'a kid that is a path': await sign(stranger, someClaims(), { kid: '../../etc/passwd' }),
  'a key of its own in the header': await sign(stranger, someClaims(), { jwk: stranger.jwk }),
  'the address of a key set in the header': await sign(stranger, someClaims(), { jku: issuer.jwksUrl }),
  'a critical header': `${base64({ alg: 'ES256', typ: 'at+jwt', kid: ec.kid, crit: ['x'], x: 1 })}.${payload}.${signature}`,
  'an algorithm that is not listed': await sign({ ...(await makeKey('ES384')), kid: ec.kid }),
  'the type of an ID token': await sign(ec, someClaims(), { typ: 'JWT' }),
  'no type': await sign(ec, someClaims(), { typ: undefined }),
  'a nonce, as ID tokens have': await sign(ec, someClaims({ nonce: 'n-1' })),
  'another issuer': await sign(ec, someClaims({ iss: `${issuerName}/` })),
  'another audience': await sign(ec, someClaims({ aud: 'https://other.example.org' })),
  'an end that has passed': await sign(ec, someClaims({ exp: seconds - 70 })),
  'a start that two clocks do not explain': await sign(ec, someClaims({ nbf: seconds + 600 })),
  'a start in the future': await sign(ec, someClaims({ nbf: seconds + 3600 })),
  'a date of issue in the future': await sign(ec, someClaims({ iat: seconds + 3600 })),
  'a date of issue of the day before': await sign(ec, someClaims({ iat: seconds - 25 * 3600 })),
  'an end that is no number': await sign(ec, someClaims({ exp: '9999999999' })),
  'an agency that is no UUID': await sign(ec, someClaims({ agency_id: 'agency-1' })),
  'an agency that is a list': await sign(ec, someClaims({ agency_id: ['019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'] })),
  'an agency with a quote behind it': await sign(ec, someClaims({ agency_id: `${someClaims().agency_id}'` })),
  'a subject that is empty': await sign(ec, someClaims({ sub: '' })),
  'a scope that is a list': await sign(ec, someClaims({ scope: ['plans:read'] })),
  'a participant who is empty': await sign(ec, someClaims({ participant_id: '' })),
  'a participant who is null': await sign(ec, someClaims({ participant_id: null })),
  'a participant with a space': await sign(ec, someClaims({ participant_id: 'P 1' })),
  'a participant of two dots': await sign(ec, someClaims({ participant_id: '..' })),
  'several participants': await sign(ec, someClaims({ participant_id: ['P-1', 'P-2'] })),
  'an office that is empty': await sign(ec, someClaims({ office: '' })),
  'an office that is a number': await sign(ec, someClaims({ office: 7 })),
  'an office with a space behind it': await sign(ec, someClaims({ office: 'downtown ' })),
  'an office of two lines': await sign(ec, someClaims({ office: 'down\ntown' })),
  'an office of 101 letters': await sign(ec, someClaims({ office: 'x'.repeat(101) })),
  'five parts': `${good}.${payload}.${signature}`,
  'two parts': `${head}.${payload}`,
  'a dot too many': `${good}.`,
  'nine kilobytes': await sign(ec, someClaims({ more: 'x'.repeat(9_000) })),
  'no token at all': 'x',
}
for (const claim of ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'agency_id'])
  forgeries[`no ${claim}`] = await sign(ec, someClaims({ [claim]: undefined }))

for (const key of keys)
  t.test(`a token signed with ${key.alg} is taken`, async (t) => {
    t.match(await ask(`Bearer ${await sign(key)}`), { status: 200, challenge: null })
  })

t.test('a token that is limited to a participant and an office is taken', async (t) => {
  const token = await sign(ec, someClaims({ participant_id: 'P-1', office: 'Köln, Downtown' }))
  t.match(await ask(`Bearer ${token}`), { status: 200 })
})

t.test('a token for several audiences, this one among them, is taken', async (t) => {
  const token = await sign(ec, someClaims({ aud: ['https://other.example.org', audienceName] }))
  t.match(await ask(`bearer ${token}`), { status: 200 })
})

t.test('without a token the answer is 401 and says where to find the issuer', async (t) => {
  t.strictSame(await ask(), { status: 401, code: 'unauthenticated', challenge: `Bearer ${metadata}` })
})

t.test('the metadata of the resource name the issuer and the scopes', async (t) => {
  const response = await fetch(`${service.url}/.well-known/oauth-protected-resource`)
  t.strictSame(await response.json(), {
    resource: service.url,
    authorization_servers: [issuerName],
    scopes_supported: ['plans:read', 'plans:write', 'plans:validate', 'reports:read', 'records:read', 'policy:write'],
    bearer_methods_supported: ['header'],
  })
})

t.test('behind a proxy the address is the one that callers know', async (t) => {
  const proxied = await startService({ publicUrl: 'https://plans.example.org' })
  t.teardown(proxied.close)
  const path = '/.well-known/oauth-protected-resource'
  const { headers } = await fetch(`${proxied.url}/v1/plans`)
  t.equal(headers.get('www-authenticate'), `Bearer resource_metadata="https://plans.example.org${path}"`)
  const metadata = await (await fetch(`${proxied.url}${path}`)).json()
  t.match(metadata, { resource: 'https://plans.example.org' })
})

t.test('a token without the scope of the operation is 403 and told which one is missing', async (t) => {
  const token = await sign(ec, someClaims({ scope: 'plans:write' }))
  t.match(await ask(`Bearer ${token}`, '/v1/plans'), {
    status: 403,
    code: 'forbidden',
    challenge: 'Bearer error="insufficient_scope", scope="plans:read"',
  })
})

for (const [name, token] of Object.entries(forgeries))
  t.test(`a token with ${name} is refused`, async (t) => {
    t.strictSame(await ask(`Bearer ${token}`), refused)
  })

t.test('another scheme than Bearer, or two tokens in one header, are refused', async (t) => {
  for (const header of [`Basic ${good}`, `Bearer ${good} ${good}`, `Bearer ${good},Bearer ${good}`, good])
    t.strictSame(await ask(header), refused)
})

t.test('a token in the URL does not count', async (t) => {
  t.match(await ask(undefined, `/v1/rules?access_token=${good}`), { status: 401 })
})

t.test('a flood of unknown keys does not reach the issuer', async (t) => {
  const before = issuer.asked()
  const tokens = await Promise.all(
    Array.from({ length: 50 }, async () => sign({ ...stranger, kid: crypto.randomUUID() })),
  )
  const answers = await Promise.all(tokens.map((token) => ask(`Bearer ${token}`)))
  t.ok(answers.every(({ status }) => status === 401))
  t.equal(issuer.asked(), before)
})

t.test('the clocks of issuer and service may be almost a minute apart', async (t) => {
  const now = Math.floor(Date.now() / 1000)
  const ahead = someClaims({ iat: now + 50, nbf: now + 50, exp: now + 350 })
  const behind = someClaims({ iat: now - 350, exp: now - 50 })
  for (const claims of [ahead, behind]) t.match(await ask(`Bearer ${await sign(ec, claims)}`), { status: 200 })
})

t.test('an accepted token is forgotten when it expires', async (t) => {
  const token = await sign(ec, someClaims({ exp: Math.floor(Date.now() / 1000) - 57 }))
  t.match(await ask(`Bearer ${token}`), { status: 200 })
  await pause(5_000)
  t.strictSame(await ask(`Bearer ${token}`), refused)
})
