/** Strict reading of requests: JSON as RFC 7493 wants it, texts trimmed and in NFC, no Social Security number anywhere. */
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { type Fault, malformed, Problem } from '../problem.ts'

const maxDepth = 32
/** Line breaks and tabs may stand in prose; one-line members refuse them in their schema. */
const forbidden = /[\p{Cc}\p{Cs}]/u
const prose = /\r\n|[\n\t]/g

/** Nine digits as a Social Security number is written: never 000, 666 or 9xx, 00, 0000 in its parts. */
const gap = String.raw`(?:\s?[-._/\u2010-\u2015\u2212]\s?|\s)`
const digits = (between: string) => String.raw`(?!000|666|9)\d{3}${between}(?!00)\d{2}${between}(?!0000)\d{4}`
const ssn = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:ssn[:# ]*)?(?:${digits(gap)}|${digits('')})(?![\p{L}\p{N}])`,
  'iu',
)
const plain = /^[\x20-\x7e]*$/

/** Whether a text holds something that looks like a Social Security number. */
export const looksLikeSsn = (text: string): boolean =>
  ssn.test(plain.test(text) ? text : text.normalize('NFKC').replace(/\p{Cf}/gu, ''))

/** Whether a member may be named in an answer: as ours are, or as rules are; what could be anything else is not echoed. */
export const isName = (name: string): boolean => /^(?:[A-Za-z]\w{0,39}|[a-z]{1,20}(?:-[a-z]{1,20}){1,7})$/.test(name)
const safeName = (name: string) => (isName(name) ? name : '')

/** Refuses duplicate names and nesting beyond 32 levels; `text` is otherwise left to JSON.parse. */
export function scanJson(text: string): void {
  const names: (Set<string> | null)[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at]
    if (char === '{' || char === '[') {
      names.push(char === '{' ? new Set() : null)
      if (names.length > maxDepth) throw malformed(`JSON may be nested ${maxDepth} levels deep at most.`)
    } else if (char === '}' || char === ']') {
      names.pop()
    } else if (char === '"') {
      const end = endOfString(text, at)
      if (isNameAt(text, end)) addName(names.at(-1), text.slice(at, end))
      at = end - 1
    }
    at += 1
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function isNameAt(text: string, end: number): boolean {
  let at = end
  while (/[ \t\r\n]/.test(text[at] ?? '')) at += 1
  return text[at] === ':'
}

function addName(names: Set<string> | null | undefined, quoted: string): void {
  let name: string
  try {
    name = JSON.parse(quoted)
  } catch {
    return // JSON.parse of the whole says it better
  }
  if (names?.has(name))
    throw malformed('An object has the same name twice.', [{ pointer: `/${safeName(name)}`, detail: 'appears twice' }])
  names?.add(name)
}

/** Trims and normalizes every text of a value, in place; collects what may not be in one. */
function cleaned(value: unknown, pointer: string, wrong: Fault[], numbers: Fault[]): unknown {
  if (typeof value === 'string') return cleanText(value, pointer, wrong, numbers)
  if (typeof value === 'number' && !(Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)))
    wrong.push({ pointer, detail: 'is a number that cannot be kept exactly' })
  if (value === null || typeof value !== 'object') return value
  for (const [name, member] of Object.entries(value)) {
    const below = Array.isArray(value) ? `${pointer}/${name}` : `${pointer}/${safeName(name)}`
    if (!Array.isArray(value)) cleanText(name, below, wrong, numbers)
    ;(value as Record<string, unknown>)[name] = cleaned(member, below, wrong, numbers)
  }
  return value
}

function cleanText(value: string, pointer: string, wrong: Fault[], numbers: Fault[]): string {
  const text = value.trim().replaceAll('\r\n', '\n').normalize('NFC')
  if (forbidden.test(text.replace(prose, '')))
    wrong.push({ pointer, detail: 'holds a control character or half a surrogate pair' })
  if (looksLikeSsn(text)) numbers.push({ pointer, detail: 'looks like a Social Security number' })
  return text
}

/** A value with its texts cleaned; refused where one holds what may not be kept. */
export function clean<T>(value: T): T {
  const wrong: Fault[] = []
  const numbers: Fault[] = []
  const result = cleaned(value, '', wrong, numbers)
  if (wrong.length > 0) throw malformed('A value cannot be kept as it is; see errors.', wrong)
  if (numbers.length > 0)
    throw new Problem('ssn-not-accepted', 'The service never stores a Social Security number; see errors.', numbers)
  return result as T
}

/** Reads a body, or a line of one: UTF-8, no duplicate names, not too deep, texts clean. */
export function readJson(body: Buffer, noun: 'body' | 'line' = 'body'): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
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
  const query: Record<string, string> = Object.create(null) // a parameter may be named __proto__
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

/** Body parsers for JSON and merge patches, each only where it belongs; every text of body, query and path cleaned. */
export default fp(async (app: FastifyInstance) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(['application/json', mergePatch], { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readJson(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
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
    const at = request.raw.url?.indexOf('?') ?? -1
    request.query = clean(at < 0 ? {} : readQuery(request.raw.url?.slice(at + 1) ?? ''))
    request.params = clean(request.params)
    done()
  })
})
