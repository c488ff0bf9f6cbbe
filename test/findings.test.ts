import t from 'tap'
import { addDays } from '../src/calendar.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

/** What a milestone says so that nothing but its date and its goal can be wrong. */
const sound = { alternativesDiscussed: true, doneWhen: 'The resume is in the file.' }

/** A plan with one milestone that is due on a day and linked to a goal. */
async function created(members: Record<string, unknown> = {}): Promise<{ client: Client; path: string; plan: Json }> {
  const client = await service.client()
  const milestone = { externalId: 'm-1', goalId: 'goal', dueOn: '2026-05-31', ...sound }
  const parts = { goals: [someGoal()], milestones: [someMilestone(milestone)] }
  const { body: plan } = await client.post('/v1/plans', somePlan({ ...parts, ...members }))
  return { client, path: `/v1/plans/${plan.id}`, plan }
}

const named = ({ items }: Json) => items.map(({ rule, severity, from, until }: Json) => [rule, severity, from, until])

t.test('A finding says what is wrong with what, where, why, and from which day', async (t) => {
  const { client, path, plan } = await created()
  const { body } = await client.get(`${path}/findings?asOf=2026-06-01&known=now`)
  const { citation } = (await client.get('/v1/rules/milestone-overdue')).body
  t.match(body, { asOf: '2026-06-01', known: 'now', recordedSince: /^\d{4}-\d\d-\d\d$/ })
  t.strictSame(body.items, [
    {
      ...{ rule: 'milestone-overdue', severity: 'warning', planId: plan.id, citation },
      ...{ pointer: '/milestones/0/dueOn', pointers: null, spans: null },
      subject: { type: 'milestone', id: plan.milestones[0].id, externalId: 'm-1' },
      title: 'Milestone overdue',
      message: 'Due May 31, 2026; 1 day late. Complete it, move it with a reason, or stop it.',
      ...{ from: '2026-06-01', until: '2026-07-01', waivedBy: null, policyVersion: 1 },
    },
  ])
  t.strictSame((await client.get('/v1/findings?asOf=2026-06-01&known=now')).body, body, 'the caseload says the same')
})

t.test('asOf selects the findings of a day, past or future, by what is known now', async (t) => {
  const { client, path } = await created()
  const overdue = async (asOf: string) =>
    named((await client.get(`${path}/findings?asOf=${asOf}&known=now`)).body).filter(
      ([rule]: Json) => rule === 'milestone-overdue',
    )
  t.strictSame(await overdue('1900-01-01'), [])
  t.strictSame(await overdue('2026-05-31'), [])
  t.strictSame(await overdue('2026-06-01'), [['milestone-overdue', 'warning', '2026-06-01', '2026-07-01']])
  t.strictSame(await overdue('2026-06-30'), [['milestone-overdue', 'warning', '2026-06-01', '2026-07-01']])
  t.strictSame(await overdue('2026-07-01'), [['milestone-overdue', 'error', '2026-07-01', null]])
  t.strictSame(await overdue('2200-12-31'), [['milestone-overdue', 'error', '2026-07-01', null]])
})

t.test('Without asOf the day is today in the agency', async (t) => {
  const { client, path, plan } = await created()
  const { timeZone } = (await client.get('/v1/policy')).body.values
  t.equal(timeZone, 'America/Chicago')
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date())
  await client.post(`${path}/milestones`, someMilestone({ goalId: 'goal', dueOn: addDays(today, -1) }))
  for (const list of [`${path}/findings`, '/v1/findings', '/v1/findings/summary'])
    t.strictSame((await client.get(list)).body, (await client.get(`${list}?asOf=${today}`)).body, list)
  t.equal((await client.get('/v1/findings/summary')).body.asOf, today)
  t.equal(plan.recordedOn, today)
})

t.test('Findings come and go with every write to the plan', async (t) => {
  const { client, path, plan } = await created()
  const asOf = `asOf=${addDays(plan.recordedOn, 3660)}`
  const rulesNow = async () => {
    const { items } = (await client.get(`${path}/findings?${asOf}`)).body
    t.strictSame((await client.get(`/v1/findings?${asOf}`)).body.items, items)
    const coveredRules = /^(milestone-|plan-without-|follow-up-overdue)/
    return items.flatMap(({ rule }: Json) => (coveredRules.test(rule) ? [rule] : [])).toSorted()
  }
  const at = `${path}/milestones/${plan.milestones[0].id}`
  t.strictSame(await rulesNow(), ['milestone-overdue'])
  const { body: loose } = await client.post(`${path}/milestones`, someMilestone(sound))
  t.strictSame(await rulesNow(), ['milestone-overdue', 'milestone-unlinked', 'milestone-without-timeframe'])
  await client.patch(at, { status: 'completed', completedOn: '2026-05-30' }, { ifMatch: '*' })
  t.strictSame(await rulesNow(), ['milestone-unlinked', 'milestone-without-timeframe'])
  await client.delete(`${path}/milestones/${loose.id}`, { ifMatch: '*' })
  t.strictSame(await rulesNow(), [])
  const { body: followUp } = await client.post(`${path}/follow-ups`, someFollowUp())
  t.strictSame(await rulesNow(), ['follow-up-overdue'])
  await client.patch(`${path}/follow-ups/${followUp.id}`, { status: 'declined' }, { ifMatch: '*' })
  t.strictSame(await rulesNow(), [])
  await client.post(`${path}/complete`, { completedOn: '2026-01-09' }, { ifMatch: '*' })
  t.strictSame(await rulesNow(), ['plan-without-barriers', 'plan-without-strengths'])
  await client.patch(path, { noBarriersIdentified: true }, { ifMatch: '*' })
  t.strictSame(await rulesNow(), ['plan-without-strengths'])
  await client.post(`${path}/close`, { closedOn: '2026-02-01', closeReason: 'withdrawn' }, { ifMatch: '*' })
  t.strictSame(await rulesNow(), [])
  await client.post(`${path}/reopen`, { reason: 'x' }, { ifMatch: '*' })
  t.strictSame(await rulesNow(), ['plan-without-strengths'])
})

