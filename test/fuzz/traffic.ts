/** Random requests to every operation, made to resources that earlier answers have named so that many of them reach deep. */

import { listOperations, type Operation } from '../fixtures/operations.ts'
import type { OpenApi } from '../support/conformance.ts'
import type { Json } from '../support/service.ts'
import { createGenerator, hostileTexts } from './generate.ts'
import { mend, type Names } from './make-valid.ts'
import { createRandom, type Random } from './random.ts'

export type Attempt = { operation: Operation; path: string; headers: Record<string, string>; body: string | undefined }
type Plan = {
  id: string
  participantId: string
  version: number
  status: string
  names: Names
  milestones: Map<string, number>
  followUps: Map<string, number>
  waivers: Map<string, number>
}

const maxPlans = 40
/** Few enough to have several plans each, and enough that hardly anyone has as many as one may have. */
const manyPeople = 20
const none: Names = { goals: [], barriers: [], gaps: [], milestones: [] }
const parts = { '{milestoneId}': 'milestones', '{followUpId}': 'followUps', '{waiverId}': 'waivers' } as const
/** What a path names a part of. */
const partIn = (path: string) => Object.entries(parts).find(([name]) => path.includes(name))?.[1]
const getNames = ({ names, milestones }: Plan): Names => ({ ...names, milestones: [...milestones.keys()] })
const getIds = (items: { id: string }[]) => items.map(({ id }) => id)
const headerSafe = hostileTexts.filter((text) => /^[\t\x20-\x7e\x80-\xff]*$/.test(text))

