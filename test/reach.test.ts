/** Tokens that are limited to one participant or to one office; that they hold for every operation: access.test.ts. */
import t from 'tap'
import { someMilestone, somePlan } from './fixtures/plans.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const missing = { status: 404, body: { code: 'not-found' } }
const refused = (detail: string | RegExp) => ({ status: 403, body: { code: 'forbidden', detail } })
const onlyProgress = refused('may acknowledge a plan and report progress on a milestone, and nothing else')
const anyVersion = { ifMatch: '*' }

/** An agency where P-1 has a plan in the office north, P-2 in south, P-3 in both, and P-4 has none. */
async function makeAgency() {
  const staff = await service.client()
  const plan = async (name: string, id: string, office: string): Promise<Json> => {
    const milestones = [someMilestone({ externalId: `${name}-1` })]
    const participant = { id, programs: ['adult'] }
    return (await staff.post('/v1/plans', somePlan({ externalId: name, office, participant, milestones }))).body
  }
  const [north, south] = [await plan('N', 'P-1', 'north'), await plan('S', 'P-2', 'south')]
  const [inNorth, inSouth] = [await plan('BN', 'P-3', 'north'), await plan('BS', 'P-3', 'south')]
  await staff.put('/v1/participants/P-4', {})
  const limited = (limits: { participantId?: string; office?: string }): Promise<Client> =>
    service.client({ agencyId: staff.agencyId, ...limits })
  return { staff, north, south, inNorth, inSouth, limited }
}

const listIds = (items: Json[]) => items.map(({ externalId, id }) => externalId ?? id).join(' ')

t.test('lists are limited to the office, or to the participant, and another one cannot be asked for', async (t) => {
  const { limited } = await makeAgency()
  const [office, person] = [await limited({ office: 'north' }), await limited({ participantId: 'P-3' })]
  const both = await limited({ participantId: 'P-3', office: 'north' })
  const lists: [Client, string, string][] = [
    [office, '/v1/plans', 'N BN'],
    [office, '/v1/plans?office=north', 'N BN'],
    [office, '/v1/milestones', 'N-1 BN-1'],
    [office, '/v1/participants', 'P-1 P-3'],
    [person, '/v1/plans', 'BN BS'],
    [person, '/v1/milestones?participantId=P-3', 'BN-1 BS-1'],
    [both, '/v1/plans', 'BN'],
    [both, '/v1/milestones', 'BN-1'],
  ]
  for (const [client, path, expected] of lists) t.equal(listIds((await client.get(path)).body.items), expected, path)
  const lines = { headers: { accept: 'application/x-ndjson' } }
  t.equal(listIds((await office.get('/v1/plans', lines)).body), 'N BN', 'streams, too')
  const first = (await office.get('/v1/plans?limit=1')).body
  t.equal(listIds((await office.get(first.next)).body.items), 'BN', 'and the pages behind the first')
  const another = /^The token is limited to one office, and office names another\.$/
  t.match(await office.get('/v1/plans?office=south'), refused(another))
  t.match(await person.get('/v1/findings?participantId=P-1'), refused('participantId names another'))
  t.match(await person.get('/v1/participants'), refused('this operation is for the whole agency'))
  t.match(await person.get('/v1/reports/skill-gains?programYear=2025'), refused('for the whole agency'))
})

t.test('of a person with plans in several offices, an office reaches the person and its own plans', async (t) => {
  const { limited, inNorth, inSouth } = await makeAgency()
  const office = await limited({ office: 'north' })
  t.match(await office.get('/v1/participants/P-3'), { status: 200, body: { id: 'P-3' } })
  t.match(await office.get('/v1/participants/P-1/history'), { status: 200 })
  for (const path of ['/history', '/outcomes', '/findings', '?include=plans', '?include=outcomes'])
    t.match(await office.get(`/v1/participants/P-3${path}`), refused('answers for plans of other offices, too'))
  t.match(await office.get(`/v1/plans/${inNorth.id}`), { status: 200 })
  for (const path of ['', '/milestones', '/history', `/milestones/${inSouth.milestones[0].id}`])
    t.match(await office.get(`/v1/plans/${inSouth.id}${path}`), missing)
  t.match(await office.get('/v1/participants/P-2'), missing)
  t.match(await office.get('/v1/participants/P-4'), missing, 'nor a person without plans')
})

