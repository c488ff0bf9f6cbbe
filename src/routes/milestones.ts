import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Facts } from '../document/facts.ts'
import {
  changedMilestone,
  draftMilestones,
  linkedMilestones,
  requireUnreferred,
  writableMembers,
} from '../document/milestone/milestone.ts'
import { Milestone, MilestonePatch, NewMilestone } from '../document/milestone/schemas.ts'
import { milestoneStore } from '../document/milestone/store.ts'
import { requireMatch } from '../http/etag.ts'
import { mergePatch } from '../http/merge-patch.ts'
import { answers, idempotent, ifMatch, noContent, pathIds } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { notFound } from '../problem.ts'
import { changePlan } from '../writes/request.ts'
import { created, gone, updated } from '../writes/result.ts'
import { readRoutes } from './read-parts.ts'

const tags = ['Milestones']
const params = pathIds('planId', 'milestoneId')
const write = { access: 'plans:write' } as const

function findMilestone({ milestones }: Facts, milestoneId: string): Milestone {
  const milestone = milestones.find(({ id }) => id === milestoneId)
  if (!milestone) throw notFound()
  return milestone
}

/** Everything that a caller can do with milestones. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/plans/:planId/milestones',
    {
      config: write,
      schema: {
        operationId: 'createMilestone',
        tags,
        summary: 'Add a milestone',
        description: 'Adds an action step to a plan that is not closed.',
        params: pathIds('planId'),
        headers: idempotent,
        body: ref(NewMilestone),
        response: answers({ 201: ref(Milestone) }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document, now) => {
        const drafts = draftMilestones(document.plan.id, [request.body as NewMilestone], now)
        const [after] = linkedMilestones(drafts, document, () => '') as [Milestone]
        const location = `/v1/plans/${document.plan.id}/milestones/${after.id}`
        return { edits: [{ type: 'milestone', before: null, after }], answer: created(after, location) }
      }),
  )

  readRoutes(app, {
    noun: 'milestone',
    path: 'milestones',
    id: 'milestoneId',
    names: { list: 'listMilestones', listByPlan: 'listPlanMilestones', get: 'getMilestone' },
    tags,
    schema: Milestone,
    store: milestoneStore,
  })

  app.patch(
    '/v1/plans/:planId/milestones/:milestoneId',
    {
      config: write,
      schema: {
        operationId: 'updateMilestone',
        tags,
        summary: 'Change a milestone',
        description: 'Merge patch. Moving a dueOn that was set needs rescheduleReason.',
        params,
        headers: ifMatch,
        body: ref(MilestonePatch),
        response: answers({ 200: ref(Milestone) }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document, now) => {
        const milestone = findMilestone(document, request.params.milestoneId)
        requireMatch(request, milestone)
        const { rescheduleReason, ...patch } = request.body as MilestonePatch
        const input = app.check(NewMilestone, mergePatch(writableMembers(milestone), patch)) as NewMilestone
        return updated('milestone', milestone, changedMilestone(document, milestone, input, rescheduleReason, now))
      }),
  )

  app.delete(
    '/v1/plans/:planId/milestones/:milestoneId',
    {
      config: write,
      schema: {
        operationId: 'deleteMilestone',
        tags,
        summary: 'Delete a milestone',
        description: 'Only where nothing in the plan refers to it; the history keeps it.',
        params,
        headers: ifMatch,
        response: answers({ 204: noContent }),
      },
    },
    (request, reply) =>
      changePlan(request, reply, request.params.planId, (document) => {
        const before = findMilestone(document, request.params.milestoneId)
        requireMatch(request, before)
        requireUnreferred(document, before)
        return { edits: [{ type: 'milestone', before, after: null }], answer: gone }
      }),
  )
}

export default routes
