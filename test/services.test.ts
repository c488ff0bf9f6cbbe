import t from 'tap'
import { patchPeriod, periodOf } from './fixtures/participants.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const course = { id: 'course', kind: 'training', name: 'Welding certificate course' }
const test = { id: 'test', kind: 'basic_skills', name: 'Test of Adult Basic Education' }
const decision = { decision: 'accepted', decidedOn: '2026-01-05', staff: 'staff-17' }
const participant = { id: 'P-1', programs: ['adult'] }

async function created(members: Record<string, unknown> = {}) {
  const client = await service.client()
  const { body: plan } = await client.post('/v1/plans', somePlan(members))
  return { client, plan, path: `/v1/plans/${plan.id}` }
}
const getPointers = ({ body }: { body: Json }) => body.errors.map(({ pointer }: Json) => pointer)

t.test('Services and assessments with only what is required have null for what is absent', async (t) => {
  const { plan } = await created({ services: [course], assessments: [test] })
  const { recordedOn } = plan
  t.strictSame(plan.services, [
    {
      ...course,
      ...{
        element: null,
        trainingType: null,
        code: null,
        provider: null,
        plannedStartOn: null,
        plannedEndOn: null,
        startedOn: null,
        endedOn: null,
      },
      ...{ determinedOn: null, goalIds: [], milestoneIds: [], barrierIds: [] },
      ...{ otherResourcesExhausted: null, cost: null, recordedOn },
    },
  ])
  t.strictSame(plan.assessments, [{ ...test, completedOn: null, reused: false, result: null, recordedOn }])
})

t.test('Only a youth program element is one of the fourteen', async (t) => {
  const tutoring = { ...course, kind: 'youth_element', element: 1 }
  const { client, plan, path } = await created({ services: [tutoring] })
  t.equal(plan.services[0].element, 1)
  const patch = async (service: Json) => client.patch(path, { services: [service] }, { ifMatch: '*' })
  for (const element of [0, 15, 1.5]) {
    const refused = await patch({ ...tutoring, element })
    t.strictSame([refused.status, getPointers(refused)], [400, ['/services/0/element']], `${element}`)
  }
  const other = await patch({ ...tutoring, kind: 'supportive' })
  t.strictSame(
    [other.status, other.body.errors],
    [422, [{ pointer: '/services/0/element', detail: 'is only for a service of the kind youth_element' }]],
  )
  t.equal((await patch({ ...tutoring, element: null })).status, 422, 'which one it is must be said')
})

t.test('A service refers to goals, barriers and milestones of its plan, to these by id or externalId', async (t) => {
  const barrier = { id: 'barrier', statement: 'None.', origin: 'external', identifiedOn: '2026-01-05' }
  const refers = { ...course, goalIds: ['goal'], barrierIds: ['barrier'], milestoneIds: ['m-1'] }
  const { client, plan, path } = await created({
    goals: [someGoal()],
    barriers: [barrier],
    milestones: [someMilestone({ externalId: 'm-1' })],
    services: [refers],
  })
  const { id } = plan.milestones[0]
  t.match(plan.services, [{ goalIds: ['goal'], barrierIds: ['barrier'], milestoneIds: [id] }])
  const { body } = await client.patch(path, { services: [{ ...refers, milestoneIds: [id] }] }, { ifMatch: '"1"' })
  t.equal(body.version, 1, 'the same by its other name')
  const refused = await client.patch(path, { goals: [], barriers: [] }, { ifMatch: '"1"' })
  t.equal(refused.status, 422)
  t.strictSame(getPointers(refused), ['/services/0/goalIds/0', '/services/0/barrierIds/0'])
})

t.test('Invalid services and assessments are refused, each fault named', async (t) => {
  const client = await service.client()
  const wrong: [Record<string, unknown>, string[]][] = [
    [{ services: [{ ...course, startedOn: '2026-02-02', endedOn: '2026-02-01' }] }, ['/services/0/endedOn']],
    [
      { services: [{ ...course, plannedStartOn: '2026-02-02', plannedEndOn: '2026-02-01' }] },
      ['/services/0/plannedEndOn'],
    ],
    [
      { services: [{ ...course, goalIds: ['no'], milestoneIds: ['no'], barrierIds: ['no'] }] },
      ['/services/0/goalIds/0', '/services/0/barrierIds/0', '/services/0/milestoneIds/0'],
    ],
    [{ services: [course, course] }, ['/services/1/id']],
    [{ services: [{ ...course, recordedOn: '2020-01-01' }] }, ['/services/0/recordedOn']],
    [{ assessments: [test, test] }, ['/assessments/1/id']],
    [{ assessments: [{ ...test, recordedOn: '2020-01-01' }] }, ['/assessments/0/recordedOn']],
  ]
  for (const [members, pointers] of wrong) {
    const refused = await client.post('/v1/plans', somePlan(members))
    t.match(refused, { status: 422, body: { code: 'unprocessable' } }, JSON.stringify(pointers))
    t.strictSame(getPointers(refused), pointers)
  }
  const invalid: [Record<string, unknown>, string][] = [
    [{ services: [{ ...course, kind: 'schooling' }] }, '/services/0/kind'],
    [{ services: [{ ...course, cost: -1 }] }, '/services/0/cost'],
    [{ services: [{ ...course, otherResourcesExhausted: 'yes' }] }, '/services/0/otherResourcesExhausted'],
    [{ services: [{ ...course, code: '51.3801' }] }, '/services/0/code'],
    [{ assessments: [{ ...test, reused: null }] }, '/assessments/0/reused'],
    [{ assessments: [{ ...test, kind: 'medical' }] }, '/assessments/0/kind'],
    [{ indicators: ['credential_attainment', 'credential_attainment'] }, '/indicators'],
    [{ acknowledgements: [{ party: 'employer', on: '2026-01-09', method: 'email' }] }, '/acknowledgements/0/party'],
    [{ participant: { ...participant, followUpDecision: { decision: 'accepted' } } }, '/participant/followUpDecision'],
  ]
  for (const [members, pointer] of invalid) {
    const refused = await client.post('/v1/plans', somePlan(members))
    t.match(refused, { status: 400, body: { code: 'invalid' } }, pointer)
    t.ok(
      getPointers(refused).every((one: string) => one.startsWith(pointer)),
      pointer,
    )
  }
  t.match((await client.get('/v1/changes')).body, { items: [], head: 0 }, 'nothing was stored')
})

