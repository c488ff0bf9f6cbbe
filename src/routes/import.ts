/** Imports plan documents and participants, one per line; each is written as if it came in a request of its own. */

import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import pLimit, { type LimitFunction } from 'p-limit'
import type { Day } from '../calendar.ts'
import type { PlanParticipant } from '../document/participant/plan-participant.ts'
import { NamedPlanDocument } from '../document/plan-document.ts'
import { readFor } from '../http/json.ts'
import { slowBody, steady } from '../http/limits/steady.ts'
import { type Line, mapOrdered, readLines } from '../http/lines.ts'
import { answers } from '../http/operation.ts'
import { problemBody, toLoggedProblem } from '../http/problems.ts'
import { ref } from '../http/schema.ts'
import { record } from '../http/service.ts'
import { giveWay } from '../http/turns.ts'
import { invalid, Problem } from '../problem.ts'
import { buildContext } from '../writes/request.ts'
import { type Pushed, type PushedDocument, pushPlan, recordParticipant } from '../writes/upsert.ts'
import { ImportedLine, ImportSummary, ParticipantLine } from './import-schemas.ts'

const media = 'application/x-ndjson'
/** What the log says when a caller has gone before the end. */
const brokenOff = 499
const maxBytes = 1024 * 1024
/** The externalIds of an import are kept until it ends. */
const maxLines = 100_000
/** How many lines are written at once across all imports: other requests need database connections too. */
const maxAtWork = 4

const repeated = () =>
  new Problem('duplicate', 'An earlier line of the import has the same externalId.', [
    { pointer: '/externalId', detail: 'is that of an earlier line' },
  ])

/** The JSON of a line. */
async function readLine(request: FastifyRequest, { bytes }: Line): Promise<unknown> {
  if (bytes === 'too long') throw new Problem('too-large', 'A line may have 1 MiB at most.')
  if (bytes === 'one too many')
    throw new Problem('too-large', 'An import may have 100,000 lines. Send this one and those after it in another one.')
  return readFor(request, bytes, 'line')
}

/** The externalId in the JSON of a line; null if there is none. */
function externalIdIn(value: unknown): string | null {
  const name = (value as { externalId?: unknown } | null)?.externalId
  return typeof name === 'string' && /^[\x21-\x7e]{1,128}$/.test(name) ? name : null
}

/** Whether a line has a participant and nothing else. */
const isAlone = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).join() === 'participant'

/** A line as read: its document, or why it is not one. */
type Sent = {
  line: Line
  externalId: string | null
  document: PushedDocument | { participant: PlanParticipant; externalId: null } | { error: unknown }
}

/** Reads the documents one by one, so that of two with the same externalId, the later one is refused. */
async function* documentsIn(request: FastifyRequest, lines: AsyncIterable<Line>): AsyncGenerator<Sent> {
  const seen = new Set<string>()

  function take(value: unknown, today: Day): Exclude<Sent['document'], { error: unknown }> {
    if (isAlone(value)) {
      const { participant } = request.server.check(ParticipantLine, value)
      request.server.refuseFuture(ParticipantLine, value, today)
      return { participant: participant as PlanParticipant, externalId: null }
    }
    const document = request.server.check(NamedPlanDocument, value)
    request.server.refuseFuture(NamedPlanDocument, document, today)
    const { externalId } = document
    if (externalId === null) throw invalid([{ pointer: '/externalId', detail: 'is missing' }])
    if (seen.has(externalId)) throw repeated()
    seen.add(externalId)
    return { ...document, externalId }
  }

  for await (const line of lines) {
    await giveWay()
    let externalId: string | null = null
    let document: Sent['document']
    try {
      const value = await readLine(request, line)
      externalId = externalIdIn(value)
      document = take(value, await request.today())
    } catch (error) {
      document = { error }
    }
    yield { line, externalId, document }
  }
}

/** What came of a line that was written, as JSON members. */
const done = (result: string, participantId: string, planId: string | null, version: number): string =>
  JSON.stringify({ result, participantId, planId, version, problem: null }).slice(1, -1)

type Imported = { result: Pushed['result'] | 'failed'; text: string; isBeyond: boolean }

