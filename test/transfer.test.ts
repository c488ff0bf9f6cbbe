/** A plan document is accepted as it was read: at the same agency, and at the one that a participant moves to. */
import t from 'tap'
import { addDays } from '../src/calendar.ts'
import { maximalPlan } from './fixtures/maximal.ts'
import { someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { withAt } from './fuzz/members.ts'
import { parseLines } from './support/conformance.ts'
import { type Answer, type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const read = async (client: Client, id: string, include = 'milestones,followUps'): Promise<Json> =>
  (await client.get(`/v1/plans/${id}?include=${include}`)).body
const byExternalId = (document: Json) => `/v1/plans/by-external-id/${document.externalId}`
const put = (client: Client, document: Json): Promise<Answer> => client.put(byExternalId(document), document)
const importLine = async (client: Client, document: Json): Promise<Json> => {
  const headers = { 'content-type': 'application/x-ndjson' }
  return parseLines((await client.send('POST', '/v1/import', `${JSON.stringify(document)}\n`, { headers })).text)[0]
}
const pointersOf = ({ body }: Answer): string[] => body.errors?.map(({ pointer }: Json) => pointer)

/** A document without what each agency keeps for itself; ids are named by the place of what they name. */
function said({ version: _, createdAt: __, updatedAt: ___, ...plan }: Json): Json {
  const parts = ['milestones', 'followUps'].flatMap((key) =>
    plan[key].map(({ id }: Json, at: number) => [id, `${key} ${at}`]),
  )
  let json = JSON.stringify(plan, (name, value) =>
    ['version', 'createdAt', 'updatedAt', 'recordedAt', 'at'].includes(name) ? undefined : value,
  )
  for (const [id, place] of [[plan.id, 'plan'], ...parts]) json = json.replaceAll(id, place)
  return JSON.parse(json)
}

/** Everything that a plan can have, by id and by externalId. */
async function buildAtHome(): Promise<{ home: Client; document: Json; participant: Json }> {
  const home = await service.client()
  const { body: made } = await home.post('/v1/plans', maximalPlan())
  const path = `/v1/plans/${made.id}`
  const [, milestone] = made.milestones
  const unnamed = someMilestone({ parentId: milestone.id, startOn: '2026-02-01', dueOn: '2026-06-30' })
  const { body: child } = await home.post(`${path}/milestones`, unnamed)
  await home.post(`${path}/follow-ups`, someFollowUp({ milestoneId: child.id }))
  const service_ = { ...made.services[0], milestoneIds: [milestone.id, child.id] }
  await home.patch(path, { services: [service_] }, { ifMatch: '*' })
  const document = await read(home, made.id)
  const { body: participant } = await home.get(`/v1/participants/${document.participantId}`)
  return { home, document, participant }
}

const { home, document, participant } = await buildAtHome()

/** Another agency that has been sent the participant. */
async function buildAway(): Promise<Client> {
  const away = await service.client()
  t.equal((await away.put(`/v1/participants/${participant.id}`, participant)).status, 201)
  return away
}

t.test('A participant is accepted as it was read', async (t) => {
  const away = await buildAway()
  const path = `/v1/participants/${participant.id}`
  const { body } = await away.get(path)
  t.strictSame({ ...body, createdAt: 0, updatedAt: 0 }, { ...participant, version: 1, createdAt: 0, updatedAt: 0 })
  for (const [client, sent] of [
    [away, participant],
    [home, participant],
    [away, body],
  ] as const) {
    const { status, body: again } = await client.put(path, sent)
    t.strictSame([status, again], [200, (await client.get(path)).body])
  }
  t.equal((await away.get(path)).body.version, 1, 'nothing was written')
  const wrong = { id: 'P-2', recordedOn: '2020-01-01' }
  for (const [name, value] of Object.entries(wrong))
    t.match(await home.put(path, { ...participant, [name]: value }), {
      status: 422,
      body: { errors: [{ pointer: `/${name}` }] },
    })
  const [period] = participant.periods
  const refused = await home.put(path, { ...participant, periods: [{ ...period, recordedOn: '2020-01-01' }] })
  t.strictSame(pointersOf(refused), ['/periods/0/recordedOn'])
})

t.test('POST takes a plan of another agency as it was read', async (t) => {
  const away = await buildAway()
  const { status, body } = await away.post('/v1/plans', document)
  t.equal(status, 201)
  t.strictSame(said(await read(away, body.id)), said(document))
  t.strictSame(body.services[0].milestoneIds, [body.milestones[1].id, body.milestones[2].id])
  t.equal(body.followUps[1].milestoneId, body.milestones[2].id)
})

t.test('PUT takes a plan of another agency as it was read, and sent again it changes nothing', async (t) => {
  const away = await buildAway()
  const { status, body } = await put(away, document)
  t.equal(status, 201)
  const written = await read(away, body.id)
  // what has no externalId is named by the id that it was read with, so that it is recognized
  t.equal(written.milestones[2].externalId, document.milestones[2].id)
  t.equal(written.followUps[1].externalId, document.followUps[1].id)
  const named = (sent: Json) => ({
    ...sent,
    ...{ milestones: sent.milestones.map((one: Json) => ({ ...one, externalId: null })) },
    ...{ followUps: sent.followUps.map((one: Json) => ({ ...one, externalId: null })) },
  })
  t.strictSame(said(named(written)), said(named(document)))
  for (const again of [document, written]) {
    const { status, text } = await put(away, again)
    t.strictSame([status, JSON.parse(text)], [200, written])
  }
})

t.test('An import takes a plan as it was read', async (t) => {
  const away = await buildAway()
  t.match(await importLine(away, document), { result: 'created', problem: null })
  t.match(await importLine(away, document), { result: 'unchanged', version: 1 })
})

t.test('A plan that was read is sent to its own agency, also with a change', async (t) => {
  const { status, body } = await put(home, document)
  t.strictSame([status, body], [200, document])
  t.match(await importLine(home, document), { result: 'unchanged', version: document.version })
  const moved = structuredClone(document)
  Object.assign(moved.milestones[2], { where: 'Library', dueOn: '2026-07-31' })
  const changed = await put(home, moved)
  t.match(changed, { status: 200, body: { version: document.version + 1, milestones: { length: 3 } } })
  t.match(changed.body.milestones[2], { where: 'Library', externalId: null, reschedules: [{ to: '2026-07-31' }] })
  t.equal((await put(home, moved)).body.version, document.version + 1, 'a document is safe to send again')
  Object.assign(moved.milestones[2], { where: null, dueOn: '2026-06-30' })
  t.equal((await put(home, moved)).body.version, document.version + 2)
})

t.test('The participant is taken with the plan, as it was read', async (t) => {
  const away = await service.client()
  const whole = await read(home, document.id, 'participant,milestones,followUps')
  const { status, body } = await away.post('/v1/plans', whole)
  t.equal(status, 201)
  const path = `/v1/participants/${participant.id}`
  const instants = { version: 1, createdAt: 0, updatedAt: 0 }
  const { body: arrived } = await away.get(path)
  t.strictSame({ ...arrived, ...instants }, { ...participant, ...instants })
  t.equal(body.periodId, document.periodId)
  t.match(await importLine(home, whole), { result: 'unchanged' })
  t.match(await importLine(home, { participant: whole.participant }), { result: 'unchanged' })

  const [period] = participant.periods
  const entered = {
    ...period,
    id: 'own',
    exitedOn: null,
    exitRecordedOn: null,
    youth: null,
    programs: [{ program: 'wagner_peyser' }],
  }
  const known = await service.client()
  await known.put(path, { periods: [entered] })
  const second = await put(known, whole)
  t.match(second, { status: 201, body: { periodId: 'own' } }, 'the period of the same entry')
  const { periods } = (await known.get(path)).body
  const programs = ['wagner_peyser', ...period.programs.map(({ program }: Json) => program)]
  t.strictSame(
    periods[0].programs.map(({ program }: Json) => program),
    programs,
    'both say what they know',
  )
  t.equal(periods[0].exitedOn, period.exitedOn)
  t.equal((await put(known, whole)).body.version, 1, 'sent again')

  const { participant: read_ } = whole
  for (const [name, value] of Object.entries({ programs: ['adult'], enteredOn: '2026-01-02' })) {
    const refused = await away.post('/v1/plans', { ...whole, participant: { ...read_, [name]: value } })
    t.strictSame(pointersOf(refused), [`/participant/${name}`])
  }
  const unsaid = somePlan({ participant: { id: 'P-2' } })
  t.strictSame(pointersOf(await away.post('/v1/plans', unsaid)), ['/participant/programs'])
  const wrong = await put(home, { ...whole, participant: { ...read_, recordedOn: '2020-01-01' } })
  t.strictSame(pointersOf(wrong), ['/participant/recordedOn'])
})

t.test('An externalId is changed by the id', async (t) => {
  const client = await service.client()
  const { body } = await put(client, somePlan({ externalId: 'p', milestones: [someMilestone({ externalId: 'm-1' })] }))
  const [milestone] = body.milestones
  const renamed = await put(client, { ...body, milestones: [{ ...milestone, externalId: 'm-2' }] })
  t.match(renamed.body.milestones, [{ id: milestone.id, externalId: 'm-2' }])
  const both = [{ ...milestone, externalId: 'm-3' }, someMilestone({ externalId: 'm-2' })]
  t.strictSame(pointersOf(await put(client, { ...body, milestones: both })), ['/milestones/1/externalId'])
  const twice = [milestone, { ...milestone, externalId: 'm-4' }]
  t.strictSame(pointersOf(await put(client, { ...body, milestones: twice })), ['/milestones/1/id'])
})

const otherId = '019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'
const otherInstant = '2020-01-01T00:00:00.000Z'

t.test('A read-only member that differs from what is kept is named', async (t) => {
  const current = await read(home, document.id)
  const ofRecord = { recordedOn: '2020-01-01', createdAt: otherInstant }
  const ofPart = { ...ofRecord, id: otherId, planId: otherId }
  const closing = { closedOn: '2026-06-30', closeReason: 'employed', replacedBy: otherId }
  const wrong: [place: string, members: Json][] = [
    ['', { ...ofRecord, status: 'draft', ...closing }],
    ['/goals/0', { recordedOn: '2020-01-01' }],
    ['/services/0', { recordedOn: '2020-01-01' }],
    ['/milestones/1', ofPart],
    ['/followUps/0', { ...ofPart, quarter: 4, schedule: buildSchedule() }],
  ]
  for (const [place, members] of wrong)
    for (const [name, value] of Object.entries(members)) {
      const answer = await put(home, withAt(current, `${place}/${name}`, value))
      t.equal(answer.status, 422, `${place}/${name}`)
      t.ok(pointersOf(answer).includes(`${place}/${name}`), `${place}/${name}`)
    }
  t.strictSame(await read(home, document.id), current, 'nothing was written')
})

function buildSchedule() {
  const days = { from: '2026-05-29', opensOn: '2026-07-01', dueOn: '2026-09-30' }
  return { clock: 'exit', number: 1, ...days, cancelledAt: null }
}

t.test('A plan that was closed elsewhere is closed here', async (t) => {
  const from = await service.client()
  const { body: next } = await from.post('/v1/plans', somePlan({ externalId: 'next' }))
  const { body: plan } = await from.post('/v1/plans', somePlan({ externalId: 'old', completedOn: '2026-01-09' }))
  const path = `/v1/plans/${plan.id}`
  const close = (members: object) =>
    from.post(`${path}/close`, { closedOn: '2026-06-30', closeReason: 'replaced', ...members }, { ifMatch: '*' })
  const { body: other } = await from.post('/v1/plans', somePlan({ participant: { id: 'P-9', programs: ['adult'] } }))
  for (const replacedBy of ['nothing', otherId, plan.id, other.id])
    t.strictSame(pointersOf(await close({ replacedBy })), ['/replacedBy'])
  t.strictSame(pointersOf(await close({ replacedBy: next.id, closeReason: 'withdrawn' })), ['/replacedBy'])
  const closed = await close({ replacedBy: 'next' })
  t.match(closed, { status: 200, body: { status: 'closed', replacedBy: next.id } })
  const whole = await read(from, plan.id)
  t.equal((await put(from, whole)).body.version, whole.version, 'at home')

  const to = await service.client()
  await to.put('/v1/participants/P-1', (await from.get('/v1/participants/P-1')).body)
  t.strictSame(pointersOf(await to.post('/v1/plans', whole)), ['/replacedBy'], 'the plan is not there yet')
  const { body: arrived } = await put(to, await read(from, next.id))
  const named = { ...whole, replacedBy: 'next' }
  const { status, body } = await put(to, named)
  t.equal(status, 201)
  t.match(body, { status: 'closed', closedOn: '2026-06-30', closeReason: 'replaced', replacedBy: arrived.id })
  t.equal((await put(to, named)).body.version, 1, 'sent again')
  const differing = await put(to, { ...named, closedOn: addDays('2026-06-30', 1) })
  t.strictSame(pointersOf(differing), ['/closedOn'])
  const reopened = await to.post(`/v1/plans/${body.id}/reopen`, { reason: 'Came back.' }, { ifMatch: '*' })
  t.match(reopened.body, { status: 'active', closedOn: null, closeReason: null, replacedBy: null })
})

t.test('A new document is closed with a day and a reason, or not at all', async (t) => {
  const client = await service.client()
  const refusals: [Json, string][] = [
    [{ closedOn: '2026-06-30' }, '/closeReason'],
    [{ closeReason: 'employed' }, '/closedOn'],
    [{ closedOn: '2026-06-30', closeReason: 'employed', status: 'active' }, '/status'],
    [{ status: 'active' }, '/status'],
    [{ closedOn: '2026-06-30', closeReason: 'employed', replacedBy: 'p' }, '/replacedBy'],
  ]
  for (const [members, pointer] of refusals) {
    t.strictSame(pointersOf(await client.post('/v1/plans', somePlan(members))), [pointer])
    t.strictSame(pointersOf(await client.post('/v1/plans/validate', somePlan(members))), [pointer])
    t.strictSame(pointersOf(await put(client, somePlan({ externalId: 'p', ...members }))), [pointer])
  }
})

t.test('A term that was read as derived follows from the dates beside it', async (t) => {
  const client = await service.client()
  const dates = { startOn: '2026-02-01', dueOn: '2026-06-30' }
  const { body } = await put(
    client,
    somePlan({ externalId: 'p', milestones: [someMilestone({ externalId: 'm', ...dates })] }),
  )
  const [milestone] = body.milestones
  t.match(milestone, { term: 'short', termDeclared: false })
  const sendAs = (members: object) => put(client, { ...body, milestones: [{ ...milestone, ...members }] })
  t.strictSame(pointersOf(await sendAs({ term: 'long' })), ['/milestones/0/term'])
  t.strictSame(pointersOf(await sendAs({ termDeclared: true, term: null })), ['/milestones/0/termDeclared'])
  t.match((await sendAs({ term: 'long', termDeclared: true })).body.milestones, [{ term: 'long', termDeclared: true }])
})
