/** Files a plan under another participant. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from 'typebox'
import { movedPlan } from '../document/plan/move.ts'
import { MovePlan, Plan } from '../document/plan/schemas.ts'
import { requireMatch } from '../http/etag.ts'
import { answers, idempotentIfMatch, pathIds } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { movePlan } from '../writes/request.ts'
import { updated } from '../writes/result.ts'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/plans/:planId/move',
    {
      config: { access: 'plans:write' },
      schema: {
        operationId: 'movePlan',
        tags: ['Plans'],
        summary: 'Move a plan to another participant',
        description:
          'For a plan that was filed under the wrong participant. The plan goes with everything in it, and with its ' +
          'history; facts of participation stay with the participant they were said of. A closed plan can be moved, too.',
        params: pathIds('planId'),
        headers: idempotentIfMatch,
        body: ref(MovePlan),
        response: answers({ 200: ref(Plan) }),
      },
    },
    (request, reply) => {
      const { participantId, periodId = null, reason } = request.body as Static<typeof MovePlan>
      return movePlan(request, reply, request.params.planId, participantId, ({ plan }, to, now) => {
        requireMatch(request, plan)
        return { ...updated('plan', plan, movedPlan(plan, to?.participant, periodId, now)), reason }
      })
    },
  )
}

export default routes
