/**
 * The operations of the OpenAPI document, each with an example request that its own agency may make. Tests that must
 * hold for every operation are made from these, so that an operation without an example makes them fail.
 */
import { wisconsin } from '../../src/policy/profiles/wisconsin.ts'
import type { OpenApi } from './conformance.ts'
import { someFollowUp, someGoal, someMilestone, somePlan, someWaiver } from './plans.ts'
import type { Client, Json } from './service.ts'

export type Schema = Json
export type Parameter = { name: string; in: 'path' | 'query' | 'header'; schema: Schema }

/** An operation as the document describes it. */
export type Operation = {
  id: string
  method: string
  path: string
  /** The scope that it needs; undefined where any valid token will do. */
  scope: string | undefined
  /** Whether it answers without a token. */
  isPublic: boolean
  parameters: Parameter[]
  /** What it takes as JSON. */
  body: Schema | undefined
}

type Described = {
  operationId: string
  description?: string
  security?: unknown[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

/** Every operation of a document. */
export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations as unknown as Record<string, Described>).map(([method, described]) => ({
      id: described.operationId,
      method: method.toUpperCase(),
      path,
      scope: /Needs the scope `([^`]+)`/.exec(described.description ?? '')?.[1],
      isPublic: described.security?.length === 0,
      parameters: described.parameters ?? [],
      body: Object.entries(described.requestBody?.content ?? {}).find(([type]) => /[/+]json$/.test(type))?.[1].schema,
    })),
  )
}

/** A resource of each kind, as path parameters name them. */
export type Subject = Record<'planId' | 'milestoneId' | 'followUpId' | 'waiverId', string>
/** What an agency has: a draft, and a plan that is closed. */
export type Subjects = { draft: Subject; closed: Subject }

type Example = {
  /** Which plan it is made to; a draft unless told. */
  of?: keyof Subjects
  /** Path parameters that name no resource of an agency. */
  params?: Record<string, string>
  query?: string
  headers?: Record<string, string>
  /** Where it names a resource, it is made from those that the plan has. */
  body?: unknown | ((subject: Subject) => unknown)
}

const anyVersion = { 'if-match': '*' }
const asOf = 'asOf=2026-02-01'

/** An example request by operationId. */
export const examples: Record<string, Example> = {
  createPlan: { body: somePlan({ goals: [someGoal()], milestones: [someMilestone({ goalId: 'goal' })] }) },
  listPlans: { query: 'status=draft&limit=10' },
  getPlan: { query: 'include=milestones,followUps,findings' },
  updatePlan: { headers: anyVersion, body: { office: 'uptown', participant: { enteredOn: '2026-01-02' } } },
  deletePlan: { headers: anyVersion },
  completePlan: { headers: anyVersion, body: { completedOn: '2026-01-09' } },
  closePlan: { headers: anyVersion, body: { closedOn: '2026-03-01', closeReason: 'withdrawn' } },
  reopenPlan: { of: 'closed', headers: anyVersion, body: { reason: 'Closed by mistake.' } },
  pushPlan: {
    params: { externalId: 'own-1-plan' },
    body: somePlan({ milestones: [someMilestone({ externalId: 'own-1-milestone', where: 'At the library' })] }),
  },
  importPlans: {
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify(somePlan({ externalId: 'own-1-plan', office: 'uptown' }))}\n`,
  },
  validatePlan: { query: `${asOf}&recordedOn=2026-01-05`, body: somePlan({ milestones: [someMilestone()] }) },
  createMilestone: { body: someMilestone() },
  listPlanMilestones: { query: 'status=planned' },
  listMilestones: { query: 'kind=job_search' },
  getMilestone: {},
  updateMilestone: { headers: anyVersion, body: { where: 'At the library' } },
  deleteMilestone: { headers: anyVersion },
  createFollowUp: { body: someFollowUp() },
  listPlanFollowUps: { query: 'kind=appointment' },
  listFollowUps: { query: 'dueFrom=2026-01-01' },
  getFollowUp: {},
  updateFollowUp: { headers: anyVersion, body: { note: 'By phone.' } },
  deleteFollowUp: { headers: anyVersion },
  scheduleFollowUps: {},
  createAttempt: { body: { on: '2026-06-01', method: 'phone', by: 'staff-17', reached: false } },
  getOutcomes: { query: asOf },
  exportPirl: { query: 'asOf=2026-09-30&program=adult' },
  listPirlElements: {},
  createWaiver: {
    body: ({ milestoneId }: Subject) => someWaiver({ subject: { type: 'milestone', id: milestoneId } }),
  },
  listPlanWaivers: { query: 'limit=10' },
  getWaiver: {},
  deleteWaiver: { headers: anyVersion },
  listPlanFindings: { query: 'asOf=2150-01-01' },
  listFindings: { query: 'asOf=2150-01-01' },
  summarizeFindings: { query: 'asOf=2150-01-01' },
  listReports: {},
  getReport: { params: { report: 'employment-after-exit' }, query: 'exitQuarter=2026-Q1&asOf=2026-12-31' },
  listReportRows: { params: { report: 'employment-after-exit' }, query: 'exitQuarter=2026-Q1&asOf=2026-12-31' },
  listRules: {},
  getRule: { params: { rule: 'milestone-overdue' } },
  getPolicy: {},
  setPolicy: {
    headers: anyVersion,
    body: { profile: 'wisconsin', values: { ...wisconsin.values, planDueDays: 14 } },
  },
  listPolicyHistory: { query: 'limit=10' },
  listProfiles: {},
  listPlanHistory: { query: 'limit=10' },
  listChanges: { query: 'include=resource' },
  getProtectedResource: {},
  getProblem: { params: { slug: 'stale' } },
  getLiveness: {},
  getReadiness: {},
  getMetrics: {},
  getOpenapi: {},
}

