/** The part of autocannon that the benchmark uses; it comes without types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  type Sent = { method: string; path: string; headers: Record<string, string>; body?: string }
  type Options = {
    url: string
    connections: number
    /** How many requests. */
    amount: number
    requests: { setupRequest: (request: Sent) => Sent }[]
  }
  type Result = { errors: number; timeouts: number; non2xx: number }
  type Run = EventEmitter & PromiseLike<Result>

  export default function autocannon(options: Options): Run
}
