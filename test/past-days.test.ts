/** What was known on days that have passed, with a clock that is set. `TEST_SEED=<seed>` repeats the writes. */
import { mock } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { addDays, dayIn } from '../src/calendar.ts'
import { someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { seed } from './fuzz/random.ts'
import { anyWriteInPlace, create, type World } from './fuzz/writes.ts'
import { type Present, pastIsKept, readPresent } from './oracle/invariants.ts'
import { type Client, type Json, startService } from './support/service.ts'
import { untilEvaluated } from './support/state.ts'

const noon = (day: string) => Date.parse(`${day}T18:00:00Z`)
mock.timers.enable({ apis: ['Date'], now: noon('2026-03-02') })
t.teardown(() => mock.timers.reset())

const service = await startService()
t.teardown(service.close)

/** The same agency on a day; tokens are of an hour. */
const on = (day: string, agencyId?: string): Promise<Client> => {
  mock.timers.setTime(noon(day))
  return service.client(agencyId ? { agencyId } : {})
}

const listRules = async (client: Client, query: string) =>
  (await client.get(`/v1/findings?rule=milestone-overdue&${query}`)).body.items.map(
    ({ severity, from, until }: Json) => `${severity} ${from} ${until}`,
  )
const counted = async (client: Client, query: string) =>
  (await client.get(`/v1/findings/summary?${query}`)).body.items
    .filter(({ rule }: Json) => rule === 'milestone-overdue')
    .map(({ severity, count }: Json) => `${severity} ${count}`)

t.test('A past day is answered as it was known at its end, whatever was written since', async (t) => {
  let client = await on('2026-03-02')
  const { agencyId } = client
  const milestone = someMilestone({ goalId: 'goal', dueOn: '2026-03-10', alternativesDiscussed: true })
  const { body: plan } = await client.post('/v1/plans', somePlan({ goals: [someGoal()], milestones: [milestone] }))
  client = await on('2026-03-20', agencyId)
  const path = `/v1/plans/${plan.id}/milestones/${plan.milestones[0].id}`
  await client.patch(path, { status: 'completed', completedOn: '2026-03-09' }, { ifMatch: '*' })
  client = await on('2026-03-25', agencyId)
  const late = someMilestone({ goalId: 'goal', dueOn: '2026-03-04', alternativesDiscussed: true })
  await client.post(`/v1/plans/${plan.id}/milestones`, late)
  client = await on('2026-04-01', agencyId)
  const first = ['warning 2026-03-11 2026-04-10']
  const second = ['warning 2026-03-05 2026-04-04']
  for (const [asOf, then, now] of [
    ['2026-03-01', [], []],
    ['2026-03-10', [], second],
    ['2026-03-11', first, second],
    ['2026-03-19', first, second],
    ['2026-03-20', [], second],
    ['2026-03-24', [], second],
    ['2026-03-25', second, second],
    ['2026-04-01', second, second],
  ] as const) {
    const query = `asOf=${asOf}`
    t.strictSame(await listRules(client, `${query}&known=then`), then, `${asOf} as it was known then`)
    t.strictSame(await listRules(client, query), now, 'as it is known now where nothing is said')
    t.strictSame(await listRules(client, `${query}&known=now`), now, `${asOf} as it is known now`)
    t.strictSame(await counted(client, `${query}&known=then`), then.length > 0 ? ['warning 1'] : [])
    t.strictSame(await counted(client, `${query}&known=now`), now.length > 0 ? ['warning 1'] : [])
  }
})

t.test('The day of a write is the agency’s, not that of UTC', async (t) => {
  mock.timers.setTime(Date.parse('2026-05-02T04:59:00Z')) // 23:59 on May 1 in Chicago
  const client = await service.client()
  await client.post('/v1/plans', somePlan({ milestones: [someMilestone({ dueOn: '2026-04-01' })] }))
  mock.timers.setTime(Date.parse('2026-05-02T05:01:00Z'))
  t.equal((await counted(client, 'asOf=2026-05-01&known=then')).length, 1)
  t.equal((await counted(client, 'asOf=2026-04-30&known=then')).length, 0)
})

t.test('Pages begun on a day continue as pages of that day after it has ended', async (t) => {
  const client = await on('2026-06-01')
  const milestones = Array.from({ length: 5 }, () => someMilestone({ dueOn: '2026-04-01' }))
  const { body: plan } = await client.post('/v1/plans', somePlan({ milestones }))
  const query = 'rule=milestone-unlinked&limit=2'
  const whole = (await client.get('/v1/findings?rule=milestone-unlinked')).body.items
  const { body: first } = await client.get(`/v1/findings?${query}`)
  const next = await on('2026-06-02', client.agencyId)
  const second = (await next.get(first.next)).body
  const third = (await next.get(second.next)).body
  t.strictSame([...first.items, ...second.items, ...third.items], whole)
  const plans = `/v1/plans?finding=milestone-unlinked&limit=1`
  await next.post('/v1/plans', somePlan({ milestones: [someMilestone()] }))
  const { body: page } = await next.get(plans)
  t.match(page.next, /asOf=2026-06-02/)
  t.equal(page.items[0].id, plan.id)
})

t.test(
  'What was known is kept for as long as policy says, and refused before that rather than told in part',
  async (t) => {
    const service = await startService({}, { housekeepingMs: 20 })
    t.teardown(service.close)
    const at = (day: string, agencyId?: string): Promise<Client> => {
      mock.timers.setTime(noon(day))
      return service.client(agencyId ? { agencyId } : {})
    }
    const resolved = 'select count(*)::int as count from findings where resolved_at is not null'
    const countResolved = async () => (await service.db.pool.query(resolved)).rows[0].count
    const untilKeptSince = async (day: string) => {
      const since = `select from agencies where findings_kept_since = '${day}'`
      while (!(await service.db.pool.query(since)).rowCount) await pause(10)
    }
    let client = await at('2026-03-02')
    const { agencyId } = client
    const milestone = someMilestone({ goalId: 'goal', dueOn: '2026-03-10', alternativesDiscussed: true })
    const { body: plan } = await client.post(
      '/v1/plans',
      somePlan({ goals: [someGoal()], milestones: [milestone, milestone] }),
    )
    for (const [index, day] of ['2026-03-20', '2027-03-20'].entries()) {
      client = await at(day, agencyId)
      const path = `/v1/plans/${plan.id}/milestones/${plan.milestones[index].id}`
      await client.patch(path, { status: 'completed', completedOn: '2026-03-09' }, { ifMatch: '*' })
    }
    const all = await countResolved()
    const paths = ['/v1/findings?', '/v1/findings/summary?', `/v1/plans/${plan.id}/findings?`]
    client = await at('2032-03-19', agencyId)
    t.equal((await listRules(client, 'asOf=2026-03-19&known=then')).length, 2, 'all of six years is kept')
    client = await at('2032-03-22', agencyId)
    await untilKeptSince('2026-03-22')
    while ((await countResolved()) === all) await pause(10)
    for (const path of paths) {
      const refused = await client.get(`${path}asOf=2026-03-21&known=then`)
      t.match(refused, { status: 400, body: { code: 'invalid', errors: [{ pointer: '/asOf' }] } }, path)
      t.match(refused.body.errors[0].detail, /^must be 2026-03-22 or later.*known=now/)
      t.equal((await client.get(`${path}asOf=2026-03-21&known=now`)).status, 200)
    }
    t.strictSame(
      await listRules(client, 'asOf=2026-03-22&known=then'),
      ['warning 2026-03-11 2026-04-10'],
      'the other one is still known',
    )
    t.strictSame(await counted(client, 'asOf=2026-03-22&known=then'), ['warning 1'])
    const values = (await client.get('/v1/policy')).body.values
    await client.put(
      '/v1/policy',
      { profile: 'career-action-plan', values: { ...values, findingsKeptYears: 10 } },
      { ifMatch: '*' },
    )
    t.equal((await client.get('/v1/findings?asOf=2026-03-21&known=then')).status, 400, 'more years bring nothing back')
    t.equal((await client.get('/v1/findings?asOf=2026-03-22&known=then')).status, 200)
    await client.put(
      '/v1/policy',
      { profile: 'career-action-plan', values: { ...values, findingsKeptYears: 4 } },
      { ifMatch: '*' },
    )
    await untilKeptSince('2028-03-22')
    while (await countResolved()) await pause(10)
    t.equal((await client.get('/v1/findings?asOf=2028-03-21&known=then')).status, 400)
    t.strictSame(await counted(client, 'asOf=2028-03-22&known=then'), [])
  },
)

t.test('Every past day of any history says what its plans said', async (t) => {
  const step = fc.record({ days: fc.integer({ min: 0, max: 45 }), writes: fc.array(anyWriteInPlace, { maxLength: 8 }) })
  const steps = fc.array(step, { minLength: 2, maxLength: 6 })
  const beginnings = fc.array(create, { minLength: 1, maxLength: 3 })
  const property = fc.asyncProperty(beginnings, steps, async (beginning, steps) => {
    let day = '2025-11-15'
    const world: World = { client: await on(day), plans: [] }
    const { agencyId } = world.client
    const kept: { day: string; present: Present }[] = []
    for (const { days, writes } of [{ days: 0, writes: beginning }, ...steps]) {
      day = addDays(day, days)
      world.client = await on(day, agencyId)
      for (const write of writes) await write(world)
      await untilEvaluated(service)
      kept.push({ day: dayIn('America/Chicago', new Date()), present: await readPresent(world.client) })
    }
    const client = await on(addDays(day, 10), agencyId)
    const asked = new Set(kept.flatMap(({ day }) => [addDays(day, -1), day, addDays(day, 5)]))
    for (const asOf of asked) await pastIsKept(client, kept, asOf)
  })
  await fc.assert(property, { seed, numRuns: Number(process.env.FC_RUNS ?? 15), interruptAfterTimeLimit: 40_000 })
  t.pass(`with seed ${seed}`)
})
