/** Background work: every agency gets its turn, and where it stalls the service says so. */

import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { somePlan } from './fixtures/plans.ts'
import { startService } from './support/service.ts'

const readiness = async (url: string) => {
  const response = await fetch(`${url}/health/ready`)
  return { status: response.status, body: (await response.json()) as { detail?: string } }
}

/** The unix times at which each kind of work was last done, from the metrics. */
async function lastDone(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = [...text.matchAll(/^background_last_done_seconds\{job="(\w+)"\} (\S+)$/gm)]
  return Object.fromEntries(lines.map(([, job, seconds]) => [job, Number(seconds)]))
}

t.test('The metrics say when each kind of background work was last done', async (t) => {
  const service = await startService({}, { writing: true })
  t.teardown(service.close)
  const began = Date.now() / 1000 - 1
  for (;;) {
    const done = await lastDone(service.url)
    if (Object.keys(done).length === 3) {
      t.strictSame(Object.keys(done).sort(), ['evaluation', 'housekeeping', 'wording'])
      for (const seconds of Object.values(done)) t.ok(seconds > began && seconds <= Date.now() / 1000)
      break
    }
    await pause(20)
  }
  t.equal((await readiness(service.url)).status, 200)
})

for (const [how, look] of [
  ['hangs on a silent connection', () => new Promise<never>(() => undefined)],
  ['fails every time', () => Promise.reject(new Error('out of order'))],
] as const)
  t.test(`Where background work ${how} the service is no longer ready, until it is done again`, async (t) => {
    const service = await startService({}, { stalledAfterMs: 300 })
    const { db } = service
    const readAsJobs = db.readAsJobs
    t.teardown(service.close)
    const client = await service.client()
    while ((await readiness(service.url)).status !== 200) await pause(20)
    const { promise: isMended, resolve: mend } = Promise.withResolvers<void>()
    db.readAsJobs = (...calls) => Promise.race([look(), isMended]).then(() => readAsJobs(...calls))
    while ((await readiness(service.url)).status === 200) await pause(20)
    const { status, body } = await readiness(service.url)
    t.equal(status, 503)
    t.match(body.detail, /^Background work has not been done since \d{4}-.*Z\.$/)
    t.equal((await client.post('/v1/plans', somePlan())).status, 201, 'writes go on')
    db.readAsJobs = readAsJobs
    mend()
    while ((await readiness(service.url)).status !== 200) await pause(20)
  })

t.test('What one agency has left unread keeps that of no other waiting', async (t) => {
  const service = await startService({}, { writing: true })
  t.teardown(service.close)
  const { pool } = service.db
  const [many, few] = [await service.client(), await service.client()]
  const goals = [{ id: 'goal', statement: 'To recieve my license as a nurse.', kind: 'decided' }]
  const { body: plan } = await few.post('/v1/plans', somePlan({ goals }))
  await many.post('/v1/plans', somePlan({ goals }))
  const unread = async (agencyId: string) =>
    (await pool.query('select count(*)::int as count from unread_plans where agency_id = $1', [agencyId])).rows[0].count
  while ((await unread(many.agencyId)) + (await unread(few.agencyId)) > 0) await pause(10)
  await pool.query('insert into unread_plans select $1, gen_random_uuid() from generate_series(1, 20000)', [
    many.agencyId,
  ])
  await pool.query('insert into unread_plans values ($1, $2)', [few.agencyId, plan.id])
  while ((await unread(few.agencyId)) > 0) await pause(10)
  const left = await unread(many.agencyId)
  t.ok(left > 19_000, `${left} plans of the other agency are left`)
})
