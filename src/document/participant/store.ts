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

/** The same, after everyone else who writes to the participant; nobody else does until the transaction ends. */
export const lockParticipant = (agencyId: string, id: string): Call<[json: string]> => ({
  statement: lockStatement,
  values: [agencyId, id],
})

export const participantWrites = buildWrites(participants)

export const ParticipantQuery = Type.Object(
  {
    program: Type.Optional(choice(programs, 'Who takes, or took, part in this program.')),
    office: Type.Optional(line(100, 'Who has a plan of this office.', 'downtown')),
    careerPlanner: Type.Optional(line(100, 'Who has a plan of this career planner.', 'staff-17')),
    open: Type.Optional(
      choice(['true', 'false'], 'Only who has an open period of participation, or only who has none.'),
    ),
    exitedFrom: Type.Optional(day('Who exited on this day or later; with exitedTo, in these days.', '2026-01-01')),
    exitedTo: Type.Optional(day('Who exited on this day or earlier.', '2026-03-31')),
    retainUntilBefore: Type.Optional(
      day('Whose record must be kept until a day before this one; not who has not exited.', '2030-01-01'),
    ),
    finding: Type.Optional(
      line(100, 'About whom, or in a plan of whom, this rule finds something that is not waived.', 'milestone-overdue'),
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
const ofPlan = 'select from plans p where p.agency_id = t.agency_id and p.participant_id = t.id'
const ofFinding = 'select from findings f where f.agency_id = t.agency_id and f.participant_id = t.id'

/** The condition that a period is open: one without an exit. */
const openFilters = ({ open }: ParticipantQuery): Filter[] =>
  open === undefined ? [] : [[`${open === 'true' ? '' : 'not '}exists (${ofPeriod} and r.exited_on is null)`]]

/** The condition that a period ended in a span, which may have no first or no last day. */
const exitFilters = ({ exitedFrom, exitedTo }: ParticipantQuery): Filter[] =>
  exitedFrom === undefined && exitedTo === undefined
    ? []
    : [
        [
          `exists (${ofPeriod} and r.exited_on between ?::date and ?::date)`,
          exitedFrom ?? `-${forever}`,
          exitedTo ?? forever,
        ],
      ]

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
  selectList(participants, agencyId, after?.[0], limit, [
    [`exists (${ofPeriod} and jsonb_exists(r.programs::jsonb, ?))`, query.program],
    [`exists (${ofPlan} and p.office = ?)`, query.office],
    [`exists (${ofPlan} and p.career_planner = ?)`, query.careerPlanner],
    ...openFilters(query),
    ...exitFilters(query),
    ['t.retain_until < ?::date', query.retainUntilBefore],
    [
      `exists (${ofFinding} and f.resolved_at is null and f.waiver_id is null and f.rule = ? and f.from_on <= ?::date
        and f.until_on > ?::date)`,
      query.finding,
      query.asOf,
      query.asOf,
    ],
  ])
