import t from 'tap'
import { addDays, addMonths } from '../src/calendar.ts'
import { applyWaivers } from '../src/findings/apply-waivers.ts'
import { someFollowUp, someGoal, someMilestone, somePlan, someWaiver } from './fixtures/plans.ts'
import { refusals, refused } from './support/refusal.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const rule = 'milestone-without-timeframe'
type Made = { client: Client; path: string; plan: Json; milestone: Json; today: string }

/** What a milestone says so that nothing but its date and its goal can be wrong. */
const sound = { alternativesDiscussed: true, doneWhen: 'The resume is in the file.' }

/** A plan with a milestone that has no date, and nothing else that is wrong for long. */
async function created(members: Record<string, unknown> = {}): Promise<Made> {
  const client = await service.client()
  const milestone = { externalId: 'm-1', goalId: 'goal', ...sound, ...members }
  const parts = { externalId: 'p-1', goals: [someGoal()], milestones: [someMilestone(milestone)] }
  const { body: plan } = await client.post('/v1/plans', somePlan(parts))
  return { client, path: `/v1/plans/${plan.id}`, plan, milestone: plan.milestones[0], today: plan.recordedOn }
}

const makeWaiver = ({ id }: Json, members: Record<string, unknown> = {}) =>
  someWaiver({ subject: { type: 'milestone', id }, ...members })

/** What a rule says of a plan on a day: from, until, and the waiver; with its count in the caseload. */
async function readFindings({ client, path }: Made, asOf: string, of = rule) {
  const { items } = (await client.get(`${path}/findings?asOf=${asOf}&known=now`)).body
  t.strictSame(
    (await client.get(`/v1/findings?asOf=${asOf}&known=now`)).body.items,
    items,
    'the caseload says the same',
  )
  const { body: summary } = await client.get(`/v1/findings/summary?asOf=${asOf}&known=now`)
  return {
    shown: items
      .filter((one: Json) => one.rule === of)
      .map(({ from, until, waivedBy }: Json) => [from, until, waivedBy]),
    counted: summary.items.find((one: Json) => one.rule === of)?.count ?? 0,
  }
}

t.test('POST waives a finding and answers the waiver with Location and ETag', async (t) => {
  const { client, path, plan, milestone, today } = await created()
  const sent = makeWaiver(milestone, { until: addDays(today, 9) })
  const { status, headers, body } = await client.post(`${path}/waivers`, sent)
  const { id, createdAt } = body
  t.strictSame([status, headers.get('etag'), headers.get('location')], [201, '"1"', `${path}/waivers/${id}`])
  t.strictSame(body, {
    ...{ id, planId: plan.id, rule, subject: { type: 'milestone', id: milestone.id }, reason: sent.reason },
    ...{ decidedBy: 'staff-3', until: sent.until, waivedOn: today, version: 1, createdAt, updatedAt: createdAt },
  })
  const read = await client.get(`${path}/waivers/${id}`)
  t.strictSame([read.body, read.headers.get('etag')], [body, '"1"'])
  t.equal((await client.get(`${path}/waivers/${id}`, { headers: { 'if-none-match': '"1"' } })).status, 304)
  t.strictSame((await client.get(`${path}/waivers`)).body, { items: [body] })
})

t.test('A waived finding is shown as waived and not counted, and is back the day after', async (t) => {
  const made = await created({ dueOn: '2020-05-31', startOn: '2020-05-01' })
  const { client, path, milestone, today } = made
  const overdue = 'milestone-overdue'
  const until = addDays(today, 10)
  const { body } = await client.post(`${path}/waivers`, makeWaiver(milestone, { rule: overdue, until }))
  const before = { shown: [['2020-07-01', today, null]], counted: 1 }
  const during = { shown: [[today, addDays(until, 1), body.id]], counted: 0 }
  const after = { shown: [[addDays(until, 1), null, null]], counted: 1 }
  t.strictSame(await readFindings(made, '2020-06-30', overdue), {
    shown: [['2020-06-01', '2020-07-01', null]],
    counted: 1,
  })
  t.strictSame(await readFindings(made, addDays(today, -1), overdue), before, 'the day before')
  t.strictSame(await readFindings(made, today, overdue), during, 'the first day')
  t.strictSame(await readFindings(made, until, overdue), during, 'the last day')
  t.strictSame(await readFindings(made, addDays(until, 1), overdue), after, 'the day after')
  t.strictSame(await readFindings(made, '2190-01-01', overdue), after)
})

