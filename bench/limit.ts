/**
 * What the service is measured against: fastify and pg with one named prepared statement a request, which returns JSON
 * made by PostgreSQL: the service reads the text that it has kept, and pays for that when it writes. Its plans, milestones
 * and follow-ups are in tables of their own, with a column for each member and the indexes of the service's; of findings
 * it has the text that the service keeps. No authentication, no row-level security (its user is the owner), no validation,
 * no log.
 */
import fastify from 'fastify'
import pg from 'pg'
import { v7 } from 'uuid'

type Members = Record<string, string>

/** The members of each resource, with the types of their columns. */
const tables = {
  plans: {
    ...{ id: 'uuid', status: 'text', externalId: 'text', type: 'text', participantId: 'text', careerPlanner: 'text' },
    ...{
      periodId: 'text',
      office: 'text',
      goals: 'json',
      strengths: 'json',
      barriers: 'json',
      noBarriersIdentified: 'boolean',
    },
    ...{ gaps: 'json', services: 'json', assessments: 'json', attainments: 'json', indicators: 'json' },
    ...{ acknowledgements: 'json', copyProvidedOn: 'date', reviewCadence: 'text', completedOn: 'date' },
    ...{ closedOn: 'date', closeReason: 'text', recordedOn: 'date', version: 'int', createdAt: 'text' },
    ...{ updatedAt: 'text' },
  },
  milestones: {
    ...{ id: 'uuid', planId: 'uuid', externalId: 'text', goalId: 'text', parentId: 'uuid', statement: 'text' },
    ...{ kind: 'text', startOn: 'date', dueOn: 'date', term: 'text', termDeclared: 'boolean', doneWhen: 'text' },
    ...{ responsible: 'json', where: 'text', alternatives: 'json', alternativesDiscussed: 'boolean' },
    ...{ mitigates: 'json', closes: 'json', status: 'text', statusReason: 'text', completedOn: 'date' },
    ...{ reflection: 'text', reschedules: 'json', recordedOn: 'date', version: 'int', createdAt: 'text' },
    ...{ updatedAt: 'text' },
  },
  follow_ups: {
    ...{ id: 'uuid', planId: 'uuid', externalId: 'text', milestoneId: 'uuid', kind: 'text', opensOn: 'date' },
    ...{ dueOn: 'date', status: 'text', completedOn: 'date', twoWay: 'boolean', services: 'json', purpose: 'text' },
    ...{ outcome: 'json', note: 'text', attempts: 'json', recordedAt: 'text', quarter: 'int', schedule: 'json' },
    ...{ recordedOn: 'date', version: 'int', createdAt: 'text', updatedAt: 'text' },
  },
} satisfies Record<string, Members>
type Table = keyof typeof tables

const listColumns = (table: Table): string =>
  Object.keys(tables[table])
    .map((name) => `"${name}"`)
    .join(', ')

const keys: Record<Table, string> = {
  plans: `
    alter table "limit".plans add primary key (agency_id, id);
    create unique index on "limit".plans (agency_id, "externalId");
    create index on "limit".plans (agency_id, "participantId", id);
    create index on "limit".plans (agency_id, "careerPlanner", id);
    create index on "limit".plans (agency_id, office, id)`,
  milestones: partKeys('milestones'),
  follow_ups: partKeys('follow_ups'),
}

function partKeys(table: Table): string {
  return `
    alter table "limit".${table} add primary key (agency_id, id),
      add foreign key (agency_id, "planId") references "limit".plans (agency_id, id);
    create unique index on "limit".${table} (agency_id, "externalId");
    create index on "limit".${table} (agency_id, "planId", id);
    create index on "limit".${table} (agency_id, "dueOn")`
}

