import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { type Day, dayIn } from '../calendar.ts'
import { etagOf } from '../http/etag.ts'
import { answers } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { Policy } from './schemas.ts'
import { getPolicy } from './store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The policy in force for the agency of the token. */
    readonly policy: Policy
    /** The agency's date now. */
    today: () => Day
  }
}

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.decorateRequest('policy', {
    getter() {
      return getPolicy(this.actor.agencyId)
    },
  })
  app.decorateRequest('today', function (this: FastifyRequest) {
    return dayIn(this.policy.values.timeZone, new Date())
  })

  app.get(
    '/v1/policy',
    {
      config: { access: 'plans:read' },
      schema: {
        operationId: 'getPolicy',
        tags: ['Rules'],
        summary: 'The policy in force',
        description: 'The numbers and choices that rules read, each with its source.',
        response: answers({ 200: ref(Policy) }),
      },
    },
    async (request, reply) => {
      reply.header('etag', etagOf(request.policy.version))
      return request.policy
    },
  )
}

export default fp(routes)
