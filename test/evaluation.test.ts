/** A caseload that is evaluated anew in the background: whatever happens meanwhile, it ends right. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { openDb } from '../src/database/db.ts'
import { demoAgency } from '../src/dev/issuer.ts'
import { type LimitName, toVariable } from '../src/http/limits/settings.ts'
import { profiles } from '../src/policy/profiles/index.ts'
import { allRules } from '../src/rules/index.ts'
import type { Rule } from '../src/rules/lib/rule.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { all, findingsAreStored, findingsHold, readPresent } from './oracle/invariants.ts'
import { createDatabase, currentRun, dropDatabase, toAddress } from './support/database.ts'
import { newFolder, type Running, startScript } from './support/process.ts'
import { type Answer, type Client, generous, type Json, startService } from './support/service.ts'
import { untilEvaluated } from './support/state.ts'

const [standard] = profiles as [Json]
const policyWith = (values: Json) => ({ profile: standard.profile, values: { ...standard.values, ...values } })
const firstCounselingOn = '2026-01-05'
let people = 0
/** A plan document; of a person who has no other plan, unless told whose it is. */
const document = (id = `P-${++people}`) =>
  somePlan({
    participant: { id, programs: ['adult'], firstCounselingOn },
    goals: [someGoal()],
    milestones: [someMilestone({ dueOn: '2026-03-01' })],
  })
const days = ['2026-01-14', '2026-04-01', '2190-01-01']

/** Does something so many times, eight at a time. */
async function many<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (let n = 0; n < count; n += 8)
    done.push(...(await Promise.all(Array.from({ length: Math.min(8, count - n) }, (_, more) => work(n + more)))))
  return done
}

/** A client of a process. */
function clientAt(url: string, token: string): Client {
  const send = async (method: string, path: string, body?: unknown, { ifMatch }: Json = {}): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, ...(ifMatch && { 'if-match': ifMatch }) }
    const sent = body === undefined ? { headers } : { headers: { ...headers, 'content-type': 'application/json' } }
    const response = await fetch(`${url}${path}`, { method, ...sent, body: JSON.stringify(body) as string })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: JSON.parse(text), text }
  }
  return {
    agencyId: demoAgency,
    get: (path: string) => send('GET', path),
    post: (path: string, body: unknown) => send('POST', path, body),
    put: (path: string, body: unknown, options: Json) => send('PUT', path, body, options),
  } as Client
}

const noLimits = Object.fromEntries(
  Object.entries(generous).map(([name, value]) => [toVariable(name as LimitName), `${value}`]),
)

/** A database of its own, and processes that serve from it. */
async function ground(t: Json) {
  const { server, template } = currentRun()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await createDatabase(server, name, template)
  const address = toAddress(server, name)
  const db = openDb(address)
  t.teardown(async () => {
    await db.close()
    await dropDatabase(server, name)
  })
  const env = { DATABASE_URL: address, DATA_DIR: newFolder(t), PORT: '0', LOG_LEVEL: 'silent', ...noLimits }
  const startOne = async (): Promise<{ process: Running; client: Client }> => {
    const process = startScript(t, 'dist/server.js', env)
    const [, url, token] = await process.said(/Service {8}(http:\S+)\/v1\n[\s\S]*Token {10}(\S+)\n/)
    return { process, client: clientAt(url as string, token as string) }
  }
  return { db, startOne }
}

const readProgress = async (client: Client): Promise<Json> => (await client.get('/v1/policy')).body.evaluation

/** Waits until so many plans have been evaluated, or all of them. */
async function untilDone(client: Client, count: number): Promise<Json> {
  for (;;) {
    const progress = await readProgress(client)
    if (progress?.done >= count || progress?.state === 'finished') return progress
    await pause(5)
  }
}

