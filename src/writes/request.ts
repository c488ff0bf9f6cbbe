/** Writes as requests ask for them: what the door needs of a request, and its answer as the reply. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Moment } from '../document/moment.ts'
import type { Document } from '../document/parts.ts'
import type { Person } from '../document/person.ts'
import { type Answer, readKey } from '../http/idempotency.ts'
import { readContentLength } from '../http/json.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import * as door from './change.ts'
import type { WriteResult } from './result.ts'
import type { Context, Done } from './transaction.ts'

/** What the door needs of a request. */
export function buildContext(request: FastifyRequest): Context {
  const { actor, id: requestId } = request
  const { db, metrics, writing } = request.server
  return { actor, requestId, bytes: readContentLength(request), db, metrics, writing }
}

/** The same for a POST, which may carry an idempotency key. */
export const buildKeyedContext = (request: FastifyRequest): Context => ({
  ...buildContext(request),
  key: request.method === 'POST' ? readKey(request, new Date().toISOString()) : undefined,
})

/** Sends what came of a write. */
export function sendAnswer(reply: FastifyReply, { answer, isReplay }: Done): FastifyReply {
  const { status, etag, location, body }: Answer = answer
  if (etag !== null) reply.header('etag', etag)
  if (location !== null) reply.header('location', location)
  if (isReplay) reply.header('idempotency-replayed', 'true')
  if (status === 204) return reply.code(status).send()
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(body)
}

/** Answers a write to an existing plan. */
export const changePlan = async (
  request: FastifyRequest,
  reply: FastifyReply,
  planId: string,
  work: (document: Document, now: Moment, policy: PolicyValues, person: Person) => WriteResult,
): Promise<FastifyReply> => sendAnswer(reply, await door.changePlan(buildKeyedContext(request), planId, work))

/** Answers a write to a participant, or the creation of a plan; the participant may be new. */
export const changePerson = async (
  request: FastifyRequest,
  reply: FastifyReply,
  participantId: string,
  work: (person: Person | undefined, now: Moment, policy: PolicyValues) => WriteResult,
): Promise<FastifyReply> => sendAnswer(reply, await door.changePerson(buildKeyedContext(request), participantId, work))

/** Answers a merge of two persons. */
export const mergePersons = async (
  request: FastifyRequest,
  reply: FastifyReply,
  ids: { from: string; into: string },
  work: (from: Person, into: Person | undefined, now: Moment) => WriteResult,
): Promise<FastifyReply> => sendAnswer(reply, await door.mergePersons(buildKeyedContext(request), ids, work))

/** Answers a move of a plan to another participant. */
export const movePlan = async (
  request: FastifyRequest,
  reply: FastifyReply,
  planId: string,
  to: string,
  work: (document: Document, to: Person | undefined, now: Moment) => WriteResult,
): Promise<FastifyReply> => sendAnswer(reply, await door.movePlan(buildKeyedContext(request), planId, to, work))
