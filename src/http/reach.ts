/**
 * What a token reaches that is limited to one participant, to one office, or to both. The schema of an operation says how it
 * is limited: by the person or the plan that its path names, or by the parameter of its query that names the participant or
 * the office. An operation with neither is refused, unless its route says in `persons` why it need not be. What is written
 * is limited once more, in the transaction (writes/reach.ts).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Call } from '../database/db.ts'
import { forbidden, notFound } from '../problem.ts'
import type { Actor } from './auth.ts'

type Offices = [office: string | null]
type Place = [participantId: string, ...Offices]

/** Where plans belong; supplied by app.ts, because the rooms of plans are above. */
export type PlaceStatements = {
  /** The participant and the office of a plan; no row if there is no such plan. */
  selectPlace: (agencyId: string, planId: string) => Call<Place>
  /** The same of the plan with an externalId. */
  selectNamedPlace: (agencyId: string, externalId: string) => Call<Place>
  /** The office of each plan of a person, or one row without an office where there is none; no row if there is no such person. */
  selectOffices: (agencyId: string, participantId: string) => Call<Offices>
}

declare module 'fastify' {
  interface FastifyInstance {
    places: PlaceStatements
  }
  interface FastifyContextConfig {
    /**
     * Why a limited token may call an operation that neither path nor query limits: its answer holds no person, it looks up
     * a person itself with `findReach`, or it writes what its body says, which the door limits.
     */
    persons?: 'none' | 'looked up' | 'written'
  }
}

const scopes = { participantId: 'participant', office: 'office' } as const
type Limit = keyof typeof scopes

/** All that a token may write that is limited to one participant. */
export const ofParticipant =
  'The token is limited to one participant, who may acknowledge a plan and report progress on a milestone, and nothing else.'

/** How much of a person a token reaches: nothing, the person and some of the plans, or the person with all of them. */
export async function findReach(
  { actor, server }: FastifyRequest,
  participantId: string,
): Promise<'nothing' | 'some' | 'all'> {
  const { agencyId, office } = actor
  if (actor.participantId !== undefined && actor.participantId !== participantId) return 'nothing'
  if (office === undefined) return 'all'
  const [offices] = await server.db.read(agencyId, server.places.selectOffices(agencyId, participantId))
  const own = offices.filter(([one]) => one === office)
  if (own.length === offices.length) return 'all' // of nobody, too: then there is nothing to hide
  return own.length > 0 ? 'some' : 'nothing'
}

/** Whether a request is answered a participant and nothing that plans say; by the schema of the answer. */
function isOfParticipantAlone({ routeOptions, query }: FastifyRequest): boolean {
  const { 200: shown, 201: made } = (routeOptions.schema?.response ?? {}) as Record<
    number,
    { $ref?: string } | undefined
  >
  const name = (shown ?? made)?.$ref
  const { include } = query as { include?: string }
  return name === 'Participant' || (name === 'ParticipantDocument' && include === undefined)
}

async function requirePerson(request: FastifyRequest, participantId: string): Promise<void> {
  const reach = await findReach(request, participantId)
  if (reach === 'nothing') throw notFound()
  if (reach === 'some' && !isOfParticipantAlone(request))
    throw forbidden('The token is limited to one office, and this operation answers for plans of other offices, too.')
}

const isReached = (actor: Actor, [participantId, office]: Place): boolean =>
  participantId === (actor.participantId ?? participantId) && office === (actor.office ?? office)

/** Refuses a plan that the token does not reach, and one that is gone, whose history is still answered to others. */
async function requirePlan({ actor, server }: FastifyRequest, planId: string): Promise<void> {
  const [[place]] = await server.db.read(actor.agencyId, server.places.selectPlace(actor.agencyId, planId))
  if (!place || !isReached(actor, place)) throw notFound()
}

/** Refuses a stored plan that the token does not reach; a new one is limited by the door. */
async function requireNamedPlan({ actor, server }: FastifyRequest, externalId: string): Promise<void> {
  const [[place]] = await server.db.read(actor.agencyId, server.places.selectNamedPlace(actor.agencyId, externalId))
  if (place && !isReached(actor, place)) throw notFound()
}

/** Limits an operation whose path names nobody. */
function limitQuery({ query, routeOptions }: FastifyRequest, limit: Limit, only: string): void {
  const { config, schema } = routeOptions
  if (config.persons === 'none' || config.persons === 'looked up') return
  if (config.persons === 'written' && limit === 'office') return
  if (config.persons === 'written') throw forbidden(ofParticipant)
  const { properties = {} } = (schema?.querystring ?? {}) as { properties?: object }
  const limited = `The token is limited to one ${scopes[limit]}`
  if (!(limit in properties)) throw forbidden(`${limited}, and this operation is for the whole agency.`)
  const given = query as Partial<Record<Limit, string>>
  given[limit] ??= only
  if (given[limit] !== only) throw forbidden(`${limited}, and ${limit} names another.`)
}

type Names = { participantId?: string; planId?: string; externalId?: string }

const isLimited = ({ participantId, office }: Actor): boolean => (participantId ?? office) !== undefined

/** Refuses a request for what a limited token does not reach, and limits a list to what it does. */
async function requireReached(request: FastifyRequest): Promise<void> {
  const { actor, routeOptions } = request
  const { participantId, planId, externalId } = request.params as Names
  if (participantId !== undefined) return requirePerson(request, participantId)
  if (planId !== undefined) return requirePlan(request, planId)
  if (externalId !== undefined && routeOptions.url?.startsWith('/v1/plans/'))
    return requireNamedPlan(request, externalId)
  for (const limit of ['participantId', 'office'] as const) {
    const only = actor[limit]
    if (only !== undefined) limitQuery(request, limit, only)
  }
}

/** Limits tokens before any handler runs. */
export default fp(async (app: FastifyInstance) => {
  // it runs for every request, and a hook that never waits is cheaper without a promise
  app.addHook('preHandler', (request, _reply, done) => {
    if (!request.actor || !isLimited(request.actor)) return done()
    requireReached(request).then(() => done(), done)
  })
})