t.test('Waivers cut a finding at the first of their days and after the last', async (t) => {
  const about = { rule, subject: { type: 'milestone', id: 'm', externalId: null } }
  const waiver = (id: string, waivedOn: string, until: string) => ({ ...about, id, waivedOn, until })
  const cut = (from: string, until: string | null, ...waivers: object[]) =>
    applyWaivers([{ ...about, from, until }] as never, waivers as never).map((one) => [
      one.from,
      one.until,
      one.waivedBy,
    ])
  const [first, second] = [waiver('a', '2026-01-10', '2026-01-19'), waiver('b', '2026-01-20', '2026-01-31')]
  const table: [from: string, until: string | null, pieces: unknown[]][] = [
    ['2026-01-01', '2026-01-10', [['2026-01-01', '2026-01-10', null]]],
    ['2026-02-01', null, [['2026-02-01', null, null]]],
    ['2026-01-12', '2026-01-15', [['2026-01-12', '2026-01-15', 'a']]],
    ['2026-01-10', '2026-01-20', [['2026-01-10', '2026-01-20', 'a']]],
    [
      '2026-01-09',
      '2026-01-21',
      [
        ['2026-01-09', '2026-01-10', null],
        ['2026-01-10', '2026-01-20', 'a'],
        ['2026-01-20', '2026-01-21', 'b'],
      ],
    ],
    [
      '2026-01-31',
      null,
      [
        ['2026-01-31', '2026-02-01', 'b'],
        ['2026-02-01', null, null],
      ],
    ],
  ]
  for (const [from, until, pieces] of table) t.strictSame(cut(from, until, second, first), pieces, `${from} ${until}`)
  const others = [
    { ...first, rule: 'x' },
    { ...first, subject: { ...about.subject, type: 'goal' } },
  ]
  t.strictSame(cut('2026-01-01', null, ...others), [['2026-01-01', null, null]], 'of another rule or type')
})

t.test('A waiver of one day covers that day', async (t) => {
  const made = await created()
  const { client, path, milestone, today } = made
  const { body } = await client.post(`${path}/waivers`, makeWaiver(milestone, { until: today }))
  const tomorrow = addDays(today, 1)
  t.strictSame(await readFindings(made, addDays(today, -1)), { shown: [], counted: 0 })
  t.strictSame(await readFindings(made, today), { shown: [[today, tomorrow, body.id]], counted: 0 })
  t.strictSame(await readFindings(made, tomorrow), { shown: [[tomorrow, null, null]], counted: 1 })
})

t.test('What only becomes true by the last day can be waived', async (t) => {
  const made = await created()
  const { client, path, milestone, today } = made
  const dueOn = addDays(today, 5)
  await client.patch(`${path}/milestones/${milestone.id}`, { dueOn }, { ifMatch: '*' })
  const overdue = (until: string) => makeWaiver(milestone, { rule: 'milestone-overdue', until })
  t.match(await client.post(`${path}/waivers`, overdue(dueOn)), {
    status: 422,
    body: { errors: [{ pointer: '/rule' }] },
  })
  const { status, body } = await client.post(`${path}/waivers`, overdue(addDays(dueOn, 40)))
  t.equal(status, 201)
  const said = (asOf: string) => readFindings(made, asOf, 'milestone-overdue')
  t.strictSame(await said(dueOn), { shown: [], counted: 0 })
  const [warning, error, end] = [addDays(dueOn, 1), addDays(dueOn, 31), addDays(dueOn, 41)]
  t.strictSame(await said(warning), { shown: [[warning, error, body.id]], counted: 0 })
  t.strictSame(await said(error), { shown: [[error, end, body.id]], counted: 0 }, 'of any severity')
  t.strictSame(await said(end), { shown: [[end, null, null]], counted: 1 })
})

