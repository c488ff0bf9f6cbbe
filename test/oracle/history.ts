/** What history and feed must say of an agency after any writes; each throws where they do not. */
import { deepStrictEqual as same, notDeepStrictEqual as unlike } from 'node:assert/strict'
import { parts } from '../../src/document/parts.ts'
import { defaultPolicy } from '../../src/policy/store.ts'
import type { Client, Json } from '../support/service.ts'
import { all, type Present } from './invariants.ts'

/** A resource after a change of it, which must fit what the one before left. */
function changed(resource: Json, { op, type, before, after }: Json): Json {
  same([op, before === null, after === null], [op, op === 'create', op === 'delete'])
  if (op === 'create') same(resource, null, `a ${type} is created once`)
  if (op === 'delete') same(before, resource, `before of a deletion of a ${type}`)
  if (op !== 'update') return after
  same({ ...resource, ...before }, resource, `before of a change of a ${type}`)
  same(Object.keys(before).toSorted(), Object.keys(after).toSorted(), 'before and after tell the same members')
  for (const name of Object.keys(after)) unlike(before[name], after[name], `${name} of a ${type} differs`)
  return { ...resource, ...after }
}

/** A plan's resources as its history tells them, each change checked against what the one before left. */
function replayed(history: readonly Json[]): Map<string, Json> {
  const resources = new Map<string, Json>()
  let planId: string | undefined
  for (const item of history) {
    const { type, op, id, version, planVersion, at } = item
    if (type === 'plan') planId = id
    const before = resources.get(id) ?? null
    const after = changed(before, item)
    if (after) same([after.id, after.version, after.updatedAt], [id, version, at])
    if (op === 'update') same(after.version, before.version + 1)
    if (after) resources.set(id, after)
    else resources.delete(id)
    const plan = resources.get(planId as string)
    if (plan && planVersion > plan.version) resources.set(plan.id, { ...plan, version: planVersion, updatedAt: at })
  }
  return resources
}

/** The history of a plan; none where its person was erased. */
async function readHistory(client: Client, planId: string): Promise<Json[]> {
  const path = `/v1/plans/${planId}/history?limit=5`
  return (await client.get(path)).status === 404 ? [] : all(client, path)
}

/** The history of each plan that ever was, replayed, is the present; and versions count the writes. */
async function planHistoriesTell(client: Client, planIds: readonly string[], { plans }: Present) {
  const told = new Map<number, Json>()
  for (const id of planIds) {
    const history = await readHistory(client, id)
    const resources = replayed(history)
    for (const item of history) told.set(item.seq, { ...item, resource: resources.get(item.id) ?? null })
    const found = plans.find(({ plan }) => plan.id === id)
    const owned = found ? parts.flatMap(({ key }) => found[key]) : []
    const resourcesNow: Json[] = found ? [found.plan, ...owned] : []
    same(resources, new Map(resourcesNow.map((resource) => [resource.id, resource])))
    const versions = [...new Set(history.map(({ planVersion }) => planVersion))]
    same(
      versions,
      Array.from(versions, (_, index) => index + 1),
      'a plan takes one version a write',
    )
    if (found) same(found.plan.version, versions.length)
    for (const part of owned) same(part.version, history.filter((item) => item.id === part.id).length)
  }
  return told
}

/** The history of a participant, replayed, is the present, and has the changes of the person's plans. */
export async function historyTells(client: Client, planIds: readonly string[], present: Present): Promise<Json[]> {
  const ofPlans = await planHistoriesTell(client, planIds, present)
  const told: Json[] = []
  const everyone = await all(client, '/v1/participants?limit=2')
  // an id that was merged away can be given again
  const isThere = new Map(everyone.map((participant) => [participant.id, participant]))
  for (const participant of everyone) {
    const history = await all(client, `/v1/participants/${encodeURIComponent(participant.id)}/history?limit=5`)
    // those who were merged into the participant are there, too, up to their end
    const people = new Map<string, Json>()
    for (const item of history.filter(({ type }) => type === 'participant')) {
      const resource = changed(people.get(item.id) ?? null, item)
      if (resource) same([resource.id, resource.version, resource.updatedAt], [item.id, item.version, item.at])
      same([item.planId, item.planVersion], [null, null])
      if (resource) people.set(item.id, resource)
      else people.delete(item.id)
    }
    same([...people.values()], [participant])
    const { id: participantId } = participant
    told.push(
      ...history.map((item) => {
        if (item.type === 'participant') return { ...item, participantId, resource: isThere.get(item.id) ?? null }
        const { resource: present, ...known } = ofPlans.get(item.seq) as Json
        same(item, known)
        ofPlans.delete(item.seq)
        return { ...known, participantId, resource: present }
      }),
    )
  }
  same(ofPlans.size, 0, 'the history of a participant has that of each plan')
  return told
}

/** The history of the policy, replayed, is the present. */
export async function policyHistoryTells(client: Client): Promise<Json[]> {
  const history = await all(client, '/v1/policy/history?limit=2')
  const { profile, version, values, updatedAt } = (await client.get('/v1/policy')).body
  let resource: Json = defaultPolicy
  for (const [index, item] of history.entries()) {
    same([item.before.version, item.version], [index + 1, index + 2])
    resource = changed(resource, item)
    same([resource.version, resource.updatedAt], [item.version, item.at])
  }
  same({ profile, version, values, updatedAt }, resource)
  return history.map((item) => ({ ...item, participantId: null, resource }))
}

/**
 * The feed is dense from 1 and has every change that the histories tell, with what is there now. Others are of persons who
 * were erased, and have ids alone.
 */
export async function feedIsComplete(client: Client, told: readonly Json[]): Promise<void> {
  const feed = await all(client, '/v1/changes?limit=11&include=resource')
  same(
    feed.map(({ seq }) => seq),
    Array.from(feed, (_, index) => index + 1),
  )
  const members = ({ actor: _, reason: __, before: ___, after: ____, ...change }: Json) => change
  const [erased, left] = [feed.filter(({ op }) => op === 'erase'), feed.filter(({ op }) => op !== 'erase')]
  for (const { type, resource, participantId } of erased)
    if (type !== 'participant' || resource?.id !== participantId) same(resource, null)
  same(
    left.map(({ position: _, ...change }) => change),
    told.map(members).toSorted((a, b) => a.seq - b.seq),
  )
}
