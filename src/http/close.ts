/** Shuts down a service: answers in progress are completed as long as data keeps moving. */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** How long connections get: idle ones `quietMs`, and all of them in total. */
export type Patience = { quietMs: number; stillMs: number; maxMs: number }

/** Longer than any ordinary request takes; streams and imports may take longer. */
export const usualPatience: Patience = { quietMs: 5_000, stillMs: 12_000, maxMs: 25_000 }

/** Watches the connections of a service that is not listening yet; returns a function that closes it. */
export function trackConnections(
  app: FastifyInstance,
  { quietMs, stillMs, maxMs } = usualPatience,
): () => Promise<void> {
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return async () => {
    const from = performance.now()
    const moved = new WeakMap<Socket, { bytes: number; at: number }>()
    const isStill = (socket: Socket, now: number) => {
      const bytes = socket.bytesRead + socket.bytesWritten
      const before = moved.get(socket)
      if (before?.bytes !== bytes) moved.set(socket, { bytes, at: now })
      return before?.bytes === bytes && now - before.at >= quietMs
    }
    const watching = setInterval(() => {
      const now = performance.now()
      for (const socket of sockets) {
        const mayGo = isStill(socket, now) && now - from >= stillMs
        if (mayGo || now - from >= maxMs) socket.destroy()
      }
    }, quietMs / 10)
    await app.close()
    clearInterval(watching)
  }
}
