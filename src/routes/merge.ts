/** Makes one person of two participants. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { mergedEdits } from '../document/participant/merge.ts'
import { MergeParticipant, Participant, participantId } from '../document/participant/schemas.ts'
import { requireMatch } from '../http/etag.ts'
import { answers, idempotentIfMatch } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { notFound, unprocessable } from '../problem.ts'
import { changePerson, mergePersons } from '../writes/request.ts'
import { shown } from '../writes/result.ts'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/participants/:participantId/merge',
    {
      config: { access: 'plans:write' },
      schema: {
        operationId: 'mergeParticipant',
        tags: ['Participants'],
        summary: 'Merge a participant into another',
        description:
          'For a person who is there under two ids. Plans, history, and findings go to the other participant, and this one ' +
          'is deleted. Periods that share a day become one: a fact that only one of them has is kept, and where both say ' +
          'different things the merge is refused (409) and names them. It is answered with the other participant.',
        params: Type.Object({ participantId }, { additionalProperties: false }),
        headers: idempotentIfMatch,
        body: ref(MergeParticipant),
        response: answers({ 200: ref(Participant) }),
      },
    },
    (request, reply) => {
      const from = request.params.participantId
      const { into, reason = null } = request.body as Static<typeof MergeParticipant>
      if (from === into)
        return changePerson(request, reply, from, (person) => {
          if (!person) throw notFound()
          throw unprocessable([{ pointer: '/into', detail: 'must be another participant than that of the address' }])
        })
      return mergePersons(request, reply, { from, into }, (one, other, now) => {
        requireMatch(request, one.participant)
        if (!other) throw unprocessable([{ pointer: '/into', detail: 'is no participant of the agency' }])
        const edits = mergedEdits(one, other, now)
        const merged = edits.find((edit) => edit.type === 'participant')?.after ?? other.participant
        return { edits, answer: shown(merged), reason: reason ?? '' }
      })
    },
  )
}

export default routes
