/** Hands a caseload over, plan by plan through the one door: how it is asked for, and one batch of it. */
import { type Call, type Db, statement } from '../../database/db.ts'
import { revised } from '../../document/moment.ts'
import type { Plan } from '../../document/plan/schemas.ts'
import { toProblem } from '../../http/problems.ts'
import { unprocessable } from '../../problem.ts'
import { changePlan } from '../change.ts'
import { unanswered, updated } from '../result.ts'
import { type Context, type Done, transact } from '../transaction.ts'
import type { HandOver, NewHandOver } from './schemas.ts'

/** So many plans are handed over before the background turns to other agencies. */
const batchSize = 20

const given = `career_planner = $2 and ($3::text is null or office = $3)`
const countStatement = statement<[count: string]>(`select count(*) from plans where agency_id = $1 and ${given}`)
const startStatement = statement(`
  insert into hand_overs (agency_id, id, asked, subject, client_id, request_id, total, started_at, finished_at)
  values ($1::uuid, $2::uuid, $3::json, $4, $5, $6, $7::int, $8, $9)`)

/** Starts a hand-over, and answers how it stands. */
export function startHandOver(context: Context, asked: NewHandOver): Promise<Done> {
  const { from, to, office, toOffice } = asked
  if (from === to && (toOffice === null || toOffice === office))
    throw unprocessable([{ pointer: '/to', detail: 'must be another career planner, or toOffice another office' }])
  const { agencyId, subject, clientId } = context.actor
  const lock = [{ statement: countStatement, values: [agencyId, from, office] }]
  return transact(context, { lock, as: 'write' }, async (rows, now) => {
    const total = Number(rows[0]?.[0]?.[0])
    const progress = {
      state: total > 0 ? 'running' : 'finished',
      done: 0,
      failed: 0,
      total,
      startedAt: now.at,
    } as const
    const handOver: HandOver = { id: now.newId(), ...asked, ...progress, finishedAt: total > 0 ? null : now.at }
    const { id, finishedAt } = handOver
    const values = [
      agencyId,
      id,
      JSON.stringify(asked),
      subject,
      clientId,
      context.requestId,
      total,
      now.at,
      finishedAt,
    ]
    const location = `/v1/caseload/hand-over/${id}`
    const answer = { status: 202, etag: null, location, body: JSON.stringify(handOver) }
    return { answer, participantId: null, calls: [{ statement: startStatement, values }] }
  })
}

const oneStatement = statement<[json: string]>(`
  select row_to_json(r)::text from (
    select id, asked ->> 'from' as "from", asked ->> 'to' as "to", asked ->> 'office' as office,
      asked ->> 'toOffice' as "toOffice", asked ->> 'reason' as reason,
      case when finished_at is null then 'running' else 'finished' end as state, done, failed, total,
      started_at as "startedAt", finished_at as "finishedAt"
    from hand_overs where agency_id = $1 and id = $2) r`)

/** A hand-over as JSON; no row if there is none. */
export const selectHandOver = (agencyId: string, id: string): Call<[json: string]> => ({
  statement: oneStatement,
  values: [agencyId, id],
})

type Running = [id: string, asked: string, afterId: string | null, subject: string, clientId: string, requestId: string]
const runningStatement = statement<Running>(`
  select id, asked, after_id, subject, client_id, request_id from hand_overs
  where agency_id = $1 and finished_at is null order by id limit 1`)
const nextStatement = statement<[id: string]>(`
  select id from plans where agency_id = $1 and ${given} and ($4::uuid is null or id > $4::uuid)
  order by id limit ${batchSize}`)
// another process may have done the same batch meanwhile: then it is counted once
const advanceStatement = statement(`
  update hand_overs set after_id = coalesce($4::uuid, after_id), done = done + $5::int, failed = failed + $6::int,
    finished_at = case when $7::boolean then $8 end
  where agency_id = $1 and id = $2 and after_id is not distinct from $3::uuid`)

/** Whether a plan is still one of those that were asked for. */
const isAsked = (plan: Plan, { from, office }: NewHandOver): boolean =>
  plan.careerPlanner === from && (office === null || plan.office === office)

/** What a hand-over makes of a plan. */
const handedOver = (plan: Plan, { to, toOffice }: NewHandOver): Partial<Plan> => ({
  careerPlanner: to,
  office: toOffice ?? plan.office,
})

/** Hands one plan over; answers whether it could be. A plan that has left the caseload by now is left alone. */
async function handOverOne(context: Context, planId: string, asked: NewHandOver): Promise<boolean> {
  try {
    await changePlan(context, planId, ({ plan }, now) => {
      if (!isAsked(plan, asked)) return { edits: [], answer: unanswered }
      const after = revised(plan, handedOver(plan, asked), now)
      return { ...updated('plan', plan, after), reason: asked.reason ?? '' }
    })
    return true
  } catch (error) {
    const slug = toProblem(error)?.slug
    if (slug === 'not-found') return true // it was deleted meanwhile
    if (slug === 'conflict') return false
    throw error
  }
}

/** Does one batch of the oldest hand-over of an agency; answers whether there was one. */
export async function doHandOver(
  base: Pick<Context, 'metrics' | 'writing'> & { db: Db },
  agencyId: string,
  onFailure: (planId: string) => void,
): Promise<boolean> {
  const { db } = base
  const [[running]] = await db.read(agencyId, { statement: runningStatement, values: [agencyId] })
  if (!running) return false
  const [id, json, afterId, subject, clientId, requestId] = running
  const asked = JSON.parse(json) as NewHandOver
  const actor = { agencyId, subject, clientId, scopes: new Set<string>() }
  const context: Context = { ...base, actor, requestId, bytes: 0 }
  const [plans] = await db.read(agencyId, {
    statement: nextStatement,
    values: [agencyId, asked.from, asked.office, afterId],
  })
  let failed = 0
  for (const [planId] of plans) {
    if (await handOverOne(context, planId, asked)) continue
    failed += 1
    onFailure(planId)
  }
  const last = plans.at(-1)?.[0] ?? null
  const isLast = plans.length < batchSize
  const values = [agencyId, id, afterId, last, plans.length - failed, failed, isLast, new Date().toISOString()]
  await db.inAgency(agencyId, ({ commit }) => commit({ statement: advanceStatement, values }))
  return true
}
