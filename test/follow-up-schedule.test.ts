import t from 'tap'
import { addDays } from '../src/calendar.ts'
import { southDakota } from '../src/policy/profiles/south-dakota.ts'
import { patchPeriod } from './fixtures/participants.ts'
import { someFollowUp, somePlan } from './fixtures/plans.ts'
import { all } from './oracle/invariants.ts'
import { type Answer, type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const attempt = { on: '2026-07-01', method: 'phone', by: 'staff-17', reached: false }
const unknownExit = { id: 'P-1', programs: ['youth'], enteredOn: '2024-01-02' }
const youth = { ...unknownExit, exitedOn: '2025-12-31' }
const adult = { id: 'P-1', programs: ['adult'], employedOn: '2026-06-01' }
const coEnrolled = { ...youth, programs: ['adult', 'youth'], employedOn: '2026-06-01' }

type Made = { client: Client; path: string; plan: Json; facts: Json; schedule: () => Promise<Answer> }

/** An answer with the clocks and follow-ups of the period of a plan. */
const flattened = (answer: Answer, planId: string): Answer => ({
  ...answer,
  body: { ...answer.body, ...answer.body.periods?.find((period: Json) => period.planId === planId) },
})

/** A plan of a participant, and the operation that schedules its follow-ups. */
async function created(participant: Json, members: Json = {}, by?: Client): Promise<Made> {
  const client = by ?? (await service.client())
  const { status, body: plan } = await client.post('/v1/plans', somePlan({ participant, ...members }))
  if (status !== 201) throw new Error(JSON.stringify(plan))
  const path = `/v1/plans/${plan.id}`
  const schedule = async () =>
    flattened(await client.post(`/v1/participants/${participant.id}/follow-up-schedule`), plan.id)
  return { client, path, plan, facts: { ...participant }, schedule }
}

/** Changes facts of the period; its days are those of all its programs. */
async function patched({ client, plan, facts }: Made, members: Json): Promise<void> {
  const { programs, enteredOn = null, exitedOn = null } = Object.assign(facts, members)
  const days = programs.map((program: string) => ({ program, enteredOn, exitedOn }))
  const { status, body } = await patchPeriod(client, plan, { ...members, programs: days })
  if (status !== 200) throw new Error(JSON.stringify(body))
}
const readFollowUps = ({ client, path }: Made) => all(client, `${path}/follow-ups`)

/** What was done, as text: `moved 2 2026-07-01..2026-09-30`. */
const told = ({ body }: Answer): string[] =>
  body.followUps.map(({ did, followUp: { schedule, opensOn, dueOn } }: Json) =>
    [did, schedule?.number ?? 'own', `${opensOn}..${dueOn}`].join(' '),
  )
const spans = (answer: Answer) => told(answer).map((text) => text.split(' ')[2])
const dids = (answer: Answer) => answer.body.followUps.map(({ did }: Json) => did)
const findId = ({ body }: Answer, number: number): string =>
  body.followUps.find(({ followUp }: Json) => followUp.schedule?.number === number).followUp.id
const refusedAt = (...pointers: string[]) => ({
  status: 422,
  body: { errors: pointers.map((pointer) => ({ pointer })) },
})

const setPolicy = ({ client }: Made, followUp: Json) =>
  client.put(
    '/v1/policy',
    {
      profile: southDakota.profile,
      values: { ...southDakota.values, followUp: { ...southDakota.values.followUp, clock: 'placement', ...followUp } },
    },
    { ifMatch: '*' },
  )

t.test('A youth is followed up in the four calendar quarters after the quarter of exit', async (t) => {
  const table = {
    '2025-01-01 2025-03-31':
      '2025-04-01..2025-06-30 2025-07-01..2025-09-30 2025-10-01..2025-12-31 2026-01-01..2026-03-31',
    '2024-11-15': '2025-01-01..2025-03-31 2025-04-01..2025-06-30 2025-07-01..2025-09-30 2025-10-01..2025-12-31',
    '2025-12-31': '2026-01-01..2026-03-31 2026-04-01..2026-06-30 2026-07-01..2026-09-30 2026-10-01..2026-12-31',
    '2024-02-29': '2024-04-01..2024-06-30 2024-07-01..2024-09-30 2024-10-01..2024-12-31 2025-01-01..2025-03-31',
  }
  for (const [exits, windows] of Object.entries(table))
    for (const exitedOn of exits.split(' ')) {
      const made = await created({ ...youth, exitedOn })
      const answer = await made.schedule()
      t.equal(spans(answer).join(' '), windows, exitedOn)
      const followUps = answer.body.followUps.map(({ followUp }: Json) => followUp)
      t.strictSame(await readFollowUps(made), followUps)
      for (const [index, { quarter, kind, status, schedule, opensOn, dueOn }] of followUps.entries()) {
        t.strictSame([quarter, kind, status], [index + 1, 'post_exit', 'scheduled'])
        const planned = { clock: 'exit', number: index + 1, from: exitedOn, opensOn, dueOn, cancelledAt: null }
        t.strictSame(schedule, planned)
      }
    }
})

t.test('An adult is followed up from the first day of employment, for a year after it', async (t) => {
  for (const program of ['adult', 'dislocated_worker']) {
    const { body } = await (await created({ ...adult, programs: [program], exitedOn: '2026-05-29' })).schedule()
    t.strictSame(body.clocks, [{ clock: 'employment', from: '2026-06-01', exempt: null, exemptFrom: null }])
    t.strictSame(
      body.followUps.map(({ did, why, followUp }: Json) => [
        ...[did, why, followUp.kind, followUp.opensOn, followUp.dueOn, followUp.quarter],
      ]),
      [
        ['created', 'window 1 of the employment clock', 'post_placement', '2026-06-01', '2026-09-01', 1],
        ['created', 'window 2 of the employment clock', 'post_placement', '2026-09-02', '2026-12-01', 2],
        ['created', 'window 3 of the employment clock', 'post_placement', '2026-12-02', '2027-03-01', 3],
        ['created', 'window 4 of the employment clock', 'post_placement', '2027-03-02', '2027-06-01', 4],
      ],
    )
  }
})

t.test('The co-enrolled are followed up by both clocks independently', async (t) => {
  const { body } = await (await created(coEnrolled)).schedule()
  const clocks = [
    { clock: 'employment', from: '2026-06-01', exempt: null, exemptFrom: null },
    { clock: 'exit', from: '2025-12-31', exempt: null, exemptFrom: null },
  ]
  t.strictSame(body.clocks, clocks)
  const counts = body.followUps.map(({ followUp }: Json) => `${followUp.schedule.clock} ${followUp.schedule.number}`)
  const numbers = [1, 2, 3, 4]
  t.strictSame(counts, [...numbers.map((n) => `employment ${n}`), ...numbers.map((n) => `exit ${n}`)])
})

t.test('The co-enrolled with one known day are followed up by its clock, and later by the other', async (t) => {
  const made = await created({ ...coEnrolled, employedOn: null })
  const first = await made.schedule()
  t.match(first.body.clocks, [{ clock: 'employment', from: null }, { clock: 'exit' }])
  t.strictSame(dids(first), Array(4).fill('created'))
  await patched(made, { employedOn: '2026-06-01' })
  t.strictSame(dids(await made.schedule()), [...Array(4).fill('created'), ...Array(4).fill('unchanged')])
})

t.test('A monthly cadence gives windows without a gap or an overlap, also from the end of a month', async (t) => {
  const monthly = async (participant: Json) => {
    const made = await created(participant)
    await setPolicy(made, {})
    const followUps = (await made.schedule()).body.followUps.map(({ followUp }: Json) => followUp)
    t.equal(followUps.length, 12)
    for (const [index, { opensOn }] of followUps.entries())
      if (index > 0) t.equal(opensOn, addDays(followUps[index - 1].dueOn, 1))
    return [followUps[0], followUps[1], followUps[11]].map(({ opensOn, dueOn }) => `${opensOn}..${dueOn}`)
  }
  t.strictSame(await monthly({ ...youth, exitedOn: '2026-01-31' }), [
    ...['2026-02-01..2026-02-28', '2026-03-01..2026-03-31', '2027-01-01..2027-01-31'],
  ])
  t.strictSame(await monthly({ ...adult, employedOn: '2026-01-31' }), [
    ...['2026-01-31..2026-02-28', '2026-03-01..2026-03-31', '2027-01-01..2027-01-31'],
  ])
})

t.test('Follow-up lasts as long as policy says, and never less', async (t) => {
  for (const [months, count] of [
    [12, 4],
    [13, 5],
    [36, 12],
  ] as const) {
    const made = await created(youth)
    await setPolicy(made, { youth: { clock: 'exit', cadence: 'quarterly', months } })
    t.equal((await made.schedule()).body.followUps.length, count, `${months} months`)
  }
})

t.test('Twelve follow-ups are one write: one version of the plan, and a change for each of them', async (t) => {
  const made = await created(youth)
  await setPolicy(made, {})
  const answer = await made.schedule()
  t.equal(answer.status, 200)
  t.equal((await made.client.get(made.path)).body.version, 2)
  const history = (await all(made.client, `${made.path}/history`)).filter(({ type }) => type === 'follow_up')
  t.equal(history.length, 12)
  for (const [index, { op, planVersion, before, after }] of history.entries())
    t.strictSame([op, planVersion, before, after], ['create', 2, null, answer.body.followUps[index].followUp])
  t.equal(new Set(history.map(({ at }) => at)).size, 1)
})

t.test('A repeat changes nothing: no version, no change', async (t) => {
  for (const participant of [youth, adult, coEnrolled]) {
    const made = await created(participant)
    const first = await made.schedule()
    const feed = await all(made.client, '/v1/changes')
    for (const _ of [1, 2]) {
      const again = await made.schedule()
      t.strictSame(new Set(dids(again)), new Set(['unchanged']))
      t.equal((await made.client.get(made.path)).body.version, 2)
      const followUps = ({ body }: Answer) => body.followUps.map(({ followUp }: Json) => followUp)
      t.strictSame(followUps(again), followUps(first))
    }
    t.strictSame(await all(made.client, '/v1/changes'), feed)
  }
})

t.test('Of many callers who schedule at once, one succeeds, and the others find it done', async (t) => {
  const made = await created(youth)
  const answers = await Promise.all(Array.from({ length: 16 }, made.schedule))
  t.equal(answers.filter((answer) => dids(answer).includes('created')).length, 1)
  t.equal((await readFollowUps(made)).length, 4)
})

t.test('An exit that is corrected within its quarter moves nothing', async (t) => {
  const made = await created(youth)
  await made.schedule()
  await patched(made, { exitedOn: '2025-10-01' })
  t.strictSame(dids(await made.schedule()), Array(4).fill('unchanged'))
})

t.test('An exit in another quarter moves untouched follow-ups and keeps those with an attempt', async (t) => {
  const made = await created(youth)
  const first = await made.schedule()
  await made.client.post(`${made.path}/follow-ups/${findId(first, 2)}/attempts`, attempt)
  await patched(made, { exitedOn: '2026-01-15' })
  const answer = await made.schedule()
  t.strictSame(told(answer), [
    'kept 2 2026-04-01..2026-06-30',
    'moved 2 2026-07-01..2026-09-30',
    'moved 3 2026-10-01..2026-12-31',
    'moved 4 2027-01-01..2027-03-31',
  ])
  t.equal(answer.body.followUps[0].why, 'it has attempts')
  const followUps = answer.body.followUps.map(({ followUp }: Json) => followUp)
  t.strictSame(
    followUps.map(({ quarter }: Json) => quarter),
    [1, 2, 3, 4],
    'the one with an attempt is now in the first quarter after exit',
  )
  t.equal(followUps[1].schedule.from, '2026-01-15')
  t.equal((await readFollowUps(made)).length, 4)
  const again = await made.schedule()
  t.strictSame([again.body.version, dids(again)], [answer.body.version, ['kept', ...Array(3).fill('unchanged')]])
})

t.test('Any work on a follow-up keeps it, except changes to its name and purpose', async (t) => {
  const done: [Json, string | undefined][] = [
    [{ note: 'Prefers mornings.' }, 'something is recorded of it'],
    [{ outcome: { employment: 'employed' } }, 'something is recorded of it'],
    [{ services: ['Help with a work schedule'] }, 'something is recorded of it'],
    [{ twoWay: true }, 'something is recorded of it'],
    [{ opensOn: null }, 'its window was moved'],
    [{ dueOn: '2026-04-15' }, 'its window was moved'],
    [{ kind: 'appointment' }, 'its kind was changed'],
    [{ status: 'completed', completedOn: '2026-03-01' }, 'it is completed'],
    [{ status: 'unreachable' }, 'it is unreachable'],
    [{ status: 'cancelled' }, 'it is cancelled'],
    [{ externalId: 'cms-1', purpose: 'Report.' }, undefined],
  ]
  for (const [patch, why] of done) {
    const made = await created(youth)
    const at = `${made.path}/follow-ups/${findId(await made.schedule(), 1)}`
    const { body: before } = await made.client.patch(at, patch, { ifMatch: '*' })
    t.strictSame(dids(await made.schedule()), Array(4).fill('unchanged'), `${Object.keys(patch)}: no reason to move`)
    await patched(made, { exitedOn: '2026-07-15' })
    const step = (await made.schedule()).body.followUps.find(({ followUp }: Json) => followUp.id === before.id)
    if (why)
      t.match(step, { did: 'kept', why, followUp: { ...before, quarter: null, version: Number, updatedAt: String } })
    else t.match(step, { did: 'moved', followUp: { ...patch, dueOn: '2026-12-31' } })
  }
})

t.test('A deleted follow-up is scheduled again, and one that someone canceled is not', async (t) => {
  const made = await created(youth)
  const first = await made.schedule()
  await made.client.delete(`${made.path}/follow-ups/${findId(first, 2)}`, { ifMatch: '*' })
  await made.client.patch(`${made.path}/follow-ups/${findId(first, 3)}`, { status: 'cancelled' }, { ifMatch: '*' })
  t.strictSame(dids(await made.schedule()), ['unchanged', 'created', 'unchanged', 'unchanged'])
  t.equal((await readFollowUps(made)).length, 4)
})

t.test('A second period in a plan of its own has a schedule of its own', async (t) => {
  const client = await service.client()
  const first = await created({ ...youth, exitedOn: '2025-11-15' }, {}, client)
  const second = await created({ ...youth, enteredOn: '2026-02-02', exitedOn: '2026-05-20' }, {}, client)
  t.strictSame(spans(await first.schedule()).at(-1), '2026-10-01..2026-12-31')
  t.strictSame(spans(await second.schedule()), [
    ...['2026-07-01..2026-09-30', '2026-10-01..2026-12-31', '2027-01-01..2027-03-31', '2027-04-01..2027-06-30'],
  ])
  t.strictSame(dids(await first.schedule()), Array(4).fill('unchanged'), 'follow-up after the first exit goes on')
})

t.test('A re-entry that takes the exit back cancels, and the next exit plans the same follow-ups again', async (t) => {
  const made = await created({ ...youth, exitedOn: '2025-11-15' })
  const first = await made.schedule()
  const at = `${made.path}/follow-ups/${findId(first, 1)}`
  const completed = { status: 'completed', completedOn: '2026-01-20' }
  await made.client.patch(at, completed, { ifMatch: '*' })
  await patched(made, { enteredOn: '2026-02-02', exitedOn: null })
  t.strictSame(dids(await made.schedule()), ['kept', 'cancelled', 'cancelled', 'cancelled'])
  t.strictSame(dids(await made.schedule()), ['kept', 'unchanged', 'unchanged', 'unchanged'])
  await patched(made, { exitedOn: '2026-05-20' })
  t.strictSame(told(await made.schedule()), [
    'kept 1 2026-01-01..2026-03-31',
    'created 1 2026-07-01..2026-09-30',
    'reinstated 2 2026-10-01..2026-12-31',
    'reinstated 3 2027-01-01..2027-03-31',
    'reinstated 4 2027-04-01..2027-06-30',
  ])
  t.match((await made.client.get(at)).body, completed)
})

t.test('A placement that is lost cancels, and the next job plans the same follow-ups again', async (t) => {
  const made = await created(adult)
  const first = await made.schedule()
  await made.client.post(`${made.path}/follow-ups/${findId(first, 1)}/attempts`, attempt)
  await patched(made, { employedOn: null })
  const lost = await made.schedule()
  t.strictSame(dids(lost), ['kept', 'cancelled', 'cancelled', 'cancelled'])
  const { why, followUp } = lost.body.followUps[1]
  t.strictSame([why, followUp.status], ['the day that the clock ran from was taken back', 'cancelled'])
  t.strictSame([followUp.recordedAt, followUp.schedule.cancelledAt], [followUp.updatedAt, followUp.updatedAt])
  await patched(made, { employedOn: '2026-11-02' })
  const found = await made.schedule()
  t.strictSame(told(found), [
    'kept 1 2026-06-01..2026-09-01',
    'created 1 2026-11-02..2027-02-02',
    'reinstated 2 2027-02-03..2027-05-02',
    'reinstated 3 2027-05-03..2027-08-02',
    'reinstated 4 2027-08-03..2027-11-02',
  ])
  const { followUp: again } = found.body.followUps[2]
  t.equal(again.id, findId(first, 2))
  t.strictSame([again.status, again.recordedAt, again.schedule.cancelledAt], ['scheduled', null, null])
})

t.test('A follow-up that the schedule canceled and someone then changed is left alone', async (t) => {
  const made = await created(adult)
  const first = await made.schedule()
  await patched(made, { employedOn: null })
  await made.schedule()
  const patch = (number: number, members: Json) =>
    made.client.patch(`${made.path}/follow-ups/${findId(first, number)}`, members, { ifMatch: '*' })
  await patch(1, { status: 'scheduled' })
  await patch(1, { status: 'cancelled' })
  await patch(2, { note: 'Was laid off.' })
  await patched(made, { employedOn: '2026-06-01' })
  t.strictSame(told(await made.schedule()), [
    'unchanged 1 2026-06-01..2026-09-01',
    'unchanged 2 2026-09-02..2026-12-01',
    'created 2 2026-09-02..2026-12-01',
    'reinstated 3 2026-12-02..2027-03-01',
    'reinstated 4 2027-03-02..2027-06-01',
  ])
})

t.test('A policy with another cadence replaces untouched follow-ups', async (t) => {
  const made = await created(youth)
  const first = await made.schedule()
  await made.client.post(`${made.path}/follow-ups/${findId(first, 1)}/attempts`, attempt)
  await setPolicy(made, {})
  const monthly = await made.schedule()
  const count = (answer: Answer, did: string) => dids(answer).filter((one: string) => one === did).length
  t.strictSame([count(monthly, 'kept'), count(monthly, 'moved'), count(monthly, 'created')], [1, 3, 8])
  t.match(monthly.body.followUps[0], { followUp: { opensOn: '2026-01-01', dueOn: '2026-01-31' } })
  await setPolicy(made, { youth: { clock: 'exit', cadence: 'quarterly', months: 12 } })
  const quarterly = await made.schedule()
  t.strictSame([count(quarterly, 'moved'), count(quarterly, 'cancelled'), count(quarterly, 'unchanged')], [3, 8, 1])
  const standing = (await readFollowUps(made)).filter(({ status }) => status === 'scheduled')
  t.strictSame(standing.map(({ quarter }) => quarter).sort(), [1, 2, 3, 4])
})

t.test('Another program of the participant is another clock', async (t) => {
  const made = await created({ ...youth, employedOn: '2026-06-01' })
  await made.schedule()
  await patched(made, { programs: ['adult'] })
  const answer = await made.schedule()
  t.strictSame(dids(answer), [...Array(4).fill('created'), ...Array(4).fill('cancelled')])
  t.equal(answer.body.followUps[4].why, 'no program of the participant asks for it')
})

const decided = (decision: string, decidedOn = '2026-01-05') => ({
  followUpDecision: { decision, decidedOn, staff: 'staff-17', note: 'Moves away.' },
})

t.test('Nothing is planned for participants who declined, until they accept', async (t) => {
  const made = await created(coEnrolled)
  await made.schedule()
  await patched(made, decided('declined'))
  const answer = await made.schedule()
  const exempt = { exempt: 'declined', exemptFrom: '2026-01-05' }
  t.match(answer.body.clocks, [exempt, exempt])
  t.strictSame(dids(answer), Array(8).fill('cancelled'))
  t.equal(answer.body.followUps[0].why, 'follow-up is not owed: declined')
  await patched(made, decided('accepted'))
  t.strictSame(dids(await made.schedule()), Array(8).fill('reinstated'))
})

t.test('What was due before a participant declined is owed, to the last day of its window', async (t) => {
  const made = await created(youth)
  await made.schedule()
  await patched(made, decided('declined', '2026-07-01'))
  t.strictSame(dids(await made.schedule()), ['unchanged', 'unchanged', 'cancelled', 'cancelled'])
  await patched(made, decided('declined', '2026-06-30'))
  t.strictSame(dids(await made.schedule()), ['unchanged', 'cancelled', 'unchanged', 'unchanged'])
})

t.test('Participants who could not be found are followed up until there are the attempts of policy', async (t) => {
  const made = await created({ ...youth, ...decided('unreachable') })
  const first = await made.schedule()
  t.strictSame(dids(first), Array(4).fill('created'))
  for (const more of [{}, { on: '2026-07-02', method: 'email' }])
    await made.client.post(`${made.path}/follow-ups/${findId(first, 1)}/attempts`, { ...attempt, ...more })
  t.strictSame(dids(await made.schedule()), ['kept', 'cancelled', 'cancelled', 'cancelled'])
})

t.test('Nothing is planned for participants who exited for a reason that excludes them', async (t) => {
  const findClocks = async (exitReason: string) =>
    (await (await created({ ...coEnrolled, exitReason })).schedule()).body.clocks.map(({ exempt }: Json) => exempt)
  t.strictSame(await findClocks('deceased'), ['deceased', 'deceased'])
  t.strictSame(await findClocks('foster_care'), [null, 'foster_care'], 'of youth only')
  t.strictSame(await findClocks('none'), [null, null])
  const { status, body } = await (await created({ ...unknownExit, exitReason: 'deceased' })).schedule()
  t.strictSame([status, body.followUps, body.version], [200, [], 1])
})

t.test('A schedule without any day to plan from is refused, and says which is missing', async (t) => {
  const refused = async (participant: Json, ...pointers: string[]) => {
    const { client, path, schedule } = await created(participant)
    t.match(await schedule(), refusedAt(...pointers))
    t.equal((await client.get(path)).body.version, 1)
  }
  await refused({ ...adult, employedOn: null, exitedOn: '2026-05-29' }, '/periods/0/employedOn')
  await refused({ ...unknownExit, employedOn: '2026-06-01' }, '/periods/0/exitedOn')
  const neither = { ...unknownExit, programs: ['dislocated_worker', 'youth'] }
  await refused(neither, '/periods/0/employedOn', '/periods/0/exitedOn')
  await refused({ ...adult, programs: ['wagner_peyser', 'other'] }, '/periods/0/programs')
})

t.test('A follow-up that a caller planned in a window is enough for it, and removes nothing', async (t) => {
  const followUps = [
    someFollowUp({ kind: 'post_exit', dueOn: '2026-02-15', status: 'completed', completedOn: '2026-02-10' }),
    someFollowUp({ kind: 'post_exit', dueOn: '2026-05-15', status: 'cancelled' }),
    someFollowUp({ kind: 'appointment', dueOn: '2026-08-15' }),
  ]
  const made = await created(youth, { followUps })
  const first = await made.schedule()
  t.strictSame(told(first), [
    'unchanged own null..2026-02-15',
    'created 2 2026-04-01..2026-06-30',
    'created 3 2026-07-01..2026-09-30',
    'created 4 2026-10-01..2026-12-31',
  ])
  t.equal(first.body.followUps[0].why, 'a caller planned it')
  await made.client.post(`${made.path}/follow-ups`, someFollowUp({ kind: 'post_exit', dueOn: '2026-08-31' }))
  t.strictSame(dids(await made.schedule()), Array(4).fill('unchanged'))
  t.equal((await readFollowUps(made)).filter(({ status }) => status === 'scheduled').length, 5)
})

t.test('Findings follow the windows: overdue the day after, no longer once moved or cancelled', async (t) => {
  const made = await created(youth)
  await made.schedule()
  const overdue = async (asOf: string) => {
    const { items } = (await made.client.get(`${made.path}/findings?asOf=${asOf}&known=now`)).body
    return items.filter(({ rule }: Json) => rule === 'follow-up-overdue').length
  }
  t.strictSame([await overdue('2026-03-31'), await overdue('2026-04-01'), await overdue('2026-07-01')], [0, 1, 2])
  await patched(made, { exitedOn: '2026-01-15' })
  await made.schedule()
  t.strictSame([await overdue('2026-06-30'), await overdue('2026-07-01')], [0, 1])
  await patched(made, { exitedOn: null })
  await made.schedule()
  t.equal(await overdue('2030-01-01'), 0)
})

t.test('History shows what a schedule moved and canceled, before and after', async (t) => {
  const made = await created(youth)
  const first = await made.schedule()
  const id = findId(first, 1)
  for (const exitedOn of ['2026-01-15', null]) {
    await patched(made, { exitedOn })
    await made.schedule()
  }
  const history = (await all(made.client, `${made.path}/history`)).filter((item) => item.id === id)
  const moves = history.map(({ before, after }) => [before?.dueOn, after.dueOn, after.status])
  t.strictSame(moves, [
    [undefined, '2026-03-31', 'scheduled'],
    [undefined, undefined, undefined],
    ['2026-03-31', '2026-06-30', undefined],
    [undefined, undefined, undefined],
    [undefined, undefined, 'cancelled'],
  ])
})

t.test('If-Match is not needed and is heeded, a closed plan takes a schedule, and a body is refused', async (t) => {
  const made = await created(youth)
  const at = `/v1/participants/${made.plan.participantId}/follow-up-schedule`
  t.match(await made.client.post(at, undefined, { ifMatch: '"9"' }), { status: 412, body: { code: 'stale' } })
  t.match(await made.client.post(at, { months: 6 }), { status: 400, body: { code: 'malformed' } })
  t.equal((await made.client.get(made.path)).body.version, 1)
  t.equal((await made.client.post(at, undefined, { ifMatch: '"1"' })).status, 200)
  await made.client.post(`${made.path}/close`, { closedOn: '2026-12-31', closeReason: 'exited' }, { ifMatch: '*' })
  t.equal((await made.schedule()).status, 200, 'closing does not end the year of follow-up')
})

/** The first and last window of a participant under a profile as it is, and how many there are. */
async function windowsUnder(profile: string, participant: Json): Promise<string[]> {
  const client = await service.client()
  const { items } = (await client.get('/v1/policy/profiles')).body
  const { values } = items.find((one: Json) => one.profile === profile)
  await client.put('/v1/policy', { profile, values }, { ifMatch: '*' })
  const followUps = told(await (await created(participant, {}, client)).schedule())
  return [`${followUps.length}`, ...[followUps[0], followUps.at(-1)].map((text = '') => text.replace('created ', ''))]
}
const worker = {
  id: 'P-1',
  programs: ['adult'],
  enteredOn: '2025-01-02',
  employedOn: '2026-02-02',
  exitedOn: '2026-05-29',
}
const young = { ...worker, programs: ['youth'] }
const placed = ['4', '1 2026-02-02..2026-05-02', '4 2026-11-03..2027-02-02']
const quarters = ['4', '1 2026-07-01..2026-09-30', '4 2027-04-01..2027-06-30']

t.test('South Dakota follows up everyone every month of the year after exit, placed or not', async (t) => {
  const monthly = ['12', '1 2026-05-30..2026-06-29', '12 2027-04-30..2027-05-29']
  for (const participant of [worker, young, { ...worker, employedOn: null }])
    t.strictSame(await windowsUnder('south-dakota', participant), monthly)
})

for (const profile of ['career-action-plan', 'wisconsin', 'illinois'])
  t.test(`${profile} follows up adults in the year after placement and youth in the year after exit`, async (t) => {
    t.strictSame(await windowsUnder(profile, worker), placed)
    t.strictSame(await windowsUnder(profile, young), quarters)
  })

t.test('Chicago Cook follows up for a year after placement, and youth also until a year after exit', async (t) => {
  t.strictSame(await windowsUnder('chicago-cook', worker), placed)
  t.strictSame(await windowsUnder('chicago-cook', young), quarters, 'placed before exit')
  const later = { ...young, employedOn: '2026-08-03' }
  t.strictSame(await windowsUnder('chicago-cook', later), ['4', '1 2026-08-03..2026-11-03', '4 2027-05-04..2027-08-03'])
})
