/** What becomes of connections when the service is told to stop. */
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import fastify from 'fastify'
import t from 'tap'
import { closerOf } from '../src/http/close.ts'

/** Lines at intervals, so many or without an end. */
async function* linesOf(count: number, everyMs: number) {
  for (let number = 0; number < count; number++) {
    yield `${number}\n`
    await pause(everyMs)
  }
}

/** An answer as it comes in. */
async function follow(url: string) {
  let text = ''
  const response = await fetch(url)
  const decoder = new TextDecoder()
  const ended = (async () => {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk)
    return 'whole'
  })().catch(() => 'cut')
  return { text: () => text, ended }
}

t.test('at the end a stream that moves is finished, or cut late, and one that does not is cut sooner', async (t) => {
  const app = fastify()
  const close = closerOf(app, { quietMs: 500, stillMs: 1_000, mostMs: 6_000 })
  const answers = { moving: [80, 50], endless: [Infinity, 50], still: [2, 1e6] } as const
  for (const [name, [count, everyMs]] of Object.entries(answers))
    app.get(`/${name}`, (_request, reply) => reply.send(Readable.from(linesOf(count, everyMs))))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const [moving, endless, still] = await Promise.all(['moving', 'endless', 'still'].map((name) => follow(`${url}/${name}`)))
  const order: string[] = []
  const ends = Object.entries({ moving, endless, still }).map(async ([name, answer]) => {
    const end = await answer?.ended
    order.push(`${name} ${end}`)
  })
  await close()
  await Promise.all(ends)
  t.strictSame(order, ['still cut', 'moving whole', 'endless cut'])
  t.match(moving?.text(), /\n79\n$/)
})