t.test('An evaluation that is killed resumes where it was, and nothing is left out or done twice', async (t) => {
  const { db, startOne } = await ground(t)
  const plans = 400
  let { process, client } = await startOne()
  await many(plans, () => client.post('/v1/plans', document()))
  const set = await client.put('/v1/policy', policyWith({ planDueDays: 8 }), { ifMatch: '*' })
  t.match(set.body.evaluation, { state: 'running', policyVersion: 2, total: plans })
  for (const count of [100, 250]) {
    const progress = await untilDone(client, count)
    process.kill('SIGKILL')
    await process.ended
    t.equal(progress.state, 'running', `killed after ${progress.done} plans`)
    ;({ process, client } = await startOne())
    t.ok((await readProgress(client)).done >= progress.done)
  }
  t.match(await untilDone(client, plans + 1), { state: 'finished', policyVersion: 2, done: plans, total: plans })

  const present = await readPresent(client)
  t.equal(present.plans.length, plans)
  await findingsAreStored({ db }, client, present)
  for (const asOf of days) await findingsHold(client, present, asOf)
  const { rows } = await db.pool.query(`
    select count(distinct plan_id)::int as plans, count(*)::int as findings, count(resolved_at)::int as resolved,
      policy_version as version from findings where rule = 'plan-completion-overdue' group by 4 order by 4`)
  t.strictSame(rows, [{ plans, findings: plans, resolved: 0, version: 2 }])
})

t.test('Findings that lived only between two policies of one day are not kept', async (t) => {
  const service = await startService()
  t.teardown(service.close)
  const client = await service.client()
  await many(30, () => client.post('/v1/plans', document()))
  const kept = async () =>
    (
      await service.db.pool.query(
        'select count(*)::int as all, count(resolved_at)::int as resolved, count(distinct plan_id)::int as plans from findings',
      )
    ).rows[0]
  const before = await kept()
  for (let planDueDays = 8; planDueDays < 28; planDueDays++) {
    await client.put('/v1/policy', policyWith({ planDueDays }), { ifMatch: '*' })
    await untilEvaluated(service)
  }
  t.strictSame(await kept(), { ...before, resolved: 0 })
  const present = await readPresent(client)
  await findingsAreStored(service, client, present)
  for (const asOf of days) await findingsHold(client, present, asOf)
})

t.test('Each of many evaluations makes progress, even if one of them fails every time', async (t) => {
  const service = await startService()
  t.teardown(service.close)
  const clients = await Promise.all([1, 2, 3].map(() => service.client()))
  for (const client of clients) await many(30, () => client.post('/v1/plans', document()))
  const [broken, ...others] = clients as [Client, Client, Client]
  await service.db.pool.query(`update plans set json = '{}' where agency_id = '${broken.agencyId}'`)
  for (const client of clients) await client.put('/v1/policy', policyWith({ planDueDays: 8 }), { ifMatch: '*' })
  for (const client of others) t.match(await untilDone(client, 31), { state: 'finished', done: 30 })
  t.match(await readProgress(broken), { state: 'running', done: 0 })
  t.match(service.logged(), /"job":"evaluation".*"msg":"defect"/)
  t.equal((await fetch(`${service.url}/health/ready`)).status, 200)
})

t.test('A policy that is set at one process is in force at every other', async (t) => {
  const { db, startOne } = await ground(t)
  const [one, two] = await Promise.all([startOne(), startOne()])
  for (const { client } of [one, two]) await client.post('/v1/plans', document())
  for (let n = 0; n < 6; n++) {
    const [setter, other] = n % 2 ? [one, two] : [two, one]
    const timeZone = n % 2 ? 'Pacific/Kiritimati' : 'Pacific/Pago_Pago'
    const { body } = await setter.client.put('/v1/policy', policyWith({ planDueDays: 10 + n, timeZone }), {
      ifMatch: '*',
    })
    t.equal((await other.client.get('/v1/policy')).body.version, body.version)
    const summary = async ({ client }: typeof one) => (await client.get('/v1/findings/summary')).body.asOf
    t.equal(await summary(other), await summary(setter))
    const { body: plan } = await other.client.post('/v1/plans', document())
    const { items } = (await other.client.get(`/v1/plans/${plan.id}/findings?asOf=2190-01-01&known=now`)).body
    t.equal(items.find(({ rule }: Json) => rule === 'plan-completion-overdue').policyVersion, body.version)
  }
  await untilDone(one.client, 100)
  await findingsAreStored({ db }, one.client, await readPresent(one.client))
})

