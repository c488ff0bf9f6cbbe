/** One request and its answer, as a plain HTTP client sees them; nothing is thrown, because failures are what is counted. */
import { type Agent, type IncomingHttpHeaders, request } from 'node:http'

/** A client of an agency: where the service is, and the token that it shows. */
export type Caller = { url: string; token: string }
export type Sent = { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer }
/** The status is 0 where none came; `reason` then says why. `first` and `ms` count milliseconds to the first byte and to the last. */
export type Answer = {
  status: number
  reason: string
  headers: IncomingHttpHeaders
  text: string
  first: number
  ms: number
}

/** What to do with the connection, and how long to wait for the whole answer. */
export type Terms = { agent?: Agent; patienceMs?: number; from?: number }

/** Sends a request; answers whatever came of it. */
export function send(caller: Caller, { method = 'GET', path, headers = {}, body }: Sent, terms: Terms = {}) {
  const { agent, patienceMs = 30_000, from = performance.now() } = terms
  return new Promise<Answer>((resolve) => {
    const chunks: Buffer[] = []
    let answer: Answer = { status: 0, reason: 'none', headers: {}, text: '', first: Number.NaN, ms: 0 }
    const settle = (reason: string) => {
      clearTimeout(alarm)
      const status = reason ? 0 : answer.status
      resolve({ ...answer, status, reason, text: Buffer.concat(chunks).toString(), ms: performance.now() - from })
    }
    const all = { authorization: `Bearer ${caller.token}`, ...headers }
    const sending = request(`${caller.url}${path}`, { method, headers: all, ...(agent && { agent }) }, (response) => {
      answer = { ...answer, status: response.statusCode ?? 0, headers: response.headers }
      response.once('data', () => {
        answer.first = performance.now() - from
      })
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => settle(response.complete ? '' : 'cut'))
      response.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? 'cut'))
    })
    const alarm = setTimeout(() => sending.destroy(new Error('timeout')), patienceMs)
    sending.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message))
    sending.end(body)
  })
}

/** How an answer is counted: by its status, or by why there was none. */
export const nameAnswer = ({ status, reason }: Answer): string => (status ? String(status) : reason)

/** Counts by name. */
export type Tally = Record<string, number>

/** Counts one more. */
export function count(tally: Tally, name: string): void {
  tally[name] = (tally[name] ?? 0) + 1
}

/** Whether an answer that refuses is a problem as the contract describes it. */
export const isProblem = ({ status, headers }: Answer): boolean =>
  status < 400 || String(headers['content-type']).startsWith('application/problem+json')

/** The body of a JSON answer. */
export const toJson = <T>({ text }: Answer): T => JSON.parse(text) as T

/** A patch of a resource, whichever version it has. */
export const patch = (path: string, body: object, ifMatch = '*'): Sent => ({
  method: 'PATCH',
  path,
  headers: { 'content-type': 'application/merge-patch+json', 'if-match': ifMatch },
  body: JSON.stringify(body),
})

/** A document that is posted. */
export const post = (path: string, body: object, headers: Record<string, string> = {}): Sent => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
