import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { checkMatch } from '../http/etag.ts'
import { answers, idempotentIfMatchOptional, pathIds } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { scheduled } from '../outcomes/schedule.ts'
import { ScheduledFollowUps } from '../outcomes/schedule-schemas.ts'
import { currentPolicy } from '../policy/store.ts'
import { malformed } from '../problem.ts'
import { changePlan } from '../writes/request.ts'
import { shown } from '../writes/result.ts'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/plans/:planId/follow-up-schedule',
    {
      config: { access: 'plans:write' },
      preValidation: async ({ body }) => {
        if (body !== undefined) throw malformed('The operation takes no body: policy says what is planned.')
      },
      schema: {
        operationId: 'scheduleFollowUps',
        tags: ['Follow-ups'],
        summary: 'Plan the follow-ups of a plan',
        description:
          'Plans follow-up by the cadence and months of the policy: of adults and dislocated workers from employedOn, of ' +
          'youth from exitedOn, of the co-enrolled from both. Made again when a date or the policy has changed, it moves ' +
          'or cancels what nobody has touched and keeps the rest; where nothing has changed it writes nothing. Also for a ' +
          'closed plan, because closing does not end the year of follow-up. Takes no body.',
        params: pathIds('planId'),
        headers: idempotentIfMatchOptional,
        response: answers({ 200: ref(ScheduledFollowUps) }),
      },
    },
    async (request, reply) => {
      // a write that changes nothing would not notice that the remembered policy is outdated
      await currentPolicy(app.db, request.actor.agencyId)
      return changePlan(request, reply, request.params.planId, (document, now, policy) => {
        const { id: planId, version } = document.plan
        checkMatch(request, document.plan)
        const { edits, ...done } = scheduled(document, policy, now)
        return { edits, answer: shown({ planId, version: edits.length > 0 ? version + 1 : version, ...done }) }
      })
    },
  )
}

export default routes
