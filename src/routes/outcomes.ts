import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Day, quarterAfter } from '../calendar.ts'
import type { Facts } from '../document/facts.ts'
import { answers, pathIds } from '../http/operation.ts'
import { day, ref } from '../http/schema.ts'
import { extractPeriod } from '../outcomes/period.ts'
import { Outcomes } from '../outcomes/schemas.ts'
import { credentialBy, placementIn, sameEmployer, skillGainsIn, trainingYears, wagesIn } from '../outcomes/states.ts'
import { notFound } from '../problem.ts'
import { findLearned, quarters } from '../rules/lib/quarters.ts'
import { selectDocument } from '../writes/document-store.ts'

/** Everything that is known on a day about a period of participation. */
function buildOutcomes(facts: Facts, asOf: Day) {
  const period = extractPeriod(facts)
  const { exitedOn } = period
  const buildQuarter = (exitedOn: Day, quarter: (typeof quarters)[number]) => {
    const [learned] = findLearned(facts.followUps, quarter)
    const { wages, ...standing } = wagesIn(period, quarter, asOf)
    return {
      quarter,
      ...quarterAfter(exitedOn, quarter),
      ...placementIn(period, quarter, asOf),
      employment: learned?.outcome.employment ?? null,
      source: learned?.outcome.source ?? null,
      followUpId: learned?.followUp.id ?? null,
      wages: { ...standing, amount: wages?.amount ?? null, basis: wages?.basis ?? null },
    }
  }
  return {
    asOf,
    exitedOn,
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
    '/v1/plans/:planId/outcomes',
    {
      config: { access: 'plans:read' },
      schema: {
        operationId: 'getOutcomes',
        tags: ['Outcomes'],
        summary: 'Read the outcomes of a plan',
        description:
          'What follow-ups and attainments say of the four quarters after exit, of a credential and of skill gains: known, unknown, pending or excluded, and why. By what is recorded now.',
        params: pathIds('planId'),
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
      const [rows] = await app.db.read(
        agencyId,
        selectDocument(agencyId, request.params.planId, ['milestones', 'followUps']),
      )
      const [plan, milestones, followUps] = rows?.[0] ?? []
      if (!plan) throw notFound()
      const facts = {
        plan: JSON.parse(plan),
        milestones: JSON.parse(`[${milestones}]`),
        followUps: JSON.parse(`[${followUps}]`),
      }
      return buildOutcomes(facts, asOf)
    },
  )
}

export default routes
