import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { giveBackWhenIdle } from '../src/memory.ts'

const idleMs = 100

/** A server that gives memory back when it is idle, and has done so once; it keeps its answers and counts collections. */
async function startServer(t: Test) {
  const { gc } = globalThis
  const counted = { collections: 0, answers: [] as ServerResponse[] }
  globalThis.gc = (() => {
    counted.collections += 1
  }) as typeof gc
  const server = createServer((_request, response) => counted.answers.push(response)).listen(0, '127.0.0.1')
  giveBackWhenIdle(server, idleMs)
  await once(server, 'listening')
  t.teardown(() => {
    globalThis.gc = gc
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  while (counted.collections === 0) await sleep(5)
  counted.collections = 0
  async function ask(path: string) {
    const answer = fetch(`http://127.0.0.1:${port}${path}`).then((response) => response.text())
    while (counted.answers.length === 0) await sleep(5)
    const response = counted.answers.pop() as ServerResponse
    return {
      end: () => {
        response.end()
        return answer
      },
    }
  }
  return { counted, ask }
}

t.test('memory is given back once after requests have ended', async (t) => {
  const { counted, ask } = await startServer(t)
  await (await ask('/v1/plans')).end()
  await sleep(5 * idleMs)
  t.equal(counted.collections, 1)
})

t.test('it is not given back while a request is being answered', async (t) => {
  const { counted, ask } = await startServer(t)
  const request = await ask('/v1/exports/pirl')
  await sleep(5 * idleMs)
  t.equal(counted.collections, 0)
  await request.end()
  await sleep(5 * idleMs)
  t.equal(counted.collections, 1)
})

t.test('a probe is no reason to give it back again', async (t) => {
  const { counted, ask } = await startServer(t)
  await (await ask('/health/live')).end()
  await sleep(5 * idleMs)
  t.equal(counted.collections, 0)
})
