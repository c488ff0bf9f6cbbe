/** Hands a caseload over to another career planner or office. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answers, idempotent, pathIds } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { notFound } from '../problem.ts'
import { selectHandOver, startHandOver } from '../writes/hand-over/hand-over.ts'
import { HandOver, NewHandOver } from '../writes/hand-over/schemas.ts'
import { buildKeyedContext, sendAnswer } from '../writes/request.ts'

const tags = ['Plans']

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/caseload/hand-over',
    {
      config: { access: 'plans:write' },
      schema: {
        operationId: 'handOverCaseload',
        tags,
        summary: 'Hand a caseload over',
        description:
          'Gives every plan of a career planner to another one, closed plans included, because follow-up goes on. The plans ' +
          'are written one by one in the background, each with a change in its history by whoever asked for it; Location ' +
          'tells how far it is. Plans that another career planner has by then are left alone.',
        headers: idempotent,
        body: ref(NewHandOver),
        response: answers({ 202: ref(HandOver) }),
      },
    },
    async (request, reply) => {
      const done = await startHandOver(buildKeyedContext(request), request.body as NewHandOver)
      app.background.wake()
      return sendAnswer(reply, done)
    },
  )

  app.get(
    '/v1/caseload/hand-over/:handOverId',
    {
      config: { access: 'plans:read' },
      schema: {
        operationId: 'getHandOver',
        tags,
        summary: 'Read how far a hand-over is',
        description: 'The hand-over with how many plans are done.',
        params: pathIds('handOverId'),
        response: answers({ 200: ref(HandOver) }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const [[row]] = await app.db.read(agencyId, selectHandOver(agencyId, request.params.handOverId))
      if (!row) throw notFound()
      return reply.header('content-type', 'application/json; charset=utf-8').send(row[0])
    },
  )
}

export default routes
