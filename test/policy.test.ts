/** The policy of an agency: what it may say, what it changes, and what is kept of it. */
import t from 'tap'
import { dayIn } from '../src/calendar.ts'
import { profiles } from '../src/policy/profiles/index.ts'
import { listPaths } from '../src/policy/profiles/profile.ts'
import { allRules } from '../src/rules/index.ts'
import { someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { withAt } from './fuzz/members.ts'
import { refusals, refused } from './support/refusal.ts'
import { type Client, type Json, startService } from './support/service.ts'
import { untilEvaluated } from './support/state.ts'

const service = await startService()
t.teardown(service.close)

const standard = { profile: 'career-action-plan', values: profiles[0]?.values as Json }
const any = { ifMatch: '*' }

/** Sets the policy of an agency to the default with other values, and waits until its caseload has been evaluated. */
async function setPolicy(client: Client, values: Json) {
  const answer = await client.put('/v1/policy', { ...standard, values: { ...standard.values, ...values } }, any)
  await untilEvaluated(service)
  return answer
}

const rulesFound = async (client: Client, path: string, asOf = '2190-01-01') =>
  (await client.get(`${path}/findings?asOf=${asOf}&known=now`)).body.items.map(({ rule }: Json) => rule)

t.test('An agency that has set none has the default, in version 1', async (t) => {
  const client = await service.client()
  const { status, body, headers } = await client.get('/v1/policy')
  t.equal(status, 200)
  t.equal(headers.get('etag'), '"1"')
  t.match(body, { ...standard, version: 1, updatedAt: null, evaluation: null })
  t.equal(body.sources.barrierDays, 'assumed')
  t.strictSame((await client.get('/v1/policy/history')).body, { items: [] })
})

t.test('A policy is set whole, in a new version, and says where each value comes from', async (t) => {
  const client = await service.client()
  const wisconsin = profiles.find(({ profile }) => profile === 'wisconsin') as Json
  const sent = { profile: 'wisconsin', values: { ...wisconsin.values, planDueDays: 10 } }
  const set = await client.put('/v1/policy', sent, { ifMatch: '"1"' })
  t.equal(set.status, 200)
  t.equal(set.headers.get('etag'), '"2"')
  t.match(set.body, { ...sent, version: 2, evaluation: { policyVersion: 2, done: 0, total: 0 } })
  t.match(set.body.sources, {
    planDueDays: 'set by the agency',
    noteDays: 'Wisconsin WIOA policy manual 12.2.5: within 10 calendar days of the interaction',
    barrierDays: 'assumed',
  })
  await untilEvaluated(service)
  const { body } = await client.get('/v1/policy')
  t.match(body.evaluation, { state: 'finished', policyVersion: 2, done: 0, total: 0, finishedAt: /Z$/ })
  t.strictSame({ ...body, evaluation: null }, { ...set.body, evaluation: null })
  const other = await service.client()
  t.equal((await other.get('/v1/policy')).body.version, 1, 'another agency has its own')
})

t.test('A policy is in the history and in the feed, with who set it and what differed', async (t) => {
  const client = await service.client({ clientId: 'administration' })
  await client.post('/v1/plans', somePlan())
  const second = await setPolicy(client, { planDueDays: 8 })
  const third = await setPolicy(client, { planDueDays: 9 })
  const { items } = (await client.get('/v1/policy/history?limit=1')).body
  const kept = ({ version, values, updatedAt }: Json) => ({ version, values, updatedAt })
  const first = { values: standard.values, version: 1, updatedAt: null }
  t.strictSame(items, [
    {
      ...{ seq: 3, op: 'update', type: 'policy', id: client.agencyId, planId: null, version: 2, planVersion: null },
      ...{ at: second.body.updatedAt, actor: { subject: 'developer', clientId: 'administration' }, reason: null },
      ...{ before: first, after: kept(second.body) },
    },
  ])
  const { next } = (await client.get('/v1/policy/history?limit=1')).body
  const [last] = (await client.get(next)).body.items
  t.strictSame([last.seq, last.before, last.after], [4, kept(second.body), kept(third.body)])
  const feed = (await client.get('/v1/changes')).body.items
  t.match(feed[2], { seq: 3, type: 'policy', id: client.agencyId, participantId: null, planId: null, version: 2 })
  t.strictSame(
    feed.map(({ seq }: Json) => seq),
    [1, 2, 3, 4],
  )
})

t.test('A policy that says the same gets no version and no number', async (t) => {
  const client = await service.client()
  await setPolicy(client, { planDueDays: 8 })
  const again = await setPolicy(client, { planDueDays: 8 })
  t.match(again, { status: 200, body: { version: 2 } })
  t.equal((await client.get('/v1/changes')).body.items.length, 1)
})

t.test('Of many callers who set the policy at once, one succeeds', async (t) => {
  const client = await service.client()
  const values = (n: number) => ({ ...standard.values, planDueDays: n + 8 })
  const put = (n: number, ifMatch: string) => client.put('/v1/policy', { ...standard, values: values(n) }, { ifMatch })
  const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => put(n, '"1"')))
  t.strictSame(answers.map(({ status }) => status).sort(), [200, ...Array(15).fill(412)])
  for (let n = 0; n < 3; n++) await Promise.all([put(100 + n, '*'), put(200 + n, '*')])
  const { items } = (await client.get('/v1/policy/history')).body
  t.strictSame(
    items.map(({ version }: Json) => version),
    [2, 3, 4, 5, 6, 7, 8],
  )
})

