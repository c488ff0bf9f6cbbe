import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { participantId } from '../document/participant/schemas.ts'
import { noteRead } from '../http/access-log.ts'
import { answers } from '../http/operation.ts'
import { day, ref } from '../http/schema.ts'
import { readOwnPeriods, selectOwnPeriods } from '../outcomes/cohort.ts'
import { buildOutcomes } from '../outcomes/outcomes.ts'
import { Outcomes } from '../outcomes/schemas.ts'
import { notFound } from '../problem.ts'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/participants/:participantId/outcomes',
    {
      config: { access: 'plans:read' },
      schema: {
        operationId: 'getOutcomes',
        tags: ['Outcomes'],
        summary: 'Read the outcomes of a participant',
        description:
          'What follow-ups and attainments in all plans of a period say of the four quarters after exit, of a credential and ' +
          'of skill gains: known, unknown, pending or excluded, and why. By what is recorded now.',
        params: Type.Object({ participantId }, { additionalProperties: false }),
        querystring: Type.Object(
          { asOf: Type.Optional(day('The day that is asked for; today in the agency when left out.', '2027-01-15')) },
          { additionalProperties: false },
        ),
        response: answers({ 200: ref(Outcomes) }),
      },
    },
    async (request) => {
      const { agencyId } = request.actor
      const { asOf = await request.today() } = request.query
      const { participantId } = request.params
      const [rows] = await app.db.read(agencyId, selectOwnPeriods(agencyId, participantId))
      const periods = readOwnPeriods(rows)
      if (!periods) throw notFound()
      noteRead(request, participantId, ...periods.flatMap(({ plans }) => plans.map(({ id }) => id)))
      return { asOf, participantId, periods: periods.map((period) => buildOutcomes(period, asOf)) }
    },
  )
}

export default routes
