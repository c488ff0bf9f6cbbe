/** What one agency can learn of another: nothing, by any operation of the OpenAPI document. */
import t from 'tap'
import {
  buildExample,
  listOperations,
  makeSubjects,
  namesResource,
  nothing,
  type Subject,
  sendAs,
  setOwnPolicy,
} from './fixtures/operations.ts'
import { someFollowUp, someGoal, someMilestone, somePlan, someWaiver } from './fixtures/plans.ts'
import { type Answer, type Client, type Json, startService } from './support/service.ts'
import { checksum } from './support/state.ts'

const service = await startService()
t.teardown(service.close)
const operations = listOperations(service.openapi)
const owner = await service.client()
const theirs = await makeSubjects(owner, 'own')
await setOwnPolicy(owner)
const names = {
  externalId: 'own-1-plan',
  participantId: 'own-1-person',
  careerPlanner: 'own-1-planner',
  office: 'own-1-office',
}

/** A client of another agency, with a plan of its own that has a milestone and a follow-up. */
async function stranger(): Promise<{ client: Client; mine: Subject }> {
  const client = await service.client()
  const { draft } = await makeSubjects(client, 'other')
  return { client, mine: draft }
}

/** What an answer shows, without what names the single request. */
const shown = ({ status, headers, text }: Answer) => ({
  status,
  text: text.replace(/"instance":"urn:uuid:[^"]+"/, ''),
  headers: [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name)),
})

t.test('a resource of another agency is byte for byte like one that does not exist', async (t) => {
  const { client } = await stranger()
  const before = await checksum(service)
  for (const operation of operations.filter(namesResource)) {
    const foreign = await sendAs(client, buildExample(operation, theirs))
    const missing = await sendAs(client, buildExample(operation, { draft: nothing, closed: nothing, spare: nothing }))
    t.equal(foreign.status, 404, operation.id)
    t.strictSame(shown(foreign), shown(missing), operation.id)
  }
  t.equal(await checksum(service), before, 'nothing was written')
})

t.test('a part of a plan of another agency cannot be reached through a plan of one’s own', async (t) => {
  const { client, mine } = await stranger()
  const before = await checksum(service)
  for (const operation of operations.filter(({ path }) => /\{planId\}.*\{\w+Id\}/.test(path))) {
    const through = (subject: Subject) => ({ ...subject, planId: mine.planId })
    const foreign = await sendAs(client, buildExample(operation, { ...theirs, draft: through(theirs.draft) }))
    const missing = await sendAs(client, buildExample(operation, { ...theirs, draft: through(nothing) }))
    t.equal(foreign.status, 404, operation.id)
    t.strictSame(shown(foreign), shown(missing), operation.id)
  }
  t.equal(await checksum(service), before, 'nothing was written')
})

t.test('a reference to another agency is byte for byte like one to nothing', async (t) => {
  const { client, mine } = await stranger()
  const plan = `/v1/plans/${mine.planId}`
  const barrier = (ref: string) => ({
    id: 'b',
    statement: 'None.',
    origin: 'external',
    identifiedOn: '2026-01-05',
    affects: [ref],
  })
  const refer: Record<string, (ref: string) => Promise<Answer>> = {
    'a milestone of a parent': (parentId) => client.post(`${plan}/milestones`, someMilestone({ parentId })),
    'a milestone of a goal': (goalId) => client.post(`${plan}/milestones`, someMilestone({ goalId })),
    'a milestone moved to a parent': (parentId) =>
      client.patch(`${plan}/milestones/${mine.milestoneId}`, { parentId }, { ifMatch: '*' }),
    'a milestone that mitigates': (id) =>
      client.post(`${plan}/milestones`, someMilestone({ mitigates: [id], closes: [id] })),
    'a follow-up of a milestone': (milestoneId) => client.post(`${plan}/follow-ups`, someFollowUp({ milestoneId })),
    'a follow-up moved to a milestone': (milestoneId) =>
      client.patch(`${plan}/follow-ups/${mine.followUpId}`, { milestoneId }, { ifMatch: '*' }),
    'a barrier that affects': (ref) => client.patch(plan, { barriers: [barrier(ref)] }, { ifMatch: '*' }),
    'a service that helps to reach': (ref) =>
      client.patch(plan, { services: [{ kind: 'training', name: 'Course', milestoneIds: [ref] }] }, { ifMatch: '*' }),
    'a waiver for a milestone': (id) =>
      client.post(`${plan}/waivers`, someWaiver({ subject: { type: 'milestone', id } })),
    'a document with a parent': (parentId) =>
      client.post('/v1/plans', somePlan({ milestones: [someMilestone({ parentId })] })),
    'a document that is validated': (milestoneId) =>
      client.post('/v1/plans/validate', somePlan({ followUps: [someFollowUp({ milestoneId })] })),
  }
  const before = await checksum(service)
  for (const [name, send] of Object.entries(refer))
    for (const ref of [theirs.draft.milestoneId, theirs.draft.planId, 'own-1-milestone', 'own-1-goal']) {
      const foreign = await send(ref)
      t.equal(foreign.status, 422, `${name}, ${ref}`)
      t.strictSame(shown(foreign), shown(await send(ref.length === 36 ? nothing.milestoneId : 'no-such-thing')), name)
    }
  t.equal(await checksum(service), before, 'nothing was written')
})

