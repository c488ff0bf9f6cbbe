/** The statements of plans. */
import { type Static, Type } from 'typebox'
import { validate as isUuid } from 'uuid'
import { type Call, type Db, statement } from '../../database/db.ts'
import { buildWrites, type Filter, selectJson, selectList } from '../../database/rows.ts'
import { pageQuery } from '../../http/paging.ts'
import { choice, day, externalId, instant, line } from '../../http/schema.ts'
import { programs } from '../participant/schemas.ts'
import { planStatuses, planTypes } from './schemas.ts'
import { plans } from './tables.ts'

/** A plan ($2) as JSON. */
export const planStatement = selectJson(plans, 'where t.agency_id = $1 and t.id = $2')

const presentStatement = statement('select participant_id, id from plans where agency_id = $1 and id = $2')
/** Whether a plan exists, and whose it is: one row or none. */
export const selectPresence = (agencyId: string, planId: string): Call => ({
  statement: presentStatement,
  values: [agencyId, planId],
})

const idStatement = statement('select id from plans where agency_id = $1 and external_id = $2')
/** The id of the plan with an externalId; no row if there is none. */
export const selectIdByExternalId = (agencyId: string, externalId: string): Call => ({
  statement: idStatement,
  values: [agencyId, externalId],
})

type Place = [participantId: string, office: string | null]
const placeStatement = statement<Place>('select participant_id, office from plans where agency_id = $1 and id = $2')
const namedPlaceStatement = statement<Place>(
  'select participant_id, office from plans where agency_id = $1 and external_id = $2',
)
const officesStatement = statement<[office: string | null]>(`
  select p.office from participants t left join plans p on p.agency_id = t.agency_id and p.participant_id = t.id
  where t.agency_id = $1 and t.id = $2`)

/** Where plans belong: what tokens are limited by. */
export const places = {
  selectPlace: (agencyId: string, planId: string) => ({ statement: placeStatement, values: [agencyId, planId] }),
  selectNamedPlace: (agencyId: string, externalId: string) => ({
    statement: namedPlaceStatement,
    values: [agencyId, externalId],
  }),
  selectOffices: (agencyId: string, participantId: string) => ({
    statement: officesStatement,
    values: [agencyId, participantId],
  }),
}

const namedStatement = statement<[id: string, participantId: string]>(
  'select id, participant_id from plans where agency_id = $1 and (id = $2::uuid or external_id = $3)',
)

/** A plan that something names, and whose it is. */
export type NamedPlan = { id: string; participantId: string }

/** The plan that an id or an externalId names; undefined where there is none. */
export async function findNamedPlan(db: Db, agencyId: string, name: string | null): Promise<NamedPlan | undefined> {
  if (name === null) return undefined
  const values = [agencyId, isUuid(name) ? name : null, name]
  const [rows] = await db.read(agencyId, { statement: namedStatement, values })
  const named = rows.map(([id, participantId]) => ({ id, participantId }))
  return named.find(({ id }) => id === name) ?? named[0]
}

export const planWrites = buildWrites(plans)

/** The plan filters shared by lists, reports, and exports. */
export const planQuery = {
  careerPlanner: Type.Optional(line(100, 'Of plans of this career planner.', 'staff-17')),
  office: Type.Optional(line(100, 'Of plans of this office.', 'downtown')),
  program: Type.Optional(choice(programs, 'Of plans of participants in this program.')),
}

/** The plan filters of caseload lists. */
export const caseloadQuery = {
  participantId: Type.Optional(externalId('Of plans of this participant.', 'P-20931')),
  ...planQuery,
}
export type CaseloadQuery = { [K in keyof typeof caseloadQuery]?: string }

/** Whether a list is filtered by its plans. */
export const isByPlan = (query: CaseloadQuery): boolean =>
  Object.keys(caseloadQuery).some((name) => query[name as keyof CaseloadQuery] !== undefined)

/** The conditions for these filters; `plan` is the alias of the plan's row in the statement. */
export const caseloadFilters = (plan: 't' | 'p', query: CaseloadQuery): Filter[] => [
  [`${plan}.participant_id = ?`, query.participantId],
  [`${plan}.career_planner = ?`, query.careerPlanner],
  [`${plan}.office = ?`, query.office],
  [
    `exists (select from periods r where r.agency_id = ${plan}.agency_id and r.participant_id = ${plan}.participant_id
      and r.period_id = ${plan}.period_id and jsonb_exists(r.programs::jsonb, ?))`,
    query.program,
  ],
]

export const PlanQuery = Type.Object(
  {
    status: Type.Optional(choice(planStatuses, 'Plans with this status.')),
    type: Type.Optional(choice(planTypes, 'Plans of this type.')),
    externalId: Type.Optional(externalId('The plan with this externalId.', 'cms-10441')),
    updatedSince: Type.Optional(
      instant('Plans written at this instant or later; for people: to follow changes use /v1/changes.'),
    ),
    finding: Type.Optional(
      line(100, 'Plans in which this rule finds something that is not waived.', 'milestone-overdue'),
    ),
    asOf: Type.Optional(
      day('The day of finding, by what is known now; today in the agency when left out.', '2026-01-31'),
    ),
    ...caseloadQuery,
    ...pageQuery,
  },
  { additionalProperties: false },
)
export type PlanQuery = Static<typeof PlanQuery>

/** A page of plans. */
export const listPlans = (
  agencyId: string,
  query: PlanQuery,
  after: string[] | undefined,
  limit: number | null,
): Call =>
  selectList({ table: plans, people: 't.participant_id, t.id' }, agencyId, after?.[0], limit, [
    ['t.status = ?', query.status],
    ['t.type = ?', query.type],
    ['t.external_id = ?', query.externalId],
    ['t.updated_at >= ?', query.updatedSince && new Date(query.updatedSince).toISOString()],
    [
      `exists (select from findings f where f.agency_id = t.agency_id and f.participant_id = t.participant_id and f.plan_id = t.id
        and f.resolved_at is null
        and f.waiver_id is null and f.rule = ? and f.from_on <= ? and f.until_on > ?)`,
      query.finding,
      query.asOf,
      query.asOf,
    ],
    ...caseloadFilters('t', query),
  ])
