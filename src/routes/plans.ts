import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { creation, deletion, participantEdits, quarterEdits } from '../document/edit.ts'
import { getPeriodFacts } from '../document/participant/participant.ts'
import { type OwnerInput, requireParticipantId } from '../document/participant/record.ts'
import { partNouns } from '../document/parts.ts'
import { changedPlan } from '../document/plan/plan.ts'
import { Plan, PlanMembers, PlanPatch } from '../document/plan/schemas.ts'
import { findNamedPlan, listPlans, PlanQuery } from '../document/plan/store.ts'
import { NewPlanDocument, newDocument } from '../document/plan-document.ts'
import { selectDocument } from '../document/store.ts'
import { formatFinding, selectFindingsOf } from '../findings/lists.ts'
import { noteRead } from '../http/access-log.ts'
import { requireMatch, sendResource } from '../http/etag.ts'
import { listAnswers, sendList } from '../http/list.ts'
import { mergePatch } from '../http/merge-patch.ts'
import { answers, idempotent, ifMatch, ifNoneMatch, noContent, pathIds } from '../http/operation.ts'
import { readId } from '../http/paging.ts'
import { include, ref } from '../http/schema.ts'
import { conflict, notFound } from '../problem.ts'
import { selectParticipantOfPlan } from '../writes/person-store.ts'
import { changePerson, changePlan } from '../writes/request.ts'
import { created, gone, updated } from '../writes/result.ts'
import { PlanDocument } from './plan-document.ts'

const tags = ['Plans']
const params = pathIds('planId')
const write = { access: 'plans:write' } as const
const read = { access: 'plans:read' } as const

/** Everything that a caller can do with plans. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/plans',
    {
      config: { ...write, persons: 'written' },
      schema: {
        operationId: 'createPlan',
        tags,
        summary: 'Create a plan',
        description:
          'Takes a plan document, all or nothing. With completedOn the plan is active at once, else a draft; with closedOn ' +
          'it is closed. Facts of participation in participant are written to the participant, who may be new. A plan ' +
          'that was read with include=milestones,followUps is taken as it is, also from another agency: its milestones are ' +
          'named by the ids that they have in it, and what the other agency kept of it is passed over.',
        headers: idempotent,
        body: ref(NewPlanDocument),
        response: answers({ 201: ref(PlanDocument) }),
      },
    },
    async (request, reply) => {
      const body = request.body as NewPlanDocument
      const participantId = requireParticipantId(body as OwnerInput)
      const replacedBy = await findNamedPlan(app.db, request.actor.agencyId, body.replacedBy)
      return changePerson(request, reply, participantId, (person, now) => {
        const participant = person?.participant
        const sent = newDocument(body, now, { participant, replacedBy })
        const { plan, milestones, followUps } = sent
        const answer = created({ ...plan, milestones, followUps }, `/v1/plans/${plan.id}`)
        return { edits: [...participantEdits(participant, sent.participant), ...creation(sent)], answer, sent }
      })
    },
  )

  app.get(
    '/v1/plans',
    {
      config: read,
      schema: {
        operationId: 'listPlans',
        tags,
        summary: 'List plans',
        description: 'Plans of the agency in the order in which they were made.',
        querystring: PlanQuery,
        response: listAnswers(Plan, 'A page of plans.'),
      },
    },
    async (request, reply) => {
      const { query } = request
      if (query.finding) query.asOf ??= await request.today()
      return sendList(request, reply, {
        items: Plan,
        select: (after, limit) => listPlans(request.actor.agencyId, query, after, limit),
        position: readId,
      })
    },
  )

  app.get(
    '/v1/plans/:planId',
    {
      config: read,
      schema: {
        operationId: 'getPlan',
        tags,
        summary: 'Read a plan',
        description:
          'The plan, with what include names embedded. With findings or the participant there is no 304: the version of ' +
          'the plan does not tell of them.',
        params,
        headers: ifNoneMatch,
        querystring: Type.Object(
          { include: include(['participant', 'milestones', 'followUps', 'findings'], 'milestones,followUps') },
          { additionalProperties: false },
        ),
        response: answers({ 200: ref(PlanDocument), 304: noContent }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { planId } = request.params
      const wanted = new Set(request.query.include?.split(','))
      const isCacheable = !wanted.has('findings') && !wanted.has('participant')
      const parts = (['milestones', 'followUps'] as const).filter((name) => wanted.has(name))
      const today = await request.today()
      const others = [
        ...(wanted.has('participant') ? [selectParticipantOfPlan(agencyId, planId)] : []),
        ...(wanted.has('findings') ? [selectFindingsOf(agencyId, { planId }, { on: today })] : []),
      ]
      const [document, ...rest] = await app.db.read(agencyId, selectDocument(agencyId, planId, parts), ...others)
      const [row] = document
      if (!row) throw notFound()
      const [json, participantId, ...items] = row
      noteRead(request, participantId, planId)
      const embedded = parts.map((name, index) => `,"${name}":[${items[index]}]`)
      if (wanted.has('participant')) embedded.push(`,"participant":${rest.shift()?.[0]?.[0]}`)
      if (wanted.has('findings')) embedded.push(`,"findings":[${rest.shift()?.map(formatFinding(today)).join(',')}]`)
      return sendResource(request, reply, json, embedded.join(''), isCacheable)
    },
  )

  app.patch(
    '/v1/plans/:planId',
    {
      config: write,
      schema: {
        operationId: 'updatePlan',
        tags,
        summary: 'Change a plan',
        description:
          'Merge patch of the members that callers write. Milestones, follow-ups and the participant have operations of ' +
          'their own. A closed plan only takes attainments, careerPlanner, and office.',
        params,
        headers: ifMatch,
        body: ref(PlanPatch),
        response: answers({ 200: ref(Plan) }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document, now) => {
        requireMatch(request, document.plan)
        const writable = Object.keys(PlanMembers.properties).map((name) => [name, document.plan[name as keyof Plan]])
        const input = app.check(PlanMembers, mergePatch(Object.fromEntries(writable), request.body)) as PlanMembers
        const plan = changedPlan(document, input, now)
        const period = getPeriodFacts(document.participant, plan.periodId)
        const moved = quarterEdits(document.followUps, period, now)
        return updated('plan', document.plan, plan, moved)
      }),
  )

  app.delete(
    '/v1/plans/:planId',
    {
      config: write,
      schema: {
        operationId: 'deletePlan',
        tags,
        summary: 'Delete a draft',
        description: `Drafts only, with their ${partNouns}; any other plan is closed as entered_in_error.`,
        params,
        headers: ifMatch,
        response: answers({ 204: noContent }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document) => {
        requireMatch(request, document.plan)
        if (document.plan.status !== 'draft')
          throw conflict('Only a draft can be deleted. Close the plan as entered_in_error.')
        return { edits: deletion(document), answer: gone }
      }),
  )
}

export default routes
