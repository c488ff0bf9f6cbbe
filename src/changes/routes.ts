import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { listAnswers, sendList } from '../http/list.ts'
import { pathIds } from '../http/operation.ts'
import { pageQuery } from '../http/paging.ts'
import { errorFields, problemOf } from '../http/problems.ts'
import { selectPlan } from '../plans/store.ts'
import { FeedQuery, feedMembers, sendFeed } from './feed.ts'
import { FeedItem, HistoryItem } from './schemas.ts'
import { historyJson, selectHistory, seqOf } from './store.ts'
import { openWatch } from './watch.ts'

const tags = ['Changes']
const config = { access: 'plans:read' } as const

const description =
  'Changes after a number, in the order of commit. Numbers have no gaps, so a consumer can prove that it missed nothing. ' +
  'Where there is next, the page is not the last: keep the seq of its last item. Where there is none, everything up to ' +
  'head was told: keep head, also where type left nothing to tell. Ask again with what was kept in after, and with wait, ' +
  'so that the answer comes when there is one: within 100 ms of a commit, as a rule. Who keeps a number only after it has ' +
  'done what it stands for sees every change at least once, whenever it breaks off. Replayed from the first with ' +
  'include=resource, changes give what the agency has. A stream has the head before its first row in Feed-Position.'

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
          'Every change of the plan, its milestones, follow-ups and waivers, in order; also of a deleted draft.',
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
        of: selectPlan(agencyId, planId),
        outlives: true,
        select: (after, limit) => selectHistory(agencyId, planId, Number(after?.[0] ?? 0), limit),
        json: historyJson,
        position: seqOf,
      })
    },
  )

  const watch = openWatch(app.db, (error) => {
    if (!problemOf(error)) app.log.error({ error: errorFields(error) }, 'defect')
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