t.test('An item keeps the day on which it was recorded, and a PATCH replaces the array whole', async (t) => {
  const { client, plan, path } = await created({ services: [course], assessments: [test] })
  const sent = { services: [...plan.services, { kind: 'supportive', name: 'Bus pass' }], assessments: [] }
  const { body } = await client.patch(path, sent, { ifMatch: '"1"' })
  t.strictSame(body.services[0], plan.services[0])
  t.match(body.services[1], { name: 'Bus pass', recordedOn: plan.recordedOn })
  t.match(body.services[1].id, /^[0-9a-f-]{36}$/)
  t.strictSame(body.assessments, [])
  t.strictSame((await client.get(path)).body, body)
  const { items } = (await client.get(`${path}/history`)).body
  t.match(items.at(-1), { op: 'update', before: { assessments: [test] }, after: { assessments: [] } })
})

t.test('The decision on follow-up is patched member by member, and must be whole afterwards', async (t) => {
  const { client, plan } = await created()
  const patch = (followUpDecision: object | null, ifMatch: string) =>
    patchPeriod(client, plan, { followUpDecision }, ifMatch)
  const refused = await patch({ note: 'Moves away.' }, '"1"')
  t.equal(refused.status, 400)
  t.strictSame(getPointers(refused).sort(), [
    '/followUpDecision/decidedOn',
    '/followUpDecision/decision',
    '/followUpDecision/staff',
  ])
  const { body: first } = await patch(decision, '"1"')
  t.strictSame(periodOf(plan, first).followUpDecision, { ...decision, note: null })
  const { body: second } = await patch({ decision: 'declined', note: 'Moves away.' }, '"2"')
  const declined = { ...decision, decision: 'declined', note: 'Moves away.' }
  t.strictSame(periodOf(plan, second).followUpDecision, declined)
  t.equal(periodOf(plan, (await patch(null, '"3"')).body).followUpDecision, null)
})

t.test('Evidence names the data element and the status that it shows, or null', async (t) => {
  const evidence = { type: 'case_notes', obtainedOn: '2026-07-02', staff: 'staff-17' }
  const { client, plan, path } = await created({ followUps: [someFollowUp({ outcome: { evidence } })] })
  t.strictSame(plan.followUps[0].outcome.evidence, { ...evidence, element: null, status: null })
  const at = `${path}/follow-ups/${plan.followUps[0].id}`
  const shown = { element: 'PIRL 1602', status: 'Employed since June 1.' }
  const { body } = await client.patch(at, { outcome: { evidence: shown } }, { ifMatch: '"1"' })
  t.strictSame(body.outcome.evidence, { ...evidence, ...shown })
})

t.test('A finding about a service names it and points into it, stored or not', async (t) => {
  const pass = { kind: 'supportive', name: 'Bus pass', startedOn: '2026-01-12' }
  const { client, path } = await created({ services: [course, { id: 'bus', ...pass }] })
  const query = 'asOf=2026-01-12&known=now&subjectType=service&rule=support-elsewhere-not-ruled-out'
  const { items } = (await client.get(`/v1/findings?${query}`)).body
  t.match(items, [
    {
      severity: 'error',
      subject: { type: 'service', id: 'bus', externalId: null },
      message: 'The service was given, and nothing says that it cannot be had from another program.',
      pointer: '/services/1/otherResourcesExhausted',
      ...{ from: '2026-01-12', until: null },
    },
  ])
  await client.patch(path, { services: [{ id: 'bus', ...pass, otherResourcesExhausted: true }] }, { ifMatch: '*' })
  t.strictSame((await client.get(`/v1/findings?${query}`)).body.items, [], 'mended')

  const findSubject = async (sent: object) => {
    const { body } = await client.post('/v1/plans/validate?asOf=2026-01-12', somePlan({ services: [sent] }))
    const found = body.findings.find(({ rule }: Json) => rule === 'support-elsewhere-not-ruled-out')
    return [found.subject.id, found.pointer]
  }
  t.strictSame(await findSubject({ id: 'bus', ...pass }), ['bus', '/services/0/otherResourcesExhausted'])
  t.strictSame(await findSubject(pass), [null, '/services/0/otherResourcesExhausted'])
})
