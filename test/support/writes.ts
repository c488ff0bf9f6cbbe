/** Random writes to one agency through HTTP. What a write refers to may be gone, and then it is refused: that is fine. */
import fc, { type Arbitrary } from 'fast-check'
import { addDays } from '../../src/calendar.ts'
import type { Answer, Client, Json } from './service.ts'

/** What is known of a plan that was made; its parts may have been deleted since. */
type Known = { id: string; milestones: string[]; followUps: string[] }
type Part = 'milestones' | 'followUps'
const paths = { milestones: 'milestones', followUps: 'follow-ups' }
export type World = { client: Client; plans: Known[] }
/** One write; answers undefined where there is nothing yet that it could be made to. */
export type Write = (world: World) => Promise<Answer | undefined>

/** Days around the present of the examples, mostly close together, so that their order matters. */
export const someDay = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 600 }).map((days) => addDays('2025-10-01', days)) },
  { weight: 1, arbitrary: fc.constantFrom('1900-01-01', '2200-12-31', '2024-02-29') },
)
const maybe = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { freq: 3 })
const partial = <T extends object>(model: { [K in keyof T]: Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })
const externalId = maybe(fc.integer({ min: 1, max: 300 }).map((n) => `x-${n}`))
const text = fc.constantFrom('One.', 'Two.', 'Zoë’s 🦜 “third”.')

/** Items with ids of a few, so that references hit now and then. */
const itemsOf = <T extends object>(prefix: string, item: Arbitrary<T>) =>
  fc
    .oneof(
      { weight: 6, arbitrary: fc.array(item, { minLength: 2, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(item, { maxLength: 1 }) },
    )
    .map((items) => items.map((one, index) => ({ id: `${prefix}-${index + 1}`, ...one })))

const goal = fc.record({
  statement: text,
  kind: fc.constantFrom('decided', 'undecided'),
  status: fc.constantFrom('active', 'active', 'achieved', 'withdrawn'),
  decideByOn: maybe(someDay),
})
const strength = fc.record({ statement: text, group: fc.constant('personal'), kind: fc.constant('skill') })
const barrier = fc.record({
  statement: text,
  origin: fc.constantFrom('personal', 'external'),
  impact: maybe(text),
  affects: fc.constantFrom([], ['goal-1']),
  identifiedOn: someDay,
  resolvedOn: maybe(fc.constant('2200-12-31')),
  accepted: maybe(text),
})
const gap = fc.record({ statement: text, kind: fc.constantFrom('skill', 'education'), acceptedBecause: maybe(text) })

const dates = partial({ firstCounselingOn: maybe(someDay), exitedOn: maybe(someDay), employedOn: maybe(someDay) })
const planMembers = {
  externalId,
  office: maybe(fc.constantFrom('north', 'south')),
  participant: dates,
  goals: itemsOf('goal', goal),
  strengths: itemsOf('strength', strength),
  barriers: itemsOf('barrier', barrier),
  gaps: itemsOf('gap', gap),
}

const milestoneMembers = {
  externalId,
  goalId: maybe(fc.constantFrom('goal-1', 'goal-2')),
  parentId: maybe(fc.nat({ max: 9 })),
  kind: fc.constantFrom('job_search', 'career_exploration'),
  startOn: maybe(fc.constantFrom('1900-01-01', '2025-10-01')),
  dueOn: maybe(someDay),
  term: maybe(fc.constantFrom('short', 'intermediate', 'long')),
  alternatives: fc.array(text, { maxLength: 2 }),
  alternativesDiscussed: fc.boolean(),
  responsible: maybe(fc.record({ party: fc.constantFrom('staff', 'partner') })),
  mitigates: fc.uniqueArray(fc.constantFrom('barrier-1', 'barrier-2'), { maxLength: 1 }),
  closes: fc.uniqueArray(fc.constantFrom('gap-1', 'gap-2'), { maxLength: 1 }),
  status: fc.constantFrom('planned', 'in_progress', 'completed', 'stopped'),
}
const newMilestone = partial(milestoneMembers).map((members) => ({
  statement: 'A step.',
  kind: 'training',
  ...members,
}))

const followUpMembers = {
  externalId,
  milestoneId: maybe(fc.nat({ max: 9 })),
  dueOn: someDay,
  status: fc.constantFrom('scheduled', 'scheduled', 'completed', 'declined', 'unreachable'),
  outcome: maybe(partial({ hourlyWage: maybe(fc.constant(21.5)), education: maybe(text) })),
  services: fc.array(text, { maxLength: 2 }),
  note: maybe(text),
}
const newFollowUp = partial(followUpMembers).map((members) => ({
  kind: 'appointment',
  dueOn: '2026-06-30',
  ...members,
}))

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(items.length, 1)]
const index = fc.nat({ max: 999 })

/** Members with the number of a milestone made into its name, where there are any. */
function named(members: object, milestones: readonly string[]): object {
  const nameOf = (value: unknown) => (typeof value === 'number' ? (pick(milestones, value) ?? null) : value)
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, /^(parent|milestone)Id$/.test(name) ? nameOf(value) : value]),
  )
}

const newPlan = partial({
  ...planMembers,
  completedOn: maybe(someDay),
  noBarriersIdentified: fc.boolean(),
  milestones: fc.array(newMilestone, { maxLength: 4 }),
  followUps: fc.array(newFollowUp, { maxLength: 3 }),
})

