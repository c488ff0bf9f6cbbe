/**
 * What the service is measured against: fastify and pg with one named prepared statement a request, which returns JSON
 * made by PostgreSQL: the service reads the text that it has kept, and pays for that when it writes. Its plans are in a
 * table of their own, with a column for each member and the indexes of the service's; of findings it has the text that
 * the service keeps. No authentication, no row-level security (its user is the owner), no validation, no log.
 */
import type { PgTable } from 'drizzle-orm/pg-core'
import fastify from 'fastify'
import pg from 'pg'
import { v7 } from 'uuid'
import { getTableColumns } from '../src/drizzle.ts'
import { followUps } from '../src/follow-ups/tables.ts'
import { milestones } from '../src/milestones/tables.ts'

const columns = (table: PgTable) =>
  Object.entries(getTableColumns(table))
    .filter(([member, column]) => !['agencyId', 'json'].includes(member) && column.generated === undefined)
    .map(([member, column]) => `"${column.name}" as "${member}"`)
    .join(', ')

const ofPlan = (table: string, of: PgTable) => `(select coalesce(json_agg(r), '[]') from (
  select ${columns(of)} from ${table} where agency_id = $1 and plan_id = $2 order by id) r)`

const made = (table: PgTable) => `(select row_to_json(r)::text from (select ${columns(table)}) r) as json`

/** The members of a plan, with the types of their columns. */
const planMembers = [
  ['id', 'uuid'],
  ['status', 'text'],
  ['externalId', 'text'],
  ['type', 'text'],
  ['participant', 'json'],
  ['careerPlanner', 'text'],
  ['office', 'text'],
  ['goals', 'json'],
  ['strengths', 'json'],
  ['barriers', 'json'],
  ['noBarriersIdentified', 'boolean'],
  ['gaps', 'json'],
  ['services', 'json'],
  ['assessments', 'json'],
  ['attainments', 'json'],
  ['indicators', 'json'],
  ['acknowledgements', 'json'],
  ['copyProvidedOn', 'date'],
  ['reviewCadence', 'text'],
  ['completedOn', 'date'],
  ['closedOn', 'date'],
  ['closeReason', 'text'],
  ['recordedOn', 'date'],
  ['version', 'int'],
  ['createdAt', 'text'],
  ['updatedAt', 'text'],
]
const planColumns = planMembers.map(([name]) => `"${name}"`).join(', ')

/** Makes the limit's own plans from those of the service, of these agencies. */
export async function copyPlans(client: pg.Client, agencyIds: readonly string[]): Promise<void> {
  const types = planMembers.map(([name, type]) => `"${name}" ${type}`).join(', ')
  await client.query(`
    create schema if not exists "limit";
    drop table if exists "limit".plans;
    create table "limit".plans (agency_id uuid, ${types}) with (fillfactor = 80, toast_tuple_target = 8160)`)
  const text = `
    insert into "limit".plans select p.agency_id, r.*
    from plans p, json_to_record(p.json::json) as r(${types}) where p.agency_id = any ($1)`
  await client.query(text, [agencyIds])
  await client.query(`
    alter table "limit".plans add primary key (agency_id, id);
    create unique index on "limit".plans (agency_id, "externalId");
    create index on "limit".plans (agency_id, (participant ->> 'id'), id);
    create index on "limit".plans (agency_id, "careerPlanner", id);
    create index on "limit".plans (agency_id, office, id)`)
}

const milestoneTypes = '"goalId" text, statement text, kind text, "startOn" date, "dueOn" date, "doneWhen" text'

const texts = {
  plan: `select row_to_json(r)::text as json from (select ${planColumns} from "limit".plans where agency_id = $1 and id = $2) r`,
  document: `select row_to_json(r)::text as json from (select ${planColumns},
    ${ofPlan('milestones', milestones)} as milestones, ${ofPlan('follow_ups', followUps)} as "followUps"
    from "limit".plans where agency_id = $1 and id = $2) r`,
  list: `select json_build_object('items', json_agg(r))::text as json from (
    select ${planColumns} from "limit".plans where agency_id = $1 order by id limit $2::int) r`,
  findings: `select json_build_object('items', json_agg(content::json))::text as json from (
    select content from findings
    where agency_id = $1 and resolved_at is null and from_on <= $2 and until_on > $2
    order by from_on, until_on, id limit $3::int) r`,
  insert: `insert into milestones (agency_id, id, plan_id, goal_id, statement, kind, start_on, due_on, done_when, responsible,
      alternatives, term, term_declared, alternatives_discussed, mitigates, closes, status, reschedules, recorded_on, version,
      created_at, updated_at, json)
    select $1, $2, $3, r."goalId", r.statement, r.kind, r."startOn", r."dueOn", r."doneWhen", r.responsible, r.alternatives,
      'short', false, false, '[]', '[]', 'planned', '[]', current_date, 1, $5, $5, $4
    from json_to_record($4::json) as r(${milestoneTypes}, responsible json, alternatives json)
    returning ${made(milestones)}`,
  update: `update "limit".plans set office = $3, version = version + 1, "updatedAt" = $4 where agency_id = $1 and id = $2
    returning (select row_to_json(r)::text from (select ${planColumns}) r) as json`,
}

type Settings = { target: pg.PoolConfig; port: number }

async function serve({ target, port }: Settings): Promise<void> {
  const pool = new pg.Pool({ ...target, max: 10 })
  const app = fastify()
  app.addContentTypeParser(
    'application/merge-patch+json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  )
  const json = async (name: keyof typeof texts, values: unknown[]) =>
    (await pool.query<{ json: string }>({ name, text: texts[name], values })).rows[0]?.json
  const now = () => new Date().toISOString()
  type Ids = { Params: { planId: string } }
  type Query = { Querystring: { include?: string; limit: string; asOf: string } }

  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-type', 'application/json; charset=utf-8')
  })
  const agencyOf = ({ headers }: { headers: Record<string, unknown> }) => headers['x-agency']
  app.get<Ids & Query>('/v1/plans/:planId', (request) =>
    json(request.query.include ? 'document' : 'plan', [agencyOf(request), request.params.planId]),
  )
  app.get<Query>('/v1/plans', (request) => json('list', [agencyOf(request), request.query.limit]))
  app.get<Query>('/v1/findings', (request) =>
    json('findings', [agencyOf(request), request.query.asOf, request.query.limit]),
  )
  app.post<Ids>('/v1/plans/:planId/milestones', (request, reply) => {
    reply.code(201)
    return json('insert', [agencyOf(request), v7(), request.params.planId, JSON.stringify(request.body), now()])
  })
  app.patch<Ids & { Body: { office: string } }>('/v1/plans/:planId', (request) =>
    json('update', [agencyOf(request), request.params.planId, request.body.office, now()]),
  )
  await app.listen({ host: '127.0.0.1', port })
  process.send?.('ready')
}

if (import.meta.main) await serve(JSON.parse(process.argv[2] as string))
