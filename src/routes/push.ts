/** Upserts one plan document. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { NamedPlanDocument } from '../document/plan-document.ts'
import { checkMatch } from '../http/etag.ts'
import { answers, ifMatchOptional } from '../http/operation.ts'
import { externalId, ref } from '../http/schema.ts'
import { refuse } from '../problem.ts'
import { buildContext, sendAnswer } from '../writes/request.ts'
import { created, shown } from '../writes/result.ts'
import { pushPlan } from '../writes/upsert.ts'
import { PlanDocument } from './plan-document.ts'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.put(
    '/v1/plans/by-external-id/:externalId',
    {
      config: { access: 'plans:write' },
      schema: {
        operationId: 'pushPlan',
        tags: ['Plans'],
        summary: 'Create or change a plan by its externalId',
        description:
          'Takes a plan document, all or nothing: 201 where the plan is new, else 200, also where nothing changes, which ' +
          'takes no version. Members of the plan and of each milestone and follow-up are replaced whole; milestones and ' +
          'follow-ups are matched by externalId, and stored ones that the document does not hold stay. Items without an ' +
          'id are matched by what they say. A plan that was read with include=milestones,followUps is taken as it is, also ' +
          'from another agency; a read-only member that differs from what is kept is refused (422). Facts of participation in participant are written to the participant. Of a closed ' +
          'plan only they, attainments, careerPlanner, office, and follow-ups after placement and exit are changed (else 409).',
        params: Type.Object(
          { externalId: externalId('The externalId of the plan.', 'cms-10441') },
          { additionalProperties: false },
        ),
        headers: ifMatchOptional,
        body: ref(NamedPlanDocument),
        response: answers({ 200: ref(PlanDocument), 201: ref(PlanDocument) }),
      },
    },
    async (request, reply) => {
      const { externalId } = request.params
      const document = request.body as NamedPlanDocument
      const isOther = document.externalId !== null && document.externalId !== externalId
      refuse(isOther ? [{ pointer: '/externalId', detail: 'must be that of the address; it may be left out' }] : [])
      const sent = { ...document, externalId }
      const { result, document: facts } = await pushPlan(buildContext(request), sent, (stored) =>
        checkMatch(request, stored),
      )
      const { plan, milestones, followUps } = facts
      const whole = { ...plan, milestones, followUps }
      const answer = result === 'created' ? created(whole, `/v1/plans/${plan.id}`) : shown(whole)
      return sendAnswer(reply, { answer, isReplay: false })
    },
  )
}

export default routes
