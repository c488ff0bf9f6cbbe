/** Strict reading of requests: JSON by RFC 7493, texts trimmed and in NFC, no Social Security numbers anywhere. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { malformed, Problem } from '../problem.ts'
import { scanJson } from './scan.ts'
import { cleanText, type Found, nothingFound, safeName } from './text.ts'
import { turn } from './turns.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the agency's policy accepts ids of nine digits; asked only if there is one. */
    acceptsNineDigitIds: () => Promise<boolean>
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A value as read, with what may not be stored unless the agency allows it. */
export type Read = { value: unknown } & Omit<Found, 'wrong'>

/** Cleans every text of a value, in place; `name` is the member that holds it. */
function cleaned(value: unknown, name: string | undefined, pointer: string, found: Found): unknown {
  if (typeof value === 'string') return cleanText(value, name, pointer, found)
  if (typeof value === 'number' && !(Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)))
    found.wrong.push({ pointer, detail: 'is a number that cannot be kept exactly' })
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) value[index] = cleaned(item, name, `${pointer}/${index}`, found)
    return value
  }
  const members = value as Record<string, unknown>
  for (const member of Object.keys(members)) {
    const below = `${pointer}/${safeName(member)}`
    cleanText(member, undefined, below, found)
    members[member] = cleaned(members[member], member, below, found)
  }
  return value
}

/** Cleans the texts of a value; refuses the value if one cannot be stored. */
function clean(value: unknown, found = nothingFound()): Read {
  const result = cleaned(value, undefined, '', found)
  if (found.wrong.length > 0) throw malformed('A value cannot be kept as it is; see errors.', found.wrong)
  return { ...found, value: result }
}

/** Reads a body, or a line of one: UTF-8, no duplicate names, not too deep, not too many members, texts cleaned. */
function readJson(body: Buffer, noun: 'body' | 'line' = 'body'): Read {
  let text: string
  try {
    text = utf8.decode(body)
  } catch {
    throw malformed(`The ${noun} is not UTF-8.`)
  }
  scanJson(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed(`The ${noun} is not JSON.`)
  }
  return clean(value)
}

/** Reads a query string: percent-encoded UTF-8, no name twice. */
export function readQuery(text: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null) // a parameter could be named __proto__
  for (const pair of text.split('&').filter((part) => part !== '')) {
    const [name = '', ...rest] = pair.split('=')
    const key = decoded(name)
    if (Object.hasOwn(query, key))
      throw malformed('A query parameter is given twice.', [{ pointer: `/${safeName(key)}`, detail: 'is given twice' }])
    query[key] = decoded(rest.join('='))
  }
  return query
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw malformed('The query string is not percent-encoded UTF-8.')
  }
}

const mergePatch = 'application/merge-patch+json'
/** Larger bodies are read and processed in a turn of their own. */
export const largeBytes = 8 * 1024

/** The declared size of a request's body in bytes; infinite if not declared. */
export const readContentLength = ({ headers }: FastifyRequest): number =>
  Number(headers['content-length'] ?? Number.POSITIVE_INFINITY)

/** Refuses what holds a Social Security number, or what may be one unless the agency accepts it. */
async function requireNoSsn(request: FastifyRequest, { numbers, nineDigits }: Omit<Read, 'value'>) {
  const areIds = nineDigits.length === 0 || (await request.acceptsNineDigitIds())
  const faults = areIds ? numbers : [...numbers, ...nineDigits]
  if (faults.length === 0) return
  const setting = areIds
    ? ''
    : ' Ids of nine digits are accepted where the policy of the agency says nineDigitIds: accepted.'
  throw new Problem(
    'ssn-not-accepted',
    `The service never stores a Social Security number; see errors.${setting}`,
    faults,
  )
}

/** Reads a body, or a line of one, under the policy of the caller's agency. */
export async function readFor(request: FastifyRequest, bytes: Buffer, noun?: 'line'): Promise<unknown> {
  if (bytes.length > largeBytes) await turn()
  const read = readJson(bytes, noun)
  if (read.numbers.length + read.nineDigits.length > 0) await requireNoSsn(request, read)
  return read.value
}

/** The texts of a request outside its body. */
function readAround(request: FastifyRequest): Found {
  const found = nothingFound()
  const { url = '', headers } = request.raw
  const at = url.indexOf('?')
  request.query = clean(at < 0 ? {} : readQuery(url.slice(at + 1)), found).value
  request.params = clean(request.params, found).value
  const key = headers['idempotency-key']
  if (typeof key === 'string') cleanText(key, 'Idempotency-Key', '/Idempotency-Key', found)
  return found
}

/** Body parsers for JSON and merge patches, each only where it belongs; all texts in body, query, and path are cleaned. */
export default fp(async (app: FastifyInstance) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/json', mergePatch],
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer) => readFor(request, body),
  )
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    const isPatch = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === mergePatch
    const hasBody = request.headers['content-length'] !== '0' && request.headers['content-type'] !== undefined
    if (request.headers['content-encoding'])
      throw new Problem('unsupported-media-type', 'Send the body without Content-Encoding.')
    if (hasBody && isPatch !== (request.method === 'PATCH'))
      throw new Problem(
        'unsupported-media-type',
        `Send ${request.method === 'PATCH' ? mergePatch : 'application/json'}.`,
        [],
        {
          'accept-patch': mergePatch,
        },
      )
    done()
  })
  app.addHook('preValidation', (request, _reply, done) => {
    const found = readAround(request)
    if (found.numbers.length + found.nineDigits.length === 0) return done()
    requireNoSsn(request, found).then(() => done(), done)
  })
})
