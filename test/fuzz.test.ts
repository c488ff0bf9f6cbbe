/**
 * Random requests to every operation of the OpenAPI document. TEST_SEED and FUZZ_COUNT choose which and how many
 * (`npm run fuzz` makes 200,000); a failure prints the seed, the number of the request, and the request itself.
 */
import { Agent, request as httpRequest } from 'node:http'
import t from 'tap'
import { problems } from '../src/problem.ts'
import { listOperations } from './fixtures/operations.ts'
import { seed } from './fuzz/random.ts'
import { type Attempt, createTraffic } from './fuzz/traffic.ts'
import { createConformance } from './support/conformance.ts'
import { type Json, startService } from './support/service.ts'

const count = Number(process.env.FUZZ_COUNT ?? process.argv[2] ?? 3_000)
/** So many agencies at the same time, each with so many callers who write to the same plans. */
const agencies = 4
const callers = 3
/** Then come others, so that lists stay small. */
const perAgency = Math.min(1_500, Math.ceil(count / agencies))
const patience = 10_000

t.setTimeout(0)
const service = await startService()
t.teardown(service.close)
const agent = new Agent({ keepAlive: true, maxSockets: agencies * callers })
t.teardown(() => agent.destroy())
const conformance = createConformance(service.openapi)
const { hostname, port } = new URL(service.url)

type Answer = { status: number; type: string; text: string }

function send({ operation, path, headers, body }: Attempt, token: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const request = httpRequest(
      {
        agent,
        hostname,
        port,
        method: operation.method,
        path,
        headers: { ...headers, ...length, authorization: `Bearer ${token}` },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString(),
          }),
        )
        response.on('error', reject)
      },
    )
    request.setTimeout(patience, () => request.destroy(new Error(`no answer within ${patience} ms`)))
    request.on('error', reject)
    request.end(body)
  })
}

/** What is wrong with an answer; undefined where nothing is. */
function findFault({ operation, path }: Attempt, { status, type, text }: Answer, body: Json): string | undefined {
  if (status >= 500 || status < 200) return `status ${status}`
  if (status < 400) return conformance(operation.method, path, status, type, body)
  if (!type.startsWith('application/problem+json')) return `an error of type ${type}`
  if (!Object.hasOwn(problems, body.code) || problems[body.code as 'stale'].status !== status)
    return `the code ${body.code} with ${status}`
  return /evil|drop table|<script|\u202e|219-09/i.test(text)
    ? 'a problem that repeats what was sent'
    : conformance(operation.method, path, status, type, body)
}

const statuses = new Map<string, Map<number, number>>()
const failures: string[] = []

const operations = listOperations(service.openapi)
const getCounts = (id: string) => [...(statuses.get(id) ?? [])].sort(([a], [b]) => a - b)
const hasSucceeded = ({ id }: { id: string }) => getCounts(id).some(([status]) => status < 400)
/** Chance may leave an operation without success: then it goes on, for up to four times as long. */
const goesOn = (done: number) => done < perAgency || (done < 4 * perAgency && !operations.every(hasSucceeded))

/** Sends requests to a fresh agency from several callers at once. */
async function run(name: number): Promise<void> {
  const traffic = createTraffic(service.openapi, name)
  const { token } = await service.client()
  let done = 0
  async function call(): Promise<void> {
    while (goesOn(done) && failures.length < 5) {
      done += 1
      const attempt = traffic.next()
      const { operation, path, headers, body: sent } = attempt
      const shown = `seed ${seed}, agency ${name}, request ${done}: ${operation.method} ${path} ${JSON.stringify(headers)} ${sent}`
      try {
        const answer = await send(attempt, token)
        const body = /[/+]json/.test(answer.type) && answer.text ? JSON.parse(answer.text) : answer.text || undefined
        const fault = findFault(attempt, answer, body)
        if (fault) failures.push(`${fault}\n${shown}\n${answer.text.slice(0, 1_000)}`)
        traffic.learn(attempt, answer.status, body)
        const counts = statuses.get(operation.id) ?? new Map()
        statuses.set(operation.id, counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1))
      } catch (error) {
        failures.push(`${(error as Error).message}\n${shown}`)
      }
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
}

const names = Array.from({ length: Math.ceil(count / perAgency) }, (_, index) => seed * 1_000 + index).values()
async function runOneAfterAnother(): Promise<void> {
  for (const name of names) await run(name)
}
await Promise.all(Array.from({ length: agencies }, runOneAfterAnother))

t.test(
  `${count} random requests are each answered as the document says, and none with 5xx (seed ${seed})`,
  async (t) => {
    t.strictSame(failures, [])
    const defects = service
      .logged()
      .split('\n')
      .filter((line) => line.includes('"msg":"defect"'))
    t.strictSame(defects, [], 'no defect was logged')
  },
)

t.test('every operation was reached and has succeeded', async (t) => {
  for (const { id } of operations) {
    t.comment(
      `${id}: ${getCounts(id)
        .map((pair) => pair.join(' × '))
        .join(', ')}`,
    )
    t.ok(hasSucceeded({ id }), id)
  }
})
