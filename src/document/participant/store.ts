/** The statements of participants. */
import { type Static, Type } from 'typebox'
import { type Call, statement } from '../../database/db.ts'
import { buildWrites, selectJson, selectList } from '../../database/rows.ts'
import { pageQuery } from '../../http/paging.ts'
import { line } from '../../http/schema.ts'
import { participants } from './tables.ts'

const byId = 'where t.agency_id = $1 and t.id = $2'
const oneStatement = statement<[json: string]>(selectJson(participants, byId))
const lockStatement = statement<[json: string]>(selectJson(participants, `${byId} for no key update`))

/** A participant as JSON; no row if there is none. */
export const selectParticipant = (agencyId: string, id: string): Call<[json: string]> => ({
  statement: oneStatement,
  values: [agencyId, id],
})

const presentStatement = statement('select id, null from participants where agency_id = $1 and id = $2')
/** Whether a participant exists: one row, with the id and no plan, or none. */
export const selectPresentParticipant = (agencyId: string, id: string): Call => ({
  statement: presentStatement,
  values: [agencyId, id],
})

/** The same as `selectParticipant`, after everyone else who writes to the participant; nobody else does until the transaction ends. */
export const lockParticipant = (agencyId: string, id: string): Call<[json: string]> => ({
  statement: lockStatement,
  values: [agencyId, id],
})

export const participantWrites = buildWrites(participants)

export const ParticipantQuery = Type.Object(
  {
    office: Type.Optional(line(100, 'Participants who have a plan of this office.', 'downtown')),
    ...pageQuery,
  },
  { additionalProperties: false },
)
export type ParticipantQuery = Static<typeof ParticipantQuery>

const hasPlanIn = `exists (
  select from plans p where p.agency_id = t.agency_id and p.participant_id = t.id and p.office = ?)`

/** A page of participants, in the order of their ids. */
export const listParticipants = (
  agencyId: string,
  { office }: ParticipantQuery,
  after: string[] | undefined,
  limit: number | null,
): Call =>
  selectList({ table: participants, people: 't.id, null::uuid' }, agencyId, after?.[0], limit, [[hasPlanIn, office]])