t.test('A waiver is of one rule and one subject', async (t) => {
  const made = await created({ goalId: null })
  const { client, path, milestone, today } = made
  await client.post(`${path}/milestones`, someMilestone(sound))
  const { body } = await client.post(`${path}/waivers`, makeWaiver(milestone))
  const shown = (await readFindings(made, today)).shown.map(([, , waivedBy]: Json) => waivedBy)
  t.strictSame(shown.toSorted(), [body.id, null].toSorted())
  t.strictSame(
    [(await readFindings(made, today)).counted, (await readFindings(made, today, 'milestone-unlinked')).counted],
    [1, 2],
  )
  t.match(await client.post(`${path}/waivers`, makeWaiver(milestone, { rule: 'milestone-unlinked' })), { status: 201 })
  t.equal((await readFindings(made, today, 'milestone-unlinked')).counted, 1)
})

t.test('A waiver holds through other writes to the plan, and a fixed fault is not a finding', async (t) => {
  const made = await created()
  const { client, path, milestone, today } = made
  const { body } = await client.post(`${path}/waivers`, makeWaiver(milestone))
  const waived = await readFindings(made, today)
  t.equal(waived.shown[0][2], body.id)
  await client.patch(path, { office: 'north' }, { ifMatch: '*' })
  await client.patch(`${path}/milestones/${milestone.id}`, { externalId: 'm-2' }, { ifMatch: '*' })
  t.strictSame(await readFindings(made, today), waived)
  await client.patch(`${path}/milestones/${milestone.id}`, { dueOn: '2190-01-01' }, { ifMatch: '*' })
  t.strictSame(await readFindings(made, today), { shown: [], counted: 0 })
  const removed = { dueOn: null, rescheduleReason: 'On hold.' }
  await client.patch(`${path}/milestones/${milestone.id}`, removed, { ifMatch: '*' })
  t.strictSame(await readFindings(made, today), waived, 'what comes back is still waived')
})

t.test('DELETE ends a waiver at once, for every day', async (t) => {
  const made = await created()
  const { client, path, milestone, today } = made
  const before = await readFindings(made, today)
  const { body } = await client.post(`${path}/waivers`, makeWaiver(milestone))
  const at = `${path}/waivers/${body.id}`
  t.match(await client.delete(at), { status: 428 })
  t.match(await client.delete(at, { ifMatch: '"2"' }), { status: 412 })
  t.equal((await readFindings(made, today)).counted, 0)
  t.equal((await client.delete(at, { ifMatch: '"1"' })).status, 204)
  t.strictSame(await readFindings(made, today), before)
  t.strictSame([(await client.get(at)).status, (await client.get(`${path}/waivers`)).body], [404, { items: [] }])
  t.equal((await client.delete(at, { ifMatch: '*' })).status, 404)
  t.equal((await client.post(`${path}/waivers`, makeWaiver(milestone))).status, 201, 'it can be waived anew')
})

t.test('History and feed show waivers, and the plan gets a new version', async (t) => {
  const { client, path, plan, milestone } = await created()
  const { body: waiver } = await client.post(`${path}/waivers`, makeWaiver(milestone))
  t.equal((await client.get(path)).body.version, 2)
  await client.delete(`${path}/waivers/${waiver.id}`, { ifMatch: '*' })
  const history = (await client.get(`${path}/history`)).body.items.slice(-2)
  const told = history.map(({ op, type, id, version, planVersion, before, after }: Json) => ({
    ...{ op, type, id, version, planVersion, before, after },
  }))
  const same = { type: 'waiver', id: waiver.id, version: 1 }
  t.strictSame(told, [
    { op: 'create', ...same, planVersion: 2, before: null, after: waiver },
    { op: 'delete', ...same, planVersion: 3, before: waiver, after: null },
  ])
  const feed = (await client.get('/v1/changes')).body.items.slice(-2)
  t.match(feed, [
    { op: 'create', type: 'waiver', id: waiver.id, planId: plan.id },
    { op: 'delete', type: 'waiver', id: waiver.id, planId: plan.id },
  ])
})

