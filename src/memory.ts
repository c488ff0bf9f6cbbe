/** Memory that was needed and is needed no more: V8 keeps it in case it is needed again, and knows of no end of work. */
import type { Server } from 'node:http'

/** Gives back what can be; takes a tenth of a second, and is nothing where node runs without --expose-gc. */
export function giveBack(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** Gives back what answers have left behind, once nobody has asked for anything for five seconds; probes do not count. */
export function giveBackWhenIdle(server: Server, idleMs = 5_000): void {
  let open = 0
  const timer = setTimeout(() => (open > 0 ? timer.refresh() : giveBack()), idleMs).unref()
  server.on('request', ({ url }, response) => {
    if (!url?.startsWith('/v1/')) return
    open += 1
    response.once('close', () => {
      open -= 1
      timer.refresh()
    })
  })
}
