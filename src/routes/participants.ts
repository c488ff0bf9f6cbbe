import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { HistoryItem } from '../changes/schemas.ts'
import { readSeq, selectParticipantHistory } from '../changes/store.ts'
import {
  changedParticipant,
  checkParticipantAsKept,
  newParticipant,
  writableParticipant,
} from '../document/participant/participant.ts'
import {
  NewParticipant,
  Participant,
  ParticipantPatch,
  PutParticipant,
  participantId,
} from '../document/participant/schemas.ts'
import {
  listParticipants,
  ParticipantQuery,
  selectParticipant,
  selectPresentParticipant,
} from '../document/participant/store.ts'
import { noteRead } from '../http/access-log.ts'
import { checkMatch, requireMatch, sendResource } from '../http/etag.ts'
import { listAnswers, sendList } from '../http/list.ts'
import { mergePatch } from '../http/merge-patch.ts'
import { answers, ifMatch, ifMatchOptional, ifNoneMatch, noContent } from '../http/operation.ts'
import { pageQuery, readId } from '../http/paging.ts'
import { ref } from '../http/schema.ts'
import { type Fault, notFound, refuse } from '../problem.ts'
import { changePerson } from '../writes/request.ts'
import { created, updated } from '../writes/result.ts'

const tags = ['Participants']
const params = Type.Object({ participantId }, { additionalProperties: false })
const write = { access: 'plans:write' } as const
const read = { access: 'plans:read' } as const
const page = Type.Object(pageQuery, { additionalProperties: false })

/** Everything that a caller can do with participants. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/participants',
    {
      config: read,
      schema: {
        operationId: 'listParticipants',
        tags,
        summary: 'List participants',
        description: 'Participants of the agency in the order of their ids.',
        querystring: ParticipantQuery,
        response: listAnswers(Participant, 'A page of participants.'),
      },
    },
    (request, reply) =>
      sendList(request, reply, {
        items: Participant,
        select: (after, limit) => listParticipants(request.actor.agencyId, request.query, after, limit),
        position: readId,
      }),
  )

  app.get(
    '/v1/participants/:participantId',
    {
      config: read,
      schema: {
        operationId: 'getParticipant',
        tags,
        summary: 'Read a participant',
        description: 'The participant with all periods of participation, and its version as the ETag.',
        params,
        headers: ifNoneMatch,
        response: answers({ 200: ref(Participant), 304: noContent }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const [[row]] = await app.db.read(agencyId, selectParticipant(agencyId, request.params.participantId))
      if (!row) throw notFound()
      noteRead(request, request.params.participantId)
      return sendResource(request, reply, row[0])
    },
  )

  app.put(
    '/v1/participants/:participantId',
    {
      config: write,
      schema: {
        operationId: 'putParticipant',
        tags,
        summary: 'Create or replace a participant',
        description:
          'Replaces what is said of the person and all periods, which are matched by id: 201 where the participant is new, ' +
          'else 200, also where nothing changes, which takes no version. Plans stay as they are; a period that a plan ' +
          'belongs to cannot be left out (409). A participant that was read is taken as it is, also from another agency; a ' +
          'read-only member that differs from what is kept is refused (422).',
        params,
        headers: ifMatchOptional,
        body: ref(PutParticipant),
        response: answers({ 200: ref(Participant), 201: ref(Participant) }),
      },
    },
    (request, reply) => {
      const { participantId } = request.params
      const sent = request.body as PutParticipant
      const input = writableParticipant(sent)
      return changePerson(request, reply, participantId, (person, now) => {
        const before = person?.participant
        checkMatch(request, before)
        const after = before ? changedParticipant(before, input, now) : newParticipant(participantId, input, now)
        const faults: Fault[] = []
        if (sent.id !== null && sent.id !== participantId)
          faults.push({ pointer: '/id', detail: 'must be that of the address; it may be left out' })
        checkParticipantAsKept(sent, after, '', faults)
        refuse(faults)
        if (before) return updated('participant', before, after)
        const location = `/v1/participants/${encodeURIComponent(participantId)}`
        return { edits: [{ type: 'participant', before: null, after }], answer: created(after, location) }
      })
    },
  )

  app.patch(
    '/v1/participants/:participantId',
    {
      config: write,
      schema: {
        operationId: 'updateParticipant',
        tags,
        summary: 'Change a participant',
        description:
          'Merge patch of what callers write. Periods are replaced whole; one of them is changed with an operation of its own.',
        params,
        headers: ifMatch,
        body: ref(ParticipantPatch),
        response: answers({ 200: ref(Participant) }),
      },
    },
    (request, reply) =>
      changePerson(request, reply, request.params.participantId, (person, now) => {
        if (!person) throw notFound()
        const before = person.participant
        requireMatch(request, before)
        const input = app.check(NewParticipant, mergePatch(writableParticipant(before), request.body)) as NewParticipant
        return updated('participant', before, changedParticipant(before, input, now))
      }),
  )

  app.get(
    '/v1/participants/:participantId/history',
    {
      config: read,
      schema: {
        operationId: 'listParticipantHistory',
        tags,
        summary: 'List the history of a participant',
        description:
          'Every change of the participant, and of the plans of the person with everything in them, in order. A change ' +
          'has what it made different.',
        params,
        querystring: page,
        response: listAnswers(HistoryItem, 'A page of changes.'),
      },
    },
    (request, reply) => {
      const { agencyId } = request.actor
      const { participantId } = request.params
      return sendList(request, reply, {
        items: HistoryItem,
        of: selectPresentParticipant(agencyId, participantId),
        select: (after, limit) => selectParticipantHistory(agencyId, participantId, Number(after?.[0] ?? 0), limit),
        position: readSeq,
      })
    },
  )
}

export default routes
