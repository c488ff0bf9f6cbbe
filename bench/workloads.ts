/** What is asked of both, the service and its limit: the same requests in the same order. */
import { addDays } from '../src/calendar.ts'
import { today } from './caseload.ts'

/** An agency with a token for the service; the limit is told the agency in a header. */
type Place = { agencyId: string; token: string }
/** One with plans that milestones are added to, for each side its own. */
type Growing = Place & { growing: Record<Side, string[]> }

/** Who is measured. */
export type Side = 'service' | 'limit'

/**
 * Where requests go: agencies whose plans have 10 milestones and 5 follow-ups each, in turn, and one with a caseload.
 * Milestones are added to other plans, those of each side to its own: plans grow, and what one side adds must not make the
 * other's work larger.
 */
export type Ground = {
  run: string
  work: (Growing & { plans: string[] })[]
  caseload: Growing
}

export type Sent = { method: string; path: string; headers: Record<string, string>; body?: string }

export type Workload = {
  name: string
  /** The largest ratio of processor time to the limit's that is aimed at; undefined where the row is for information. */
  target: number | undefined
  /** The nth request of a run. */
  request: (ground: Ground, n: number, side: Side) => Sent
}

const placeAt = ({ work }: Ground, n: number) => work[n % work.length] as Ground['work'][number]
/** How often it has been the turn of a place before: it goes to another of its plans each time. */
const turnAt = ({ work }: Ground, n: number) => Math.floor(n / work.length)
const pickPlan = (plans: string[], turn: number) => plans[(turn * 7919) % plans.length] as string
const planAt = (ground: Ground, n: number) => pickPlan(placeAt(ground, n).plans, turnAt(ground, n))

const buildHeaders = ({ agencyId, token }: Place) => ({ authorization: `Bearer ${token}`, 'x-agency': agencyId })
const read = (place: Place, path: string): Sent => ({ method: 'GET', path, headers: buildHeaders(place) })
const write = (place: Place, method: string, path: string, type: string, headers: object, body: object): Sent => ({
  method,
  path,
  headers: { ...buildHeaders(place), 'content-type': type, ...headers },
  body: JSON.stringify(body),
})

const milestone = {
  goalId: 'goal-1',
  statement: 'Contact three employers to arrange an informational interview.',
  kind: 'networking',
  startOn: today,
  dueOn: addDays(today, 45),
  doneWhen: 'Three names with dates are in the file.',
  responsible: { party: 'participant' },
  alternatives: ['Ask the alumni office for introductions.'],
}

function postMilestone({ growing, ...place }: Growing, turn: number, key: string, side: Side): Sent {
  return write(
    place,
    'POST',
    `/v1/plans/${pickPlan(growing[side], turn)}/milestones`,
    'application/json',
    { 'idempotency-key': key },
    milestone,
  )
}

/** The rows of the table. */
export const workloads: Workload[] = [
  {
    name: 'GET a plan',
    target: 1.5,
    request: (ground, n) => read(placeAt(ground, n), `/v1/plans/${planAt(ground, n)}`),
  },
  {
    name: 'GET a plan, 10 milestones, 5 follow-ups',
    target: 1.5,
    request: (ground, n) => read(placeAt(ground, n), `/v1/plans/${planAt(ground, n)}?include=milestones,followUps`),
  },
  { name: 'GET 50 plans', target: 1.5, request: (ground, n) => read(placeAt(ground, n), '/v1/plans?limit=50') },
  {
    name: 'GET 100 findings of a day',
    target: 1.5,
    request: ({ caseload }) => read(caseload, `/v1/findings?limit=100&asOf=${today}`),
  },
  {
    name: 'POST a milestone',
    target: 3,
    request: (ground, n, side) => postMilestone(placeAt(ground, n), turnAt(ground, n), `${ground.run}-${n}`, side),
  },
  {
    name: 'PATCH a plan',
    target: 3,
    request: (ground, n) => {
      const body = { office: `office-${ground.run}-${n}` }
      const path = `/v1/plans/${planAt(ground, n)}`
      return write(placeAt(ground, n), 'PATCH', path, 'application/merge-patch+json', { 'if-match': '*' }, body)
    },
  },
  {
    // writes of one agency are numbered one after the other, each with its own flush of the log
    name: 'POST a milestone, all in one agency',
    target: undefined,
    request: ({ run, caseload }, n, side) => postMilestone(caseload, n, `${run}-${n}`, side),
  },
]
