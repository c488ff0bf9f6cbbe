import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { answers, pathIds } from '../http/operation.ts'
import { limitOf, pageOf, pageQuery, positionOf, sendPage } from '../http/paging.ts'
import { day, line, oneOf, ref } from '../http/schema.ts'
import { caseloadFilters, caseloadQuery, selectPlan } from '../plans/store.ts'
import { notFound } from '../problem.ts'
import { severities, subjectTypes } from '../rules/rule.ts'
import { Finding, FindingSummary } from './schemas.ts'
import {
  findingJson,
  type Position,
  positionOfFinding,
  selectCaseload,
  selectPlanFindings,
  selectSummary,
} from './store.ts'

const tags = ['Findings']
const config = { access: 'plans:read' } as const
const asOf = Type.Optional(
  day('The day that is asked for, past or future; today in the agency when left out.', '2026-01-31'),
)

const CaseloadQuery = Type.Object(
  {
    asOf,
    rule: Type.Optional(line(100, 'Of this rule.', 'milestone-overdue')),
    severity: Type.Optional(oneOf(severities, 'Of this severity.')),
    subjectType: Type.Optional(oneOf(subjectTypes, 'About this type of subject.')),
    ...caseloadQuery,
    ...pageQuery,
  },
  { additionalProperties: false },
)
type CaseloadQuery = Static<typeof CaseloadQuery>

const filtersOf = (query: CaseloadQuery) => [
  ['f.rule = ?', query.rule] as const,
  ['f.severity = ?', query.severity] as const,
  ['f.subject_type = ?', query.subjectType] as const,
  ...caseloadFilters('p', query),
]

/** What is wrong, in a plan and in the caseload, on any day. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/plans/:planId/findings',
    {
      config,
      schema: {
        operationId: 'listPlanFindings',
        tags,
        summary: 'List the findings of a plan',
        description: 'What holds on a day, ordered by from; all of it on one page.',
        params: pathIds('planId'),
        querystring: Type.Object({ asOf }, { additionalProperties: false }),
        response: answers({ 200: pageOf(Finding, 'The findings of a plan.') }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { planId } = request.params
      const findings = selectPlanFindings(agencyId, planId, request.query.asOf ?? request.today())
      const [plan = [], rows = []] = await app.db.read(agencyId, selectPlan(agencyId, planId), findings)
      if (plan.length === 0) throw notFound()
      reply.header('content-type', 'application/json; charset=utf-8')
      return reply.send(`{"items":[${rows.map(findingJson).join(',')}]}`)
    },
  )

  app.get(
    '/v1/findings',
    {
      config,
      schema: {
        operationId: 'listFindings',
        tags,
        summary: 'List the findings of the caseload',
        description:
          'What holds on a day in all plans of the agency, ordered by from. All pages are of the day of the first.',
        querystring: CaseloadQuery,
        response: answers({ 200: pageOf(Finding, 'A page of findings.') }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { query } = request
      query.asOf ??= request.today() // so that the pages that follow are of the same day
      const inPlans = Boolean(query.careerPlanner ?? query.office ?? query.program)
      const after = positionOf(request) as Position | undefined
      const select = selectCaseload(agencyId, query.asOf, after, limitOf(query) + 1, filtersOf(query), inPlans)
      const [rows = []] = await app.db.read(agencyId, select)
      return sendPage(request, reply, rows, findingJson, positionOfFinding)
    },
  )

  app.get(
    '/v1/findings/summary',
    {
      config,
      schema: {
        operationId: 'summarizeFindings',
        tags,
        summary: 'Count the findings of the caseload',
        description: 'How many findings hold on a day in all plans of the agency, by rule and severity.',
        querystring: Type.Object({ asOf }, { additionalProperties: false }),
        response: answers({ 200: ref(FindingSummary) }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const on = request.query.asOf ?? request.today()
      const [rows = []] = await app.db.read(agencyId, selectSummary(agencyId, on))
      reply.header('content-type', 'application/json; charset=utf-8')
      return reply.send(`{"asOf":"${on}","items":[${rows.map(([json]) => json).join(',')}]}`)
    },
  )
}

export default routes
