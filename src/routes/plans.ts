import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { creation, deletion, type Edit } from '../document/edit.ts'
import { requarteredFollowUps } from '../document/follow-up/follow-up.ts'
import { changedPlan } from '../document/plan/plan.ts'
import { NewPlan, Plan, PlanPatch } from '../document/plan/schemas.ts'
import { listPlans, PlanQuery } from '../document/plan/store.ts'
import { NewPlanDocument, newDocument } from '../document/plan-document.ts'
import { findingJson, selectPlanFindings } from '../findings/lists.ts'
import { requireMatch, sendResource } from '../http/etag.ts'
import { listAnswers, sendList } from '../http/list.ts'
import { mergePatch } from '../http/merge-patch.ts'
import { answers, idempotent, ifMatch, ifNoneMatch, noContent, pathIds } from '../http/operation.ts'
import { readId } from '../http/paging.ts'
import { ref } from '../http/schema.ts'
import { conflict, notFound } from '../problem.ts'
import { selectDocument } from '../writes/document-store.ts'
import { changePlan, createPlan } from '../writes/request.ts'
import { created, gone, updated } from '../writes/result.ts'
import { PlanDocument } from './plan-document.ts'

const tags = ['Plans']
const params = pathIds('planId')
const write = { access: 'plans:write' } as const
const read = { access: 'plans:read' } as const

const includes = ['milestones', 'followUps', 'findings'] as const

/** Everything that a caller can do with plans. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/plans',
    {
      config: write,
      schema: {
        operationId: 'createPlan',
        tags,
        summary: 'Create a plan',
        description:
          'Takes a plan document, all or nothing. With completedOn the plan is active at once, else a draft.',
        headers: idempotent,
        body: ref(NewPlanDocument),
        response: answers({ 201: ref(PlanDocument) }),
      },
    },
    (request, reply) =>
      createPlan(request, reply, (now) => {
        const sent = newDocument(request.body as NewPlanDocument, now)
        const { plan, milestones, followUps } = sent
        const answer = created({ ...plan, milestones, followUps }, `/v1/plans/${plan.id}`)
        return { edits: creation(sent), answer, sent }
      }),
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
          'The plan, with what include names embedded. With findings there is no 304: they depend on the day.',
        params,
        headers: ifNoneMatch,
        querystring: Type.Object(
          {
            include: Type.Optional(
              Type.String({
                pattern: `^(${includes.join('|')})(,(${includes.join('|')}))*$`,
                description: `Embeds any of ${includes.join(', ')}, separated by commas.`,
                examples: ['milestones,followUps'],
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: answers({ 200: ref(PlanDocument), 304: noContent }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { planId } = request.params
      const wanted = new Set(request.query.include?.split(','))
      const parts = (['milestones', 'followUps'] as const).filter((name) => wanted.has(name))
      const [document, findings = []] = await app.db.read(
        agencyId,
        selectDocument(agencyId, planId, parts),
        ...(wanted.has('findings') ? [selectPlanFindings(agencyId, planId, { on: await request.today() })] : []),
      )
      const [json, ...items] = document[0] ?? []
      if (!json) throw notFound()
      const embedded = parts.map((name, index) => `,"${name}":[${items[index]}]`)
      if (wanted.has('findings')) embedded.push(`,"findings":[${findings.map(findingJson).join(',')}]`)
      return sendResource(request, reply, json, embedded.join(''), !wanted.has('findings'))
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
          'Merge patch of the members that callers write. Milestones and follow-ups have operations of their own.',
        params,
        headers: ifMatch,
        body: ref(PlanPatch),
        response: answers({ 200: ref(Plan) }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document, now) => {
        requireMatch(request, document.plan)
        const writable = Object.keys(NewPlan.properties).map((name) => [name, document.plan[name as keyof Plan]])
        const input = app.check(NewPlan, mergePatch(Object.fromEntries(writable), request.body)) as NewPlan
        const plan = changedPlan(document, input, now)
        const moved = requarteredFollowUps(document, plan, now).map(
          (after): Edit => ({
            type: 'follow_up',
            before: document.followUps.find(({ id }) => id === after.id) ?? null,
            after,
          }),
        )
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
        description:
          'Drafts only, with their milestones, follow-ups and waivers; any other plan is closed as entered_in_error.',
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
