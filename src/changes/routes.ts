import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Row } from '../db.ts'
import { answers, pathIds } from '../http/operation.ts'
import { limitOf, pageOf, pageQuery, positionOf, sendPage } from '../http/paging.ts'
import { selectPlan } from '../plans/store.ts'
import { notFound } from '../problem.ts'
import { FeedItem, HistoryItem } from './schemas.ts'
import { selectFeed, selectHistory } from './store.ts'

const tags = ['Changes']
const config = { access: 'plans:read' } as const

const json = ([text]: Row) => text as string
const seqOf = ([text]: Row) => [String((JSON.parse(text as string) as { seq: number }).seq)]

/** What was written, by whom and in which order. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/plans/:planId/history',
    {
      config,
      schema: {
        operationId: 'listPlanHistory',
        tags,
        summary: 'List the history of a plan',
        description: 'Every change of the plan, its milestones and its follow-ups, in order; also of a deleted draft.',
        params: pathIds('planId'),
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
        response: answers({ 200: pageOf(HistoryItem, 'A page of changes.') }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { planId } = request.params
      const after = Number(positionOf(request)?.[0] ?? 0)
      const history = selectHistory(agencyId, planId, after, limitOf(request.query) + 1)
      const [rows = [], plan = []] = await app.db.read(agencyId, history, selectPlan(agencyId, planId))
      if (rows.length + plan.length + after === 0) throw notFound()
      return sendPage(request, reply, rows, json, seqOf)
    },
  )

  app.get(
    '/v1/changes',
    {
      config,
      schema: {
        operationId: 'listChanges',
        tags,
        summary: 'Follow the changes of the agency',
        description:
          'Changes after a number, in the order of commit. Numbers have no gaps, so a consumer can prove that it missed ' +
          'nothing: keep the last seq and ask again with it in after.',
        querystring: Type.Object(
          {
            after: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: Number.MAX_SAFE_INTEGER,
                default: 0,
                description: 'The last seq that is known already; 0 for the beginning.',
                examples: [41],
              }),
            ),
            ...pageQuery,
          },
          { additionalProperties: false },
        ),
        response: answers({ 200: pageOf(FeedItem, 'A page of the feed.') }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const after = Number(positionOf(request)?.[0] ?? request.query.after ?? 0)
      const [rows = []] = await app.db.read(agencyId, selectFeed(agencyId, after, limitOf(request.query) + 1))
      return sendPage(request, reply, rows, json, seqOf)
    },
  )
}

export default routes