t.test('A subject is anything that a rule finds something about, by id or externalId', async (t) => {
  const client = await service.client()
  const barrier = { id: 'b', statement: 'None.', origin: 'external', identifiedOn: '2026-01-05' }
  const { body: plan } = await client.post(
    '/v1/plans',
    somePlan({
      externalId: 'p-1',
      completedOn: '2026-01-09',
      goals: [someGoal({ kind: 'undecided' })],
      barriers: [barrier],
      gaps: [{ id: 'g', statement: 'None.', kind: 'skill' }],
      services: [{ id: 's', kind: 'training', name: 'Course' }],
      milestones: [someMilestone({ externalId: 'm-1' })],
      followUps: [
        someFollowUp({ externalId: 'f-1', kind: 'post_exit', status: 'completed', completedOn: '2026-01-05' }),
      ],
    }),
  )
  const named: [type: string, id: string, rule: string, answered: string][] = [
    ['plan', 'p-1', 'plan-without-strengths', plan.id],
    ['plan', plan.id, 'plan-not-acknowledged', plan.id],
    ['goal', 'goal', 'undecided-goal-without-exploration', 'goal'],
    ['barrier', 'b', 'barrier-without-impact', 'b'],
    ['gap', 'g', 'gap-unaddressed', 'g'],
    ['service', 's', 'service-unlinked', 's'],
    ['milestone', 'm-1', rule, plan.milestones[0].id],
    ['follow_up', 'f-1', 'follow-up-without-service', plan.followUps[0].id],
  ]
  for (const [type, id, rule, answered] of named) {
    const answer = await client.post(`/v1/plans/${plan.id}/waivers`, someWaiver({ rule, subject: { type, id } }))
    t.match(answer, { status: 201, body: { subject: { type, id: answered } } }, `${rule} ${answer.text}`)
  }
  const { items } = (await client.get(`/v1/plans/${plan.id}/findings`)).body
  const isWaived = (rule: string) => items.every((one: Json) => one.rule !== rule || one.waivedBy !== null)
  t.ok(named.every(([, , rule]) => isWaived(rule)))
})

const refusing = await created()
const other = await refusing.client.post('/v1/plans', somePlan({ milestones: [someMilestone()] }))

refusals(service, 'what cannot be waived is refused with the member that is wrong', async (t) => {
  const { client, path, milestone, today } = refusing
  const wrong: Record<string, [pointer: string, members: Record<string, unknown>]> = {
    'a rule that there is not': ['/rule', { rule: 'no-such-rule' }],
    'a rule that does not hold': ['/rule', { rule: 'milestone-overdue' }],
    'a rule about something else': ['/rule', { rule: 'plan-without-goal' }],
    'a subject that there is not': ['/subject/id', { subject: { type: 'milestone', id: 'm-2' } }],
    'a subject of another type': ['/subject/id', { subject: { type: 'follow_up', id: milestone.id } }],
    'a subject of another plan': ['/subject/id', { subject: { type: 'milestone', id: other.body.milestones[0].id } }],
    yesterday: ['/until', { until: addDays(today, -1) }],
    'more than twelve months': ['/until', { until: addDays(addMonths(today, 12), 1) }],
  }
  const before = (await client.get(`${path}/findings?asOf=${today}&known=now`)).body
  for (const [name, [pointer, members]] of Object.entries(wrong)) {
    const answer = await client.post(`${path}/waivers`, makeWaiver(milestone, members))
    refused(t, answer, { status: 422, code: 'unprocessable', pointer }, name)
  }
  const all = { rule: 'x', subject: { type: 'goal', id: 'x' }, until: '2020-01-01' }
  const { body } = await client.post(`${path}/waivers`, makeWaiver(milestone, all))
  t.strictSame(
    body.errors.map(({ pointer }: Json) => pointer),
    ['/rule', '/subject/id', '/until'],
    'all at once',
  )
  const ssn = await client.post(`${path}/waivers`, makeWaiver(milestone, { reason: 'Of 219-09-9999.' }))
  refused(t, ssn, { status: 422, code: 'ssn-not-accepted', pointer: '/reason' }, 'a Social Security number')
  for (const name of ['rule', 'subject', 'reason', 'decidedBy', 'until'])
    refused(
      t,
      await client.post(`${path}/waivers`, makeWaiver(milestone, { [name]: undefined })),
      { status: 400, code: 'invalid', pointer: `/${name}` },
      `without ${name}`,
    )
  t.strictSame((await client.get(`${path}/findings?asOf=${today}&known=now`)).body, before)
  t.strictSame((await client.get(`${path}/waivers`)).body, { items: [] })
})

