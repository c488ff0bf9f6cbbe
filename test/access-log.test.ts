/** Who read whom: every operation that answers something about persons says so, with ids and nothing else. */
import t from 'tap'
import { buildExample, listOperations, makeSubjects, nothing, sendAs } from './fixtures/operations.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { canary, mark } from './fuzz/leak-probes.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)
const operations = listOperations(service.openapi)
const reads = operations.filter(({ method, isPublic }) => method === 'GET' && !isPublic)
const ndjson = { accept: 'application/x-ndjson' }

/** Reads that answer nothing about persons: rules, policies, definitions, and numbers. */
const ofRules = ['listRules', 'getRule', 'getPolicy', 'listPolicyHistory', 'listProfiles']
const ofNumbers = ['listReports', 'getReport', 'countCaseload', 'listPirlElements', 'summarizeFindings']
const withoutPersons = [...ofRules, ...ofNumbers, 'getHandOver']
/** Reads that answer a person and nothing about plans. */
const withoutPlans = ['listParticipants']

const fields = ['agencyId', 'clientId', 'level', 'log', 'msg', 'operation', 'participantIds', 'planIds', 'requestId']
fields.push('subject', 'time')

/** Does something, and answers the lines that were written meanwhile. */
async function linesOf(work: () => Promise<unknown>): Promise<Json[]> {
  const known = service.accessed().length
  await work()
  return service.accessed().slice(known)
}

/** The ids in lines. */
const idsIn = (lines: Json[]) => ({
  participantIds: lines.flatMap(({ participantIds }) => participantIds),
  planIds: lines.flatMap(({ planIds }) => planIds),
})

/** Whether an operation also streams its items. */
const isStreamed = (operation: (typeof reads)[number]) => {
  const described = service.openapi.paths[operation.path]?.get
  return Object.keys(described?.responses[200]?.content ?? {}).includes(ndjson.accept)
}

for (const operation of reads)
  for (const headers of [{}, ...(isStreamed(operation) ? [ndjson] : [])])
    t.test(`${operation.id} ${'accept' in headers ? 'as a stream ' : ''}says whom it has answered`, async (t) => {
      const client = await service.client({ clientId: 'portal', subject: 'staff-17' })
      const subjects = await makeSubjects(client, 'own')
      let requestId: string | null = null
      const lines = await linesOf(async () => {
        const answer = await sendAs(client, buildExample(operation, subjects), headers)
        t.equal(answer.status, 200)
        requestId = answer.headers.get('x-request-id')
      })
      if (withoutPersons.includes(operation.id)) return t.strictSame(lines, [])
      const { agencyId } = client
      const expected = {
        log: 'access',
        agencyId,
        clientId: 'portal',
        subject: 'staff-17',
        operation: operation.id,
        requestId,
      }
      t.ok(lines.length > 0)
      for (const line of lines) {
        t.strictSame(Object.keys(line).sort(), fields.toSorted())
        t.match(line, expected)
      }
      // the report in the example is about those who have exited
      const { participantId, planId } = subjects[operation.id === 'listReportRows' ? 'closed' : 'draft']
      const ids = idsIn(lines)
      t.ok(ids.participantIds.includes(participantId), 'the participant')
      if (withoutPlans.includes(operation.id)) t.strictSame(ids.planIds, [])
      else t.ok(ids.planIds.includes(planId), 'the plan')
      return undefined
    })

t.test('a list that is empty says whose it is, where it belongs to a person', async (t) => {
  const client = await service.client()
  const { body } = await client.post('/v1/plans', somePlan())
  for (const options of [{}, { headers: ndjson }]) {
    const lines = await linesOf(() => client.get(`/v1/plans/${body.id}/milestones`, options))
    t.match(lines, [{ participantIds: ['P-1'], planIds: [body.id] }])
    t.strictSame(await linesOf(() => client.get('/v1/milestones', options)), [])
  }
})

