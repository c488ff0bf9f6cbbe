/** The periods of participation of a participant, one by one. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import {
  addedPeriod,
  changedPeriod,
  getPeriod,
  removedPeriod,
  writablePeriod,
} from '../document/participant/participant.ts'
import { NewPeriod, Participant, PeriodPatch, participantId } from '../document/participant/schemas.ts'
import { checkMatch, requireMatch } from '../http/etag.ts'
import { mergePatch } from '../http/merge-patch.ts'
import { answers, idempotentIfMatchOptional, ifMatch } from '../http/operation.ts'
import { itemId, ref } from '../http/schema.ts'
import { notFound } from '../problem.ts'
import { changePerson } from '../writes/request.ts'
import { created, updated } from '../writes/result.ts'

const tags = ['Participants']
const owner = Type.Object({ participantId }, { additionalProperties: false })
const params = Type.Object(
  { participantId, periodId: itemId('The period of participation.', '2026-1') },
  { additionalProperties: false },
)
const write = { access: 'plans:write' } as const
const answer = 'It is answered with the whole participant, whose version is the ETag.'

/** Everything that a caller can do with a single period. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/participants/:participantId/periods',
    {
      config: write,
      schema: {
        operationId: 'createPeriod',
        tags,
        summary: 'Add a period of participation',
        description: `A person who comes back after an exit begins a new period. ${answer}`,
        params: owner,
        headers: idempotentIfMatchOptional,
        body: ref(NewPeriod),
        response: answers({ 201: ref(Participant) }),
      },
    },
    (request, reply) =>
      changePerson(request, reply, request.params.participantId, (person, now) => {
        if (!person) throw notFound()
        const before = person.participant
        checkMatch(request, before)
        const after = addedPeriod(before, request.body as NewPeriod, now)
        const location = `/v1/participants/${encodeURIComponent(before.id)}`
        return { edits: [{ type: 'participant', before, after }], answer: created(after, location) }
      }),
  )

  app.patch(
    '/v1/participants/:participantId/periods/:periodId',
    {
      config: write,
      schema: {
        operationId: 'updatePeriod',
        tags,
        summary: 'Change a period of participation',
        description:
          'Merge patch of one period: members left out stay, null clears. The plans of the period are evaluated in the ' +
          `same transaction. ${answer}`,
        params,
        headers: ifMatch,
        body: ref(PeriodPatch),
        response: answers({ 200: ref(Participant) }),
      },
    },
    (request, reply) =>
      changePerson(request, reply, request.params.participantId, (person, now) => {
        if (!person) throw notFound()
        const before = person.participant
        requireMatch(request, before)
        const period = writablePeriod(getPeriod(before, request.params.periodId))
        const input = app.check(NewPeriod, mergePatch(period, request.body)) as NewPeriod
        return updated('participant', before, changedPeriod(before, input, now))
      }),
  )

  app.delete(
    '/v1/participants/:participantId/periods/:periodId',
    {
      config: write,
      schema: {
        operationId: 'deletePeriod',
        tags,
        summary: 'Delete a period of participation',
        description: `One that was entered in error; not one that a plan belongs to (409). ${answer}`,
        params,
        headers: ifMatch,
        response: answers({ 200: ref(Participant) }),
      },
    },
    (request, reply) =>
      changePerson(request, reply, request.params.participantId, (person, now) => {
        if (!person) throw notFound()
        const before = person.participant
        requireMatch(request, before)
        const { id } = getPeriod(before, request.params.periodId)
        return updated('participant', before, removedPeriod(before, id, now))
      }),
  )
}

export default routes
