/** What a question about a day rests on: what is known of it now, or what was known at its end. */
import type { FastifyRequest } from 'fastify'
import { addDays, dayIn, startOfDay } from '../calendar.ts'
import { selectFirst } from '../changes/store.ts'
import type { Row } from '../database/db.ts'
import { requireKept } from '../findings/retention.ts'
import type { Knowledge } from '../outcomes/cohort.ts'
import { policyBefore } from '../policy/store.ts'

/** What a description says of past days. */
export const pastDays =
  'A past day is answered by what is known of it now; with known=then as it was known at its end, so the answer never changes again: without what was recorded later and with what was resolved since. Before the day since which that is kept (findingsKeptYears of the policy) known=then is refused.'

type KnownQuery = { asOf?: string; known?: string }

/**
 * The day that a request asks for, and what it rests on. Defaults are written into the query, so that all pages are for the
 * same day and state of knowledge, even if the day ends between two pages.
 */
export async function readKnowledge(request: FastifyRequest): Promise<Knowledge> {
  const query = request.query as KnownQuery
  const { agencyId, office } = request.actor
  const today = await request.today()
  query.asOf ??= today
  if (query.asOf >= today) query.known = 'now'
  query.known ??= 'now'
  // a token of an office does not learn what another office has recorded since of someone who was handed over
  if (query.known === 'now')
    return { asOf: query.asOf, known: 'now', isPast: query.asOf < today && office === undefined }
  await requireKept(request.server.db, agencyId, query.asOf, today)
  return { asOf: query.asOf, known: 'then', isPast: true }
}

/** What an answer tells of the knowledge that it rests on. */
export async function tellKnown(request: FastifyRequest) {
  const { asOf = null, known = null } = request.query as KnownQuery
  const { values } = await request.policy()
  return {
    call: selectFirst(request.actor.agencyId),
    read: ([row]: readonly Row[]) => ({
      ...{ asOf, known },
      recordedSince: row ? dayIn(values.timeZone, new Date(row[0] as string)) : null,
    }),
  }
}

/** The policy by which a day is counted, and the instant at which the day ends. */
export async function readPolicyOf(request: FastifyRequest, { asOf, known }: Knowledge) {
  const { values } = await request.policy()
  const end = startOfDay(values.timeZone, addDays(asOf, 1)).toISOString()
  if (known === 'now') return { policy: values, end }
  return { policy: (await policyBefore(request.server.db, request.actor.agencyId, end)).values, end }
}
