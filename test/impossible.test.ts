/** Facts that cannot be: days of what has happened in the future, and what lacks its day. */
import t from 'tap'
import { addDays, dayIn } from '../src/calendar.ts'
import { maximalPlan } from './fixtures/maximal.ts'
import { someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)
const tomorrow = addDays(dayIn('America/Chicago', new Date()), 1)

const { schemas } = service.openapi.components as unknown as { schemas: Record<string, Json> }

/** The pointers to days of what has happened in a document, by the schema of its body. */
function listPastDays(schema: Json, value: Json, at = ''): string[] {
  if (value === null || value === undefined || schema === undefined) return []
  if (schema.$ref) return listPastDays(schemas[schema.$ref.split('/').at(-1)], value, at)
  if (schema.anyOf) return listPastDays(schema.anyOf[0], value, at)
  if (schema['x-past']) return [at]
  if (Array.isArray(value)) return value.flatMap((item, index) => listPastDays(schema.items, item, `${at}/${index}`))
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, member]) =>
    listPastDays(schema.properties?.[name], member, `${at}/${name}`),
  )
}

function withDay(document: Json, pointer: string, day: string): Json {
  const copy = structuredClone(document)
  const steps = pointer.split('/').slice(1)
  const last = steps.pop() as string
  steps.reduce((one, step) => one[step], copy)[last] = day
  return copy
}

const detail = 'must not be after today: it says what has happened'

t.test(
  'A day of what has happened is refused while it is in the future, wherever it stands in a plan document',
  async (t) => {
    const client = await service.client()
    const pointers = listPastDays({ $ref: '#/components/schemas/NewPlanDocument' }, maximalPlan())
    t.ok(pointers.length > 25, pointers.join(' '))
    for (const pointer of pointers) {
      const { status, body } = await client.post('/v1/plans', withDay(maximalPlan(), pointer, tomorrow))
      t.equal(status, 422, pointer)
      t.match(body.errors, [{ pointer, detail }], pointer)
    }
    t.equal((await client.get('/v1/plans')).body.items.length, 0, 'nothing was written')
  },
)

async function createPlan(client: Client, members: Json = {}) {
  const { status, body } = await client.post('/v1/plans', somePlan({ externalId: 'plan-1', ...members }))
  if (status !== 201) throw new Error(JSON.stringify(body))
  return { plan: body, path: `/v1/plans/${body.id}` }
}

t.test('Every way of writing refuses such a day', async (t) => {
  const client = await service.client()
  const { plan, path } = await createPlan(client, { milestones: [someMilestone()], followUps: [someFollowUp()] })
  const any = { ifMatch: '*' }
  const milestone = `${path}/milestones/${plan.milestones[0].id}`
  const followUp = `${path}/follow-ups/${plan.followUps[0].id}`
  const attempt = { on: tomorrow, method: 'phone', by: 'staff-17', reached: true }
  for (const [pointer, answer] of [
    ['/copyProvidedOn', await client.patch(path, { copyProvidedOn: tomorrow }, any)],
    ['/completedOn', await client.post(`${path}/complete`, { completedOn: tomorrow }, any)],
    ['/closedOn', await client.post(`${path}/close`, { closedOn: tomorrow, closeReason: 'withdrawn' }, any)],
    ['/completedOn', await client.patch(milestone, { status: 'completed', completedOn: tomorrow }, any)],
    ['/completedOn', await client.patch(followUp, { status: 'completed', completedOn: tomorrow }, any)],
    ['/on', await client.post(`${followUp}/attempts`, attempt)],
    [
      '/periods/0/exitedOn',
      await client.patch(
        '/v1/participants/P-1',
        { periods: [{ programs: [{ program: 'adult' }], exitedOn: tomorrow }] },
        any,
      ),
    ],
    [
      '/copyProvidedOn',
      await client.put(
        '/v1/plans/by-external-id/plan-1',
        somePlan({ externalId: 'plan-1', copyProvidedOn: tomorrow }),
        any,
      ),
    ],
  ] as const) {
    t.equal(answer.status, 422, `${pointer}: ${answer.text}`)
    t.match(answer.body.errors, [{ pointer, detail }])
  }
  const line = JSON.stringify(somePlan({ externalId: 'plan-2', copyProvidedOn: tomorrow }))
  const headers = { 'content-type': 'application/x-ndjson' }
  const { body } = await client.send('POST', '/v1/import', `${line}\n`, { headers })
  t.match(body[0], { result: 'failed', problem: { code: 'unprocessable', errors: [{ pointer: '/copyProvidedOn' }] } })
})

t.test('Days of what is planned may be in the future', async (t) => {
  const client = await service.client()
  const members = {
    services: [{ kind: 'training', name: 'Course', plannedStartOn: tomorrow, plannedEndOn: tomorrow }],
    milestones: [someMilestone({ startOn: tomorrow, dueOn: tomorrow })],
    followUps: [someFollowUp({ dueOn: tomorrow })],
  }
  t.equal((await client.post('/v1/plans', somePlan(members))).status, 201)
})

t.test('A document that is validated may be of the day that is asked for', async (t) => {
  const client = await service.client()
  const document = somePlan({ copyProvidedOn: tomorrow })
  t.equal((await client.post('/v1/plans/validate', document)).status, 422)
  t.equal((await client.post(`/v1/plans/validate?asOf=${tomorrow}`, document)).status, 200)
})

t.test('What is completed has a day, and nothing is closed before it was completed', async (t) => {
  const client = await service.client()
  const refused = async (members: Json, pointer: string) => {
    const { status, body } = await client.post('/v1/plans', somePlan(members))
    t.equal(status, 422, pointer)
    t.match(body.errors, [{ pointer }])
  }
  await refused({ milestones: [someMilestone({ status: 'completed' })] }, '/milestones/0/completedOn')
  await refused({ followUps: [someFollowUp({ status: 'completed' })] }, '/followUps/0/completedOn')
  const { path } = await createPlan(client, { completedOn: '2026-01-09' })
  const close = (closedOn: string) =>
    client.post(`${path}/close`, { closedOn, closeReason: 'withdrawn' }, { ifMatch: '*' })
  const early = await close('2026-01-08')
  t.strictSame(
    [early.status, early.body.errors],
    [422, [{ pointer: '/closedOn', detail: 'must not be before completedOn' }]],
  )
  t.equal((await close('2026-01-09')).status, 200)
})

t.test('A text that shows nothing is refused', async (t) => {
  const client = await service.client()
  for (const text of ['\u200b', '\u00ad\u200d', '\u3164', '\u2800 \u2800', '\u0301', '\u2062\u00a0']) {
    const { status, body } = await client.post('/v1/plans', somePlan({ careerPlanner: text }))
    t.strictSame([status, body.code], [400, 'malformed'], JSON.stringify(text))
    t.match(body.errors, [{ pointer: '/careerPlanner', detail: /^shows nothing/ }])
  }
  const { status, body } = await client.post('/v1/plans', somePlan({ careerPlanner: 'Zoë 👩‍👩‍👧' }))
  t.strictSame([status, body.careerPlanner], [201, 'Zoë 👩‍👩‍👧'])
})
