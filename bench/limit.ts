/**
 * What the service is measured against: fastify and pg with one named prepared statement a request, which returns JSON
 * made by PostgreSQL. No authentication, no row-level security (its user is the owner), no validation, no log.
 */
import type { PgTable } from 'drizzle-orm/pg-core'
import fastify from 'fastify'
import pg from 'pg'
import { v7 } from 'uuid'
import { getTableColumns } from '../src/drizzle.ts'
import { findings } from '../src/findings/tables.ts'
import { followUps } from '../src/follow-ups/tables.ts'
import { milestones } from '../src/milestones/tables.ts'
import { plans } from '../src/plans/tables.ts'

const columns = (table: PgTable) =>
  Object.entries(getTableColumns(table))
    .filter(([member, column]) => member !== 'agencyId' && column.generated === undefined)
    .map(([member, column]) => `"${column.name}" as "${member}"`)
    .join(', ')

const ofPlan = (table: string, of: PgTable) => `(select coalesce(json_agg(r), '[]') from (
  select ${columns(of)} from ${table} where agency_id = $1 and plan_id = $2 order by id) r)`

const milestoneTypes = '"goalId" text, statement text, kind text, "startOn" date, "dueOn" date, "doneWhen" text'

const texts = {
  plan: `select row_to_json(r)::text as json from (select ${columns(plans)} from plans where agency_id = $1 and id = $2) r`,
  document: `select row_to_json(r)::text as json from (select ${columns(plans)},
    ${ofPlan('milestones', milestones)} as milestones, ${ofPlan('follow_ups', followUps)} as "followUps"
    from plans where agency_id = $1 and id = $2) r`,
  list: `select json_build_object('items', json_agg(r))::text as json from (
    select ${columns(plans)} from plans where agency_id = $1 order by id limit $2::int) r`,
  findings: `select json_build_object('items', json_agg(r))::text as json from (
    select ${columns(findings)} from findings
    where agency_id = $1 and resolved_at is null and from_on <= $2 and until_on > $2
    order by from_on, until_on, id limit $3::int) r`,
  insert: `insert into milestones (agency_id, id, plan_id, goal_id, statement, kind, start_on, due_on, done_when, responsible,
      alternatives, term, term_declared, alternatives_discussed, mitigates, closes, status, reschedules, recorded_on, version,
      created_at, updated_at)
    select $1, $2, $3, r."goalId", r.statement, r.kind, r."startOn", r."dueOn", r."doneWhen", r.responsible, r.alternatives,
      'short', false, false, '[]', '[]', 'planned', '[]', current_date, 1, now(), now()
    from json_to_record($4::json) as r(${milestoneTypes}, responsible json, alternatives json)
    returning row_to_json(milestones)::text as json`,
  update: `update plans set office = $3, version = version + 1, updated_at = now() where agency_id = $1 and id = $2
    returning row_to_json(plans)::text as json`,
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
    return json('insert', [agencyOf(request), v7(), request.params.planId, JSON.stringify(request.body)])
  })
  app.patch<Ids & { Body: { office: string } }>('/v1/plans/:planId', (request) =>
    json('update', [agencyOf(request), request.params.planId, request.body.office]),
  )
  await app.listen({ host: '127.0.0.1', port })
  process.send?.('ready')
}

await serve(JSON.parse(process.argv[2] as string))
