/** Imports plan documents, one a line; each is written as a request with it alone would be. */
import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { readJson } from '../http/json.ts'
import { gateOf, inOrder, type Line, linesOf } from '../http/lines.ts'
import { answers } from '../http/operation.ts'
import { problemBody, problemFor } from '../http/problems.ts'
import { ref } from '../http/schema.ts'
import { record } from '../http/service.ts'
import { invalid, Problem } from '../problem.ts'
import { NamedPlanDocument } from './document.ts'
import { ImportedLine, ImportSummary } from './import-schemas.ts'
import { contextOf } from './request.ts'
import { type Pushed, type PushedDocument, pushPlan } from './upsert.ts'

const media = 'application/x-ndjson'
/** What stands in the log where a caller has gone before the end. */
const brokenOff = 499
const mostBytes = 1024 * 1024
/** The externalIds of an import are held until it ends. */
const mostLines = 100_000
/** So many lines are written at the same time, of all imports together: others need connections to the database too. */
const mostAtWork = 4

const repeated = () =>
  new Problem('duplicate', 'An earlier line of the import has the same externalId.', [
    { pointer: '/externalId', detail: 'is that of an earlier line' },
  ])

type Imported = { result: Pushed['result'] | 'failed'; text: string }

const isBlank = ({ bytes }: Line) => bytes?.every((byte) => byte === 32 || byte === 9 || byte === 13) ?? false

async function* withText(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  for await (const line of lines) if (!isBlank(line)) yield line
}

/** The JSON of a line. */
function readLine({ number, bytes }: Line): unknown {
  if (!bytes) throw new Problem('too-large', 'A line may have 1 MiB at most.')
  if (number > mostLines)
    throw new Problem('too-large', 'An import may have 100,000 lines; send the rest in another one.')
  return readJson(bytes, 'line')
}

/** The externalId in the JSON of a line; null where it is none. */
function externalIdIn(value: unknown): string | null {
  const name = (value as { externalId?: unknown } | null)?.externalId
  return typeof name === 'string' && /^[\x21-\x7e]{1,128}$/.test(name) ? name : null
}

/** What reads and writes the lines of one import; the gate is that of all. */
function importer(request: FastifyRequest, gate: ReturnType<typeof gateOf>): (line: Line) => Promise<Imported> {
  const seen = new Set<string>()

  function take(value: unknown): PushedDocument {
    const document = request.server.check(NamedPlanDocument, value)
    const { externalId } = document
    if (externalId === null) throw invalid([{ pointer: '/externalId', detail: 'is missing' }])
    if (seen.has(externalId)) throw repeated()
    seen.add(externalId)
    return { ...document, externalId }
  }

  return async (line) => {
    let externalId: string | null = null
    const textOf = (rest: string) => `{"line":${line.number},"externalId":${JSON.stringify(externalId)},${rest}}\n`
    try {
      const value = readLine(line)
      externalId = externalIdIn(value)
      const document = take(value)
      const {
        result,
        document: { plan },
      } = await gate(() => pushPlan(contextOf(request), document))
      const text = textOf(`"result":"${result}","planId":"${plan.id}","version":${plan.version},"problem":null`)
      return { result, text }
    } catch (error) {
      const { slug, message, faults } = problemFor(error, request)
      const problem = problemBody(slug, request.id, message, faults)
      return { result: 'failed', text: textOf(`"result":"failed","planId":null,"version":null,"problem":${problem}`) }
    }
  }
}

/** The lines of the answer. A body that breaks off ends them without a summary: nobody is there to read it. */
async function* answerTo(request: FastifyRequest, work: (line: Line) => Promise<Imported>): AsyncGenerator<string> {
  const body = (request.body ?? []) as AsyncIterable<Buffer>
  const imported = { created: 0, updated: 0, unchanged: 0, failed: 0 }
  let lines = 0
  try {
    for await (const { result, text } of inOrder(withText(linesOf(body, mostBytes)), mostAtWork, work)) {
      imported[result] += 1
      lines += 1
      yield text
    }
  } catch (error) {
    problemFor(error, request) // so that it is logged where it is a defect
    return
  }
  yield `${JSON.stringify({ imported, lines })}\n`
}

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const gate = gateOf(mostAtWork)
  const compile = app.validatorCompiler as NonNullable<typeof app.validatorCompiler>
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(media, (_request, payload, done) => done(null, payload))
  app.addContentTypeParser('*', (_request, _payload, done) =>
    done(new Problem('unsupported-media-type', `Send ${media}.`)),
  )

  app.post(
    '/v1/import',
    {
      config: { access: 'plans:write' },
      validatorCompiler: (route) => (route.httpPart === 'body' ? () => true : compile(route)),
      schema: {
        operationId: 'importPlans',
        tags: ['Plans'],
        summary: 'Import plan documents',
        description:
          'One plan document a line, each of 1 MiB and 100,000 of them at most, each with an externalId of its own. Each ' +
          'is written by itself as PUT /v1/plans/by-external-id/{externalId} would, and answered in the order of the ' +
          'lines while they are sent: read while you send. The status is 200 once it has begun; a line that is refused ' +
          'does not stop the others. The last line is the summary; where it is missing the import was cut, and is sent ' +
          'again as it is: what was written is then unchanged. So it needs no Idempotency-Key, and passes one over.',
        body: { content: { [media]: { schema: ref(NamedPlanDocument) } } },
        response: answers({
          200: {
            description: 'A line for each line that is not empty, and the summary.',
            content: {
              [media]: { schema: { anyOf: [ref(ImportedLine), ref(ImportSummary)], description: 'A line.' } },
            },
          },
        }),
      },
    },
    (request, reply) => {
      const { socket } = request.raw
      app.lasting.add(socket)
      reply.raw.once('close', () => {
        app.lasting.delete(socket)
        if (!reply.raw.writableFinished) record(request, reply, brokenOff)
      })
      return reply.type(media).send(Readable.from(answerTo(request, importer(request, gate))))
    },
  )
}

export default routes