/** A request, ready to be sent. */
export type Request = { method: string; path: string; headers: Record<string, string>; body: unknown }

/** The example request of an operation, made to the resources given. */
export function exampleOf({ id, method, path }: Operation, subjects: Subjects): Request {
  const example = examples[id]
  if (!example) throw new Error(`no example for operation ${id}`)
  const subject = subjects[example.of ?? 'draft']
  const params = { ...subject, ...example.params }
  const filled = path.replace(/\{(\w+)\}/g, (_, name: keyof Subject) => {
    if (params[name] === undefined) throw new Error(`no example for operation ${id}: its path needs ${name}`)
    return params[name]
  })
  const query = example.query ? `?${example.query}` : ''
  const body = typeof example.body === 'function' ? example.body(subject) : example.body
  return { method, path: `${filled}${query}`, headers: example.headers ?? {}, body }
}

/** Sends a request as a client. */
export const sendAs = (client: Client, { method, path, headers, body }: Request, more: Record<string, string> = {}) =>
  client.send(method, path, body, { headers: { ...headers, ...more } })

/** Whether the path of an operation names a resource of an agency, which must exist. */
export const namesResource = ({ path }: Operation): boolean => /\{(?!externalId)\w+Id\}/.test(path)

async function makeSubject(client: Client, name: string, members: object): Promise<Subject> {
  const document = somePlan({
    externalId: `${name}-plan`,
    participant: { id: `${name}-person`, programs: ['adult'], employedOn: '2026-06-01' },
    careerPlanner: `${name}-planner`,
    office: `${name}-office`,
    goals: [someGoal({ id: `${name}-goal` })],
    milestones: [someMilestone({ externalId: `${name}-milestone` })],
    followUps: [someFollowUp({ externalId: `${name}-follow-up` })],
    ...members,
  })
  const { body } = await client.post('/v1/plans', document)
  const [milestoneId, followUpId] = [body.milestones[0].id, body.followUps[0].id]
  const waiver = someWaiver({ rule: 'milestone-unlinked', subject: { type: 'milestone', id: milestoneId } })
  const { body: waived } = await client.post(`/v1/plans/${body.id}/waivers`, {
    ...waiver,
    decidedBy: `${name}-decider`,
  })
  return { planId: body.id, milestoneId, followUpId, waiverId: waived.id }
}

/** Gives an agency one of everything; `name` begins every name in it. */
export async function makeSubjects(client: Client, name: string): Promise<Subjects> {
  const draft = await makeSubject(client, `${name}-1`, {})
  const participant = { id: `${name}-2-person`, programs: ['adult'], exitedOn: '2026-02-27' }
  const closed = await makeSubject(client, `${name}-2`, { participant, completedOn: '2026-01-09' })
  const closing = { closedOn: '2026-03-01', closeReason: 'withdrawn' }
  await client.post(`/v1/plans/${closed.planId}/close`, closing, { ifMatch: '*' })
  return { draft, closed }
}

/** Sets the policy of an agency, and then another one. */
export async function setOwnPolicy(client: Client): Promise<void> {
  const { profile, values } = wisconsin
  for (const planDueDays of [14, 7])
    await client.put('/v1/policy', { profile, values: { ...values, planDueDays } }, { headers: anyVersion })
}

/** Resources that do not exist. */
export const nothing: Subject = {
  planId: '019b0000-0000-7000-8000-00000000000a',
  milestoneId: '019b0000-0000-7000-8000-00000000000b',
  followUpId: '019b0000-0000-7000-8000-00000000000c',
  waiverId: '019b0000-0000-7000-8000-00000000000d',
}
