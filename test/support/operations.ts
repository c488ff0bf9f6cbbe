/**
 * The operations of the OpenAPI document, each with an example request that its own agency may make. Tests that must
 * hold for every operation are made from these, so that an operation without an example makes them fail.
 */
import type { OpenApi } from './conformance.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './plans.ts'
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
      body: Object.values(described.requestBody?.content ?? {})[0]?.schema,
    })),
  )
}

/** A resource of each kind, as path parameters name them. */
export type Subject = Record<'planId' | 'milestoneId' | 'followUpId', string>
/** What an agency has: a draft, and a plan that is closed. */
export type Subjects = { draft: Subject; closed: Subject }

type Example = {
  /** Which plan it is made to; a draft unless told. */
  of?: keyof Subjects
  /** Path parameters that name no resource of an agency. */
  params?: Record<string, string>
  query?: string
  headers?: Record<string, string>
  body?: unknown
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
  createAttempt: { body: { on: '2026-06-01', method: 'phone', by: 'staff-17', reached: false } },
  listPlanFindings: { query: asOf },
  listFindings: { query: asOf },
  summarizeFindings: { query: asOf },
  listRules: {},
  getRule: { params: { rule: 'milestone-overdue' } },
  getPolicy: {},
  listPlanHistory: { query: 'limit=10' },
  listChanges: { query: 'after=0' },
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
  const params = { ...subjects[example.of ?? 'draft'], ...example.params }
  const filled = path.replace(/\{(\w+)\}/g, (_, name: keyof Subject) => {
    if (params[name] === undefined) throw new Error(`no example for operation ${id}: its path needs ${name}`)
    return params[name]
  })
  const query = example.query ? `?${example.query}` : ''
  return { method, path: `${filled}${query}`, headers: example.headers ?? {}, body: example.body }
}

/** Sends a request as a client. */
export const sendAs = (client: Client, { method, path, headers, body }: Request, more: Record<string, string> = {}) =>
  client.send(method, path, body, { headers: { ...headers, ...more } })

/** Whether the path of an operation names a resource of an agency. */
export const namesResource = ({ path }: Operation): boolean => /\{\w+Id\}/.test(path)

async function makeSubject(client: Client, name: string, members: object): Promise<Subject> {
  const document = somePlan({
    externalId: `${name}-plan`,
    participant: { id: `${name}-person`, programs: ['adult'] },
    careerPlanner: `${name}-planner`,
    office: `${name}-office`,
    goals: [someGoal({ id: `${name}-goal` })],
    milestones: [someMilestone({ externalId: `${name}-milestone` })],
    followUps: [someFollowUp({ externalId: `${name}-follow-up` })],
    ...members,
  })
  const { body } = await client.post('/v1/plans', document)
  return { planId: body.id, milestoneId: body.milestones[0].id, followUpId: body.followUps[0].id }
}

/** Gives an agency one of everything; `name` begins every name in it. */
export async function makeSubjects(client: Client, name: string): Promise<Subjects> {
  const draft = await makeSubject(client, `${name}-1`, {})
  const closed = await makeSubject(client, `${name}-2`, { completedOn: '2026-01-09' })
  const closing = { closedOn: '2026-03-01', closeReason: 'withdrawn' }
  await client.post(`/v1/plans/${closed.planId}/close`, closing, { ifMatch: '*' })
  return { draft, closed }
}

/** Resources that do not exist. */
export const nothing: Subject = {
  planId: '019b0000-0000-7000-8000-00000000000a',
  milestoneId: '019b0000-0000-7000-8000-00000000000b',
  followUpId: '019b0000-0000-7000-8000-00000000000c',
}