/** Returns a function that writes the documents of one import; all imports share the limit. */
const writer =
  (request: FastifyRequest, limit: LimitFunction) =>
  async ({ line, externalId, document }: Sent): Promise<Imported> => {
    const isBeyond = line.bytes === 'one too many'
    const buildLine = (rest: string) => `{"line":${line.number},"externalId":${JSON.stringify(externalId)},${rest}}\n`
    try {
      if ('error' in document) throw document.error
      const context = { ...buildContext(request), bytes: line.bytes.length }
      if (document.externalId === null) {
        const { result, participant } = await limit(() => recordParticipant(context, document.participant))
        return { result, text: buildLine(done(result, participant.id, null, participant.version)), isBeyond }
      }
      const { result, document: written } = await limit(() => pushPlan(context, document))
      const { id, participantId, version } = written.plan
      return { result, text: buildLine(done(result, participantId, id, version)), isBeyond }
    } catch (error) {
      const { slug, message, faults } = toLoggedProblem(error, request)
      const problem = problemBody(slug, request.id, message, faults)
      const text = buildLine(`"result":"failed","participantId":null,"planId":null,"version":null,"problem":${problem}`)
      return { result: 'failed', text, isBeyond }
    }
  }

/** The answer has begun, so the caller only sees that it ends without a summary; the log says why. */
function tooSlow({ id: requestId, actor: { agencyId, clientId }, server }: FastifyRequest): Problem {
  server.log.info({ requestId, agencyId, clientId }, 'slow body')
  return server.refusal(slowBody)
}

/** The lines of the answer. If the body breaks off, there is no summary, because no one is there to read it. */
async function* answerTo(request: FastifyRequest, write: ReturnType<typeof writer>): AsyncGenerator<string> {
  const body = steady((request.body ?? Readable.from([])) as AsyncIterable<Buffer>, () => tooSlow(request))
  const imported = { created: 0, updated: 0, unchanged: 0, failed: 0 }
  let lines = 0
  let cutAfter: number | null = null
  try {
    const documents = documentsIn(request, readLines(body, { maxBytes, maxLines }))
    for await (const { result, text, isBeyond } of mapOrdered(documents, maxAtWork, write)) {
      imported[result] += 1
      lines += 1
      if (isBeyond) cutAfter = maxLines
      yield text
    }
  } catch (error) {
    toLoggedProblem(error, request) // logs it if it is a defect
    return
  }
  yield `${JSON.stringify({ imported, lines, cutAfter })}\n`
}

/** How long a caller that is still sending may take to read the answer before the connection is closed. */
const lingerMs = 2_000

/** Closes a connection whose body was not read to its end; a caller with more to send would otherwise wait forever. */
function endUnread({ raw }: FastifyRequest): void {
  if (raw.complete) return
  raw.resume() // drops what still arrives, because closing with unread bytes could lose the answer
  raw.socket.end()
  setTimeout(() => raw.socket.destroy(), lingerMs).unref()
}

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const limit = pLimit(maxAtWork)
  const compile = app.validatorCompiler as NonNullable<typeof app.validatorCompiler>
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(media, (_request, payload, done) => done(null, payload))
  app.addContentTypeParser('*', (_request, _payload, done) =>
    done(new Problem('unsupported-media-type', `Send ${media}.`)),
  )

  app.post(
    '/v1/import',
    {
      config: { access: 'plans:write', persons: 'written', isImport: true },
      validatorCompiler: (route) => (route.httpPart === 'body' ? () => true : compile(route)),
      schema: {
        operationId: 'importPlans',
        tags: ['Plans'],
        summary: 'Import plan documents and participants',
        description:
          'One plan document a line, each of 1 MiB and 100,000 of them at most, empty ones counted, each with an externalId of its own. ' +
          'A line may also have a participant alone, whose facts are written without a plan. Each document is written by itself as PUT /v1/plans/by-external-id/{externalId} would, and answered in the order of the ' +
          'lines while they are sent: read while you send. The status is 200 once it has begun; a line that is refused ' +
          'does not stop the others. The last line is the summary; where it is missing the connection broke off, and the ' +
          'import is sent again as it is: what was written is then unchanged. Behind the limit nothing is read: the first ' +
          'line there fails, cutAfter says where to go on, and the connection is closed. So it needs no Idempotency-Key, and passes one over.',
        body: {
          content: {
            [media]: { schema: { anyOf: [ref(NamedPlanDocument), ref(ParticipantLine)], description: 'A line.' } },
          },
        },
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
      app.longLivedSockets.add(socket)
      reply.raw.once('close', () => {
        app.longLivedSockets.delete(socket)
        if (!reply.raw.writableFinished) record(request, reply, brokenOff)
      })
      reply.raw.once('finish', () => endUnread(request))
      return reply.type(media).send(Readable.from(answerTo(request, writer(request, limit))))
    },
  )
}

export default routes
