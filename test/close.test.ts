/** What becomes of connections when the service is told to stop. */
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import fastify from 'fastify'
import t from 'tap'
import { trackConnections } from '../src/http/close.ts'

/** Lines at intervals, as long as more of them are wanted. */
async function* repeatLine(isWanted: () => boolean) {
  while (isWanted()) {
    yield 'a line\n'
    await pause(50)
  }
  yield 'the end\n'
}

/** A line, and nothing more. */
async function* nothingMore() {
  yield 'a line\n'
  await new Promise(() => undefined)
}

/** An answer as it comes in. */
async function follow(url: string) {
  let text = ''
  const response = await fetch(url)
  const decoder = new TextDecoder()
  const ended = (async () => {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk)
    return 'ended'
  })().catch(() => 'cut')
  return { text: () => text, ended }
}

t.test('at shutdown a moving stream is finished or cut late, and a stalled one is cut sooner', async (t) => {
  const app = fastify()
  const close = trackConnections(app, { quietMs: 2_000, stillMs: 3_000, maxMs: 10_000 })
  const order: string[] = []
  const sources = {
    moving: repeatLine(() => order.length === 0),
    endless: repeatLine(() => true),
    still: nothingMore(),
  }
  let begun = 0
  app.server.on('request', () => begun++)
  for (const [name, lines] of Object.entries(sources))
    app.get(`/${name}`, (_request, reply) => reply.send(Readable.from(lines)))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const ends = Object.keys(sources).map(async (name) => {
    const { text, ended } = await follow(`${url}/${name}`)
    order.push(`${name} ${await ended}${text().endsWith('the end\n') ? ' whole' : ''}`)
  })
  while (begun < 3) await pause(20)
  await close()
  await Promise.all(ends)
  t.strictSame(order, ['still cut', 'moving ended whole', 'endless cut'])
})
