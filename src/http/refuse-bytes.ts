/** Answers, by hand, bytes that are not a request and requests that never end, since they reach no route. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { v7 as newId } from 'uuid'
import type { Slug } from '../problem.ts'
import { problemBody } from './problems.ts'

/** How long a caller may take to read the answer before the connection is cut, closed on its side or not. */
const lingerMs = 1_000
const timeout = 'ERR_HTTP_REQUEST_TIMEOUT'

const unreadable = 'The bytes are not a request that can be read.'
const tooSlow = 'Send the headers of a request within 8 seconds, and all of it within 10.'
const refusals: Record<string, [status: string, slug: Slug, detail: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'malformed', unreadable],
  [timeout]: ['408 Request Timeout', 'request-timeout', tooSlow],
}

function answerTo(code: string): string {
  const [status, slug, detail] = refusals[code] ?? ['400 Bad Request', 'malformed', unreadable]
  const body = problemBody(slug, newId(), detail)
  return `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
}

/** Answers connection errors. Sockets in `longLivedSockets` may send for as long as data keeps moving. */
export function byteRefuser(longLivedSockets: WeakSet<object>) {
  const answers = new WeakMap<object, ServerResponse>()
  const hasBegun = (socket: Socket) => {
    const answer = answers.get(socket)
    return longLivedSockets.has(socket) || (answer?.headersSent && !answer.writableFinished)
  }
  return {
    /** Remembers the response on a connection; once it has begun, nothing else may be written there. */
    watch: ({ socket }: IncomingMessage, answer: ServerResponse) => void answers.set(socket, answer),
    refuse: ({ code = '' }: Error & { code?: string }, socket: Socket) => {
      if (socket.writableEnded || (code === timeout && longLivedSockets.has(socket))) return
      if (code === 'ECONNRESET' || hasBegun(socket)) return void socket.destroy()
      if (code === timeout) socket.pause() // what still arrives must not complete the request
      socket.end(answerTo(code))
      setTimeout(() => socket.destroy(), lingerMs).unref()
    },
  }
}
