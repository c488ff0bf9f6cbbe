import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { participantId } from '../document/participant/schemas.ts'
import { checkMatch } from '../http/etag.ts'
import { answers, idempotentIfMatchOptional } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { scheduled } from '../outcomes/schedule.ts'
import { ScheduledFollowUps } from '../outcomes/schedule-schemas.ts'
import { currentPolicy } from '../policy/store.ts'
import { malformed, notFound } from '../problem.ts'
import { changePerson } from '../writes/request.ts'
import { shown } from '../writes/result.ts'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/participants/:participantId/follow-up-schedule',
    {
      config: { access: 'plans:write' },
      preValidation: async ({ body }) => {
        if (body !== undefined) throw malformed('The operation takes no body: policy says what is planned.')
      },
      schema: {
        operationId: 'scheduleFollowUps',
        tags: ['Follow-ups'],
        summary: 'Plan the follow-ups of a participant',
        description:
          'Plans follow-up by the cadence and months of the policy: of adults and dislocated workers from employedOn, of ' +
          'youth from exitedOn, of the co-enrolled from both. New follow-ups belong to the latest plan of the period, ' +
          'closed or not, because closing a plan does not end the year of follow-up. Made again when a date or the policy ' +
          'has changed, it moves or cancels what nobody has touched and keeps the rest; where nothing has changed it writes ' +
          'nothing. Takes no body.',
        params: Type.Object({ participantId }, { additionalProperties: false }),
        headers: idempotentIfMatchOptional,
        response: answers({ 200: ref(ScheduledFollowUps) }),
      },
    },
    async (request, reply) => {
      // a write that changes nothing would not notice that the remembered policy is outdated
      await currentPolicy(app.db, request.actor.agencyId)
      return changePerson(request, reply, request.params.participantId, (person, now, policy) => {
        if (!person) throw notFound()
        checkMatch(request, person.participant)
        const { edits, periods } = scheduled(person, policy, now)
        const { id, version } = person.participant
        return { edits, answer: shown({ participantId: id, version, periods }) }
      })
    },
  )
}

export default routes