t.test('Writes and other policies during an evaluation end right', async (t) => {
  const service = await startService()
  t.teardown(service.close)
  const client = await service.client()
  const made = await many(150, () => client.post('/v1/plans', document()))
  const put = (planDueDays: number) => client.put('/v1/policy', policyWith({ planDueDays }), { ifMatch: '*' })
  const statuses = new Set<number>()
  const keep = async (answer: Promise<Answer>) => statuses.add((await answer).status)
  await put(8)
  await Promise.all([
    many(150, async (n) => {
      const { id, participantId } = (made[(n * 37) % 150] as Answer).body
      const path = `/v1/plans/${id}`
      if (n % 5 === 0) await keep(client.delete(path, { ifMatch: '*' }))
      else if (n % 5 === 1) await keep(client.post('/v1/plans', document(participantId), { key: `key-${n}` }))
      else if (n % 5 === 2) await keep(client.post(`${path}/follow-ups`, someFollowUp()))
      else await keep(client.patch(path, { office: `office-${n}` }, { ifMatch: '*' }))
    }),
    (async () => {
      for (const planDueDays of [9, 10, 11, 12]) {
        await pause(60)
        await keep(put(planDueDays))
      }
    })(),
  ])
  t.strictSame([...statuses].sort(), [200, 201, 204], 'every write was done')
  await untilEvaluated(service)
  const present = await readPresent(client)
  await findingsAreStored(service, client, present)
  for (const asOf of days) await findingsHold(client, present, asOf)
  const feed = await all(client, '/v1/changes?limit=200')
  t.equal(
    feed.findIndex(({ seq }, index) => seq !== index + 1),
    -1,
    'the feed is dense',
  )
  t.match(await readProgress(client), { state: 'finished', policyVersion: 6 })
})

t.test('A person whom someone is writing to delays an evaluation only until the write is done', async (t) => {
  const service = await startService()
  t.teardown(service.close)
  const client = await service.client()
  const made = await many(60, async () => (await client.post('/v1/plans', document())).body)
  const plans = made.toSorted((a, b) => (a.participantId < b.participantId ? -1 : 1))
  const writer = await service.db.pool.connect()
  await writer.query('begin')
  for (const n of [3, 30])
    await writer.query('select from participants where agency_id = $1 and id = $2 for update', [
      client.agencyId,
      plans[n].participantId,
    ])
  await client.put('/v1/policy', policyWith({ planDueDays: 8 }), { ifMatch: '*' })
  t.match(await untilDone(client, 3), { state: 'running', done: 3 })
  await pause(100)
  t.match(await readProgress(client), { state: 'running', done: 3 })
  await writer.query('rollback')
  writer.release()
  t.match(await untilDone(client, 61), { state: 'finished', done: 60 })
  await findingsAreStored(service, client, await readPresent(client))
})

t.test('A rule that is added to a filled database finds what it should, without a migration', async (t) => {
  const before = await startService()
  t.teardown(before.close)
  const client = await before.client()
  const added = allRules.find(({ name }) => name === 'milestone-overdue') as { check: Rule['check'] }
  const { check } = added
  added.check = () => []
  await many(30, () => client.post('/v1/plans', document()))
  added.check = check
  await before.db.pool.query(`update agencies set rulebook = 'of an older release'`)
  const { rows } = await before.db.pool.query('select current_database() as name')
  const service = await startService({}, { db: openDb(toAddress(currentRun().server, rows[0].name)) })
  t.teardown(service.close)
  t.match(await untilDone(client, 31), { state: 'finished', policyVersion: 1, done: 30, total: 30 })
  const present = await readPresent(client)
  t.ok(present.plans.every(({ findings }) => findings.some(({ rule }) => rule === 'milestone-overdue')))
  await findingsAreStored(service, client, present)
  for (const asOf of days) await findingsHold(client, present, asOf)
})

t.test('An evaluation by the rules of another release is left to its processes', async (t) => {
  const service = await startService()
  t.teardown(service.close)
  const client = await service.client()
  await many(3, () => client.post('/v1/plans', document()))
  await service.db.pool.query(`update agencies set rulebook = 'of a newer release'`)
  await client.put('/v1/policy', policyWith({ planDueDays: 8 }), { ifMatch: '*' })
  await pause(2_500)
  t.match(await readProgress(client), { state: 'running', policyVersion: 2, done: 0, total: 3 })
})