t.test('what a plan of another office says decides nothing in a list that an office asks for', async (t) => {
  const { staff, limited, inSouth } = await makeAgency()
  await staff.patch(`/v1/plans/${inSouth.id}`, { careerPlanner: 'staff-9' }, anyVersion)
  const found = 'finding=milestone-unlinked'
  for (const [office, rest] of [
    ['north', ''],
    ['south', 'P-3'],
  ] as const) {
    const client = await limited({ office })
    t.equal(listIds((await client.get('/v1/participants?careerPlanner=staff-9')).body.items), rest)
    t.equal(listIds((await client.get(`/v1/participants?careerPlanner=staff-9&${found}`)).body.items), rest)
  }
})

t.test('the history of a draft that was deleted is not told to a token that is limited', async (t) => {
  const { staff, limited, north } = await makeAgency()
  await staff.delete(`/v1/plans/${north.id}`, anyVersion)
  const path = `/v1/plans/${north.id}/history`
  t.match(await staff.get(path), { status: 200 })
  t.match(await (await limited({ office: 'north' })).get(path), missing)
})

t.test('an office writes plans of its own, and moves none out of it', async (t) => {
  const { staff, limited, north, south } = await makeAgency()
  const office = await limited({ office: 'north' })
  const path = `/v1/plans/${north.id}`
  const ofOther = refused('the plan is not of that office')
  t.match(await office.patch(path, { careerPlanner: 'staff-1' }, anyVersion), { status: 200 })
  t.match(await office.post(`${path}/milestones`, someMilestone()), { status: 201 })
  for (const name of ['south', null]) t.match(await office.patch(path, { office: name }, anyVersion), ofOther)
  t.match(await staff.get(path), { body: { office: 'north', version: 3 } })
  t.match(await office.patch(`/v1/plans/${south.id}`, { office: 'north' }, anyVersion), missing)
  const document = (id: string, members: object) => somePlan({ participant: { id, programs: ['adult'] }, ...members })
  t.match(await office.post('/v1/plans', document('P-1', { office: 'north' })), { status: 201 })
  t.match(await office.post('/v1/plans', document('P-1', { office: 'south' })), ofOther)
  t.match(await office.post('/v1/plans', document('P-1', {})), ofOther)
  t.match(await office.put('/v1/plans/by-external-id/N', document('P-1', { office: 'north' })), { status: 200 })
  t.match(await office.put('/v1/plans/by-external-id/S', document('P-2', { office: 'south' })), missing)
  t.match(await office.put('/v1/plans/by-external-id/T', document('P-1', { office: 'south' })), ofOther)
})

t.test('an office writes to its own people, to new ones, and to those who have no plan yet', async (t) => {
  const { limited } = await makeAgency()
  const office = await limited({ office: 'north' })
  const noPlanThere = refused('no plan of the participant is of that office')
  t.match(await office.patch('/v1/participants/P-1', { language: 'es' }, anyVersion), { status: 200 })
  t.match(await office.patch('/v1/participants/P-3', { language: 'es' }, anyVersion), { status: 200 })
  t.match(await office.patch('/v1/participants/P-2', { language: 'es' }, anyVersion), missing)
  t.match(await office.put('/v1/participants/P-2', {}), missing)
  t.match(await office.put('/v1/participants/P-5', {}), { status: 201 })
  const document = (id: string) => somePlan({ office: 'north', participant: { id, programs: ['youth'] } })
  t.match(await office.post('/v1/plans', document('P-2')), noPlanThere)
  for (const id of ['P-4', 'P-5', 'P-6']) t.match(await office.post('/v1/plans', document(id)), { status: 201 }, id)
})

t.test('an import as one office fails for the lines of others, line by line', async (t) => {
  const { staff, limited, south } = await makeAgency()
  const office = await limited({ office: 'north' })
  const line = (externalId: string, id: string, office: string) =>
    somePlan({ externalId, office, participant: { id, programs: ['adult'] } })
  const documents = [
    line('new', 'P-9', 'north'),
    line('N', 'P-1', 'north'),
    line('S', 'P-2', 'south'),
    line('S2', 'P-2', 'north'),
    line('T', 'P-1', 'south'),
    { participant: { id: 'P-8', programs: ['adult'] } },
    { participant: { id: 'P-2', programs: ['youth'] } },
    { participant: { id: 'P-4', programs: ['youth'] } },
  ]
  const body = documents.map((document) => JSON.stringify(document)).join('\n')
  const ndjson = { headers: { 'content-type': 'application/x-ndjson' } }
  const answer = await office.post('/v1/import', body, ndjson)
  t.equal(answer.status, 200)
  const shown = answer.body.slice(0, -1).map(({ result, problem }: Json) => problem?.code ?? result)
  const failed = 'forbidden'
  t.strictSame(shown, ['created', 'unchanged', failed, failed, failed, 'created', failed, failed])
  t.notMatch(answer.text, south.id)
  t.match(await staff.get(`/v1/plans/${south.id}`), { body: { version: 1 } })
  t.match(await staff.get('/v1/participants/P-2'), { body: { version: 1 } })
  t.match(await (await limited({ participantId: 'P-1' })).post('/v1/import', body, ndjson), onlyProgress)
})