t.test('Every finding of a closed plan ends on closedOn at the latest', async (t) => {
  const { client, path } = await created()
  await client.post(`${path}/close`, { closedOn: '2026-06-15', closeReason: 'exited' }, { ifMatch: '*' })
  const found = async (asOf: string) => named((await client.get(`${path}/findings?asOf=${asOf}&known=now`)).body)
  t.strictSame(await found('2026-06-14'), [['milestone-overdue', 'warning', '2026-06-01', '2026-06-15']])
  t.strictSame(await found('2026-06-15'), [])
  t.strictSame(await found('2026-07-01'), [], 'what would have begun later is none')
})

t.test('The plan completed late keeps its finding for the days on which it held', async (t) => {
  const { client, path } = await created({
    participant: { id: 'P', programs: ['adult'], firstCounselingOn: '2026-01-05' },
  })
  const late = async (asOf: string) => {
    const { items } = (await client.get(`${path}/findings?asOf=${asOf}&known=now`)).body
    return items.filter(({ rule }: Json) => rule === 'plan-completion-overdue').length
  }
  t.strictSame([await late('2026-01-12'), await late('2026-01-13'), await late('2030-01-01')], [0, 1, 1])
  await client.post(`${path}/complete`, { completedOn: '2026-01-20' }, { ifMatch: '*' })
  t.strictSame([await late('2026-01-12'), await late('2026-01-13'), await late('2026-01-19')], [0, 1, 1])
  t.strictSame([await late('2026-01-20'), await late('2030-01-01')], [0, 0])
})

t.test('GET /v1/findings is ordered by from', async (t) => {
  const client = await service.client()
  const days = ['2026-03-01', '2026-01-01', '2026-02-01', '2026-01-01']
  for (const dueOn of days) await client.post('/v1/plans', somePlan({ followUps: [someFollowUp({ dueOn })] }))
  const { items } = (await client.get('/v1/findings?rule=follow-up-overdue&asOf=2026-12-31&known=now')).body
  t.strictSame(
    items.map(({ from }: Json) => from),
    ['2026-01-02', '2026-01-02', '2026-02-02', '2026-03-02'],
  )
})

t.test('GET /v1/findings/summary counts by rule and severity', async (t) => {
  const client = await service.client()
  for (const dueOn of ['2026-01-01', '2026-01-02', '2026-01-31'])
    await client.post(
      '/v1/plans',
      somePlan({
        goals: [someGoal()],
        milestones: [someMilestone({ goalId: 'goal', dueOn, alternativesDiscussed: true })],
      }),
    )
  const counted = async (asOf: string) => {
    const { body } = await client.get(`/v1/findings/summary?asOf=${asOf}&known=now`)
    t.equal(body.asOf, asOf)
    return body.items.map(({ rule, severity, count }: Json) => `${rule} ${severity} ${count}`)
  }
  t.strictSame(await counted('2026-01-01'), [])
  t.strictSame(await counted('2026-01-02'), ['milestone-overdue warning 1'])
  t.strictSame(await counted('2026-01-31'), ['milestone-overdue warning 2'])
  t.strictSame(await counted('2026-02-01'), ['milestone-overdue error 1', 'milestone-overdue warning 2'])
  t.strictSame(await counted('2026-03-03'), ['milestone-overdue error 3'])
})

