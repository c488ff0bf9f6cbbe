/** The actions that move a plan's status: complete, close, reopen. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static, TObject } from 'typebox'
import type { Moment } from '../document/moment.ts'
import { type Closing, closedPlan, completedPlan, reopenedPlan } from '../document/plan/plan.ts'
import { ClosePlan, CompletePlan, Plan, ReopenPlan } from '../document/plan/schemas.ts'
import { findNamedPlan, type NamedPlan } from '../document/plan/store.ts'
import { requireMatch } from '../http/etag.ts'
import { answers, idempotentIfMatch, pathIds } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { changePlan } from '../writes/request.ts'
import { updated } from '../writes/result.ts'

type Action<T extends TObject> = {
  name: 'complete' | 'close' | 'reopen'
  summary: string
  description: string
  body: T
  /** The plan after the action; `named` is the plan that replacedBy names. */
  move: (plan: Plan, body: Static<T>, now: Moment, named: NamedPlan | undefined) => Plan
}

const routes: FastifyPluginAsyncTypebox = async (app) => {
  function action<T extends TObject>({ name, summary, description, body, move }: Action<T>) {
    app.post(
      `/v1/plans/:planId/${name}`,
      {
        config: { access: 'plans:write' },
        schema: {
          operationId: `${name}Plan`,
          tags: ['Plans'],
          summary,
          description,
          params: pathIds('planId'),
          headers: idempotentIfMatch,
          body: ref(body),
          response: answers({ 200: ref(Plan) }),
        },
      },
      async (request, reply) => {
        const input = request.body as Static<T> & { reason?: string; replacedBy?: string | null }
        const named = await findNamedPlan(app.db, request.actor.agencyId, input.replacedBy ?? null)
        return changePlan(request, reply, request.params.planId, ({ plan }, now) => {
          requireMatch(request, plan)
          const work = updated('plan', plan, move(plan, input, now, named))
          return input.reason ? { ...work, reason: input.reason } : work
        })
      },
    )
  }

  action({
    name: 'complete',
    summary: 'Complete a draft',
    description: 'The plan document was completed: the plan becomes active.',
    body: CompletePlan,
    move: (plan, { completedOn }, now) => completedPlan(plan, completedOn, now),
  })
  action({
    name: 'close',
    summary: 'Close a plan',
    description:
      'Ends the plan, and on closedOn the findings about it. Where the participant exited, found work or reached the goal, ' +
      'findings about the person hold on, and follow-ups after placement and exit, and attainments, are still written.',
    body: ClosePlan,
    move: (plan, closing, now, named) => closedPlan(plan, closing as Closing, now, named),
  })
  action({
    name: 'reopen',
    summary: 'Reopen a closed plan',
    description: 'The plan is what it was before it was closed. The reason is kept in its history.',
    body: ReopenPlan,
    move: (plan, _reason, now) => reopenedPlan(plan, now),
  })
}

export default routes
