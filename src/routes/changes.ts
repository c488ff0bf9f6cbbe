import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { FeedQuery, feedMembers, sendFeed } from '../changes/feed.ts'
import { FeedItem, HistoryItem } from '../changes/schemas.ts'
import { readSeq, selectHistory } from '../changes/store.ts'
import { openWatch } from '../changes/watch.ts'
import { partNouns } from '../document/parts.ts'
import { selectPresence } from '../document/plan/store.ts'
import { listAnswers, sendList } from '../http/list.ts'
import { pathIds } from '../http/operation.ts'
import { pageQuery } from '../http/paging.ts'
import { errorFields, toProblem } from '../http/problems.ts'

const tags = ['Changes']
const config = { access: 'plans:read' } as const

const description =
  'Changes after a position, in the order of commit. Numbers have no gaps, so a consumer can prove that it missed nothing. ' +
  'Keep position of the page, or of a change, once you have done what it stands for; ask again with it in after, at once ' +
  'where there is next, else with wait, so that the answer comes when there is one: within 100 ms of a commit, as a rule. So ' +
  'you see every change at least once, wherever you break off. From the beginning, or from the Feed-Position of an export, ' +
  'changes with include=resource give what the agency has. Where after is answered with 410 the database was restored ' +
  'or is another one: export again, and follow from the Feed-Position of the export.'

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
        description:
          `Every change of the plan, its ${partNouns}, in order; also of a deleted draft. A change has ` +
          'what it made different.',
        params: pathIds('planId'),
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
        response: listAnswers(HistoryItem, 'A page of changes.'),
      },
    },
    (request, reply) => {
      const { agencyId } = request.actor
      const { planId } = request.params
      return sendList(request, reply, {
        items: HistoryItem,
        of: selectPresence(agencyId, planId),
        outlives: true,
        select: (after, limit) => selectHistory(agencyId, planId, Number(after?.[0] ?? 0), limit),
        position: readSeq,
      })
    },
  )

  const watch = openWatch(app.db, (error) => {
    if (!toProblem(error)) app.log.error({ error: errorFields(error) }, 'defect')
  })
  app.addHook('preClose', async () => watch.close())

  app.get(
    '/v1/changes',
    {
      config,
      schema: {
        operationId: 'listChanges',
        tags,
        summary: 'Follow the changes of the agency',
        description,
        querystring: FeedQuery,
        response: listAnswers(FeedItem, 'A page of the feed.', feedMembers),
      },
    },
    (request, reply) => sendFeed(request, reply, watch),
  )
}

export default routes
