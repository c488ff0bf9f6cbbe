/** What must be true of an agency after any writes; each throws where it is not. */
import { deepStrictEqual as same } from 'node:assert/strict'
import { holdsOn } from '../../src/findings/finding.ts'
import { evaluate, type Finding } from '../../src/rules/index.ts'
import type { Client, Json, Service } from './service.ts'

/** All items of a list, by its pages. */
export async function all(client: Client, first: string): Promise<Json[]> {
  const items: Json[] = []
  for (let path: string | undefined = first; path !== undefined; ) {
    const { status, body }: Json = await client.get(path)
    same(status, 200, path)
    items.push(...body.items)
    path = body.next
  }
  return items
}

/** A plan document as the API reads it, with the findings that follow from it. */
export type Present = { plan: Json; milestones: Json[]; followUps: Json[]; findings: Finding[] }

/** Every plan that there is. */
export async function presentOf(client: Client): Promise<Present[]> {
  const { values } = (await client.get('/v1/policy')).body
  const plans = await all(client, '/v1/plans?limit=3')
  return Promise.all(
    plans.map(async (plan) => {
      const { body } = await client.get(`/v1/plans/${plan.id}?include=milestones,followUps`)
      const { milestones, followUps } = body
      same(body, { ...plan, milestones, followUps })
      return { plan, milestones, followUps, findings: evaluate({ plan, milestones, followUps }, values) }
    }),
  )
}

const textOf = ({ rule, severity, subject, message, pointer, from, until }: Finding) =>
  JSON.stringify([rule, severity, subject.type, subject.id, subject.externalId, message, pointer, from, until])
const texts = (findings: readonly Finding[]) => findings.map(textOf).toSorted()

const unresolved = `select plan_id, rule, severity, subject_type, subject_id, subject_external_id, message, pointer, from_on,
  nullif(until_on, 'infinity') from findings where agency_id = $1 and resolved_at is null`

/** The unresolved findings that are stored are those that follow from the facts. */
export async function findingsAreStored({ db }: Service, client: Client, present: readonly Present[]): Promise<void> {
  const statement = { name: 'test_unresolved', text: unresolved }
  const [rows = []] = await db.read(client.agencyId, { statement, values: [client.agencyId] })
  const stored = rows.map(([planId, ...rest]) => `${planId} ${JSON.stringify(rest)}`).toSorted()
  const expected = present.flatMap(({ plan, findings }) => findings.map((finding) => `${plan.id} ${textOf(finding)}`))
  same(stored, expected.toSorted())
}

/** Plan, caseload and summary say of a day what the facts say. */
export async function findingsHold(client: Client, present: readonly Present[], asOf: string): Promise<void> {
  const caseload = await all(client, `/v1/findings?limit=7&asOf=${asOf}`)
  for (const { plan, findings } of present) {
    const { items } = (await client.get(`/v1/plans/${plan.id}/findings?asOf=${asOf}`)).body
    same(texts(items), texts(findings.filter((finding) => holdsOn(finding, asOf))), `${plan.id} on ${asOf}`)
    same(
      caseload.filter(({ planId }) => planId === plan.id),
      items,
      `the caseload on ${asOf} has the findings of ${plan.id} in its order`,
    )
  }
  const expected = present.flatMap(({ findings }) => findings.filter((finding) => holdsOn(finding, asOf)))
  same(texts(caseload), texts(expected))
  const days = caseload.map(({ from }) => from)
  same(days, days.toSorted(), 'ordered by from')

  const counts = new Map<string, number>()
  for (const { rule, severity } of expected)
    counts.set(`${rule} ${severity}`, (counts.get(`${rule} ${severity}`) ?? 0) + 1)
  const { body } = await client.get(`/v1/findings/summary?asOf=${asOf}`)
  const seen = body.items.map(({ rule, severity, count }: Json) => [`${rule} ${severity}`, count])
  same(seen.toSorted(), [...counts].toSorted(), `the summary of ${asOf}`)
}

/** A plan's resources as its history tells them, each change checked against what the one before left. */
function replayed(history: readonly Json[]): Map<string, Json> {
  const resources = new Map<string, Json>()
  let planId: string | undefined
  for (const { type, op, id, version, planVersion, at, before, after } of history) {
    if (type === 'plan') planId = id
    same(before, resources.get(id) ?? null, `before of a change of a ${type}`)
    same([op, before === null, after === null], [op, op === 'create', op === 'delete'])
    if (after) same([after.id, after.version, after.updatedAt], [id, version, at])
    if (after && before) same(after.version, before.version + 1)
    if (after) resources.set(id, after)
    else resources.delete(id)
    const plan = resources.get(planId as string)
    if (plan && planVersion > plan.version) resources.set(plan.id, { ...plan, version: planVersion, updatedAt: at })
  }
  return resources
}

/** The history of each plan that ever was, replayed, is the present; and versions count the writes. */
export async function historyTells(
  client: Client,
  planIds: readonly string[],
  present: readonly Present[],
): Promise<Json[]> {
  const told: Json[] = []
  for (const id of planIds) {
    const history = await all(client, `/v1/plans/${id}/history?limit=5`)
    told.push(...history.map((item) => ({ ...item, planId: id })))
    const resources = replayed(history)
    const found = present.find(({ plan }) => plan.id === id)
    const parts = found ? [found.plan, ...found.milestones, ...found.followUps] : []
    same(resources, new Map(parts.map((resource) => [resource.id, resource])))
    const versions = [...new Set(history.map(({ planVersion }) => planVersion))]
    same(
      versions,
      Array.from(versions, (_, index) => index + 1),
      'a plan takes one version a write',
    )
    if (found) same(found.plan.version, versions.length)
    for (const part of parts.slice(1)) same(part.version, history.filter((item) => item.id === part.id).length)
  }
  return told
}

/** The feed is dense from 1 and has every change that the histories tell, and no other. */
export async function feedIsComplete(client: Client, told: readonly Json[]): Promise<void> {
  const feed = await all(client, '/v1/changes?limit=11')
  same(
    feed.map(({ seq }) => seq),
    Array.from(feed, (_, index) => index + 1),
  )
  const members = ({ seq, op, type, id, planId, version, at }: Json) => ({ seq, op, type, id, planId, version, at })
  same(
    feed,
    told.map(members).toSorted((a, b) => a.seq - b.seq),
  )
}
