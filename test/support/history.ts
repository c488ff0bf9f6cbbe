/** What history and feed must say of an agency after any writes; each throws where they do not. */
import { deepStrictEqual as same } from 'node:assert/strict'
import type { Client, Json } from './service.ts'
import { all, type Present } from './truths.ts'

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
    const parts = found ? [found.plan, ...found.milestones, ...found.followUps, ...found.waivers] : []
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

/** The history of the policy, replayed, is the present. */
export async function policyHistoryTells(client: Client): Promise<Json[]> {
  const history = await all(client, '/v1/policy/history?limit=2')
  const { profile, version, values, updatedAt } = (await client.get('/v1/policy')).body
  for (const [index, { before, after, version, at }] of history.entries()) {
    same([before.version, after.version, after.updatedAt], [index + 1, version, at])
    if (index > 0) same(before, history[index - 1].after)
  }
  const last = history.at(-1)
  same({ profile, version, values, updatedAt }, last ? last.after : { profile, version: 1, values, updatedAt: null })
  return history.map((item) => ({ ...item, planId: null }))
}

/** The feed is dense from 1 and has every change that the histories tell, with what they left, and no other. */
export async function feedIsComplete(client: Client, told: readonly Json[]): Promise<void> {
  const feed = await all(client, '/v1/changes?limit=11&include=resource')
  same(
    feed.map(({ seq }) => seq),
    Array.from(feed, (_, index) => index + 1),
  )
  const members = ({ actor: _, reason: __, before: ___, after, ...change }: Json) => ({ ...change, resource: after })
  same(
    feed,
    told.map(members).toSorted((a, b) => a.seq - b.seq),
  )
}
