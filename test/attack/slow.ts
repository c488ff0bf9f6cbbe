/** Clients that hold what they have been given: bodies that never end, answers that are hardly read, headers that trickle. */
import { type ClientRequest, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Target } from './attacks.ts'
import { count, type Tally } from './exchange.ts'

const untilEnd = ({ until }: Target) => pause(Math.max(0, until - Date.now()))

/** Begins an import; its answer is counted and thrown away. */
function openImport({ caller }: Target, tally: Tally): ClientRequest {
  const headers = { authorization: `Bearer ${caller.token}`, 'content-type': 'application/x-ndjson' }
  const sending = request(`${caller.url}/v1/import`, { method: 'POST', headers }, (response) => {
    count(tally, String(response.statusCode))
    response.on('error', () => undefined)
    response.resume()
  })
  sending.on('error', (error: NodeJS.ErrnoException) => count(tally, error.code ?? 'error'))
  return sending
}

/** Sends the same line over and over in one import, as fast as it is read; begins again where it is ended. */
export async function drip(target: Target, line: string): Promise<Tally> {
  const tally: Tally = {}
  const chunk = Buffer.from(line.repeat(2 ** 16 / line.length))
  while (Date.now() < target.until) {
    const sending = openImport(target, tally)
    const over = new Promise<void>((resolve) => sending.once('close', resolve))
    sending.once('response', (response) => response.once('end', () => sending.destroy()))
    while (Date.now() < target.until && !sending.destroyed) {
      if (sending.write(chunk)) await pause(0)
      else await Promise.race([new Promise((resolve) => sending.once('drain', resolve)), over, untilEnd(target)])
    }
    sending.destroy()
    await pause(100)
  }
  return tally
}

/** Begins imports with nearly the longest line there may be, and sends one more byte of each every 20 seconds. */
export async function holdImports(target: Target, connections: number): Promise<Tally> {
  const tally: Tally = {}
  const block = Buffer.alloc(1_000_000, 'x')
  const all = Array.from({ length: connections }, () => openImport(target, tally))
  for (const sending of all) sending.write(block)
  const trickle = setInterval(() => {
    for (const sending of all) if (!sending.destroyed) sending.write('x')
  }, 20_000)
  await untilEnd(target)
  clearInterval(trickle)
  count(tally, `${all.filter(({ destroyed }) => !destroyed).length} held`)
  for (const sending of all) sending.destroy()
  return tally
}

/** Reads streams of all milestones, a piece of each every half a second. */
export async function readSlowly(target: Target, readers: number): Promise<Tally> {
  const tally: Tally = {}
  const headers = { authorization: `Bearer ${target.caller.token}`, accept: 'application/x-ndjson' }
  const all = Array.from({ length: readers }, () =>
    request(`${target.caller.url}/v1/milestones`, { headers }, (response) => {
      count(tally, String(response.statusCode))
      response.on('error', () => undefined)
      const timer = setInterval(() => response.read(), 500)
      response.once('close', () => clearInterval(timer))
    }).on('error', () => count(tally, 'error')),
  )
  for (const one of all) one.end()
  await untilEnd(target)
  for (const one of all) one.destroy()
  return tally
}

/** Opens connections, sends a byte of a header a second on each, and closes none of them, whatever is answered. */
export async function holdHeaders(target: Target, connections: number): Promise<Tally> {
  const tally: Tally = {}
  const { hostname, port } = new URL(target.caller.url)
  const open = (): Socket => {
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
    socket.on('error', () => undefined)
    socket.once('data', (data) => count(tally, data.toString('latin1').split(' ')[1] ?? 'data'))
    socket.write('GET /v1/plans HTTP/1.1\r\nhost: x\r\nx-slow: ')
    return socket
  }
  const all = Array.from({ length: connections }, open)
  const trickle = setInterval(() => {
    for (const socket of all) if (socket.writable) socket.write('x')
  }, 1_000)
  await untilEnd(target)
  clearInterval(trickle)
  count(tally, `${all.filter(({ destroyed }) => !destroyed).length} held`)
  return tally
}
