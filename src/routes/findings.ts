import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Call } from '../database/db.ts'
import { subjectTypes } from '../document/facts.ts'
import { participantId } from '../document/participant/schemas.ts'
import { selectPresentParticipant } from '../document/participant/store.ts'
import { caseloadFilters, caseloadQuery, isByPlan, selectPresence } from '../document/plan/store.ts'
import { groupings, listRanks } from '../findings/finding.ts'
import {
  type FindingQuery,
  findingColumns,
  formatFinding,
  type Owner,
  readPlace,
  selectCaseload,
  selectFindingsOf,
} from '../findings/lists.ts'
import { Finding, FindingSummary, knowledge } from '../findings/schemas.ts'
import { selectSummary } from '../findings/summary.ts'
import { listAnswers, sendList } from '../http/list.ts'
import { answers, pathIds } from '../http/operation.ts'
import { cursorQuery, pageQuery } from '../http/paging.ts'
import { choice, day, externalId, line, ref } from '../http/schema.ts'
import { knownQuery } from '../outcomes/cohort.ts'
import { type Fault, invalid } from '../problem.ts'
import { severities } from '../rules/lib/severity.ts'
import { pastDays, readKnowledge, tellKnown } from './known.ts'

const tags = ['Findings']
const config = { access: 'plans:read' } as const

const dayQuery = {
  asOf: Type.Optional(
    day('The day that is asked for, past or future; today in the agency when left out.', '2026-01-31'),
  ),
  ...knownQuery,
}
const spanQuery = {
  from: Type.Optional(
    day('With to, in place of asOf: findings that begin in these days, the first of them.', '2026-12-01'),
  ),
  to: Type.Optional(day('The last of them.', '2026-12-07')),
}
const amongQuery = {
  rule: Type.Optional(line(100, 'Of this rule.', 'milestone-overdue')),
  severity: Type.Optional(choice(severities, 'Of this severity.')),
  subjectType: Type.Optional(choice(subjectTypes, 'About this type of subject.')),
  ...caseloadQuery,
  participantId: Type.Optional(externalId('About this participant, or in a plan of the person.', 'P-20931')),
}

const OwnFindingsQuery = Type.Object({ ...dayQuery, ...cursorQuery }, { additionalProperties: false })
const SummaryQuery = Type.Object(
  {
    ...dayQuery,
    ...spanQuery,
    ...amongQuery,
    groupBy: Type.Optional({
      ...choice(groupings, 'What to count by, besides severity; a participant in two programs counts in both.'),
      default: 'rule',
    }),
  },
  { additionalProperties: false },
)
const CaseloadQuery = Type.Object(
  {
    ...dayQuery,
    ...spanQuery,
    ...amongQuery,
    waived: Type.Optional(
      choice(['true', 'false'], 'Only those that are waived on that day, or only those that are not.'),
    ),
    ...pageQuery,
  },
  { additionalProperties: false },
)

type WantedQuery = { [K in keyof typeof dayQuery | keyof typeof spanQuery]?: string }

/** What is wrong with the days in a query. */
function dayFaults({ asOf, known, from, to }: WantedQuery): Fault[] {
  if (from === undefined && to === undefined) return []
  const missing = { detail: 'is missing: from and to name the first and the last day together' }
  return [
    ...(asOf === undefined ? [] : [{ pointer: '/asOf', detail: 'must be left out with from and to' }]),
    ...(known === undefined ? [] : [{ pointer: '/known', detail: 'must be left out with from and to' }]),
    ...(from === undefined ? [{ pointer: '/from', ...missing }] : []),
    ...(to === undefined ? [{ pointer: '/to', ...missing }] : []),
    ...(from && to && to < from ? [{ pointer: '/to', detail: 'must not be before from' }] : []),
  ]
}

/** What a request asks for. */
async function wantedBy(request: FastifyRequest): Promise<FindingQuery> {
  const query = request.query as WantedQuery
  const faults = dayFaults(query)
  if (faults.length > 0) throw invalid(faults)
  if (query.from && query.to) return { from: query.from, to: query.to }
  const { asOf, known } = await readKnowledge(request)
  return known === 'now' ? { on: asOf } : { knownOn: asOf }
}

type AmongQuery = { [K in keyof typeof amongQuery]?: string }

