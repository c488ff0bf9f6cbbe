import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Day } from '../calendar.ts'
import { HistoryItem } from '../changes/schemas.ts'
import { readSeq, selectParticipantHistory } from '../changes/store.ts'
import type { Call, Row } from '../database/db.ts'
import { followUpStore } from '../document/follow-up/store.ts'
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
import { listPlans } from '../document/plan/store.ts'
import { formatFinding, selectFindingsOf } from '../findings/lists.ts'
import { openReads } from '../http/access-log.ts'
import { checkMatch, requireMatch, sendResource } from '../http/etag.ts'
import { listAnswers, sendList } from '../http/list.ts'
import { mergePatch } from '../http/merge-patch.ts'
import { answers, ifMatch, ifMatchOptional, ifNoneMatch, noContent } from '../http/operation.ts'
import { pageQuery, readId } from '../http/paging.ts'
import { include, ref } from '../http/schema.ts'
import { readOwnPeriods, selectOwnPeriods } from '../outcomes/cohort.ts'
import { buildOutcomes } from '../outcomes/outcomes.ts'
import { type Fault, invalid, notFound, refuse } from '../problem.ts'
import { changePerson } from '../writes/request.ts'
import { created, updated } from '../writes/result.ts'
import { ParticipantDocument } from './participant-document.ts'

const tags = ['Participants']
const params = Type.Object({ participantId }, { additionalProperties: false })
const write = { access: 'plans:write' } as const
const read = { access: 'plans:read' } as const
const page = Type.Object(pageQuery, { additionalProperties: false })

/** What is embedded, as JSON, and the plans that it is about. */
type Shown = { items: string[]; planIds: (string | null | undefined)[] }

/** Rows as items; the last column of each is the plan that it is about. */
const showRows =
  (toJson: (row: Row) => string) =>
  (rows: readonly Row[]): Shown => ({ items: rows.map(toJson), planIds: rows.map((row) => row.at(-1)) })

function showOutcomes(rows: readonly Row[], today: Day): Shown {
  const periods = readOwnPeriods(rows) ?? []
  return {
    items: periods.map((period) => JSON.stringify(buildOutcomes(period, today))),
    planIds: periods.flatMap(({ plans }) => plans.map(({ id }) => id)),
  }
}

/** What can be embedded in a participant, with how it is read and shown. */
function listParts(agencyId: string, participantId: string, today: Day) {
  const ofPerson = { participantId }
  const showResources = showRows(([json]) => json as string)
  const parts: { name: string; call: Call; show: (rows: readonly Row[]) => Shown }[] = [
    { name: 'plans', call: listPlans(agencyId, ofPerson, undefined, null), show: showResources },
    { name: 'followUps', call: followUpStore.list(agencyId, ofPerson, undefined, null), show: showResources },
    {
      name: 'findings',
      call: selectFindingsOf(agencyId, ofPerson, { on: today }),
      show: showRows(formatFinding(today)),
    },
    { name: 'outcomes', call: selectOwnPeriods(agencyId, participantId), show: (rows) => showOutcomes(rows, today) },
  ]
  return parts
}

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
        description:
          'Participants of the agency in the order of their ids. Filters are combined: program, open, and exits may be ' +
          'of different periods of the person; office, careerPlanner, and finding are about one plan.',
        querystring: ParticipantQuery,
        response: listAnswers(Participant, 'A page of participants.'),
      },
    },
    async (request, reply) => {
      const { query } = request
      if (query.exitedFrom && query.exitedTo && query.exitedTo < query.exitedFrom)
        throw invalid([{ pointer: '/exitedTo', detail: 'must not be before exitedFrom' }])
      if (query.finding) query.asOf ??= await request.today()
      return sendList(request, reply, {
        items: Participant,
        select: (after, limit) => listParticipants(request.actor.agencyId, query, after, limit),
        position: readId,
      })
    },
  )

  app.get(
    '/v1/participants/:participantId',
    {
      config: read,
      schema: {
        operationId: 'getParticipant',
        tags,
        summary: 'Read a participant',
        description:
          'The participant with all periods of participation, and its version as the ETag; with what include names embedded. ' +
          'Then there is no 304: the version of the participant does not tell of plans.',
        params,
        headers: ifNoneMatch,
        querystring: Type.Object(
          { include: include(['plans', 'followUps', 'findings', 'outcomes'], 'plans,outcomes') },
          { additionalProperties: false },
        ),
        response: answers({ 200: ref(ParticipantDocument), 304: noContent }),
      },
    },
    async (request, reply) => {
      const { agencyId } = request.actor
      const { participantId } = request.params
      const wanted = new Set(request.query.include?.split(','))
      const all = wanted.size > 0 ? listParts(agencyId, participantId, await request.today()) : []
      const parts = all.filter(({ name }) => wanted.has(name))
      const [[row], ...rest] = await app.db.read(
        agencyId,
        selectParticipant(agencyId, participantId),
        ...parts.map(({ call }) => call),
      )
      if (!row) throw notFound()
      const shown = parts.map(({ name, show }, index) => ({ name, ...show(rest[index] ?? []) }))
      const reads = openReads(request)
      reads.add(
        participantId,
        shown.flatMap(({ planIds }) => planIds),
      )
      reads.write()
      const embedded = shown.map(({ name, items }) => `,"${name}":[${items.join(',')}]`)
      return sendResource(request, reply, row[0], embedded.join(''), parts.length === 0)
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
