/** Reports and exports of days that have passed, with a clock that is set. `TEST_SEED=<seed>` repeats the writes. */
import { mock } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { addDays } from '../src/calendar.ts'
import { reports } from '../src/reports/index.ts'
import { someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { seed } from './fuzz/random.ts'
import { anyWriteOrMerge, create, type World } from './fuzz/writes.ts'
import { type Client, type Json, type Service, startService } from './support/service.ts'
import { untilEvaluated } from './support/state.ts'

mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-03-02T18:00:00Z') })
t.teardown(() => mock.timers.reset())

const service = await startService()
t.teardown(service.close)

/** An agency on a day; tokens are of an hour. */
const on = (day: string, agencyId?: string, from: Service = service, token: object = {}): Promise<Client> => {
  mock.timers.setTime(Date.parse(`${day}T18:00:00Z`))
  return from.client({ ...(agencyId && { agencyId }), ...token })
}

const employment = '/v1/reports/employment-after-exit'
const exits = 'exitedFrom=2026-01-01&exitedTo=2026-12-31'
const person = (id: string, members: Json = {}) => ({
  id,
  programs: ['adult'],
  enteredOn: '2025-10-01',
  exitedOn: '2026-02-27',
  ...members,
})
const measure = ({ measures }: Json, name: string) => measures.find((one: Json) => one.measure === name)
/** How many periods are pending in quarter 2 by group. */
const pendingBy = async (client: Client, query: string) => {
  const { body } = await client.get(`${employment}?${exits}&${query}`)
  return body.groups.map((one: Json) => [...one.group, measure(one, 'quarter-2').pending])
}
const planOf = (client: Client, id: string) =>
  client.get(`/v1/plans?participantId=${id}`).then(({ body }) => body.items[0])
const patchPeriod = async (client: Client, id: string, members: object) => {
  const [{ id: periodId }] = (await client.get(`/v1/participants/${id}`)).body.periods
  return client.patch(`/v1/participants/${id}/periods/${periodId}`, members, { ifMatch: '*' })
}

t.test(
  'A report known then is answered as it was at the end of the day, and now with what was corrected',
  async (t) => {
    let client = await on('2026-03-02')
    const { agencyId } = client
    await client.post('/v1/plans', somePlan({ participant: person('P-1') }))
    client = await on('2026-03-10', agencyId)
    await client.post('/v1/plans', somePlan({ participant: person('P-2') }))
    await patchPeriod(client, 'P-1', { programs: [{ program: 'adult', enteredOn: '2025-10-01' }], exitedOn: null })
    client = await on('2026-03-20', agencyId)
    const counted = async (query: string) => {
      const { body } = await client.get(`${employment}?${exits}&${query}`)
      return [body.asOf, body.known, body.recordedSince, measure(body, 'quarter-2').pending]
    }
    t.strictSame(await counted('asOf=2026-03-01&known=then'), ['2026-03-01', 'then', '2026-03-02', 0])
    t.strictSame(await counted('asOf=2026-03-09&known=then'), ['2026-03-09', 'then', '2026-03-02', 1])
    t.strictSame(await counted('asOf=2026-03-10&known=then'), ['2026-03-10', 'then', '2026-03-02', 1])
    t.strictSame(await counted('asOf=2026-03-09'), ['2026-03-09', 'now', '2026-03-02', 1])
    t.strictSame(await counted('known=then'), ['2026-03-20', 'now', '2026-03-02', 1])
    const listed = async (asOf: string) => {
      const { body } = await client.get(`${employment}/rows?${exits}&asOf=${asOf}&known=then&measure=quarter-2`)
      return [body.known, ...body.items.map(({ participantId }: Json) => participantId)]
    }
    t.strictSame(await listed('2026-03-09'), ['then', 'P-1'])
    t.strictSame(await listed('2026-03-10'), ['then', 'P-2'])
  },
)

t.test('Two writes on one day leave one version, that of its end', async (t) => {
  let client = await on('2026-03-02')
  const { agencyId } = client
  const { body: plan } = await client.post('/v1/plans', somePlan({ participant: person('P-1'), office: 'a' }))
  await client.patch(`/v1/plans/${plan.id}`, { office: 'b' }, { ifMatch: '*' })
  client = await on('2026-03-03', agencyId)
  await client.patch(`/v1/plans/${plan.id}`, { office: 'c' }, { ifMatch: '*' })
  await client.patch(`/v1/plans/${plan.id}`, { office: 'd' }, { ifMatch: '*' })
  const { rows } = await service.db.pool.query(
    `select place ->> 'office' as office, known_from::text, known_until::text from past_periods where agency_id = $1`,
    [agencyId],
  )
  t.strictSame(rows, [{ office: 'b', known_from: '2026-03-02', known_until: '2026-03-03' }])
  client = await on('2026-03-04', agencyId)
  t.strictSame(await pendingBy(client, 'groupBy=office&asOf=2026-03-03&known=then'), [['d', 1]])
})

t.test('A person handed over in May is in the March report of the one who had the case in March', async (t) => {
  let client = await on('2026-03-02')
  const { agencyId } = client
  await client.post('/v1/plans', somePlan({ participant: person('P-1'), careerPlanner: 'a', office: 'north' }))
  client = await on('2026-05-04', agencyId)
  const { id } = await planOf(client, 'P-1')
  await client.patch(`/v1/plans/${id}`, { careerPlanner: 'b', office: 'south' }, { ifMatch: '*' })
  client = await on('2026-06-01', agencyId)
  for (const known of ['now', 'then']) {
    const query = `known=${known}&groupBy=careerPlanner,office`
    t.strictSame(await pendingBy(client, `${query}&asOf=2026-03-31`), [['a', 'north', 1]], known)
    t.strictSame(await pendingBy(client, `${query}&asOf=2026-05-03`), [['a', 'north', 1]], known)
    t.strictSame(await pendingBy(client, `${query}&asOf=2026-05-04`), [['b', 'south', 1]], known)
    t.strictSame(await pendingBy(client, `${query}&asOf=2026-03-31&careerPlanner=b`), [], known)
  }
  t.strictSame(await pendingBy(client, 'groupBy=office&asOf=2026-01-31'), [['north', 1]], 'the first that was recorded')
  const { body } = await client.get(`${employment}/rows?${exits}&asOf=2026-03-31&limit=1`)
  t.match(body, { asOf: '2026-03-31', known: 'now', items: [{ careerPlanner: 'a', office: 'north' }] })
})

t.test('A token of an office does not read what another office has recorded since', async (t) => {
  let client = await on('2026-03-02')
  const { agencyId } = client
  await client.post('/v1/plans', somePlan({ participant: person('P-1'), office: 'north' }))
  client = await on('2026-05-04', agencyId)
  const { id } = await planOf(client, 'P-1')
  await client.patch(`/v1/plans/${id}`, { office: 'south' }, { ifMatch: '*' })
  const token = { office: 'north', scope: 'reports:read records:read' }
  client = await on('2026-06-01', agencyId, service, token)
  const rows = async (known: string) =>
    (await client.get(`${employment}/rows?${exits}&asOf=2026-03-31&office=north&known=${known}&measure=quarter-2`)).body
      .items.length
  t.equal(await rows('then'), 1)
  t.equal(await rows('now'), 0)
})

t.test('Milestones, findings, and the policy are those of the day, too', async (t) => {
  let client = await on('2026-03-02')
  const { agencyId } = client
  const milestone = someMilestone({ goalId: 'goal', dueOn: '2026-02-20' })
  const { body: plan } = await client.post(
    '/v1/plans',
    somePlan({
      participant: person('P-1', { firstCounselingOn: '2025-10-02' }),
      completedOn: '2025-10-12',
      goals: [someGoal()],
      milestones: [milestone],
    }),
  )
  const effect = async (query: string) => {
    const { body } = await client.get(`/v1/reports/plan-effect?${exits}&${query}`)
    return ['milestones-on-time', 'milestones-rescheduled'].map((name) => measure(body, name).known.numerator)
  }
  const timeliness = async (query: string) => {
    const span = 'counseledFrom=2025-10-01&counseledTo=2025-10-31'
    const { body } = await client.get(`/v1/reports/plan-timeliness?${span}&${query}`)
    const { reasons } = measure(body, 'without-findings')
    return [
      measure(body, 'on-time').known.numerator,
      reasons.some(({ reason }: Json) => reason === 'milestone-overdue'),
    ]
  }
  client = await on('2026-03-10', agencyId)
  const path = `/v1/plans/${plan.id}/milestones/${plan.milestones[0].id}`
  await client.patch(path, { dueOn: '2026-02-25', rescheduleReason: 'The class moved.' }, { ifMatch: '*' })
  await client.patch(path, { status: 'completed', completedOn: '2026-02-24' }, { ifMatch: '*' })
  const { profile, values } = (await client.get('/v1/policy')).body
  await client.put('/v1/policy', { profile, values: { ...values, planDueDays: 14 } }, { ifMatch: '*' })
  await untilEvaluated(service)
  client = await on('2026-03-20', agencyId)
  t.strictSame(await effect('asOf=2026-03-09&known=then'), [0, 0])
  t.strictSame(await effect('asOf=2026-03-10&known=then'), [1, 1])
  t.strictSame(await effect('asOf=2026-03-09&known=now'), [1, 1])
  t.strictSame(await timeliness('asOf=2026-03-09&known=then'), [0, true])
  t.strictSame(await timeliness('asOf=2026-03-10&known=then'), [1, false])
  t.strictSame(await timeliness('asOf=2026-03-09&known=now'), [1, true], 'it was moved on the next day')
})

t.test('The PIRL is exported as it was known then, and says by which knowledge it was written', async (t) => {
  let client = await on('2026-03-02')
  const { agencyId } = client
  await client.post('/v1/plans', somePlan({ participant: person('P-1', { exitedOn: null }) }))
  const asWritten = (await client.get('/v1/exports/pirl?asOf=2026-03-02')).text
  client = await on('2026-03-10', agencyId)
  await patchPeriod(client, 'P-1', { programs: [{ program: 'youth', enteredOn: '2025-11-03' }] })
  await client.post('/v1/plans', somePlan({ participant: person('P-2') }))
  client = await on('2026-03-20', agencyId)
  const { text, headers } = await client.get('/v1/exports/pirl?asOf=2026-03-02&known=then')
  t.equal(text, asWritten)
  t.strictSame([headers.get('as-of'), headers.get('known')], ['2026-03-02', 'then'])
  const now = await client.get('/v1/exports/pirl?asOf=2026-03-02')
  t.equal(now.headers.get('known'), 'now')
  t.not(now.text, asWritten)
})

t.test('What was known of a period that was removed, or of a plan that was deleted, is still known then', async (t) => {
  let client = await on('2026-03-02')
  const { agencyId } = client
  const { body: plan } = await client.post('/v1/plans', somePlan({ participant: person('P-1'), office: 'north' }))
  client = await on('2026-03-10', agencyId)
  await client.delete(`/v1/plans/${plan.id}`, { ifMatch: '*' })
  const [{ id }] = (await client.get('/v1/participants/P-1')).body.periods
  t.equal((await client.delete(`/v1/participants/P-1/periods/${id}`, { ifMatch: '*' })).status, 200)
  client = await on('2026-03-20', agencyId)
  const query = 'groupBy=office&asOf=2026-03-09'
  t.strictSame(await pendingBy(client, `${query}&known=then`), [['north', 1]])
  t.strictSame(await pendingBy(client, query), [])
})

t.test('Persons who were merged still count as they did, and rows name the one who is left', async (t) => {
  let client = await on('2026-03-02')
  const { agencyId } = client
  for (const id of ['P-1', 'P-2']) {
    const period = { id: 'same', programs: [{ program: 'adult', enteredOn: '2025-10-01', exitedOn: '2026-02-27' }] }
    await client.put(`/v1/participants/${id}`, { periods: [period] })
  }
  client = await on('2026-03-10', agencyId)
  t.equal((await client.post('/v1/participants/P-1/merge', { into: 'P-2' }, { ifMatch: '*' })).status, 200)
  client = await on('2026-03-20', agencyId)
  const rows = `${employment}/rows?${exits}&measure=quarter-2&known=then`
  const listed = async (asOf: string) =>
    (await client.get(`${rows}&asOf=${asOf}&limit=1`)).body.items.map(({ participantId }: Json) => participantId)
  t.strictSame(await pendingBy(client, 'groupBy=program&asOf=2026-03-09&known=then'), [['adult', 2]])
  t.strictSame(await pendingBy(client, 'groupBy=program&asOf=2026-03-10&known=then'), [['adult', 1]])
  const { body: first } = await client.get(`${rows}&asOf=2026-03-09&limit=1`)
  const { body: second } = await client.get(first.next)
  t.strictSame(
    [...first.items, ...second.items].map(({ participantId }) => participantId),
    ['P-2', 'P-2'],
  )
  t.equal(second.next, undefined)
  t.strictSame(await listed('2026-03-10'), ['P-2'])
  const caseload = (asOf: string) =>
    client.get(`/v1/caseload?asOf=${asOf}&known=then`).then(({ body }) => body.participants)
  t.strictSame([await caseload('2026-03-09'), await caseload('2026-03-10')], [2, 1])
})

t.test(
  'Who is erased is in no report of any day, not even through a plan that was filed under somebody else',
  async (t) => {
    let client = await on('2026-03-02')
    const { agencyId } = client
    const { body: plan } = await client.post(
      '/v1/plans',
      somePlan({ participant: person('P-1'), office: 'secret-office' }),
    )
    await client.put('/v1/participants/P-2', { periods: [] })
    client = await on('2026-03-10', agencyId)
    await client.post(`/v1/plans/${plan.id}/move`, { participantId: 'P-2', reason: 'Wrong id.' }, { ifMatch: '*' })
    client = await on('2026-03-20', agencyId)
    await patchPeriod(client, 'P-1', { employedOn: '2026-02-02' })
    client = await on('2026-04-01', agencyId)
    t.strictSame(await pendingBy(client, 'groupBy=office&asOf=2026-03-09&known=then'), [['secret-office', 1]])
    const eraser = await on('2026-04-01', agencyId, service, { scope: 'participants:erase' })
    const erased = await eraser.delete('/v1/participants/P-2?reason=entered_in_error', { ifMatch: '*' })
    t.equal(erased.status, 204)
    const { rows } = await service.db.pool.query('select p::text from past_periods p where agency_id = $1', [agencyId])
    t.notMatch(rows, /secret-office/)
    t.strictSame(
      await pendingBy(client, 'groupBy=office&asOf=2026-03-15&known=then'),
      [[null, 1]],
      'P-1 is still known',
    )
    await eraser.delete('/v1/participants/P-1?reason=entered_in_error', { ifMatch: '*' })
    const left = await service.db.pool.query('select from past_periods where agency_id = $1', [agencyId])
    t.equal(left.rowCount, 0)
  },
)

t.test('What another release extracts is known from the day on which it reads the caseload', async (t) => {
  let client = await on('2026-03-02')
  const { agencyId } = client
  await client.post('/v1/plans', somePlan({ participant: person('P-1') }))
  await service.db.pool.query(
    `update periods set facts = jsonb_set(facts::jsonb, '{exitedOn}', '"2026-02-26"')::json where agency_id = $1`,
    [agencyId],
  )
  client = await on('2026-03-10', agencyId)
  const { profile, values } = (await client.get('/v1/policy')).body
  await client.put('/v1/policy', { profile, values: { ...values, noteDays: 9 } }, { ifMatch: '*' })
  await untilEvaluated(service)
  client = await on('2026-03-20', agencyId)
  const exitOn = async (asOf: string) =>
    (await client.get(`${employment}/rows?${exits}&asOf=${asOf}&known=then&measure=quarter-2`)).body.items[0].exitedOn
  t.strictSame([await exitOn('2026-03-09'), await exitOn('2026-03-10')], ['2026-02-26', '2026-02-27'])
})

t.test('What was known is kept for as long as policy says, and refused before that', async (t) => {
  const own = await startService({}, { housekeepingMs: 20 })
  t.teardown(own.close)
  let client = await on('2026-03-02', undefined, own)
  const { agencyId } = client
  const period = { id: 'one', programs: [{ program: 'adult', enteredOn: '2025-10-01', exitedOn: '2026-02-27' }] }
  await client.put('/v1/participants/P-1', { periods: [period] })
  client = await on('2026-03-20', agencyId, own)
  await patchPeriod(client, 'P-1', { employedOn: '2026-02-02' })
  client = await on('2032-03-19', agencyId, own)
  t.strictSame(await pendingBy(client, 'groupBy=program&asOf=2026-03-19&known=then'), [['adult', 1]])
  client = await on('2032-03-22', agencyId, own)
  while ((await own.db.pool.query('select from past_periods')).rowCount) await pause(10)
  const asked = `?${exits}&asOf=2026-03-19&known=then`
  for (const path of [employment, `${employment}/rows`]) {
    const refused = await client.get(`${path}${asked}`)
    t.match(refused, { status: 400, body: { errors: [{ pointer: '/asOf', detail: /^must be 2026-03-22 or later/ }] } })
  }
  for (const path of ['/v1/exports/pirl', '/v1/caseload'])
    t.match(await client.get(`${path}?asOf=2026-03-19&known=then`), { status: 400 }, path)
  t.strictSame(await pendingBy(client, 'groupBy=program&asOf=2026-03-22&known=then'), [['adult', 1]])
})

const cohorts = {
  exit: 'exitedFrom=2000-01-01&exitedTo=2100-12-31',
  counseling: 'counseledFrom=2000-01-01&counseledTo=2100-12-31',
  programYear: 'programYear=2025',
  due: 'dueFrom=2000-01-01&dueTo=2100-12-31',
}

/** Every number that is answered of a day, by office and career planner. */
async function readNumbers(client: Client, asOf: string, known: string): Promise<Json[]> {
  const paths = reports.map(({ name, cohort }) => `/v1/reports/${name}?${cohorts[cohort]}`)
  const numbers: Json[] = []
  for (const path of [...paths, '/v1/caseload?']) {
    const { status, body } = await client.get(`${path}&asOf=${asOf}&known=${known}&groupBy=office,program`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    const { known: _, recordedSince: __, ...rest } = body
    numbers.push(rest)
  }
  return numbers
}

t.test('Every number of any day is the same when it is asked for later as it was known then', async (t) => {
  const step = fc.record({ days: fc.integer({ min: 1, max: 45 }), writes: fc.array(anyWriteOrMerge, { maxLength: 8 }) })
  const steps = fc.array(step, { minLength: 2, maxLength: 6 })
  const beginnings = fc.array(create, { minLength: 1, maxLength: 3 })
  const property = fc.asyncProperty(beginnings, steps, async (beginning, steps) => {
    let day = '2025-11-15'
    const world: World = { client: await on(day), plans: [] }
    const { agencyId } = world.client
    const kept: { day: string; numbers: Json[] }[] = []
    for (const { days, writes } of [{ days: 0, writes: beginning }, ...steps]) {
      day = addDays(day, days)
      world.client = await on(day, agencyId)
      for (const write of writes) await write(world)
      await untilEvaluated(service)
      kept.push({ day, numbers: await readNumbers(world.client, day, 'now') })
    }
    const client = await on(addDays(day, 10), agencyId)
    for (const { day, numbers } of kept) {
      const later = await readNumbers(client, day, 'then')
      if (JSON.stringify(later) !== JSON.stringify(numbers)) t.strictSame(later, numbers, day)
      if (JSON.stringify(later) !== JSON.stringify(numbers)) throw new Error(`another number of ${day}`)
    }
  })
  await fc.assert(property, { seed, numRuns: Number(process.env.FC_RUNS ?? 12), interruptAfterTimeLimit: 40_000 })
  t.pass(`with seed ${seed}`)
})