t.test('a participant acknowledges the plan, and nobody else does so with that token', async (t) => {
  const { staff, limited, north } = await makeAgency()
  const person = await limited({ participantId: 'P-1' })
  const path = `/v1/plans/${north.id}`
  const by = (party: string) => ({ party, on: '2026-01-09', method: 'electronic' })
  await staff.patch(path, { acknowledgements: [by('staff')] }, anyVersion)
  const patch = (acknowledgements: Json[], more = {}) => person.patch(path, { acknowledgements, ...more }, anyVersion)
  t.match(await patch([by('staff'), by('participant')]), { status: 200, body: { version: 3 } })
  t.match(await patch([by('staff'), by('participant'), by('staff')]), onlyProgress)
  t.match(await patch([by('participant')]), onlyProgress)
  t.match(await patch([]), onlyProgress)
  t.match(await patch([by('staff'), by('participant'), by('participant')], { office: 'south' }), onlyProgress)
  t.match(await staff.get(path), { body: { version: 3, office: 'north' } })
})

t.test('a participant reports progress on a milestone, and changes nothing else of it', async (t) => {
  const { staff, limited, north, south } = await makeAgency()
  const person = await limited({ participantId: 'P-1' })
  const path = `/v1/plans/${north.id}/milestones/${north.milestones[0].id}`
  const allowed = [
    { status: 'in_progress', reflection: 'It is harder than I thought.' },
    { status: 'completed', completedOn: '2026-02-01', statusReason: 'The resume is ready.' },
    { reflection: 'I know what employers look for.' },
  ]
  const forbidden = [
    { status: 'planned', completedOn: null },
    { status: 'stopped', completedOn: null },
    { statement: 'Something else.' },
    { dueOn: '2026-03-01' },
  ]
  for (const members of allowed) t.match(await person.patch(path, members, anyVersion), { status: 200 })
  for (const members of forbidden) t.match(await person.patch(path, members, anyVersion), onlyProgress)
  t.match(await person.delete(path, anyVersion), onlyProgress)
  t.match(await person.post(`/v1/plans/${north.id}/milestones`, someMilestone()), onlyProgress)
  t.match(await person.patch('/v1/participants/P-1', { language: 'es' }, anyVersion), onlyProgress)
  t.match(await person.post('/v1/plans', somePlan()), onlyProgress)
  t.match(await staff.get(path), { body: { version: 4, statement: 'Update the resume.', dueOn: null } })
  const foreign = `/v1/plans/${south.id}/milestones/${south.milestones[0].id}`
  t.match(await person.patch(foreign, { status: 'in_progress' }, anyVersion), missing)
})

t.test('a document is validated without the facts of a person whom the token does not reach', async (t) => {
  const { limited } = await makeAgency()
  const validate = async (client: Client, participantId: string) =>
    (await client.post('/v1/plans/validate', { type: 'career_action_plan', participantId })).status
  for (const limits of [{ participantId: 'P-1' }, { office: 'north' }]) {
    const client = await limited(limits)
    t.equal(await validate(client, 'P-1'), 200)
    t.equal(await validate(client, 'P-2'), 422)
    t.equal(await validate(client, 'nobody'), 422)
  }
})

t.test('an idempotency key gives a token that is limited no answer of one that is not', async (t) => {
  const { staff, limited } = await makeAgency()
  const document = somePlan({ office: 'south' })
  t.match(await staff.post('/v1/plans', document, { key: 'once' }), { status: 201 })
  const answer = await (await limited({ office: 'north' })).post('/v1/plans', document, { key: 'once' })
  t.match(answer, { status: 422, body: { code: 'idempotency-mismatch' } })
})
