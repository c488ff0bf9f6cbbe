/** The development issuer: a signing key kept beside the data, and tokens made with it. Not used in production. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose'
import { scopes } from '../http/auth.ts'

export const developmentIssuer = 'urn:career-action-plans:development'
export const developmentAudience = 'urn:career-action-plans'
/** The agency that holds the demo caseload. */
export const demoAgency = '0190a000-0000-7000-8000-000000000001'

/** Makes a signing key. */
export async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: 'ES256' }
}

/** Reads the signing key of a data folder, or creates one; two processes doing so at once get the same key. */
export async function developmentKey(dataDir: string): Promise<JWK> {
  const file = join(dataDir, 'development-issuer.jwk')
  const read = () => JSON.parse(readFileSync(file, 'utf8')) as JWK
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const made = `${file}.${process.pid}`
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(made, JSON.stringify(await makeKey()), { mode: 0o600 })
  try {
    linkSync(made, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(made)
  }
  return read()
}

/** The public key, as an issuer publishes it. */
export const publicKeys = ({ d: _, ...key }: JWK): JSONWebKeySet => ({ keys: [{ ...key, use: 'sig' }] })

export type TokenOptions = {
  agencyId?: string
  scope?: string
  subject?: string
  clientId?: string
  /** Limits the token to one participant. */
  participantId?: string | undefined
  /** Limits the token to one office. */
  office?: string | undefined
}

/** Signs an access token that is valid for twelve hours. */
export async function signToken(
  key: JWK,
  {
    agencyId = demoAgency,
    scope = scopes.join(' '),
    subject = 'developer',
    clientId = 'development',
    participantId,
    office,
  }: TokenOptions = {},
): Promise<string> {
  return new SignJWT({ agency_id: agencyId, client_id: clientId, scope, participant_id: participantId, office })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid as string })
    .setIssuer(developmentIssuer)
    .setAudience(developmentAudience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(await importJWK(key, 'ES256'))
}
