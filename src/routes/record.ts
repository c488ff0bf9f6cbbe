/** Everything that is held on one person. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { batchBytes, type Row } from '../database/db.ts'
import { participantId } from '../document/participant/schemas.ts'
import { formatRecord, ParticipantRecord, selectRecord } from '../exports/record.ts'
import { noteRows } from '../http/access-log.ts'
import { sendPieces } from '../http/list.ts'
import { answers } from '../http/operation.ts'
import { ref } from '../http/schema.ts'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/participants/:participantId/record',
    {
      config: { access: 'records:read' },
      schema: {
        operationId: 'getParticipantRecord',
        tags: ['Participants'],
        summary: 'Read everything that is held on a participant',
        description:
          'The participant, the plans with everything in them, the findings that are kept, and the history, as one ' +
          'document. It is streamed: an answer that ends before its last chunk is not whole.',
        params: Type.Object({ participantId }, { additionalProperties: false }),
        response: answers({ 200: ref(ParticipantRecord) }),
      },
    },
    (request, reply) => {
      const { agencyId } = request.actor
      const call = selectRecord(agencyId, request.params.participantId)
      const note = (rows: readonly Row[]) => noteRows(request, rows)
      return sendPieces(request, reply, formatRecord(app.db.stream(agencyId, call, batchBytes.sent), note))
    },
  )
}

export default routes
