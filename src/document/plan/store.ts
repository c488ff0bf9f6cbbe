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

const presentStatement = statement('select 1 from plans where agency_id = $1 and id = $2')
/** Whether a plan exists: one row or none. */
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

/** The plan filters shared by all caseload lists. */
export const caseloadQuery = {
  careerPlanner: Type.Optional(line(100, 'Of plans of this career planner.', 'staff-17')),
  office: Type.Optional(line(100, 'Of plans of this office.', 'downtown')),
  program: Type.Optional(choice(programs, 'Of plans of participants in this program.')),
}

/** The conditions for these filters; `plan` is the alias of the plan's row in the statement. */
export const caseloadFilters = (plan: 't' | 'p', query: { [K in keyof typeof caseloadQuery]?: string }): Filter[] => [
  [`${plan}.career_planner = ?`, query.careerPlanner],
  [`${plan}.office = ?`, query.office],
  [
    `exists (select from periods r where r.agency_id = ${plan}.agency_id and r.plan_id = ${plan}.id
      and jsonb_exists(r.programs::jsonb, ?))`,
    query.program,
  ],
]

export const PlanQuery = Type.Object(
  {
    status: Type.Optional(choice(planStatuses, 'Plans with this status.')),
    type: Type.Optional(choice(planTypes, 'Plans of this type.')),
    participantId: Type.Optional(externalId('Plans of this participant.', 'P-20931')),
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
  selectList(plans, agencyId, after?.[0], limit, [
    ['t.status = ?', query.status],
    ['t.type = ?', query.type],
    ['t.participant_id = ?', query.participantId],
    ['t.external_id = ?', query.externalId],
    ['t.updated_at >= ?', query.updatedSince && new Date(query.updatedSince).toISOString()],
    [
      `exists (select from findings f where f.agency_id = t.agency_id and f.plan_id = t.id and f.resolved_at is null
        and f.waiver_id is null and f.rule = ? and f.from_on <= ? and f.until_on > ?)`,
      query.finding,
      query.asOf,
      query.asOf,
    ],
    ...caseloadFilters('t', query),
  ])
