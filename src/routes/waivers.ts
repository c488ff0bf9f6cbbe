import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Person } from '../document/person.ts'
import { selectPresence } from '../document/plan/store.ts'
import { waiverPart } from '../document/waiver/part.ts'
import { NewWaiver, Waiver } from '../document/waiver/schemas.ts'
import { listWaivers } from '../document/waiver/store.ts'
import { newWaiver, requireWaivable } from '../findings/waiver.ts'
import { noteRows } from '../http/access-log.ts'
import { requireMatch, sendResource } from '../http/etag.ts'
import { listAnswers, sendList } from '../http/list.ts'
import { answers, idempotent, ifMatch, ifNoneMatch, noContent, pathIds } from '../http/operation.ts'
import { pageQuery, readId } from '../http/paging.ts'
import { ref } from '../http/schema.ts'
import { notFound } from '../problem.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { changePlan } from '../writes/request.ts'
import { created, gone } from '../writes/result.ts'
import { readWording } from '../writing/plan-wording.ts'

const tags = ['Waivers']
const params = pathIds('planId', 'waiverId')
const write = { access: 'plans:write' } as const
const read = { access: 'plans:read' } as const

/** Everything that a caller can do with waivers. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  /** Includes the remarks on its wording that are known, since those findings can be waived too. */
  const withRemarks = (person: Person, values: PolicyValues, agencyId: string): Person => ({
    ...person,
    plans: person.plans.map((document) => {
      const { remarked } = readWording(app.writing, document, values, agencyId)
      return remarked ? { ...document, remarked } : document
    }),
  })
  app.post(
    '/v1/plans/:planId/waivers',
    {
      config: write,
      schema: {
        operationId: 'createWaiver',
        tags,
        summary: 'Waive a finding',
        description:
          'Waives what a rule finds about one subject, now or by until; in a closed plan only what holds on. From today to ' +
          'until the finding is shown with waivedBy and not counted; the day after until it is back.',
        params: pathIds('planId'),
        headers: idempotent,
        body: ref(NewWaiver),
        response: answers({ 201: ref(Waiver) }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document, now, policy, person) => {
        requireWaivable(document.plan, (request.body as NewWaiver).rule)
        const facts = withRemarks(person, policy, request.actor.agencyId)
        const after = newWaiver(document, facts, request.body as NewWaiver, policy, now)
        const location = `/v1/plans/${document.plan.id}/waivers/${after.id}`
        return { edits: [{ type: 'waiver', before: null, after }], answer: created(after, location) }
      }),
  )

  app.get(
    '/v1/plans/:planId/waivers',
    {
      config: read,
      schema: {
        operationId: 'listPlanWaivers',
        tags,
        summary: 'List the waivers of a plan',
        description: 'In the order in which they were made, also those that have ended.',
        params: pathIds('planId'),
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
        response: listAnswers(Waiver, 'A page of waivers.'),
      },
    },
    (request, reply) => {
      const { agencyId } = request.actor
      const { planId } = request.params
      return sendList(request, reply, {
        items: Waiver,
        of: selectPresence(agencyId, planId),
        select: (after, limit) => listWaivers(agencyId, planId, after, limit),
        position: readId,
      })
    },
  )

  app.get(
    '/v1/plans/:planId/waivers/:waiverId',
    {
      config: read,
      schema: {
        operationId: 'getWaiver',
        tags,
        summary: 'Read a waiver',
        description: 'The waiver with its version as the ETag.',
        params,
        headers: ifNoneMatch,
        response: answers({ 200: ref(Waiver), 304: noContent }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { planId, waiverId } = request.params
      const [[row]] = await app.db.read(agencyId, waiverPart.select(agencyId, planId, waiverId))
      if (!row) throw notFound()
      noteRows(request, [row])
      return sendResource(request, reply, row[0])
    },
  )

  app.delete(
    '/v1/plans/:planId/waivers/:waiverId',
    {
      config: write,
      schema: {
        operationId: 'deleteWaiver',
        tags,
        summary: 'Delete a waiver',
        description:
          'The finding is back at once, also for the days that were waived: findings say what is known now. The ' +
          'history keeps the waiver.',
        params,
        headers: ifMatch,
        response: answers({ 204: noContent }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, ({ plan, waivers }) => {
        const before = waivers.find(({ id }) => id === request.params.waiverId)
        if (!before) throw notFound()
        requireMatch(request, before)
        requireWaivable(plan, before.rule)
        return { edits: [{ type: 'waiver', before, after: null }], answer: gone }
      }),
  )
}

export default routes
