import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Day, quarterAfter } from '../calendar.ts'
import { getPeriodFacts } from '../document/participant/participant.ts'
import { type Participant, participantId } from '../document/participant/schemas.ts'
import { selectParticipant } from '../document/participant/store.ts'
import { noteRead } from '../http/access-log.ts'
import { answers } from '../http/operation.ts'
import { day, ref } from '../http/schema.ts'
import { mergePlans, selectOwnPeriods } from '../outcomes/cohort.ts'
import { extractUnplanned, type Period } from '../outcomes/period.ts'
import { Outcomes } from '../outcomes/schemas.ts'
import {
  credentialBy,
  getFact,
  placementIn,
  sameEmployer,
  skillGainsIn,
  trainingYears,
  wagesIn,
} from '../outcomes/states.ts'
import { notFound } from '../problem.ts'
import { quarters } from '../rules/lib/quarters.ts'

/** Everything that is known on a day about a period of participation. */
function buildOutcomes(period: Period, planIds: readonly string[], asOf: Day) {
  const { periodId, enteredOn, exitedOn } = period
  const buildQuarter = (exitedOn: Day, quarter: (typeof quarters)[number]) => {
    const { wages, ...standing } = wagesIn(period, quarter, asOf)
    const { employment = null, source = null, followUpId = null } = getFact(period, quarter) ?? {}
    return {
      quarter,
      ...quarterAfter(exitedOn, quarter),
      ...placementIn(period, quarter, asOf),
      ...{ employment, source, followUpId },
      wages: { ...standing, amount: wages?.amount ?? null, basis: wages?.basis ?? null },
    }
  }
  return {
    ...{ periodId, planIds, enteredOn, exitedOn },
    quarters: exitedOn ? quarters.map((quarter) => buildQuarter(exitedOn, quarter)) : [],
    sameEmployer: sameEmployer(period, asOf),
    credential: credentialBy(period, asOf),
    skillGains: trainingYears(period, asOf).map((programYear) => ({
      programYear,
      ...skillGainsIn(period, programYear, asOf),
    })),
  }
}

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
      const [[row], rows] = await app.db.read(
        agencyId,
        selectParticipant(agencyId, participantId),
        selectOwnPeriods(agencyId, participantId),
      )
      if (!row) throw notFound()
      const participant = JSON.parse(row[0]) as Participant
      const placed = mergePlans(rows)
      const periods = participant.periods.map(({ id }) => {
        const known = placed.find(({ period }) => period.periodId === id)
        const period =
          known?.period ?? extractUnplanned(participantId, id as string, getPeriodFacts(participant, id as string))
        return buildOutcomes(period, known?.plans.map((plan) => plan.id) ?? [], asOf)
      })
      noteRead(request, participantId, ...periods.flatMap(({ planIds }) => planIds))
      return { asOf, participantId, periods }
    },
  )
}

export default routes