t.test('Twelve months ahead is the last day that is accepted', async (t) => {
  const { client, path, milestone, today } = await created()
  const until = addMonths(today, 12)
  t.match(await client.post(`${path}/waivers`, makeWaiver(milestone, { until })), { status: 201, body: { until } })
})

t.test('A waived finding cannot be waived again until its waiver has ended', async (t) => {
  const { client, path, milestone, today } = await created()
  const first = await client.post(`${path}/waivers`, makeWaiver(milestone, { until: today }))
  t.equal(first.status, 201)
  t.match(await client.post(`${path}/waivers`, makeWaiver(milestone)), { status: 409, body: { code: 'conflict' } })
  t.strictSame((await client.get(`${path}/waivers`)).body, { items: [first.body] })
  const ended = JSON.stringify({ ...first.body, waivedOn: addDays(today, -9), until: addDays(today, -1) })
  await service.db.pool.query('update waivers set json = $2 where id = $1', [first.body.id, ended])
  const again = await client.post(`${path}/waivers`, makeWaiver(milestone, { until: today }))
  t.equal(again.status, 201)
  t.equal((await client.get(`${path}/waivers`)).body.items.length, 2)
  t.equal((await client.get(`${path}/findings?asOf=${today}&known=now`)).body.items[0].waivedBy, again.body.id)
})

t.test('Of many callers who waive the same finding at once, one succeeds, and the others get a conflict', async (t) => {
  const { client, path, milestone } = await created()
  const answers = await Promise.all(
    Array.from({ length: 16 }, () => client.post(`${path}/waivers`, makeWaiver(milestone))),
  )
  t.strictSame(answers.map(({ status }) => status).toSorted(), [201, ...Array(15).fill(409)])
})

t.test('One key waives once', async (t) => {
  const { client, path, milestone } = await created()
  const post = () => client.post(`${path}/waivers`, makeWaiver(milestone), { key: 'k' })
  const [first, second] = (await Promise.all([post(), post()])).toSorted((a, b) => a.status - b.status)
  t.equal(first?.status, 201)
  t.match([second?.status, second?.body.code].join(' '), /^(201|409 idempotency-in-progress)/)
  const again = await post()
  t.strictSame([again.status, again.body], [201, first?.body])
})

t.test('Nothing is waived in a closed plan, and its waivers end with its findings', async (t) => {
  const made = await created()
  const { client, path, milestone, today } = made
  const { body } = await client.post(`${path}/waivers`, makeWaiver(milestone))
  await client.post(`${path}/close`, { closedOn: today, closeReason: 'withdrawn' }, { ifMatch: '*' })
  const closed = { status: 409, body: { code: 'conflict' } }
  t.match(await client.post(`${path}/waivers`, makeWaiver(milestone)), closed)
  t.match(await client.delete(`${path}/waivers/${body.id}`, { ifMatch: '*' }), closed)
  t.strictSame(await readFindings(made, today), { shown: [], counted: 0 })
})