/** Makes the limit's own rows from those of the service, of these agencies. */
export async function copyRows(client: pg.Client, agencyIds: readonly string[]): Promise<void> {
  await client.query('drop schema if exists "limit" cascade; create schema "limit"')
  for (const table of ['plans', 'milestones', 'follow_ups'] as const) {
    const types = Object.entries(tables[table])
      .map(([name, type]) => `"${name}" ${type}`)
      .join(', ')
    await client.query(`
      create table "limit".${table} (agency_id uuid, ${types}) with (fillfactor = 80, toast_tuple_target = 8160)`)
    const text = `
      insert into "limit".${table} select t.agency_id, r.*
      from ${table} t, json_to_record(t.json::json) as r(${types}) where t.agency_id = any ($1)`
    await client.query(text, [agencyIds])
    await client.query(keys[table])
  }
}

const ofPlan = (table: Table) => `(select coalesce(json_agg(r), '[]') from (
  select ${listColumns(table)} from "limit".${table} where agency_id = $1 and "planId" = $2 order by id) r)`

const made = (table: Table) => `(select row_to_json(r)::text from (select ${listColumns(table)}) r) as json`

const milestoneTypes = '"goalId" text, statement text, kind text, "startOn" date, "dueOn" date, "doneWhen" text'

const texts = {
  plan: `select row_to_json(r)::text as json from (
    select ${listColumns('plans')} from "limit".plans where agency_id = $1 and id = $2) r`,
  document: `select row_to_json(r)::text as json from (select ${listColumns('plans')},
    ${ofPlan('milestones')} as milestones, ${ofPlan('follow_ups')} as "followUps"
    from "limit".plans where agency_id = $1 and id = $2) r`,
  list: `select json_build_object('items', json_agg(r))::text as json from (
    select ${listColumns('plans')} from "limit".plans where agency_id = $1 order by id limit $2::int) r`,
  findings: `select json_build_object('items', json_agg(('{' || members || '}')::json))::text as json from (
    select members from findings
    where agency_id = $1 and resolved_at is null and from_on <= $2 and until_on > $2
    order by from_on, until_on, id limit $3::int) r`,
  insert: `insert into "limit".milestones (agency_id, id, "planId", "goalId", statement, kind, "startOn", "dueOn", "doneWhen",
      responsible, alternatives, term, "termDeclared", "alternativesDiscussed", mitigates, closes, status, reschedules,
      "recordedOn", version, "createdAt", "updatedAt")
    select $1, $2, $3, r."goalId", r.statement, r.kind, r."startOn", r."dueOn", r."doneWhen", r.responsible, r.alternatives,
      'short', false, false, '[]', '[]', 'planned', '[]', current_date, 1, $5, $5
    from json_to_record($4::json) as r(${milestoneTypes}, responsible json, alternatives json)
    returning ${made('milestones')}`,
  update: `update "limit".plans set office = $3, version = version + 1, "updatedAt" = $4 where agency_id = $1 and id = $2
    returning ${made('plans')}`,
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
  const getAgency = ({ headers }: { headers: Record<string, unknown> }) => headers['x-agency']
  app.get<Ids & Query>('/v1/plans/:planId', (request) =>
    json(request.query.include ? 'document' : 'plan', [getAgency(request), request.params.planId]),
  )
  app.get<Query>('/v1/plans', (request) => json('list', [getAgency(request), request.query.limit]))
  app.get<Query>('/v1/findings', (request) =>
    json('findings', [getAgency(request), request.query.asOf, request.query.limit]),
  )
  app.post<Ids>('/v1/plans/:planId/milestones', (request, reply) => {
    reply.code(201)
    return json('insert', [getAgency(request), v7(), request.params.planId, JSON.stringify(request.body), now()])
  })
  app.patch<Ids & { Body: { office: string } }>('/v1/plans/:planId', (request) =>
    json('update', [getAgency(request), request.params.planId, request.body.office, now()]),
  )
  await app.listen({ host: '127.0.0.1', port })
  process.send?.('ready')
}

if (import.meta.main) await serve(JSON.parse(process.argv[2] as string))