const readCounted = ({ participantId, ...query }: AmongQuery) => ({
  own: [['f.rule = ?', query.rule] as const, ['f.severity = ?', query.severity] as const],
  // a finding about a participant need not be in a plan
  others: [['f.subject_type = ?', query.subjectType] as const, ['f.participant_id = ?', participantId] as const],
  ofPlans: caseloadFilters('p', query),
  isByPlan: isByPlan(query),
})

function readAmong(query: AmongQuery & { waived?: string }) {
  const { own, others, ofPlans, isByPlan: inPlans } = readCounted(query)
  const waived = ['(f.waiver_id is not null) = ?::boolean', query.waived] as const
  return { filters: [...own, ...others, waived, ...ofPlans], inPlans, ranks: listRanks(query) }
}

/** Answers the findings of a plan or a participant; `of` reads whether there is such a one. */
async function sendOwnFindings(request: FastifyRequest, reply: FastifyReply, owner: Owner, of: Call) {
  const { agencyId } = request.actor
  const wanted = await wantedBy(request)
  return sendList(request, reply, {
    items: Finding,
    of,
    select: (after) => selectFindingsOf(agencyId, owner, wanted, after),
    columns: findingColumns,
    json: formatFinding((request.query as WantedQuery).asOf),
    position: readPlace(wanted),
    isWhole: true,
    more: await tellKnown(request),
  })
}

/** What is wrong, in a plan, of a person, and in the caseload, on any day. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/plans/:planId/findings',
    {
      config,
      schema: {
        operationId: 'listPlanFindings',
        tags,
        summary: 'List the findings of a plan',
        description: `What holds on a day, ordered by severity, by the level of the citation, and by from; all of it on one page, unless that would have more than 4 MiB. ${pastDays}`,
        params: pathIds('planId'),
        querystring: OwnFindingsQuery,
        response: listAnswers(Finding, 'The findings of a plan.', knowledge),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { planId } = request.params
      return sendOwnFindings(request, reply, { planId }, selectPresence(agencyId, planId))
    },
  )

  app.get(
    '/v1/participants/:participantId/findings',
    {
      config,
      schema: {
        operationId: 'listParticipantFindings',
        tags,
        summary: 'List the findings of a participant',
        description: `What holds on a day about the person and in all plans of the person, ordered by severity, by the level of the citation, and by from; all of it on one page, unless that would have more than 4 MiB. ${pastDays}`,
        params: Type.Object({ participantId }, { additionalProperties: false }),
        querystring: OwnFindingsQuery,
        response: listAnswers(Finding, 'The findings of a participant.', knowledge),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { participantId } = request.params
      return sendOwnFindings(request, reply, { participantId }, selectPresentParticipant(agencyId, participantId))
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
        description: `What holds on a day in the agency, about participants and in plans, or with from and to what begins in a span of days, as far as it is known now; ordered by severity, by the level of the citation (federal, state, local, seed, assumed), and by from. All pages are of the day of the first. ${pastDays}`,
        querystring: CaseloadQuery,
        response: listAnswers(Finding, 'A page of findings.', knowledge),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const wanted = await wantedBy(request)
      return sendList(request, reply, {
        items: Finding,
        select: (after, limit) => selectCaseload(agencyId, wanted, readAmong(request.query), { after, limit }),
        columns: findingColumns,
        json: formatFinding(request.query.asOf),
        position: readPlace(wanted),
        more: await tellKnown(request),
      })
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
        description: `How many findings hold on a day in the agency, or with from and to begin in a span of days, by rule or by what their plans say today, and by severity. One that is waived is not counted. ${pastDays}`,
        querystring: SummaryQuery,
        response: answers({ 200: ref(FindingSummary) }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { query } = request
      const { groupBy = 'rule' } = query
      const counting = { groupBy, ...readCounted(query) }
      const wanted = await wantedBy(request)
      const { call, read } = await tellKnown(request)
      const [rows, first] = await app.db.read(agencyId, selectSummary(agencyId, wanted, counting), call)
      const { from = null, to = null } = query
      const of = JSON.stringify({ ...read(first), from, to, groupBy }).slice(0, -1)
      reply.header('content-type', 'application/json; charset=utf-8')
      return reply.send(`${of},"items":[${rows.map(([json]) => json).join(',')}]}`)
    },
  )
}

export default routes