t.test('an answer that has not changed since, and one without a body, are reads', async (t) => {
  const client = await service.client()
  const { body } = await client.post('/v1/plans', somePlan())
  const path = `/v1/plans/${body.id}`
  const headers = { 'if-none-match': '"1"' }
  t.match(await linesOf(() => client.get(path, { headers })), [{ planIds: [body.id] }])
  t.match(await linesOf(() => client.send('HEAD', path)), [{ planIds: [body.id] }])
})

t.test('a refusal and a write have no line', async (t) => {
  const client = await service.client()
  const subjects = await makeSubjects(client, 'own')
  const limited = await service.client({ agencyId: client.agencyId, office: 'elsewhere' })
  const empty = { draft: nothing, closed: nothing, spare: nothing }
  const named = reads.filter(({ path }) => /\{\w+Id\}/.test(path))
  for (const operation of named)
    for (const [who, of] of [
      [limited, subjects],
      [client, empty],
    ] as const)
      t.strictSame(await linesOf(() => sendAs(who, buildExample(operation, of))), [], operation.id)
  for (const operation of operations.filter(({ method, id }) => method !== 'GET' && id !== 'validatePlan'))
    t.strictSame(await linesOf(() => sendAs(client, buildExample(operation, subjects))), [], operation.id)
})

t.test('a document that is validated with stored facts reads the person', async (t) => {
  const client = await service.client()
  await client.post('/v1/plans', somePlan())
  const validate = (document: Json) => () => client.post('/v1/plans/validate', document)
  const document = { type: 'career_action_plan', participantId: 'P-1' }
  t.match(await linesOf(validate(document)), [{ operation: 'validatePlan', participantIds: ['P-1'], planIds: [] }])
  t.strictSame(await linesOf(validate(somePlan({ participant: { id: 'P-2', programs: ['adult'] } }))), [])
})

/** Imports so many plans, each of another person. */
async function importPlans(client: Client, count: number): Promise<void> {
  const documents = Array.from({ length: count }, (_, n) =>
    somePlan({ externalId: `plan-${n}`, participant: { id: `P-${n}`, programs: ['adult'] } }),
  )
  const body = documents.map((document) => JSON.stringify(document)).join('\n')
  await client.post('/v1/import', body, { headers: { 'content-type': 'application/x-ndjson' } })
}

t.test('a stream names everybody once, in lines of limited length, and a page those on it', async (t) => {
  const client = await service.client()
  await importPlans(client, 450)
  for (const path of ['/v1/plans', '/v1/exports/pirl', '/v1/changes?type=plan']) {
    const lines = await linesOf(() => client.get(path, { headers: ndjson }))
    t.ok(
      lines.length > 2 && lines.every(({ participantIds, planIds }) => participantIds.length + planIds.length <= 400),
      path,
    )
    const { participantIds, planIds } = idsIn(lines)
    t.equal(participantIds.length, 450, path)
    t.equal(new Set(planIds).size, 450, path)
  }
  const [page, ...others] = await linesOf(() => client.get('/v1/plans?limit=3'))
  t.match(page, { participantIds: { length: 3 }, planIds: { length: 3 } })
  t.strictSame(others, [])
})

t.test('nothing of what a plan says is in a line', async (t) => {
  const client = await service.client()
  const document = somePlan({
    ...{ externalId: canary(), office: canary(), careerPlanner: canary() },
    goals: [someGoal({ statement: canary() })],
    milestones: [someMilestone({ externalId: canary(), statement: canary() })],
    followUps: [someFollowUp({ externalId: canary(), note: canary() })],
  })
  const { body } = await client.post('/v1/plans', document)
  const include = 'include=participant,milestones,followUps,findings'
  for (const path of [`/v1/plans/${body.id}?${include}`, `/v1/plans?office=${body.office}`, '/v1/changes'])
    t.not((await linesOf(() => client.get(path))).length, 0, path)
  t.notMatch(JSON.stringify(service.accessed()), mark)
})