t.test('The summary counts by career planner, office and program, and where there is none', async (t) => {
  const client = await service.client()
  for (const [id, careerPlanner, office, ...programs] of [
    ['P-1', 'staff-1', 'north', 'adult', 'youth'],
    ['P-2', 'staff-1', null, 'adult'],
    ['P-3', null, null, 'adult'],
  ])
    await client.post(
      '/v1/plans',
      somePlan({ careerPlanner, office, participant: { id, programs }, followUps: [someFollowUp()] }),
    )
  const counted = async (groupBy: string, more = '') => {
    const query = `rule=follow-up-overdue&asOf=2150-01-01&groupBy=${groupBy}${more}`
    const { items } = (await client.get(`/v1/findings/summary?${query}`)).body
    return items.map((item: Json) => `${item[groupBy]} ${item.severity} ${item.count}`)
  }
  t.strictSame(await counted('careerPlanner'), ['staff-1 warning 2', 'null warning 1'])
  t.strictSame(await counted('office'), ['north warning 1', 'null warning 2'])
  t.strictSame(await counted('program'), ['adult warning 3', 'youth warning 1'])
  t.strictSame(await counted('program', '&office=north'), ['adult warning 1', 'youth warning 1'])
  t.strictSame(await counted('office', '&careerPlanner=staff-1'), ['north warning 1', 'null warning 1'])
  t.strictSame(await counted('rule', '&program=youth'), ['follow-up-overdue warning 1'])
  t.strictSame(await counted('rule', '&subjectType=plan'), [])
  t.strictSame(await counted('rule', '&severity=warning'), ['follow-up-overdue warning 3'])
})

t.test('from and to select what begins in a span of days, both included', async (t) => {
  const { client, path } = await created()
  const begins = async (span: string) => named((await client.get(`/v1/findings?rule=milestone-overdue&${span}`)).body)
  const warning = ['milestone-overdue', 'warning', '2026-06-01', '2026-07-01']
  const error = ['milestone-overdue', 'error', '2026-07-01', null]
  t.strictSame(await begins('from=2026-05-01&to=2026-05-31'), [])
  t.strictSame(await begins('from=2026-06-01&to=2026-06-01'), [warning])
  t.strictSame(await begins('from=2026-06-02&to=2026-06-30'), [])
  t.strictSame(await begins('from=2026-05-25&to=2026-07-01'), [error, warning])
  const { body } = await client.get('/v1/findings/summary?from=2026-06-01&to=2026-06-30')
  t.match(body, { asOf: null, from: '2026-06-01', to: '2026-06-30' })
  t.strictSame(body.items, [{ rule: 'milestone-overdue', severity: 'warning', count: 1 }])
  const milestone = `${path}/milestones/${(await client.get(`${path}/milestones`)).body.items[0].id}`
  await client.patch(milestone, { status: 'completed', completedOn: '2026-05-30' }, { ifMatch: '*' })
  t.strictSame(await begins('from=2026-01-01&to=2026-12-31'), [], 'what is mended does not begin')
})

t.test('Impossible days are refused, each with what would be right', async (t) => {
  const client = await service.client()
  for (const [query, ...pointers] of [
    ['asOf=2026-02-30', '/asOf'],
    ['asOf=yesterday', '/asOf'],
    ['from=2026-02-02&to=2026-02-01', '/to'],
    ['from=2026-02-02', '/to'],
    ['to=2026-02-02', '/from'],
    ['from=2026-02-01&to=2026-02-29', '/to'],
    ['asOf=2026-02-01&from=2026-02-01&to=2026-02-02', '/asOf'],
    ['known=now&from=2026-02-01&to=2026-02-02', '/known'],
    ['asOf=2026-02-01&to=2026-02-02', '/asOf', '/from'],
    ['known=always', '/known'],
  ] as const)
    for (const list of ['/v1/findings', '/v1/findings/summary']) {
      const { status, body } = await client.get(`${list}?${query}`)
      t.strictSame(
        [status, body.code, body.errors.map(({ pointer }: Json) => pointer)],
        [400, 'invalid', pointers],
        query,
      )
    }
})

t.test('Another agency’s findings are neither listed nor counted', async (t) => {
  await created()
  const client = await service.client()
  t.strictSame((await client.get('/v1/findings?asOf=2030-01-01')).body, {
    ...{ items: [], asOf: '2030-01-01', known: 'now', recordedSince: null },
  })
  t.strictSame((await client.get('/v1/findings/summary?asOf=2030-01-01')).body.items, [])
})

t.test('References by the caller’s id follow when the id changes', async (t) => {
  const { client, path, plan } = await created()
  await client.patch(`${path}/milestones/${plan.milestones[0].id}`, { externalId: 'm-2' }, { ifMatch: '*' })
  const { items } = (await client.get(`${path}/findings?asOf=2026-06-01&known=now`)).body
  t.equal(items[0].subject.externalId, 'm-2')
})

t.test('Pointers follow when a milestone before is deleted', async (t) => {
  const { client, path, plan } = await created()
  const { body: second } = await client.post(`${path}/milestones`, someMilestone({ goalId: 'goal' }))
  const findPointer = async () => {
    const { items } = (await client.get(`${path}/findings?asOf=2190-01-01`)).body
    return items.find(({ subject, rule }: Json) => subject.id === second.id && rule === 'milestone-without-timeframe')
      .pointer
  }
  t.equal(await findPointer(), '/milestones/1/dueOn')
  await client.delete(`${path}/milestones/${plan.milestones[0].id}`, { ifMatch: '*' })
  t.equal(await findPointer(), '/milestones/0/dueOn')
})
