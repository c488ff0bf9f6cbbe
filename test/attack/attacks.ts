/** What one client of an agency can do at its worst, each for as long as it is told. */
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { buildExample, listOperations, nothing, type Subject } from '../fixtures/operations.ts'
import type { OpenApi } from '../support/conformance.ts'
import type { Agency } from './agencies.ts'
import { elementsBody, markedBody, validBody } from './bodies.ts'
import { type Caller, count, nameAnswer, patch, post, type Sent, send, type Tally } from './exchange.ts'
import { drip, holdHeaders, holdImports, readSlowly } from './slow.ts'

/** Who is attacked from where, and until when. */
export type Target = { caller: Caller; agency: Agency; seed: number; until: number }

/** What the operator reads beside what the other agency saw. */
export type Gauge = 'sessions' | 'written' | 'descriptors'

export type Attack = {
  title: string
  /** Makes what the attack needs, before anything is measured. */
  prepare?: (target: Target) => Promise<void>
  /** Attacks; answers its answers by status. */
  run: (target: Target) => Promise<Tally>
  /** How long it takes at least, in seconds, where it is slow by nature. */
  seconds?: number
  gauge?: Gauge
}

/** How long a client waits after a refusal: it does not read Retry-After. */
const impatienceMs = 200

/** Sends requests on so many connections, each as soon as the one before was answered. */
async function flood(
  { caller, until }: Target,
  connections: number,
  buildRequest: (n: number) => Sent,
): Promise<Tally> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const tally: Tally = {}
  let sent = 0
  const work = async () => {
    while (Date.now() < until) {
      const answer = await send(caller, buildRequest(sent++), { agent })
      count(tally, nameAnswer(answer))
      if (answer.status === 0 || answer.status === 429 || answer.status >= 500) await pause(impatienceMs)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  agent.destroy()
  return tally
}

/** Sends so many requests, a few at a time. */
async function sendMany(
  { caller }: Target,
  amount: number,
  connections: number,
  request: (n: number) => Sent,
): Promise<Tally> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const tally: Tally = {}
  const all = Array.from({ length: amount }, async (_, n) =>
    count(tally, nameAnswer(await send(caller, request(n), { agent }))),
  )
  await Promise.all(all)
  agent.destroy()
  return tally
}

const validation = (body: string): Sent => ({
  method: 'POST',
  path: '/v1/plans/validate',
  headers: { 'content-type': 'application/json' },
  body,
})

/** As many connections as a client may have that sends to one operation all it can. */
const crowd = 300

/** Requests to an operation of the OpenAPI document, to a plan each. */
function buildFlood(id: string): Attack {
  const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as OpenApi
  const operation = listOperations(document).find((one) => one.id === id)
  if (!operation) throw new Error(`there is no operation ${id}`)
  const requestTo = (planId: string): Sent => {
    const subject: Subject = { ...nothing, planId }
    const { method, path, headers, body } = buildExample(operation, { draft: subject, closed: subject, spare: subject })
    if (body === undefined) return { method, path, headers }
    if (method === 'PATCH') return patch(path, body as object)
    return { ...post(path, body as object, headers), method }
  }
  return {
    title: `${crowd} concurrent requests: ${id}`,
    run: (target) =>
      flood(target, crowd, (n) => requestTo(target.agency.plans[n % target.agency.plans.length] as string)),
  }
}

const getLargePath = ({ agency }: Target): string => `/v1/plans/${agency.large}`
/** Patches of 16 bytes. */
const patchLarge = (target: Target, amount: number) =>
  sendMany(target, amount, 1, (n) => patch(getLargePath(target), { office: `o-${n % 10}` }))
const historyLength = 40

const fixed: Record<string, Attack> = {
  marks: {
    title: '256 KB of combining marks',
    run: (target) => flood(target, 1, () => validation(markedBody())),
  },
  elements: {
    title: 'an array of half a million elements',
    run: (target) => flood(target, 1, () => validation(elementsBody())),
  },
  'blank-lines': { title: 'an import of blank lines', run: (target) => drip(target, '\n') },
  'x-lines': { title: 'an import of lines of one letter', run: (target) => drip(target, 'x\n') },
  validations: {
    title: '20 concurrent validations of 27 KB',
    run: (target) => flood(target, 20, (n) => validation(validBody(target.seed + n))),
  },
  stale: {
    title: '100 PATCHes with a stale If-Match',
    gauge: 'sessions',
    run: (target) => {
      const path = `/v1/plans/${target.agency.plans[0]}`
      return sendMany(target, 100, 4, () => patch(path, { office: 'uptown' }, '"999999"'))
    },
  },
  'one-plan': {
    title: '60 concurrent PATCHes of one plan',
    run: (target) => flood(target, 60, (n) => patch(`/v1/plans/${target.agency.plans[0]}`, { office: `office-${n}` })),
  },
  streams: { title: 'four slow readers of streams', run: (target) => readSlowly(target, 4) },
  imports: {
    title: '400 imports that send a byte every 20 s',
    seconds: 25,
    run: (target) => holdImports(target, 400),
  },
  growth: {
    title: '40 PATCHes of 16 bytes to a plan of 600 KB',
    gauge: 'written',
    run: (target) => patchLarge(target, historyLength),
  },
  history: {
    title: '12 pages of the history of a plan of 600 KB',
    prepare: async (target) => void (await patchLarge(target, historyLength)),
    run: (target) => flood(target, 12, () => ({ path: `${getLargePath(target)}/history?limit=200` })),
  },
  trickle: {
    title: '300 clients that trickle headers and never close',
    seconds: 25,
    gauge: 'descriptors',
    run: (target) => holdHeaders(target, 300),
  },
}

/** A kind each: a list, a plan, a write, a summary, a report, an export. */
const kinds = ['listPlans', 'getPlan', 'createMilestone', 'summarizeFindings', 'getReport', 'exportPirl']

/** The names of all attacks, in their order. */
export const attackNames: string[] = [...Object.keys(fixed), ...kinds.map((id) => `flood:${id}`)]

/** The attack of a name; `flood:<operationId>` may name any operation. */
export function findAttack(name: string): Attack {
  const attack = name.startsWith('flood:') ? buildFlood(name.slice(6)) : fixed[name]
  if (!attack) throw new Error(`there is no attack ${name}: ${attackNames.join(', ')}`)
  return attack
}
