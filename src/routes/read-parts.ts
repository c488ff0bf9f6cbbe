/** The read operations that milestones and follow-ups share: one of a plan, all of a plan, all of the caseload. */
import type { FastifyInstance } from 'fastify'
import { type TObject, Type } from 'typebox'
import type { PartStore } from '../document/part-store.ts'
import { caseloadQuery, selectPresence } from '../document/plan/store.ts'
import { noteRows } from '../http/access-log.ts'
import { sendResource } from '../http/etag.ts'
import { listAnswers, sendList } from '../http/list.ts'
import { answers, ifNoneMatch, noContent, pathIds } from '../http/operation.ts'
import { readId } from '../http/paging.ts'
import { ref } from '../http/schema.ts'
import { notFound } from '../problem.ts'

type Part = {
  noun: string
  /** The last part of its paths. */
  path: string
  /** The path parameter that names one. */
  id: 'milestoneId' | 'followUpId'
  names: { list: string; listByPlan: string; get: string }
  tags: string[]
  schema: TObject
  store: PartStore
}

function addLists(app: FastifyInstance, { noun, path, names, tags, schema, store }: Part): void {
  const config = { access: 'plans:read' } as const
  const response = listAnswers(schema, `A page of ${noun}s.`)
  const description = 'In the order in which they were made.'
  const ofPlan = Object.fromEntries(Object.entries(store.query.properties).filter(([name]) => !(name in caseloadQuery)))

  app.get(
    `/v1/plans/:planId/${path}`,
    {
      config,
      schema: {
        operationId: names.listByPlan,
        tags,
        summary: `List the ${noun}s of a plan`,
        description,
        params: pathIds('planId'),
        querystring: Type.Object(ofPlan, { additionalProperties: false }),
        response,
      },
    },
    (request, reply) => {
      const { agencyId } = request.actor
      const { planId } = request.params as { planId: string }
      return sendList(request, reply, {
        items: schema,
        of: selectPresence(agencyId, planId),
        select: (after, limit) => store.list(agencyId, { ...(request.query as object), planId }, after, limit),
        position: readId,
      })
    },
  )

  app.get(
    `/v1/${path}`,
    {
      config,
      schema: {
        operationId: names.list,
        tags,
        summary: `List the ${noun}s of the caseload`,
        description,
        querystring: store.query,
        response,
      },
    },
    (request, reply) =>
      sendList(request, reply, {
        items: schema,
        select: (after, limit) => store.list(request.actor.agencyId, request.query as object, after, limit),
        position: readId,
      }),
  )
}

/** Adds the read operations of a part of a plan. */
export function readRoutes(app: FastifyInstance, part: Part): void {
  const { noun, path, id, names, tags, schema, store } = part
  addLists(app, part)
  app.get(
    `/v1/plans/:planId/${path}/:${id}`,
    {
      config: { access: 'plans:read' },
      schema: {
        operationId: names.get,
        tags,
        summary: `Read a ${noun}`,
        description: `The ${noun} with its version as the ETag.`,
        params: pathIds('planId', id),
        headers: ifNoneMatch,
        response: answers({ 200: ref(schema), 304: noContent }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const params = request.params as Record<'planId' | Part['id'], string>
      const [[row]] = await app.db.read(agencyId, store.part.select(agencyId, params.planId, params[id]))
      if (!row) throw notFound()
      noteRows(request, [row])
      return sendResource(request, reply, row[0])
    },
  )
}
