/** Erases a person. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { participantId } from '../document/participant/schemas.ts'
import { requireMatch } from '../http/etag.ts'
import { answers, ifMatch, noContent } from '../http/operation.ts'
import { choice } from '../http/schema.ts'
import { erasePerson, erasureReasons } from '../writes/erase.ts'
import { buildContext, sendAnswer } from '../writes/request.ts'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.delete(
    '/v1/participants/:participantId',
    {
      config: { access: 'participants:erase' },
      schema: {
        operationId: 'eraseParticipant',
        tags: ['Participants'],
        summary: 'Erase a participant',
        description:
          'Erases the person everywhere, in one transaction: the participant, the plans with everything in them, findings, ' +
          'history, and the answers of idempotency keys. The changes stay in the feed with op erase and ids alone, and a ' +
          'last one says that the participant was erased. Refused (409) while the record is under a hold, and until ' +
          'retainUntil has passed, unless the record was entered in error.',
        params: Type.Object({ participantId }, { additionalProperties: false }),
        headers: ifMatch,
        querystring: Type.Object(
          {
            reason: choice(
              erasureReasons,
              'Why: the record need not be kept any longer, the person asked for it, or it should never have been there.',
            ),
          },
          { additionalProperties: false },
        ),
        response: answers({ 204: noContent }),
      },
    },
    async (request, reply) => {
      const check = (participant: { version: number }) => requireMatch(request, participant)
      const { reason } = request.query
      return sendAnswer(reply, await erasePerson(buildContext(request), request.params.participantId, reason, check))
    },
  )
}

export default routes
