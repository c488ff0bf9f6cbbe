/** Many writers at once: nothing is lost, nothing is done twice, and the feed stays dense. */
import t from 'tap'
import { addDays } from '../src/calendar.ts'
import { maximalPlan } from './fixtures/maximal.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { all, findingsAreStored, findingsHold, readPresent } from './oracle/invariants.ts'
import { type Answer, type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const parallel = <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)))

/** How many answers have each status. */
function statuses(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** Sends again with the same key what is still running, or was not done for overload, as the contract asks a client to do. */
async function untilDone(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send()
    if (!['idempotency-in-progress', 'unavailable'].includes(answer.body.code)) return answer
    if (answer.headers.get('retry-after') === null) throw new Error('no Retry-After')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function holdsDense(t: Json, client: Client): Promise<Json[]> {
  const feed = await all(client, '/v1/changes?limit=200')
  const wrong = feed.find(({ seq }, index) => seq !== index + 1)
  t.equal(wrong, undefined, 'the feed is dense')
  return feed
}

async function created(members: Record<string, unknown> = {}): Promise<{ client: Client; path: string; plan: Json }> {
  const client = await service.client()
  const parts = { milestones: [someMilestone()], followUps: [someFollowUp()] }
  const { body: plan } = await client.post('/v1/plans', somePlan({ goals: [someGoal()], ...parts, ...members }))
  return { client, path: `/v1/plans/${plan.id}`, plan }
}

const attempt = (n: number) => ({ on: '2026-07-01', method: 'phone', by: `staff-${n}`, reached: false })

t.test('Of writers with the same If-Match, one wins, and the others get 412', async (t) => {
  const closing = { closedOn: '2026-12-31', closeReason: 'exited' }
  const dayAfter = (n: number) => addDays('2026-01-01', n)
  type Write = (client: Client, path: string, plan: Json, n: number, ifMatch: string) => Promise<Answer>
  const writes: Record<string, Write> = {
    'PATCH of a plan': (client, path, _, n, ifMatch) => client.patch(path, { office: `office-${n}` }, { ifMatch }),
    'PATCH of a milestone': (client, path, plan, n, ifMatch) =>
      client.patch(`${path}/milestones/${plan.milestones[0].id}`, { where: `room ${n}` }, { ifMatch }),
    'PATCH of a follow-up': (client, path, plan, n, ifMatch) =>
      client.patch(`${path}/follow-ups/${plan.followUps[0].id}`, { note: `note ${n}` }, { ifMatch }),
    'PATCH of a period': (client, _, { participantId, periodId }, n, ifMatch) =>
      client.patch(`/v1/participants/${participantId}/periods/${periodId}`, { enteredOn: dayAfter(n) }, { ifMatch }),
    complete: (client, path, _, __, ifMatch) =>
      client.post(`${path}/complete`, { completedOn: '2026-01-09' }, { ifMatch }),
    close: (client, path, _, __, ifMatch) => client.post(`${path}/close`, closing, { ifMatch }),
  }
  for (const [name, write] of Object.entries(writes)) {
    const { client, path, plan } = await created()
    const answers = await parallel(32, (n) => write(client, path, plan, n, '"1"'))
    t.strictSame(statuses(answers), { 200: 1, 412: 31 }, name)
    const won = answers.find(({ status }) => status === 200) as Answer
    const at =
      'planId' in won.body
        ? `${path}/${'statement' in won.body ? 'milestones' : 'follow-ups'}/${won.body.id}`
        : 'periods' in won.body
          ? `/v1/participants/${won.body.id}`
          : path
    t.strictSame((await client.get(at)).body, won.body, 'the winner is what is stored')
    t.equal((await holdsDense(t, client)).length, 5)
  }
})

t.test('Of 32 callers who reopen a closed plan, one succeeds', async (t) => {
  const { client, path } = await created()
  await client.post(`${path}/close`, { closedOn: '2026-12-31', closeReason: 'exited' }, { ifMatch: '"1"' })
  const answers = await parallel(32, () => client.post(`${path}/reopen`, { reason: 'x' }, { ifMatch: '"2"' }))
  t.strictSame(statuses(answers), { 200: 1, 412: 31 })
})

t.test('Of 32 callers who delete the same thing, one succeeds, and the others find nothing', async (t) => {
  const { client, path, plan } = await created()
  const parts = [`${path}/milestones/${plan.milestones[0].id}`, `${path}/follow-ups/${plan.followUps[0].id}`, path]
  for (const at of parts) {
    const answers = await parallel(32, () => client.delete(at, { ifMatch: '*' }))
    t.strictSame(statuses(answers), { 204: 1, 404: 31 }, at)
  }
  t.equal((await holdsDense(t, client)).length, 7)
})

t.test('Writers who read and try again all get through, and no update is lost', async (t) => {
  const { client, path, plan } = await created()
  const at = `${path}/milestones/${plan.milestones[0].id}`
  await parallel(12, async (n) => {
    for (;;) {
      const { body, headers } = await client.get(at)
      const patch = { alternatives: [...body.alternatives, `alternative ${n}`] }
      const { status } = await client.patch(at, patch, { ifMatch: headers.get('etag') as string })
      if (status === 200) return
      if (status !== 412) throw new Error(`answered ${status}`)
    }
  })
  const { body } = await client.get(at)
  t.equal(new Set(body.alternatives).size, 12)
  t.equal(body.version, 13)
})

t.test('64 POSTs with one key make one resource', async (t) => {
  const { client, path, plan } = await created()
  const posts: [string, unknown][] = [
    ['/v1/plans', maximalPlan()],
    [`${path}/milestones`, someMilestone()],
    [`${path}/follow-ups`, someFollowUp()],
    [`${path}/follow-ups/${plan.followUps[0].id}/attempts`, attempt(1)],
    [`${path}/complete`, { completedOn: '2026-01-09' }],
  ]
  for (const [index, [to, body]] of posts.entries()) {
    const before = (await holdsDense(t, client)).length
    const options = { key: `key-${index}`, ifMatch: '*' }
    const answers = await parallel(64, () => untilDone(() => client.post(to, body, options)))
    t.equal(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1, 'all got the same answer')
    t.equal(
      answers.filter(({ headers }) => headers.get('idempotency-replayed') !== 'true').length,
      1,
      `${to} was done once`,
    )
    t.equal((await holdsDense(t, client)).length - before, to === '/v1/plans' ? 5 : 1)
  }
})

t.test('Keys that expire while many write with new ones are in no one’s way', async (t) => {
  const client = await service.client()
  const planOf = (n: number) => somePlan({ participant: { id: `P-${n}`, programs: ['adult'] } })
  await parallel(60, (n) => client.post('/v1/plans', planOf(n), { key: `old-${n}` }))
  await service.db.pool.query('update idempotency_keys set created_at = $1 where agency_id = $2', [
    new Date(Date.now() - 8 * 86_400_000).toISOString(),
    client.agencyId,
  ])
  const answers = await parallel(64, (n) =>
    client.post('/v1/plans', planOf(n), { key: n % 2 ? `old-${n}` : `new-${n}` }),
  )
  t.strictSame(statuses(answers), { 201: 64 })
  t.equal((await holdsDense(t, client)).length, 124 + 64, '124 plans of 64 people')
})

t.test('Of 32 callers who create the same externalId, one succeeds, and the others get a conflict', async (t) => {
  const { client, path } = await created()
  const posts: [string, object][] = [
    ['/v1/plans', somePlan({ externalId: 'x' })],
    [`${path}/milestones`, someMilestone({ externalId: 'x' })],
    [`${path}/follow-ups`, someFollowUp({ externalId: 'x' })],
  ]
  for (const [to, body] of posts)
    t.strictSame(statuses(await parallel(32, () => client.post(to, body))), { 201: 1, 409: 31 }, to)
  t.equal((await holdsDense(t, client)).length, 7)
})

t.test('Of 40 callers who set the policy at the same time, each succeeds or is told to try again', async (t) => {
  const client = await service.client()
  const { profile, values } = (await client.get('/v1/policy')).body
  const set = (planDueDays: number) =>
    client.put('/v1/policy', { profile, values: { ...values, planDueDays } }, { ifMatch: '*' })
  const { 200: done = 0, 503: later = 0 } = statuses(await parallel(40, (n) => set(n + 10)))
  t.equal(done + later, 40)
  t.equal((await holdsDense(t, client)).length, done)
})

t.test('Attempts recorded at the same time are all kept', async (t) => {
  const { client, path, plan } = await created()
  const at = `${path}/follow-ups/${plan.followUps[0].id}`
  const answers = await parallel(32, (n) => client.post(`${at}/attempts`, attempt(n)))
  t.strictSame(statuses(answers), { 201: 32 })
  const { body } = await client.get(at)
  t.equal(new Set(body.attempts.map(({ by }: Json) => by)).size, 32)
  t.equal(body.version, 33)
  t.strictSame(
    answers.map((answer) => answer.body.version).toSorted((a, b) => a - b),
    Array.from({ length: 32 }, (_, n) => n + 2),
  )
  t.equal((await client.get(path)).body.version, 33)
})

t.test('Milestones and follow-ups added to one plan at the same time are all there, with their findings', async (t) => {
  const { client, path } = await created()
  const answers = await parallel(32, (n) =>
    n % 2
      ? client.post(`${path}/milestones`, someMilestone({ dueOn: '2026-01-31' }))
      : client.post(`${path}/follow-ups`, someFollowUp()),
  )
  t.strictSame(statuses(answers), { 201: 32 })
  t.equal((await client.get(path)).body.version, 33)
  t.equal((await holdsDense(t, client)).length, 36)
  const { items } = (await client.get('/v1/findings/summary?asOf=2190-01-01')).body
  const counts = Object.fromEntries(items.map(({ rule, count }: Json) => [rule, count]))
  const expected = {
    'milestone-unlinked': 17,
    'milestone-overdue': 16,
    'follow-up-overdue': 17,
    'milestone-without-timeframe': 1,
  }
  t.match(counts, expected)
  const findings = (await client.get(`${path}/findings?asOf=2190-01-01`)).body.items
  for (const [rule, count] of Object.entries(expected))
    t.equal(findings.filter((one: Json) => one.rule === rule).length, count, rule)
})

t.test('Writes to many plans of one agency at once do not get in each other’s way', async (t) => {
  const client = await service.client()
  const followed: Json[] = []
  let isWriting = true
  const following = (async () => {
    let after = ''
    for (let isLast = false; !isLast; ) {
      isLast = !isWriting
      const { body } = await client.get(`/v1/changes?${after}limit=200`)
      after = `after=${body.position}&`
      followed.push(...body.items)
    }
  })()
  const seen = await parallel(24, async (n) => {
    const answers: Answer[] = []
    const keep = async (answer: Promise<Answer>) => answers[answers.push(await answer) - 1] as Answer
    const milestone = { dueOn: `2026-0${(n % 9) + 1}-15` }
    const participant = { id: `P-${n % 16}`, programs: ['adult'] } // eight people have two plans
    const members = { participant, ...(n % 2 && { completedOn: '2026-01-09' }) }
    const { body: plan } = await keep(
      client.post('/v1/plans', somePlan({ ...members, milestones: [someMilestone(milestone), someMilestone()] })),
    )
    const path = `/v1/plans/${plan.id}`
    const { body: followUp } = await keep(client.post(`${path}/follow-ups`, someFollowUp()))
    await keep(client.patch(path, { goals: [someGoal({ kind: 'undecided' })] }, { ifMatch: '*' }))
    for (const { id } of plan.milestones)
      await keep(client.patch(`${path}/milestones/${id}`, { goalId: 'goal' }, { ifMatch: '*' }))
    await keep(client.post(`${path}/follow-ups/${followUp.id}/attempts`, attempt(n)))
    await keep(client.delete(`${path}/milestones/${plan.milestones[1].id}`, { ifMatch: '*' }))
    if (n % 3 === 0)
      await keep(client.post(`${path}/close`, { closedOn: '2026-08-01', closeReason: 'exited' }, { ifMatch: '*' }))
    else if (n % 2 === 0) await keep(client.delete(path, { ifMatch: '*' }))
    return answers
  })
  isWriting = false
  await following
  const wrong = seen.flat().filter(({ status }) => status >= 300)
  t.strictSame(
    wrong.map(({ status, text }) => `${status} ${text}`),
    [],
    'no write was refused',
  )
  // a position also says up to where the feed had come when it was read
  const withoutPosition = (items: Json[]) => items.map(({ position, ...item }) => item)
  t.strictSame(
    withoutPosition(followed),
    withoutPosition(await holdsDense(t, client)),
    'a consumer that follows the feed meanwhile misses nothing',
  )

  const present = await readPresent(client)
  await findingsAreStored(service, client, present)
  for (const asOf of ['2026-07-31', '2026-08-01', '2190-01-01']) await findingsHold(client, present, asOf)
})

t.test('A reader sees a document whole while it is written', async (t) => {
  const { client, path } = await created()
  let isWriting = true
  const writing = (async () => {
    for (let n = 0; n < 40; n++) await client.post(`${path}/milestones`, someMilestone())
    isWriting = false
  })()
  while (isWriting) {
    const { body } = await client.get(`${path}?include=milestones,findings`)
    const unlinked = body.findings.filter(({ rule }: Json) => rule === 'milestone-unlinked').length
    if (body.version !== body.milestones.length || unlinked !== body.milestones.length)
      t.fail('parts of different moments')
  }
  await writing
  t.equal((await client.get(path)).body.version, 41)
})