/** What is known of an agency from its answers, and the next request to it. */
export function createTraffic(document: OpenApi, seed: number) {
  const random: Random = createRandom(seed)
  const operations = listOperations(document)
  const guarded = operations.filter(({ isPublic }) => !isPublic)
  const plans: Plan[] = []
  const pages = new Map<string, string>()
  /** Participants by id, with their versions and the ids of their periods. */
  const people = new Map<string, { version: number; periods: string[] }>()
  const handOvers = new Set<string>()
  let person: string | undefined
  let now: Plan | undefined

  const pickAny = (versions: Map<string, number> | undefined) => {
    const ids = [...(versions?.keys() ?? [])]
    return ids.length > 0 ? random.pick(ids) : undefined
  }
  const { valueFor, mutated, jsonText } = createGenerator(document, random, (name) => {
    if (['parentId', 'milestoneId', 'milestoneIds', 'affects'].includes(name)) return pickAny(now?.milestones)
    if (['externalId', 'participantId'].includes(name)) return `e-${random.below(1_000_000)}`
    return undefined
  })

  const strange = () => random.pick([...hostileTexts, '019b0000-0000-7000-8000-00000000000a', 'x'.repeat(300)])
  function paramFor(name: string): string {
    if (random.chance(0.03)) return strange()
    if (name === 'planId') return now?.id ?? '019b0000-0000-7000-8000-00000000000a'
    if (name === 'milestoneId') return pickAny(now?.milestones) ?? strange()
    if (name === 'followUpId') return pickAny(now?.followUps) ?? strange()
    if (name === 'waiverId') return pickAny(now?.waivers) ?? strange()
    if (name === 'participantId') return person ?? `e-${random.below(20)}`
    if (name === 'periodId') return random.pick([...(people.get(person ?? '')?.periods ?? []), 'x'])
    if (name === 'externalId') return `e-${random.below(20)}`
    if (name === 'handOverId') return handOvers.size > 0 ? random.pick([...handOvers]) : strange()
    if (name === 'report') return random.pick(['employment-after-exit', 'follow-up-reach', 'plan-effect', 'x'])
    if (name === 'rule') return random.pick(['milestone-overdue', 'term-mismatch', 'x'])
    return random.pick(['stale', 'invalid', 'internal', 'toString'])
  }

  function queryFor({ path, parameters }: Operation): string {
    if (path.includes('{report}') && random.chance(0.5)) return 'exitQuarter=2026-Q1'
    const given = parameters.filter((one) => one.in === 'query' && random.chance(one.required ? 0.95 : 0.2))
    const pairs = given.map(({ name, schema }) => {
      if (random.chance(0.03)) return [name, strange()] as const
      if (name === 'cursor') return ['limit', '2'] as const
      if (name === 'wait') return [name, random.pick(['0', '0', '0', '1'])] as const // patience is short
      return [
        name,
        name === 'limit' ? random.pick(['1', '2', '3', '50', '200', '1000']) : String(valueFor(schema, name)),
      ] as const
    })
    if (random.chance(0.02)) pairs.push([random.pick(['x', '__proto__', 'limit', 'asOf', '']), '1'])
    return pairs.map(([name, value]) => `${encode(name)}=${random.chance(0.01) ? '%zz' : encode(value)}`).join('&')
  }
  const encode = (text: string) => encodeURIComponent(text.toWellFormed())

  function versionFor({ path }: Operation, id: string | undefined): string {
    if (path.includes('{participantId}')) return `"${people.get(person ?? '')?.version ?? 1}"`
    const part = partIn(path)
    const version = part ? now?.[part].get(id ?? '') : now?.version
    return `"${version ?? 1}"`
  }

  function headersFor(operation: Operation, id: string | undefined): Record<string, string> {
    const headers: Record<string, string> = {}
    for (const { name } of operation.parameters.filter((parameter) => parameter.in === 'header')) {
      const current = versionFor(operation, id)
      if (name === 'idempotency-key') {
        if (random.chance(0.3)) headers[name] = random.chance(0.9) ? `k-${random.below(300)}` : random.pick(headerSafe)
      } else if (random.chance(name === 'if-match' && operation.id !== 'pushPlan' ? 0.95 : 0.3))
        headers[name] = random.pick([current, current, '*', '*', '*', `W/${current}`, '"0"', random.pick(headerSafe)])
    }
    if (random.chance(0.01))
      headers.accept = random.pick(['text/xml', '*/*', 'application/json;q=0', 'application/x-ndjson', ...headerSafe])
    if (random.chance(0.01)) headers['x-request-id'] = random.pick(headerSafe)
    return headers
  }

  /** A plan that has what the path of an operation names. */
  function planFor({ id, path }: Operation): Plan | undefined {
    const parts = id === 'createWaiver' ? 'milestones' : partIn(path)
    const status = { completePlan: 'draft', closePlan: 'active', reopenPlan: 'closed', deletePlan: 'draft' }[id]
    const ready = plans.filter((plan) => (parts ? plan[parts].size > 0 : true) && (!status || plan.status === status))
    const choice = ready.length > 0 && random.chance(0.9) ? ready : plans
    return choice.length > 0 ? random.pick(choice) : undefined
  }

  /** Gives a plan document to one of some people: to the same one whenever it has the same externalId. */
  function withPerson(document: Json, externalId: string | undefined = document?.externalId): Json {
    const number = Number(/^e-(\d+)$/.exec(externalId ?? '')?.[1] ?? random.below(manyPeople))
    if (document?.participant?.id) document.participant.id = `P-${number % manyPeople}`
    return document
  }

  /** A few lines of an import, most of them plan documents. */
  function linesFor(): string {
    const line = () => {
      const value = mend(valueFor({ $ref: '#/components/schemas/NamedPlanDocument' }), none)
      if (random.chance(0.5)) value.externalId = `e-${random.below(20)}`
      withPerson(value)
      return jsonText(random.chance(0.2) ? mutated(value) : value)
    }
    return Array.from({ length: random.below(4) }, line).join(random.pick(['\n', '\n', '\r\n', '\n\n']))
  }

  function next(): Attempt {
    const operation = random.chance(0.12)
      ? (operations.find(({ id }) => id === 'createPlan') as Operation)
      : random.pick(random.chance(0.8) ? guarded : operations)
    now = planFor(operation)
    person = people.size > 0 && random.chance(0.9) ? random.pick([...people.keys()]) : undefined
    let id: string | undefined
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
      id = paramFor(name)
      return random.chance(0.005) ? random.pick(['%', '%ff', '%00', '..', '']) : encode(id)
    })
    const query = queryFor(operation)
    const headers = headersFor(operation, id)
    const target = query ? `${path}?${query}` : path
    const page = pages.get(operation.id)
    if (operation.id === 'importPlans')
      return { operation, path, headers: { ...headers, 'content-type': 'application/x-ndjson' }, body: linesFor() }
    if (!operation.body)
      return { operation, path: page && random.chance(0.2) ? page : target, headers, body: undefined }
    const value = withPerson(valueFor(operation.body), operation.id === 'pushPlan' ? id : undefined)
    if (operation.id === 'pushPlan' && random.chance(0.95)) delete value.externalId
    if (people.size > 0 && random.chance(0.9)) {
      const other = random.pick([...people.keys()])
      if (operation.id === 'movePlan') Object.assign(value, { participantId: other, periodId: null })
      if (operation.id === 'mergeParticipant') Object.assign(value, { into: other })
    }
    const names = now?.names && !/^createPlan|^push|^validate/.test(operation.id) ? getNames(now) : none
    const mended =
      /^(create|update|push|put|validate|set)/.test(operation.id) && random.chance(0.9) ? mend(value, names) : value
    const type = operation.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    headers['content-type'] = random.chance(0.01) ? random.pick(['text/plain', 'application/xml', ...headerSafe]) : type
    return { operation, path: target, headers, body: jsonText(random.chance(0.3) ? mutated(mended) : mended) }
  }

  /** Forgets a person who was erased or merged, with the plans that were known. */
  function forget(participantId: string): void {
    people.delete(participantId)
    for (const plan of plans.filter((one) => one.participantId === participantId)) plans.splice(plans.indexOf(plan), 1)
  }

  /** Forgets what was deleted. */
  function gone(path: string): void {
    const [, , kind, planId, , id] = path.split('/')
    if (kind === 'participants') forget(decodeURIComponent(planId as string))
    const at = plans.findIndex((plan) => plan.id === planId)
    if (id) for (const part of Object.values(parts)) plans[at]?.[part].delete(id)
    else if (at >= 0) plans.splice(at, 1)
  }

  const mapVersions = (items: { id: string; version: number }[] = []) =>
    new Map(items.map(({ id, version }) => [id, version]))

  /** Remembers what an answer has told. */
  function learn({ operation, path }: Attempt, status: number, body: Json): void {
    if (body?.next) pages.set(operation.id, body.next)
    const planId = path.split('/')[3]?.split('?')[0] as string
    if (body?.periods && body.version) people.set(body.id, { version: body.version, periods: getIds(body.periods) })
    if (status === 204) gone(path.split('?')[0] as string)
    if (operation.id === 'handOverCaseload' && status === 202) handOvers.add(body.id)
    if (operation.id === 'mergeParticipant' && status === 200 && person) forget(person)
    if (status !== 200 && status !== 201) return
    if (body?.periods) return
    const plan = plans.find(({ id }) => id === (body?.planId ?? planId))
    if (/^(create|push)Plan$/.test(operation.id) && !people.has(body.participantId))
      people.set(body.participantId, { version: 1, periods: body.periodId ? [body.periodId] : [] })
    if (/^(create|push)Plan$/.test(operation.id) && !plans.some(({ id }) => id === body.id)) {
      const names = {
        goals: getIds(body.goals),
        barriers: getIds(body.barriers),
        gaps: getIds(body.gaps),
        milestones: [],
      }
      plans.push({
        id: body.id,
        participantId: body.participantId,
        version: body.version,
        status: body.status,
        names,
        milestones: mapVersions(body.milestones),
        followUps: mapVersions(body.followUps),
        waivers: new Map(),
      })
      if (plans.length > maxPlans) plans.shift()
    } else if (body?.reschedules) plan?.milestones.set(body.id, body.version)
    else if (body?.waivedOn) plan?.waivers.set(body.id, body.version)
    else if (body?.attempts) plan?.followUps.set(body.id, body.version)
    else if (plan && body?.participantId && body.id === plan.id) {
      plan.version = body.version
      plan.status = body.status
      plan.participantId = body.participantId
      plan.names = {
        goals: getIds(body.goals),
        barriers: getIds(body.barriers),
        gaps: getIds(body.gaps),
        milestones: [],
      }
    }
  }

  return { next, learn }
}
