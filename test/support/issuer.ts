/** An issuer of tokens for tests: it publishes keys through HTTP, and can be down, change its keys and sign anything. */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

/** A signing key with its public half as it is published. */
export type SigningKey = { kid: string; alg: string; privateKey: CryptoKey; jwk: JWK }

/** Makes a signing key. */
export async function makeKey(alg: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const kid = randomUUID()
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

export const issuerName = 'https://issuer.example.org'
export const audienceName = 'https://plans.example.org'

type Claims = Record<string, unknown>

const now = () => Math.floor(Date.now() / 1000)

/** The claims of a token that is taken; a claim that is undefined is left out. */
export const someClaims = (claims: Claims = {}): Claims => ({
  iss: issuerName,
  aud: audienceName,
  sub: 'staff-17',
  client_id: 'case-management',
  agency_id: '019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17',
  scope: 'plans:read plans:write',
  iat: now(),
  exp: now() + 300,
  ...claims,
})

/** Signs claims as they are; `header` is laid over the usual one. */
export const sign = (key: SigningKey, claims: Claims = someClaims(), header: Record<string, unknown> = {}) =>
  new SignJWT(JSON.parse(JSON.stringify(claims)))
    .setProtectedHeader({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header })
    .sign(key.privateKey)

export type Issuer = {
  jwksUrl: string
  /** How often the keys were asked for. */
  asked: () => number
  publish: (...keys: SigningKey[]) => void
  /** Answers something else than the keys. */
  say: (status: number, text: string) => void
  listen: (port: number) => Promise<void>
  close: () => Promise<void>
}

/** Starts an issuer; without `port` on a free one. */
export async function startIssuer(keys: SigningKey[], port = 0): Promise<Issuer> {
  let asked = 0
  let answer = { status: 200, text: '' }
  const publish = (...published: SigningKey[]) => {
    answer = { status: 200, text: JSON.stringify({ keys: published.map(({ jwk }) => jwk) }) }
  }
  publish(...keys)
  const server = createServer((_request, response) => {
    asked += 1
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text)
  })
  const listen = (on: number) => new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve))
  await listen(port)
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    asked: () => asked,
    publish,
    say: (status, text) => {
      answer = { status, text }
    },
    listen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
