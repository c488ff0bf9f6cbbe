import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Type } from 'typebox'
import { type Day, dayIn } from '../calendar.ts'
import { HistoryItem } from '../changes/schemas.ts'
import { readSeq, selectPolicyHistory } from '../changes/store.ts'
import { formatEtag } from '../http/etag.ts'
import { itemsAnswers, listAnswers, sendItems, sendList } from '../http/list.ts'
import { answers, ifMatch } from '../http/operation.ts'
import { pageQuery } from '../http/paging.ts'
import { ref } from '../http/schema.ts'
import { selectEvaluation } from '../policy/evaluation.ts'
import { setPolicy } from '../policy/policy.ts'
import { profiles } from '../policy/profiles/index.ts'
import { type Evaluation, NewPolicy, Policy, Profile } from '../policy/schemas.ts'
import {
  currentPolicy,
  defaultPolicy,
  findSources,
  type KeptPolicy,
  readPolicy,
  selectPolicyAfter,
} from '../policy/store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Reads the current policy of the caller's agency. */
    policy: () => Promise<KeptPolicy>
    /** The agency's current date. */
    today: () => Promise<Day>
  }
}

const tags = ['Rules']
const read = { access: 'plans:read', persons: 'none' } as const

/** The policy in force, as answered, from one snapshot. */
async function shownPolicy({ actor: { agencyId }, server: { db } }: FastifyRequest): Promise<Policy> {
  const [rows, [evaluation]] = await db.read(
    agencyId,
    selectPolicyAfter(agencyId, defaultPolicy.version),
    selectEvaluation(agencyId),
  )
  const policy = readPolicy(rows, defaultPolicy)
  const progress = evaluation ? (JSON.parse(evaluation[0] as string) as Evaluation) : null
  return { ...policy, sources: findSources(policy), evaluation: progress }
}

const profileTexts = profiles.map(({ citation, ...rest }) =>
  JSON.stringify({ ...rest, citation: { url: null, ...citation } }),
)

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.decorateRequest('policy', function (this: FastifyRequest) {
    return currentPolicy(this.server.db, this.actor.agencyId)
  })
  app.decorateRequest('acceptsNineDigitIds', async function (this: FastifyRequest) {
    if (!this.actor) return false // a caller without a token has no policy
    return (await this.policy()).values.nineDigitIds === 'accepted'
  })
  app.decorateRequest('today', async function (this: FastifyRequest) {
    return dayIn((await this.policy()).values.timeZone, new Date())
  })

  app.get(
    '/v1/policy',
    {
      config: read,
      schema: {
        operationId: 'getPolicy',
        tags,
        summary: 'The policy in force',
        description:
          'The numbers and choices that rules read, each with its source, and how far the caseload has been evaluated ' +
          'under them.',
        response: answers({ 200: ref(Policy) }),
      },
    },
    async (request, reply) => {
      const policy = await shownPolicy(request)
      reply.header('etag', formatEtag(policy.version))
      return policy
    },
  )

  app.put(
    '/v1/policy',
    {
      config: { access: 'policy:write' },
      schema: {
        operationId: 'setPolicy',
        tags,
        summary: 'Set the policy',
        description:
          'Replaces the whole policy. Every write from then on is evaluated under it; what was written before is ' +
          'evaluated anew in the background, and evaluation says how far that is. A finding that says the same as ' +
          'before stays and keeps its policyVersion. A policy that is the same already takes no version.',
        headers: ifMatch,
        body: ref(NewPolicy),
        response: answers({ 200: ref(Policy) }),
      },
    },
    async (request, reply) => {
      await setPolicy(request, request.body as NewPolicy)
      app.background.wake()
      const policy = await shownPolicy(request)
      reply.header('etag', formatEtag(policy.version))
      return policy
    },
  )

  app.get(
    '/v1/policy/history',
    {
      config: read,
      schema: {
        operationId: 'listPolicyHistory',
        tags,
        summary: 'List the history of the policy',
        description: 'Every change of the policy, in order. The policy before the first one is the default.',
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
        response: listAnswers(HistoryItem, 'A page of changes.'),
      },
    },
    (request, reply) => {
      const { agencyId } = request.actor
      return sendList(request, reply, {
        items: HistoryItem,
        select: (after, limit) => selectPolicyHistory(agencyId, Number(after?.[0] ?? 0), limit),
        position: readSeq,
      })
    },
  )

  app.get(
    '/v1/policy/profiles',
    {
      config: read,
      schema: {
        operationId: 'listProfiles',
        tags,
        summary: 'List the ready-made policies',
        description: 'Policies to begin with, each value with its source, on one page. The first one is the default.',
        response: itemsAnswers(Profile, 'Every profile.'),
      },
    },
    async (request, reply) => sendItems(request, reply, Profile, profileTexts),
  )
}

export default fp(routes)