/** A document whose parts refer to what it has: a goal, a barrier and a gap of each number, and milestones before. */
function documentOf(
  { participant, milestones = [], followUps = [], noBarriersIdentified, ...plan }: Json,
  n: number,
): object {
  const names = milestones.map((_: Json, at: number) => `d-${n}-${at}`)
  const needed = milestones.length > 0 || plan.barriers?.length > 0
  const two = (prefix: string, members: object) =>
    [1, 2].map((at) => ({ id: `${prefix}-${at}`, statement: 'x', ...members }))
  return {
    ...{ type: 'career_action_plan', participant: { id: 'P-1', programs: ['adult'], ...participant } },
    ...(needed && { goals: two('goal', { kind: 'decided' }), gaps: two('gap', { kind: 'skill' }) }),
    ...(needed && { barriers: two('barrier', { origin: 'external', identifiedOn: '2026-01-05' }) }),
    ...(!needed && { noBarriersIdentified }),
    ...plan,
    milestones: milestones.map((one: Json, at: number) => ({
      ...named(one, names.slice(0, at)),
      externalId: names[at],
    })),
    followUps: followUps.map(({ externalId: _, ...one }: Json) => named(one, names)),
  }
}

/** A new plan document. */
export const create = newPlan.map(
  (members): Write =>
    async ({ client, plans }) => {
      const answer = await client.post('/v1/plans', documentOf(members, plans.length))
      const ids = (items: { id: string }[]) => items.map(({ id }) => id)
      if (answer.status === 201)
        plans.push({
          id: answer.body.id,
          milestones: ids(answer.body.milestones),
          followUps: ids(answer.body.followUps),
        })
      return answer
    },
)

/** Mostly whichever version is current. */
const ifMatch = fc.constantFrom('*', '*', '*', '*', '*', '"1"', '"2"')

/** A write to a plan that was made. */
const toPlan = <B>(
  body: Arbitrary<B>,
  write: (client: Client, path: string, body: B, match: string, plan: Known) => Promise<Answer>,
) =>
  fc.tuple(index, body, ifMatch).map(
    ([n, sent, match]): Write =>
      async ({ client, plans }) => {
        const plan = pick(plans, n)
        return plan && write(client, `/v1/plans/${plan.id}`, sent, match, plan)
      },
  )

/** A write to a milestone or follow-up that was made. */
const toPart = <B>(
  part: Part,
  body: Arbitrary<B>,
  write: (client: Client, path: string, body: B, match: string, plan: Known) => Promise<Answer>,
) =>
  fc.tuple(index, index, body, ifMatch).map(
    ([n, m, sent, match]): Write =>
      async ({ client, plans }) => {
        const plan = pick(
          plans.filter((one) => one[part].length > 0),
          n,
        )
        const id = plan && pick(plan[part], m)
        return id && plan ? write(client, `/v1/plans/${plan.id}/${paths[part]}/${id}`, sent, match, plan) : undefined
      },
  )

const add = (part: Part, body: Arbitrary<object>) =>
  toPlan(body, async (client, path, sent, _match, plan) => {
    const answer = await client.post(`${path}/${paths[part]}`, named(sent, plan.milestones))
    if (answer.status === 201) plan[part].push(answer.body.id)
    return answer
  })

const patch = (part: Part, members: Arbitrary<object>) =>
  toPart(part, members, async (client, path, sent, match, plan) => {
    const body = named(sent, plan.milestones)
    const answer = await client.patch(path, body, { ifMatch: match })
    const isReasonNeeded = answer.body.errors?.[0]?.pointer === '/rescheduleReason'
    return isReasonNeeded ? client.patch(path, { ...body, rescheduleReason: 'It moved.' }, { ifMatch: match }) : answer
  })

const remove = (part: Part) =>
  toPart(part, fc.constant(null), (client, path, _, match) => client.delete(path, { ifMatch: match }))

const act = (action: string, body: Arbitrary<object>) =>
  toPlan(body, (client, path, sent, match) => client.post(`${path}/${action}`, sent, { ifMatch: match }))

const patchPlan = (members: Arbitrary<object>) =>
  toPlan(members, (client, path, sent, match) => client.patch(path, sent, { ifMatch: match }))

const attempt = fc.record({
  on: someDay,
  method: fc.constantFrom('phone', 'email'),
  by: fc.constant('staff-17'),
  reached: fc.boolean(),
})
const completion = fc.record({ completedOn: someDay })
const closing = fc.record({ closedOn: someDay, closeReason: fc.constantFrom('exited', 'withdrawn') })

/** Any write. */
export const anyWrite: Arbitrary<Write> = fc.oneof(
  { weight: 5, arbitrary: create },
  { weight: 6, arbitrary: patchPlan(partial(planMembers)) },
  { weight: 1, arbitrary: patchPlan(completion) },
  { weight: 4, arbitrary: add('milestones', newMilestone) },
  { weight: 6, arbitrary: patch('milestones', partial(milestoneMembers)) },
  { weight: 2, arbitrary: remove('milestones') },
  { weight: 3, arbitrary: add('followUps', newFollowUp) },
  { weight: 4, arbitrary: patch('followUps', partial(followUpMembers)) },
  { weight: 1, arbitrary: remove('followUps') },
  { weight: 2, arbitrary: toPart('followUps', attempt, (client, path, sent) => client.post(`${path}/attempts`, sent)) },
  { weight: 3, arbitrary: act('complete', completion) },
  { weight: 2, arbitrary: act('close', closing) },
  { weight: 2, arbitrary: act('reopen', fc.constant({ reason: 'x' })) },
  {
    weight: 3,
    arbitrary: toPlan(fc.constant(null), (client, path, _, match) => client.delete(path, { ifMatch: match })),
  },
)
