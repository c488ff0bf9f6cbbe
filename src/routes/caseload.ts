import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { planQuery } from '../document/plan/store.ts'
import { answers } from '../http/operation.ts'
import { day, listOf, ref } from '../http/schema.ts'
import { isAmong, knownQuery, streamPeriods } from '../outcomes/cohort.ts'
import { invalid } from '../problem.ts'
import { caseloadGroupings, countCaseload } from '../reports/caseload.ts'
import { CaseloadNumbers } from '../reports/caseload-schemas.ts'
import { readGroupings, repeatFaults, sortGroups } from '../reports/groups.ts'
import { pastDays, readKnowledge, tellKnown } from './known.ts'

const Query = Type.Object(
  {
    asOf: Type.Optional(day('The day at whose end is counted; today in the agency when left out.', '2026-09-30')),
    ...knownQuery,
    ...planQuery,
    groupBy: Type.Optional(
      listOf(
        caseloadGroupings,
        'Numbers by group too, by one of these or by two together, separated by a comma; a participant in two programs counts in both.',
        'office,careerPlanner',
      ),
    ),
  },
  { additionalProperties: false },
)

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/caseload',
    {
      config: { access: 'reports:read' },
      schema: {
        operationId: 'countCaseload',
        tags: ['Reports'],
        summary: 'Count the caseload',
        description: `How many participants, open periods of participation, and plans by status there are at the end of a day, in all and by group. A period counts from program entry, or without one from the first that is recorded of it. Plans that belong to no period, and those entered in error, are not counted. ${pastDays}`,
        querystring: Query,
        response: answers({ 200: ref(CaseloadNumbers) }),
      },
    },
    async (request) => {
      const { agencyId } = request.actor
      const { program = null, office = null, careerPlanner = null, ...query } = request.query
      const groupBy = readGroupings(query.groupBy)
      const faults = repeatFaults(groupBy)
      if (faults.length > 0) throw invalid(faults)
      const knowledge = await readKnowledge(request)
      const periods = streamPeriods(app.db, agencyId, { by: 'participant' }, knowledge)
      const { all, groups } = await countCaseload(periods, knowledge.asOf, groupBy, (placed) =>
        isAmong(placed, request.query),
      )
      const { call, read } = await tellKnown(request)
      const [first] = await app.db.read(agencyId, call)
      return {
        ...read(first),
        ...{ program, office, careerPlanner, groupBy, ...all },
        groups: sortGroups(groups).map(([group, tally]) => ({ group, ...tally })),
      }
    },
  )
}

export default routes
