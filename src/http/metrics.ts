/** Metrics at a separate address, out of reach for callers of the service. */
import { createServer } from 'node:http'
import type { Registry } from 'prom-client'

/** Serves the metrics of a registry; returns a function that stops it. */
export async function serveMetrics(registry: Registry, host: string, port: number): Promise<() => Promise<void>> {
  const server = createServer({ headersTimeout: 8_000, requestTimeout: 10_000 }, async (request, response) => {
    const isAsked = request.url?.split('?')[0] === '/metrics' && request.method === 'GET'
    if (!isAsked) return response.writeHead(404).end()
    const text = await registry.metrics()
    return response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
}
