/** Callers that send slowly, or not to the end, and never close their half of the connection. */
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { somePlan } from './fixtures/plans.ts'
import { startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)
const client = await service.client()
const { hostname, port } = new URL(service.url)

/** A connection that keeps its half open; `heard` is what came back. */
function open(first: string | Buffer): { socket: Socket; heard: () => string } {
  let heard = ''
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.on('error', () => undefined)
  socket.setEncoding('latin1').on('data', (text) => {
    heard += text
  })
  socket.write(first)
  return { socket, heard: () => heard }
}

const held = () => new Promise<number>((resolve) => service.app.server.getConnections((_, count) => resolve(count)))

async function until(isSo: () => Promise<boolean> | boolean): Promise<boolean> {
  for (const latest = Date.now() + 60_000; Date.now() < latest; await pause(50)) if (await isSo()) return true
  return false
}

const head = `host: x\r\nauthorization: Bearer ${client.token}\r\ncontent-type: application/json\r\n`
const plan = JSON.stringify(somePlan())

t.test('callers that trickle and never close are answered 408 and hold no connection', async (t) => {
  const headers = `GET /v1/plans HTTP/1.1\r\n${head}x-a: `
  const body = `POST /v1/plans HTTP/1.1\r\n${head}content-length: 100000\r\n\r\n{`
  const all = Array.from({ length: 60 }, (_, index) => open(index % 2 ? headers : body))
  t.ok(await until(async () => (await held()) >= 60))
  const trickling = setInterval(() => {
    for (const { socket } of all) if (socket.writable) socket.write(' ')
  }, 300)
  t.teardown(() => clearInterval(trickling))
  t.ok(await until(async () => (await held()) === 0), 'every connection is gone')
  for (const { heard } of all) {
    t.match(heard(), /^HTTP\/1\.1 408 Request Timeout\r\n/)
    t.match(JSON.parse(heard().split('\r\n\r\n')[1] ?? ''), { code: 'request-timeout', status: 408 })
  }
})

t.test('callers that send no request and never close hold no connection', async (t) => {
  const all = ['x\r\n\r\n', `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, Buffer.alloc(2 ** 20)].map(open)
  t.ok(await until(() => all.every(({ heard }) => heard().startsWith('HTTP/1.1 4'))), 'they are answered')
  t.ok(await until(async () => (await held()) === 0), 'every connection is gone')
})

t.test('a request that is complete only after its 408 is not carried out', async (t) => {
  const { socket, heard } = open(`POST /v1/plans HTTP/1.1\r\n${head}content-length: ${plan.length}\r\n\r\n`)
  t.ok(await until(() => heard().includes('408')))
  socket.write(plan)
  t.ok(await until(async () => (await held()) === 0))
  t.strictSame((await client.get('/v1/plans')).body.items, [])
})
