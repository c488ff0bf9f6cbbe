/** A proxy between the service and its database, which can fall silent as a network does that drops packets. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import pg from 'pg'

export type DatabaseProxy = {
  /** The connection string of the database, by way of the proxy. */
  url: string
  /** Nothing gets through any more, and nobody is told. What was connected stays silent for good. */
  silence: () => void
  /** Nothing gets through for now; all of it does once the proxy is opened. */
  hold: () => void
  /** Lets new connections through, and those that were held. */
  open: () => void
  close: () => Promise<void>
}

type Mode = 'open' | 'held' | 'silent'
type Pair = { near: Socket; far: Socket; isLost: boolean }

function toUpstream(url: string) {
  const { host, port } = new pg.Client(url)
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
}

/** The connection string of the same database, by way of a port of this machine. */
export function urlThrough(url: string, port: number): string {
  const through = new URL(url)
  through.searchParams.delete('host')
  through.searchParams.delete('port')
  through.host = `127.0.0.1:${port}`
  return through.href
}

function join({ near, far }: Pair): void {
  near.pipe(far)
  far.pipe(near)
}

function part({ near, far }: Pair): void {
  for (const one of [near, far]) one.unpipe().pause()
}

/** Starts a proxy to the database of a connection string. */
export async function startProxy(url: string): Promise<DatabaseProxy> {
  const upstream = toUpstream(url)
  const pairs = new Set<Pair>()
  let mode: Mode = 'open'
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const pair = { near, far: connect({ ...upstream, allowHalfOpen: true }), isLost: mode === 'silent' }
    pairs.add(pair)
    for (const one of [near, pair.far]) {
      one.on('error', () => undefined)
      one.on('close', () => mode === 'open' && end(pair))
    }
    if (mode === 'open') join(pair)
    else part(pair)
  })
  const end = (pair: Pair) => {
    for (const one of [pair.near, pair.far]) one.destroySoon()
    pairs.delete(pair)
  }
  const close = (next: Mode) => {
    mode = next
    for (const pair of pairs) {
      part(pair)
      pair.isLost ||= mode === 'silent'
    }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: urlThrough(url, (server.address() as AddressInfo).port),
    silence: () => close('silent'),
    hold: () => close('held'),
    open: () => {
      mode = 'open'
      for (const pair of pairs) {
        if (pair.near.destroyed || pair.far.destroyed) end(pair)
        else if (!pair.isLost) join(pair)
      }
    },
    close: async () => {
      for (const pair of pairs) end(pair)
      server.close()
      await once(server, 'close')
    },
  }
}