refusals(service, 'a policy that is wrong is refused where it is', async (t) => {
  const client = await service.client()
  const rule = (name: string, setting: Json): [string, Json] => [`/values/rules`, { [name]: setting }]
  const federal = 'strategy-without-assessment'
  const wrong: [number, string, [string, Json]][] = [
    [400, '/values/planDueDays', ['/values/planDueDays', -1]],
    [400, '/values/followUp/months', ['/values/followUp/months', 0]],
    [400, '/values/noteDays', ['/values/noteDays', '10']],
    [400, '/values/planDueDays', ['/values', Object.fromEntries(Object.entries(standard.values).slice(2))]],
    [400, '/profile', ['/profile', 'texas']],
    [400, '/values/rules/milestone-without-colour', rule('milestone-without-colour', { on: false })],
    [400, '/values/rules/term-mismatch/severity', rule('term-mismatch', { severity: 'fatal' })],
    [400, '/values/rules/term-mismatch/off', rule('term-mismatch', { off: true })],
    [422, `/values/rules/${federal}/severity`, rule(federal, { severity: 'warning' })],
    [422, `/values/rules/${federal}/on`, rule(federal, { on: false })],
    [422, '/values/rules/word-misspelled/severity', rule('word-misspelled', { severity: 'error' })],
    [422, '/values/timeZone', ['/values/timeZone', 'America/Chicagoland']],
    [422, '/values/timeZone', ['/values/timeZone', '+01:00']],
    [422, '/values/timeZone', ['/values/timeZone', '']],
    [422, '/values/followUp/methods', ['/values/followUp/methods', 9]],
    [422, '/values/exit/warnDays', ['/values/exit/warnDays', 91]],
    [422, '/values/exit/quietDays', ['/values/exit/quietDays', 89]],
    [422, '/values/followUp/youth/months', ['/values/followUp/youth/months', 11]],
    [422, '/values/followUp/youth/clock', ['/values/followUp/youth/clock', 'placement']],
  ]
  for (const [status, pointer, [at, value]] of wrong) {
    const answer = await client.put('/v1/policy', withAt(standard, at, value), any)
    refused(t, answer, { status, code: status === 400 ? 'invalid' : 'unprocessable', pointer }, `${at} ${value}`)
  }
  t.equal((await client.get('/v1/policy')).body.version, 1)
})

t.test('A rule that rests on federal texts may be stricter, and off where it is no error', async (t) => {
  const client = await service.client()
  const rules = { 'youth-element-unlinked': { on: false }, 'strategy-without-indicator': { severity: 'error' } }
  t.match(await setPolicy(client, { rules }), {
    status: 200,
    body: { values: { rules: { 'youth-element-unlinked': { on: false, severity: null } } } },
  })
})

t.test('A rule that is switched off disappears, and comes back', async (t) => {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan({ milestones: [someMilestone()] }))
  const path = `/v1/plans/${plan.id}`
  const rule = 'milestone-without-timeframe'
  const count = async () =>
    (await client.get('/v1/findings/summary?asOf=2190-01-01&known=now')).body.items.filter(
      (one: Json) => one.rule === rule,
    )
  t.ok((await rulesFound(client, path)).includes(rule))
  await setPolicy(client, { rules: { [rule]: { on: false } } })
  t.notOk((await rulesFound(client, path)).includes(rule))
  t.strictSame(await count(), [])
  await client.post(`${path}/milestones`, someMilestone())
  t.notOk((await rulesFound(client, path)).includes(rule), 'nor is it found in what is written from then on')
  const validated = await client.post('/v1/plans/validate', somePlan({ milestones: [someMilestone()] }))
  t.notOk(validated.body.findings.some((one: Json) => one.rule === rule))
  await setPolicy(client, {})
  t.match(await count(), [{ severity: 'error', count: 2 }])
})

t.test('A severity takes the place of all that the rule gives, and the finding says under which policy', async (t) => {
  const client = await service.client()
  const { body: plan } = await client.post(
    '/v1/plans',
    somePlan({ milestones: [someMilestone({ dueOn: '2026-01-31' })] }),
  )
  const overdue = async (asOf: string) => {
    const { items } = (await client.get(`/v1/plans/${plan.id}/findings?asOf=${asOf}&known=now`)).body
    return items.filter(({ rule }: Json) => rule === 'milestone-overdue')
  }
  t.match(await overdue('2026-02-10'), [{ severity: 'warning', policyVersion: 1 }])
  t.match(await overdue('2026-06-10'), [{ severity: 'error', policyVersion: 1 }])
  await setPolicy(client, { rules: { 'milestone-overdue': { severity: 'info' } } })
  t.match(await overdue('2026-02-10'), [{ severity: 'info', policyVersion: 2 }])
  t.match(await overdue('2026-06-10'), [{ severity: 'info', policyVersion: 2 }])
  const { items } = (await client.get(`/v1/plans/${plan.id}/findings?asOf=2190-01-01&known=now`)).body
  const unlinked = items.find(({ rule }: Json) => rule === 'milestone-unlinked')
  t.equal(unlinked.policyVersion, 1, 'what it found before and finds still was made under the first')
})

