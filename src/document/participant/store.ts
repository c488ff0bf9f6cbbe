/** The statements of participants. */
import { type Static, Type } from 'typebox'
import { forever } from '../../database/columns.ts'
import { type Call, statement } from '../../database/db.ts'
import { buildWrites, type Filter, selectJson, selectList } from '../../database/rows.ts'
import { pageQuery } from '../../http/paging.ts'
import { choice, day, line } from '../../http/schema.ts'
import { programs } from './schemas.ts'
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
    program: Type.Optional(choice(programs, 'Who takes, or took, part in this program.')),
    office: Type.Optional(line(100, 'Who has a plan of this office.', 'downtown')),
    careerPlanner: Type.Optional(
      line(
        100,
        'Participants who have a plan with this career planner; with office, one plan that has both.',
        'staff-17',
      ),
    ),
    open: Type.Optional(
      choice(
        ['true', 'false'],
        'Only participants who have an open period of participation, or only those who have none.',
      ),
    ),
    exitedFrom: Type.Optional(
      day('Participants who exited on this day or later; with exitedTo, within these days.', '2026-01-01'),
    ),
    exitedTo: Type.Optional(day('Participants who exited on this day or earlier.', '2026-03-31')),
    retainUntilBefore: Type.Optional(
      day('Participants whose retainUntil is before this day. Those who have not exited have none.', '2030-01-01'),
    ),
    finding: Type.Optional(
      line(
        100,
        'Participants for whom, or in one of whose plans, this rule finds something that is not waived; with office or careerPlanner, in a plan that has them.',
        'milestone-overdue',
      ),
    ),
    asOf: Type.Optional(
      day('The day of finding, by what is known now; today in the agency when left out.', '2026-01-31'),
    ),
    ...pageQuery,
  },
  { additionalProperties: false },
)
export type ParticipantQuery = Static<typeof ParticipantQuery>

const ofPeriod = 'select from periods r where r.agency_id = t.agency_id and r.participant_id = t.id'

/** The conditions on the periods of a participant, each on any of them; a span of exits may have no first or no last day. */
const periodFilters = ({ program, open, exitedFrom, exitedTo }: ParticipantQuery): Filter[] => {
  const isOpen = `exists (${ofPeriod} and r.exited_on is null)`
  const exited = `exists (${ofPeriod} and r.exited_on between ?::date and ?::date)`
  return [
    [`exists (${ofPeriod} and jsonb_exists(r.programs::jsonb, ?))`, program],
    ...(open === undefined ? [] : [[open === 'true' ? isOpen : `not ${isOpen}`] as const]),
    ...(exitedFrom || exitedTo ? [[exited, exitedFrom ?? `-${forever}`, exitedTo ?? forever] as const] : []),
  ]
}

/**
 * The condition on the plans of a participant. Office, career planner, and finding are about one and the same plan, so that
 * a token that is limited to an office does not learn what other plans say.
 */
function planFilters({ office, careerPlanner, finding, asOf }: ParticipantQuery): Filter[] {
  const named = Object.entries({ 'p.office = ?': office, 'p.career_planner = ?': careerPlanner })
  const given = named.flatMap(([condition, value]) => (value === undefined ? [] : [{ condition, value }]))
  const conditions = given.map(({ condition }) => condition).join(' and ')
  const values = given.map(({ value }) => value)
  const found = `exists (select from findings f ${conditions && 'join plans p on p.agency_id = f.agency_id and p.id = f.plan_id'}
    where f.agency_id = t.agency_id and f.participant_id = t.id and f.resolved_at is null and f.waiver_id is null
      and f.rule = ? and f.from_on <= ?::date and f.until_on > ?::date ${conditions && `and ${conditions}`})`
  if (finding !== undefined) return [[found, finding, asOf, asOf, ...values]]
  const ofPlan = `select from plans p where p.agency_id = t.agency_id and p.participant_id = t.id and ${conditions}`
  return conditions ? [[`exists (${ofPlan})`, ...values]] : []
}

/**
 * A page of participants, in the order of their ids. A filter looks at each participant in this order through the primary key
 * of periods, plans_participant, or findings_unresolved, or first gathers those whom it leaves through periods_exit, plans_office,
 * plans_career_planner, or participants_retain_until, whichever PostgreSQL expects to be less work.
 */
export const listParticipants = (
  agencyId: string,
  query: ParticipantQuery,
  after: string[] | undefined,
  limit: number | null,
): Call =>
  selectList({ table: participants, people: 't.id, null::uuid' }, agencyId, after?.[0], limit, [
    ...periodFilters(query),
    ...planFilters(query),
    ['t.retain_until < ?::date', query.retainUntilBefore],
  ])