t.test('What holds on in a plan that was closed at exit can be waived', async (t) => {
  const client = await service.client()
  const participant = { id: 'P-1', programs: ['adult'], enteredOn: null, exitedOn: '2026-05-29' }
  const { body: plan } = await client.post('/v1/plans', somePlan({ participant, completedOn: '2026-01-09' }))
  const closing = { closedOn: '2026-05-29', closeReason: 'exited' }
  await client.post(`/v1/plans/${plan.id}/close`, closing, { ifMatch: '*' })
  const waive = (rule: string, type: string, id: string) =>
    client.post(`/v1/plans/${plan.id}/waivers`, someWaiver({ rule, subject: { type, id } }))
  t.match(await waive('plan-without-goal', 'plan', plan.id), { status: 409, body: { code: 'conflict' } })
  const { status, body } = await waive('exit-without-entry', 'participant', 'P-1')
  t.equal(status, 201)
  t.equal((await client.delete(`/v1/plans/${plan.id}/waivers/${body.id}`, { ifMatch: '*' })).status, 204)
})

t.test('A waiver stays when its subject is deleted, and goes with a draft', async (t) => {
  const { client, path, milestone, today } = await created()
  const { body } = await client.post(`${path}/waivers`, makeWaiver(milestone))
  await client.delete(`${path}/milestones/${milestone.id}`, { ifMatch: '*' })
  t.strictSame((await client.get(`${path}/waivers`)).body, { items: [body] })
  t.strictSame((await client.get(`${path}/findings?asOf=${today}&known=now`)).body.items, [])
  t.equal((await client.delete(path, { ifMatch: '*' })).status, 204)
  t.equal((await client.get(`${path}/waivers`)).status, 404)
  const last = (await client.get(`${path}/history`)).body.items.slice(-2)
  t.strictSame(
    last.map(({ op, type }: Json) => [op, type]),
    [
      ['delete', 'waiver'],
      ['delete', 'plan'],
    ],
  )
})

t.test('GET /v1/findings lists those that are waived, or those that are not', async (t) => {
  const { client, path, milestone, today } = await created({ goalId: null })
  await client.post(`${path}/waivers`, makeWaiver(milestone))
  const listed = async (query: string) =>
    (await client.get(`/v1/findings?asOf=${today}&${query}`)).body.items.map((one: Json) => one.rule)
  t.strictSame(await listed('waived=true'), [rule])
  t.strictSame(await listed('waived=false'), ['milestone-unlinked'])
  t.strictSame((await listed('subjectType=milestone')).toSorted(), ['milestone-unlinked', rule])
})

t.test('Plans are not listed for a finding that is waived today', async (t) => {
  const { client, path, plan, milestone } = await created()
  const listed = async () => (await client.get(`/v1/plans?finding=${rule}`)).body.items.map(({ id }: Json) => id)
  t.strictSame(await listed(), [plan.id])
  const { body } = await client.post(`${path}/waivers`, makeWaiver(milestone))
  t.strictSame(await listed(), [])
  const { findings } = (await client.get(`${path}?include=findings`)).body
  t.match(findings, [{ rule, waivedBy: body.id }], 'the plan shows it')
})

t.test('The list of a plan has pages, and a nonexistent plan has no list', async (t) => {
  const { client, path, milestone } = await created({ goalId: null })
  for (const rule of ['milestone-unlinked', 'milestone-without-timeframe'])
    await client.post(`${path}/waivers`, makeWaiver(milestone, { rule }))
  const { body: first } = await client.get(`${path}/waivers?limit=1`)
  const { body: second } = await client.get(first.next)
  t.strictSame(
    [...first.items, ...second.items].map(({ rule }) => rule),
    ['milestone-unlinked', 'milestone-without-timeframe'],
  )
  t.notOk('next' in second)
  t.equal((await client.get('/v1/plans/019b0000-0000-7000-8000-00000000000a/waivers')).status, 404)
})