t.test('Findings that the law requires stay as severe as the rule says, day by day', async (t) => {
  const client = await service.client()
  const exit = { id: 'P-1', programs: ['adult'], enteredOn: '2025-01-02', lastServiceOn: '2025-01-10' }
  const { body: plan } = await client.post('/v1/plans', somePlan({ participant: exit, completedOn: '2025-01-10' }))
  await setPolicy(client, { rules: { 'exit-undecided': { severity: 'warning' } } })
  const severities = async (asOf: string) =>
    (await client.get(`/v1/plans/${plan.id}/findings?asOf=${asOf}&known=now`)).body.items
      .filter(({ rule }: Json) => rule === 'exit-undecided')
      .map(({ severity }: Json) => severity)
  t.strictSame(await severities('2025-03-20'), ['warning'])
  t.strictSame(await severities('2025-09-01'), ['error'])
})

t.test('Days change what is found of plans that are there, closed ones too', async (t) => {
  const client = await service.client()
  const participant = { id: 'P-1', programs: ['adult'], firstCounselingOn: '2026-01-05' }
  const { body: plan } = await client.post('/v1/plans', somePlan({ participant, goals: [someGoal()] }))
  const path = `/v1/plans/${plan.id}`
  await client.post(`${path}/close`, { closedOn: '2026-03-01', closeReason: 'withdrawn' }, any)
  const overdue = async (asOf: string) => (await rulesFound(client, path, asOf)).includes('plan-completion-overdue')
  t.strictSame(
    [await overdue('2026-01-12'), await overdue('2026-01-13'), await overdue('2026-03-01')],
    [false, true, false],
  )
  await setPolicy(client, { planDueDays: 20 })
  t.strictSame(
    [await overdue('2026-01-25'), await overdue('2026-01-26'), await overdue('2026-03-01')],
    [false, true, false],
  )
  t.equal((await client.get(path)).body.version, 2, 'the plan itself is not changed')
})

t.test('The time zone says which day it is', async (t) => {
  const client = await service.client()
  for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
    await setPolicy(client, { timeZone })
    const before = dayIn(timeZone, new Date())
    const { asOf } = (await client.get('/v1/findings/summary')).body
    const { body: plan } = await client.post('/v1/plans', somePlan({ milestones: [someMilestone()] }))
    const days = [before, dayIn(timeZone, new Date())]
    t.ok(days.includes(asOf), timeZone)
    t.ok(days.includes(plan.recordedOn), timeZone)
  }
})

t.test('What a federal text sets a floor for cannot be set below it, and the text is named', async (t) => {
  const client = await service.client()
  const { profile, values } = (await client.get('/v1/policy')).body
  const refuse = async (members: Json) => {
    const { status, body } = await client.put('/v1/policy', { profile, values: { ...values, ...members } }, any)
    return [status, body.errors[0].detail]
  }
  const { exit, followUp } = values
  const withYouth = (members: Json) => ({ followUp: { ...followUp, youth: { ...followUp.youth, ...members } } })
  t.match(await refuse({ exit: { ...exit, quietDays: 30 } }), [422, /90 or more: TEGL 10-16, Change 3/])
  t.match(await refuse(withYouth({ months: 6 })), [422, /12 or more: 20 CFR 681\.460\(a\)\(9\)/])
  t.match(await refuse(withYouth({ clock: 'placement' })), [422, /29 USC 3164\(c\)\(2\)\(I\)/])
})

t.test('The profiles are listed with a source, or assumed, for each of their values', async (t) => {
  const client = await service.client()
  const { items } = (await client.get('/v1/policy/profiles')).body
  const names = ['career-action-plan', 'chicago-cook', 'south-dakota', 'wisconsin', 'minnesota', 'illinois']
  t.strictSame(
    items.map(({ profile }: Json) => profile),
    names,
  )
  for (const { profile, citation, values, sources } of items) {
    t.strictSame(Object.keys(sources).sort(), listPaths(values).sort(), profile)
    t.ok(citation.label)
    const set = await client.put('/v1/policy', { profile, values }, any)
    t.match(set, { status: 200, body: { profile, values } }, `${profile} can be set as it is`)
    t.strictSame(set.body.sources, sources, profile)
  }
  t.equal(items.find(({ profile }: Json) => profile === 'south-dakota').values.followUp.cadence, 'monthly')
})

t.test('Every rule has a setting, and no other name has one', async (t) => {
  const { properties } = service.openapi.components.schemas.PolicyValues as Json
  t.strictSame(Object.keys(properties.rules.properties).sort(), allRules.map(({ name }) => name).sort())
})
