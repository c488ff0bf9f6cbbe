/** Checks a plan document against the rules without storing anything. */

import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import pLimit from 'p-limit'
import { Type } from 'typebox'
import { v7 as newId } from 'uuid'
import { type Day, dayIn } from '../calendar.ts'
import { getPeriodFacts } from '../document/participant/participant.ts'
import type { OwnerInput } from '../document/participant/record.ts'
import type { Document } from '../document/parts.ts'
import type { Person } from '../document/person.ts'
import { findNamedPlan, type NamedPlan } from '../document/plan/store.ts'
import { NewPlanDocument, newDocument } from '../document/plan-document.ts'
import { compareFindings, findingUnstored, holdsOn } from '../findings/finding.ts'
import { Validation } from '../findings/schemas.ts'
import { noteRead } from '../http/access-log.ts'
import { requireScope } from '../http/auth.ts'
import { largeBytes, readContentLength } from '../http/json.ts'
import { answers } from '../http/operation.ts'
import { findReach } from '../http/reach.ts'
import { day, ref } from '../http/schema.ts'
import { giveWay, turn } from '../http/turns.ts'
import type { KeptPolicy } from '../policy/store.ts'
import { evaluateEach, type Finding } from '../rules/evaluate.ts'
import { readPerson, selectPerson } from '../writes/person-store.ts'
import { readWording } from '../writing/plan-wording.ts'

/** The ids that the caller gave to items; items without one are named by their pointers. */
function sentIds({ goals, barriers, gaps, services, attainments }: NewPlanDocument): Set<string> {
  const all = [goals, barriers, gaps, services, attainments] as { id?: string }[][]
  return new Set(all.flatMap((items) => items.flatMap(({ id }) => id ?? [])))
}

/**
 * The stored person of a document, so that it is judged as if it were written. A token that may not read plans learns
 * nothing of who is stored, so its documents have to bring the facts; to one that is limited, persons and plans out of its
 * reach are not stored.
 */
async function findPerson(request: FastifyRequest, input: NewPlanDocument): Promise<Person | undefined> {
  const { participant, participantId } = input as OwnerInput
  const id = participant?.id ?? participantId
  const { agencyId, office, scopes } = request.actor
  if (!participant && participantId) requireScope(request, 'plans:read')
  if (!id || !scopes.has('plans:read') || (await findReach(request, id)) === 'nothing') return undefined
  const rows = await request.server.db.read(agencyId, ...selectPerson(agencyId, { participantId: id }))
  const stored = await readPerson(rows, giveWay)
  if (!stored) return undefined
  const { participant: known, plans } = stored.person
  const reached = plans.filter(({ plan }) => office === undefined || plan.office === office)
  noteRead(request, id, ...reached.map(({ plan }) => plan.id))
  return { participant: known, plans: reached }
}

/** The person as if the document were written: it replaces the stored plan with its externalId. */
const joinPerson = (stored: Person | undefined, document: Document): Person => {
  const { externalId } = document.plan
  const others = stored?.plans.filter(({ plan }) => externalId === null || plan.externalId !== externalId) ?? []
  const { participant } = document
  const placed = others.map((one) => ({ ...one, period: getPeriodFacts(participant, one.plan.periodId) }))
  return { participant, plans: [...placed, document] }
}

/** The plan that replaced that of a document. A token that may not read plans does not learn whether it is there. */
async function findReplacing(
  { actor, server }: FastifyRequest,
  input: NewPlanDocument,
): Promise<NamedPlan | undefined> {
  const { replacedBy, participantId, participant } = input as NewPlanDocument & OwnerInput
  if (actor.scopes.has('plans:read')) return findNamedPlan(server.db, actor.agencyId, replacedBy)
  return { id: replacedBy ?? '', participantId: participant?.id ?? participantId ?? '' }
}

/** How long a request waits for texts that are being read for the first time. */
const patienceMs = 2

/** The result if something ends in time; otherwise undefined. */
async function inTime<T>(rest: Promise<unknown>, result: () => T): Promise<T | undefined> {
  const isLate = await Promise.race([rest.then(() => false), pause(patienceMs, true, { ref: false })])
  return isLate ? undefined : result()
}

/** What the rules say about a document; `next` is awaited between the steps. */
async function validated(request: FastifyRequest, policy: KeptPolicy, next: () => Promise<void>) {
  const { writing, metrics } = request.server
  const { version, values } = policy
  const today = dayIn(values.timeZone, new Date())
  const { asOf = today, recordedOn = today } = request.query as { asOf?: Day; recordedOn?: Day }
  const input = request.body as NewPlanDocument
  await next()
  const stored = await findPerson(request, input)
  const replacedBy = await findReplacing(request, input)
  const { retentionYears } = values
  const now = { at: new Date().toISOString(), today: recordedOn, newId, retentionYears }
  const facts = newDocument(input, now, { participant: stored?.participant, replacedBy })
  await next()
  const wording = () => readWording(writing, facts, values, request.actor.agencyId, true)
  const { remarked, rest } = wording()
  const read = rest ? await inTime(rest, () => wording().remarked) : remarked
  await next()
  const document = { ...facts, waivers: [], ...(read && { remarked: read }) }
  const found: Finding[] = []
  for (const some of evaluateEach(joinPerson(stored, document), values)) {
    // the latest plan of the period carries what is found about the person, and this one is the latest
    found.push(...some.filter(({ planId }) => planId === document.plan.id))
    await next()
  }
  metrics.findings.inc(found.length)
  const ids = sentIds(input)
  const findings = found
    .filter((finding) => holdsOn(finding, asOf))
    .toSorted(compareFindings)
    .map((finding) => findingUnstored(finding, ids.add(document.participant.id), version, asOf))
  return { asOf, pending: rest !== undefined && read === undefined, findings }
}

/** How many large documents are validated at once, so that none waits long behind many others. */
const maxLarge = 4

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const limit = pLimit(maxLarge)
  app.post(
    '/v1/plans/validate',
    {
      config: { access: 'plans:validate', persons: 'looked up' },
      schema: {
        operationId: 'validatePlan',
        tags: ['Findings'],
        summary: 'Validate a plan document',
        description:
          'What the rules say of a plan document on a day. Nothing is stored. Subjects are named by externalId, by the id ' +
          'that the caller gave, or by pointer. Texts that nobody has sent before are read meanwhile: where pending is true, ask again for what there is to say of their wording.',
        querystring: Type.Object(
          {
            asOf: Type.Optional(day('The day that is asked for; today in the agency when left out.', '2026-01-31')),
            recordedOn: Type.Optional(
              day('The day on which the document counts as recorded; today when left out.', '2026-01-05'),
            ),
          },
          { additionalProperties: false },
        ),
        body: ref(NewPlanDocument),
        response: answers({ 200: ref(Validation) }),
      },
    },
    async (request) => {
      const policy = await request.policy()
      return readContentLength(request) > largeBytes
        ? limit(() => validated(request, policy, turn))
        : validated(request, policy, async () => undefined)
    },
  )
}

export default routes
