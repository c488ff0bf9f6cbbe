import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Facts } from '../document/facts.ts'
import { attemptedFollowUp, changedFollowUp, newFollowUps, writableMembers } from '../document/follow-up/follow-up.ts'
import { Attempt, FollowUp, FollowUpPatch, NewFollowUp } from '../document/follow-up/schemas.ts'
import { followUpStore } from '../document/follow-up/store.ts'
import { requireMatch } from '../http/etag.ts'
import { mergePatch } from '../http/merge-patch.ts'
import { answers, idempotent, ifMatch, noContent, pathIds } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { notFound } from '../problem.ts'
import { changePlan } from '../writes/request.ts'
import { created, gone, updated } from '../writes/result.ts'
import { readRoutes } from './read-parts.ts'

const tags = ['Follow-ups']
const params = pathIds('planId', 'followUpId')
const write = { access: 'plans:write' } as const

function findFollowUp({ followUps }: Facts, followUpId: string): FollowUp {
  const followUp = followUps.find(({ id }) => id === followUpId)
  if (!followUp) throw notFound()
  return followUp
}

/** Everything that a caller can do with follow-ups. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/plans/:planId/follow-ups',
    {
      config: write,
      schema: {
        operationId: 'createFollowUp',
        tags,
        summary: 'Add a follow-up',
        description: 'Plans a contact. A closed plan only takes those after placement and exit.',
        params: pathIds('planId'),
        headers: idempotent,
        body: ref(NewFollowUp),
        response: answers({ 201: ref(FollowUp) }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document, now) => {
        const [after] = newFollowUps(document, [request.body as NewFollowUp], now, () => '') as [FollowUp]
        const location = `/v1/plans/${document.plan.id}/follow-ups/${after.id}`
        return { edits: [{ type: 'follow_up', before: null, after }], answer: created(after, location) }
      }),
  )

  readRoutes(app, {
    noun: 'follow-up',
    path: 'follow-ups',
    id: 'followUpId',
    names: { list: 'listFollowUps', listByPlan: 'listPlanFollowUps', get: 'getFollowUp' },
    tags,
    schema: FollowUp,
    store: followUpStore,
  })

  app.patch(
    '/v1/plans/:planId/follow-ups/:followUpId',
    {
      config: write,
      schema: {
        operationId: 'updateFollowUp',
        tags,
        summary: 'Change a follow-up',
        description: 'Merge patch. Attempts are appended by their own operation.',
        params,
        headers: ifMatch,
        body: ref(FollowUpPatch),
        response: answers({ 200: ref(FollowUp) }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document, now) => {
        const followUp = findFollowUp(document, request.params.followUpId)
        requireMatch(request, followUp)
        const input = app.check(NewFollowUp, mergePatch(writableMembers(followUp), request.body)) as NewFollowUp
        return updated('follow_up', followUp, changedFollowUp(document, followUp, input, now))
      }),
  )

  app.delete(
    '/v1/plans/:planId/follow-ups/:followUpId',
    {
      config: write,
      schema: {
        operationId: 'deleteFollowUp',
        tags,
        summary: 'Delete a follow-up',
        description: 'The history keeps it.',
        params,
        headers: ifMatch,
        response: answers({ 204: noContent }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document) => {
        const before = findFollowUp(document, request.params.followUpId)
        requireMatch(request, before)
        return { edits: [{ type: 'follow_up', before, after: null }], answer: gone }
      }),
  )

  app.post(
    '/v1/plans/:planId/follow-ups/:followUpId/attempts',
    {
      config: write,
      schema: {
        operationId: 'createAttempt',
        tags,
        summary: 'Record an attempt',
        description: 'Appends an attempt. Needs no If-Match: two recorded at the same time are both kept.',
        params,
        headers: idempotent,
        body: ref(Attempt),
        response: answers({ 201: ref(FollowUp) }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document, now) => {
        const before = findFollowUp(document, request.params.followUpId)
        const after = attemptedFollowUp(before, request.body as Attempt, now)
        const location = `/v1/plans/${document.plan.id}/follow-ups/${after.id}`
        return { edits: [{ type: 'follow_up', before, after }], answer: created(after, location) }
      }),
  )
}

export default routes