t.test('a name that another agency uses is free', async (t) => {
  const client = await service.client()
  const created = await makeSubjects(client, 'own')
  t.not(created.draft.planId, theirs.draft.planId)
  t.match(await client.get(`/v1/plans?externalId=${names.externalId}`), {
    body: { items: [{ id: created.draft.planId }] },
  })
})

/** What is no list, or one that every agency is given. */
const given = ['getPolicy', 'listProfiles', 'listReports', 'listPirlElements', 'exportPirl']
const lists = operations.filter(
  ({ id, method, scope, path }) => method === 'GET' && scope && !path.includes('{') && !given.includes(id),
)

/** How many items a list has, or participants a caseload. */
const count = ({ items, participants }: Json): number => items?.length ?? participants

t.test('every list of an agency without plans is empty, whatever another one has', async (t) => {
  const client = await service.client()
  for (const list of lists) {
    t.equal(count((await client.get(list.path)).body), 0, list.id)
    for (const { name } of list.parameters.filter(({ name }) => name in names)) {
      const filter = `${name}=${names[name as keyof typeof names]}`
      t.equal(count((await client.get(`${list.path}?${filter}`)).body), 0, `${list.id} ${filter}`)
    }
  }
})

t.test('those lists are not empty for the agency itself', async (t) => {
  for (const list of lists) {
    const { body } = await owner.get(list.path)
    t.not(count(body), 0, list.id)
    for (const { name } of list.parameters.filter(({ name }) => name in names)) {
      const filter = `${name}=${names[name as keyof typeof names]}`
      t.not(count((await owner.get(`${list.path}?${filter}`)).body), 0, `${list.id} ${filter}`)
    }
  }
})

t.test('a cursor of another agency is byte for byte like one that was made up', async (t) => {
  const { client } = await stranger()
  let tried = 0
  for (const list of lists.filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'))) {
    const { next } = (await owner.get(`${list.path}?limit=1`)).body
    const foreign = await client.get(next)
    const madeUp = await client.get(next.replace(/cursor=[^&]+/, 'cursor=WyIwIl0.AAAAAAAAAAAAAAAAAAAAAA'))
    t.match(foreign, { status: 400, body: { errors: [{ pointer: '/cursor' }] } }, list.id)
    t.strictSame(shown(foreign), shown(madeUp), list.id)
    tried += 1
  }
  t.ok(tried >= 5, 'plans, milestones, follow-ups, findings and changes')
})

t.test('an idempotency key that another agency, or another client, has used is free', async (t) => {
  const key = 'the-same-key'
  const colleague = await service.client({ agencyId: owner.agencyId, clientId: 'another-system' })
  const { client } = await stranger()
  const first = await owner.post('/v1/plans', somePlan(), { key })
  t.equal(first.status, 201)
  for (const other of [colleague, client]) {
    const created = await other.post('/v1/plans', somePlan({ goals: [someGoal()] }), { key })
    t.equal(created.status, 201)
    t.equal(created.headers.get('idempotency-replayed'), null)
    t.not(created.body.id, first.body.id)
  }
  t.equal((await owner.post('/v1/plans', somePlan(), { key })).body.id, first.body.id, 'it still names the first')
})

t.test('the numbers of a feed say nothing about another agency', async (t) => {
  const client = await service.client()
  const { body } = await client.post('/v1/plans', somePlan())
  const { items } = (await client.get('/v1/changes')).body
  t.match(items, [
    { seq: 1, id: body.participantId },
    { seq: 2, id: body.id },
  ])
  t.equal(items.length, 2)
})

t.test('the agency comes from the token, whatever a request says', async (t) => {
  const client = await service.client()
  const headers = { 'x-agency-id': owner.agencyId, 'agency-id': owner.agencyId, 'x-forwarded-user': owner.agencyId }
  t.strictSame((await client.get('/v1/plans', { headers })).body, { items: [] })
  t.match(await client.get(`/v1/plans?agencyId=${owner.agencyId}`), {
    status: 400,
    body: { errors: [{ pointer: '/agencyId' }] },
  })
  t.match(await client.post('/v1/plans', somePlan({ agencyId: owner.agencyId })), { status: 400 })
})
