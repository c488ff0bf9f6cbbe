/** Random writes to one agency through HTTP. What a write refers to may be gone, and then it is refused: that is fine. */
import fc, { type Arbitrary } from 'fast-check'
import { addDays } from '../../src/calendar.ts'
import { careerActionPlan } from '../../src/policy/profiles/career-action-plan.ts'
import { someWaiver } from '../fixtures/plans.ts'
import type { Answer, Client, Json } from '../support/service.ts'

/** What is known of a plan that was made; its parts may have been deleted since. */
type Known = { id: string; milestones: string[]; followUps: string[]; waivers: string[] }
type Part = 'milestones' | 'followUps' | 'waivers'
const paths = { milestones: 'milestones', followUps: 'follow-ups', waivers: 'waivers' }
export type World = {
  client: Client
  plans: Known[]
  /** Sets the plans that are pushed apart from those of others who write to the agency at the same time. */
  writer?: string
}
/** One write; answers undefined where there is nothing yet that it could be made to. */
export type Write = (world: World) => Promise<Answer | undefined>

/** Days around the present of the examples, mostly close together, so that their order matters. */
export const someDay = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 600 }).map((days) => addDays('2025-10-01', days)) },
  { weight: 1, arbitrary: fc.constantFrom('1900-01-01', '2028-12-31', '2024-02-29') },
)
const maybe = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { freq: 3 })
const partial = <T extends object>(model: { [K in keyof T]: Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })
const externalId = maybe(fc.integer({ min: 1, max: 300 }).map((n) => `x-${n}`))
const text = fc.constantFrom('One.', 'Two.', 'Zoë’s 🦜 “third”.')

/** Items with ids of a few, so that references hit now and then. */
const makeItems = <T extends object>(prefix: string, item: Arbitrary<T>) =>
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
  resolvedOn: maybe(fc.constant('2028-12-31')),
  accepted: maybe(text),
})
const gap = fc.record({ statement: text, kind: fc.constantFrom('skill', 'education'), acceptedBecause: maybe(text) })

const service = fc
  .record({
    kind: fc.constantFrom('career', 'training', 'supportive', 'youth_element', 'follow_up'),
    name: text,
    plannedStartOn: maybe(someDay),
    startedOn: maybe(someDay),
    endedOn: maybe(fc.constant('2028-12-31')),
    determinedOn: maybe(someDay),
    inDemand: maybe(fc.constantFrom('local_area', 'none')),
    withEducation: maybe(fc.boolean()),
    trainingPlanOn: maybe(someDay),
    goalIds: fc.constantFrom([], ['goal-1']),
    barrierIds: fc.constantFrom([], ['barrier-1']),
    otherResourcesExhausted: maybe(fc.boolean()),
  })
  .map((one) => ({ ...one, element: one.kind === 'youth_element' ? 4 : null }))
const assessment = fc.record({
  kind: fc.constantFrom('basic_skills', 'interests', 'other'),
  name: text,
  completedOn: maybe(someDay),
  reused: fc.boolean(),
})
const attainment = fc.record({
  skillGain: fc.constantFrom('training_milestone', 'skills_progression'),
  name: text,
  attainedOn: someDay,
})
const acknowledgement = fc.record({
  party: fc.constantFrom('participant', 'staff'),
  on: someDay,
  method: fc.constant('signature'),
})
const followUpDecision = fc.record({
  decision: fc.constantFrom('accepted', 'declined', 'unreachable'),
  decidedOn: someDay,
  staff: fc.constant('staff-17'),
})

const dates = partial({ firstCounselingOn: maybe(someDay), exitedOn: maybe(someDay), employedOn: maybe(someDay) })
const participant = fc
  .tuple(
    dates,
    partial({
      programs: fc.constantFrom(['adult'], ['youth'], ['dislocated_worker', 'wagner_peyser']),
      eligibleOn: maybe(someDay),
      priorityGroup: maybe(fc.constantFrom('low_income', 'none')),
      selectiveServiceOn: maybe(someDay),
      enteredOn: maybe(fc.constantFrom('2025-09-15', '2025-10-20')),
      lastServiceOn: maybe(someDay),
      nextServiceOn: maybe(someDay),
      followUpDecision: maybe(followUpDecision),
      exitReason: maybe(fc.constantFrom('none', 'deceased', 'foster_care', 'ineligible')),
    }),
  )
  .map(([clocks, more]) => ({ ...clocks, ...more }))
const planMembers = {
  externalId,
  office: maybe(fc.constantFrom('north', 'south')),
  goals: makeItems('goal', goal),
  strengths: makeItems('strength', strength),
  barriers: makeItems('barrier', barrier),
  gaps: makeItems('gap', gap),
  services: makeItems('service', service),
  assessments: makeItems('assessment', assessment),
  attainments: makeItems('attainment', attainment),
  acknowledgements: fc.array(acknowledgement, { maxLength: 3 }),
  indicators: fc.constantFrom([], ['credential_attainment']),
  copyProvidedOn: maybe(someDay),
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
  setOn: maybe(fc.constantFrom('2025-06-30', '2025-10-01')),
  setEvidence: fc.constant('Signed plan.'),
}
const newMilestone = partial(milestoneMembers).map((members) => ({
  statement: 'A step.',
  kind: 'training',
  ...members,
}))

const outcome = partial({
  quarter: maybe(fc.constantFrom(1, 2, 4)),
  employment: maybe(fc.constantFrom('employed', 'not_employed', 'unknown')),
  source: maybe(fc.constantFrom('ui_wage_record', 'supplemental')),
  hourlyWage: maybe(fc.constant(21.5)),
  wagesPaid: maybe(fc.constant(9000)),
  education: maybe(text),
  credential: maybe(fc.record({ type: fc.constant('secondary_diploma'), attainedOn: someDay })),
})
const followUpMembers = {
  externalId,
  milestoneId: maybe(fc.nat({ max: 9 })),
  dueOn: someDay,
  status: fc.constantFrom('scheduled', 'scheduled', 'completed', 'declined', 'unreachable'),
  outcome: maybe(outcome),
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
  const toName = (value: unknown) => (typeof value === 'number' ? (pick(milestones, value) ?? null) : value)
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, /^(parent|milestone)Id$/.test(name) ? toName(value) : value]),
  )
}

const newPlan = partial({
  ...planMembers,
  participant,
  who: fc.constantFrom(1, 2, 3),
  completedOn: maybe(someDay),
  noBarriersIdentified: fc.boolean(),
  milestones: fc.array(newMilestone, { maxLength: 4 }),
  followUps: fc.array(newFollowUp, { maxLength: 3 }),
})

/** A document whose parts refer to what it has: a goal, a barrier and a gap of each number, and milestones before. */
function buildDocument(
  { participant, who = 1, milestones = [], followUps = [], noBarriersIdentified, ...plan }: Json,
  n: number,
): object {
  const names = milestones.map((_: Json, at: number) => `d-${n}-${at}`)
  const needed = [milestones, plan.barriers, plan.services].some((items) => items?.length > 0)
  const two = (prefix: string, members: object) =>
    [1, 2].map((at) => ({ id: `${prefix}-${at}`, statement: 'x', ...members }))
  return {
    ...{
      type: n % 2 ? 'career_action_plan' : 'individual_service_strategy',
      participant: { id: `P-${who}`, programs: ['adult'], ...participant },
    },
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
      const answer = await client.post('/v1/plans', buildDocument(members, plans.length))
      const ids = (items: { id: string }[]) => items.map(({ id }) => id)
      if (answer.status === 201)
        plans.push({
          id: answer.body.id,
          milestones: ids(answer.body.milestones),
          followUps: ids(answer.body.followUps),
          waivers: [],
        })
      return answer
    },
)

/** A document for one of a few plans, whose parts have the same names each time. */
const push = fc.tuple(newPlan, fc.integer({ min: 1, max: 3 }), fc.boolean()).map(
  ([members, n, isImport]): Write =>
    async ({ client, plans, writer = '' }) => {
      const { externalId: _, ...document } = buildDocument({ ...members, who: n }, -n) as Json
      const followUps = document.followUps.map((one: Json, at: number) => ({ ...one, externalId: `d-${-n}-${at}` }))
      const sent = { ...document, followUps, externalId: `pushed-${writer}${n}` }
      const imported = isImport && (await client.send('POST', '/v1/import', JSON.stringify(sent), { headers: ndjson }))
      const answer = await client.send('PUT', `/v1/plans/by-external-id/${sent.externalId}`, sent)
      if (answer.status >= 300) return answer
      const line = imported ? imported.body[0] : { problem: { code: 'unavailable' } }
      // another writer may have changed the participant meanwhile, and with the exit the quarters of its follow-ups
      const isSame = writer === '' ? line.version === answer.body.version : line.version <= answer.body.version
      const isThere = answer.status === 200 && isSame
      // among many writers another one may have had a name of its parts until then
      const mayBeAbsent = line.problem && (writer !== '' || line.problem.code === 'unavailable')
      if (!mayBeAbsent && !isThere) throw new Error('what was imported is not there whole')
      const ids = (items: { id: string }[]) => items.map(({ id }) => id)
      const { id, milestones, followUps: stored } = answer.body
      const known = plans.find((plan) => plan.id === id)
      const now = { id, milestones: ids(milestones), followUps: ids(stored) }
      if (known) Object.assign(known, now)
      else plans.push({ ...now, waivers: [] })
      return answer
    },
)
const ndjson = { 'content-type': 'application/x-ndjson' }

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

/** A waiver of one of the findings that hold on its last day, if any do. */
const waive = toPlan(fc.tuple(fc.integer({ min: -1, max: 367 }), index), async (client, path, [days, n], _, plan) => {
  const until = addDays(new Date().toISOString().slice(0, 10), days)
  const found: Json = pick((await client.get(`${path}/findings?asOf=${until}`)).body?.items ?? [], n)
  const { type = 'plan', id = plan.id } = found?.subject ?? {}
  const waiver = someWaiver({ rule: found?.rule ?? 'plan-without-goal', subject: { type, id }, until })
  const answer = await client.post(`${path}/waivers`, waiver)
  if (answer.status === 201) plan.waivers.push(answer.body.id)
  return answer
})

const act = (action: string, body: Arbitrary<object>) =>
  toPlan(body, (client, path, sent, match) => client.post(`${path}/${action}`, sent, { ifMatch: match }))

const patchPlan = (members: Arbitrary<object>) =>
  toPlan(members, (client, path, sent, match) => client.patch(path, sent, { ifMatch: match }))

/** Plans follow-ups, and again at once, which changes nothing where nobody sets another policy meanwhile. */
const schedule = toPlan(fc.constant(null), async (client, path, _, __, plan) => {
  const policyVersion = async () => (await client.get('/v1/policy')).body.version
  const before = await policyVersion()
  const { participantId } = (await client.get(path)).body
  const at = `/v1/participants/${encodeURIComponent(participantId)}/follow-up-schedule`
  const answer = await client.post(at)
  if (answer.status !== 200) return answer
  const steps = ({ periods }: Json) => periods.flatMap(({ followUps }: Json) => followUps)
  const followUps = steps(answer.body).map(({ followUp }: Json) => followUp)
  for (const { id } of followUps) if (!plan.followUps.includes(id)) plan.followUps.push(id)
  const { status, body: again } = await client.post(at)
  if (status !== 200 || (await policyVersion()) !== before) return answer
  const isChanged = steps(again).some(({ did }: Json) => did !== 'unchanged' && did !== 'kept')
  if (isChanged) throw new Error('a schedule that was repeated changed something')
  return answer
})

const attempt = fc.record({
  on: someDay,
  method: fc.constantFrom('phone', 'email'),
  by: fc.constant('staff-17'),
  reached: fc.boolean(),
})
const completion = fc.record({ completedOn: someDay })
const closing = fc.record({ closedOn: someDay, closeReason: fc.constantFrom('exited', 'withdrawn') })

const programs = fc.uniqueArray(
  fc.record({
    program: fc.constantFrom('adult', 'youth', 'wagner_peyser'),
    enteredOn: maybe(fc.constantFrom('2025-09-15', '2025-10-20')),
    exitedOn: maybe(someDay),
  }),
  { minLength: 1, maxLength: 2, selector: ({ program }) => program },
)
const periodMembers = {
  programs,
  ...{ eligibleOn: maybe(someDay), firstCounselingOn: maybe(someDay), employedOn: maybe(someDay) },
  ...{ lastServiceOn: maybe(someDay), nextServiceOn: maybe(someDay), exitedOn: maybe(someDay) },
  followUpDecision: maybe(followUpDecision),
  exitReason: maybe(fc.constantFrom('none', 'deceased', 'foster_care')),
  youth: maybe(fc.record({ school: fc.constantFrom('in_school', 'out_of_school') })),
}

/** A write to one of a few participants, who may not be there. */
const toParticipant = <B>(
  body: Arbitrary<B>,
  write: (client: Client, path: string, body: B, match: string, periodIds: string[]) => Promise<Answer>,
) =>
  fc.tuple(fc.constantFrom(1, 2, 3, 4), body, ifMatch).map(
    ([n, sent, match]): Write =>
      async ({ client }) => {
        const path = `/v1/participants/P-${n}`
        const periods: { id: string }[] = (await client.get(path)).body.periods ?? []
        const ids = periods.map(({ id }) => id)
        return write(client, path, sent, match, ids)
      },
  )

const putParticipant = toParticipant(
  fc.record({
    language: maybe(fc.constantFrom('en', 'es-US')),
    periods: fc.array(partial(periodMembers), { maxLength: 2 }),
  }),
  (client, path, { language, periods }, _, ids) =>
    client.send('PUT', path, {
      language,
      periods: periods.map((period, index) => ({
        ...(ids[index] && { id: ids[index] }),
        programs: [{ program: 'adult' }],
        ...period,
      })),
    }),
)
const addPeriod = toParticipant(partial(periodMembers), (client, path, sent) =>
  client.post(`${path}/periods`, { programs: [{ program: 'adult', enteredOn: '2026-06-01' }], ...sent }),
)
const patchPeriod = toParticipant(fc.tuple(index, partial(periodMembers)), (client, path, [n, sent], ifMatch, ids) =>
  client.patch(`${path}/periods/${pick(ids, n) ?? 'none'}`, sent, { ifMatch }),
)
const removePeriod = toParticipant(index, (client, path, n, ifMatch, ids) =>
  client.delete(`${path}/periods/${pick(ids, n) ?? 'none'}`, { ifMatch }),
)
const patchParticipant = toParticipant(
  fc.constantFrom({ language: 'es' }, { language: null }, { hold: { reason: 'Audit.' } }, { hold: null }),
  (client, path, sent, ifMatch) => client.patch(path, sent, { ifMatch }),
)

const policyRules = ['milestone-overdue', 'plan-completion-overdue', 'milestone-unlinked', 'barrier-unmitigated']
const { followUp } = careerActionPlan.values
const followUpPolicies = [followUp, { ...followUp, cadence: 'monthly', months: 6 }]
const policyMembers = {
  planDueDays: fc.constantFrom(7, 20),
  overdueErrorDays: fc.constantFrom(1, 30),
  barrierDays: fc.constantFrom(7, 400),
  followUp: fc.constantFrom(...followUpPolicies),
  rules: fc.dictionary(
    fc.constantFrom(...policyRules),
    partial({ on: fc.boolean(), severity: maybe(fc.constantFrom('error', 'warning', 'info')) }),
  ),
}
const timeZone = fc.constantFrom('America/Chicago', 'Pacific/Kiritimati', 'Pacific/Pago_Pago')
const setPolicy = (members: object) =>
  fc.tuple(partial(members as typeof policyMembers), ifMatch).map(
    ([values, match]): Write =>
      ({ client }) =>
        client.put(
          '/v1/policy',
          { profile: careerActionPlan.profile, values: { ...careerActionPlan.values, ...values } },
          { ifMatch: match },
        ),
  )

/** Any write but one that moves the agency to another time zone, where the day may be another. */
export const anyWriteInPlace: Arbitrary<Write> = fc.oneof(
  { weight: 5, arbitrary: create },
  { weight: 3, arbitrary: setPolicy(policyMembers) },
  { weight: 6, arbitrary: push },
  { weight: 6, arbitrary: patchPlan(partial(planMembers)) },
  { weight: 2, arbitrary: putParticipant },
  { weight: 2, arbitrary: addPeriod },
  { weight: 5, arbitrary: patchPeriod },
  { weight: 1, arbitrary: removePeriod },
  { weight: 1, arbitrary: patchParticipant },
  { weight: 1, arbitrary: patchPlan(completion) },
  { weight: 4, arbitrary: add('milestones', newMilestone) },
  { weight: 6, arbitrary: patch('milestones', partial(milestoneMembers)) },
  { weight: 2, arbitrary: remove('milestones') },
  { weight: 3, arbitrary: add('followUps', newFollowUp) },
  { weight: 4, arbitrary: patch('followUps', partial(followUpMembers)) },
  { weight: 1, arbitrary: remove('followUps') },
  { weight: 2, arbitrary: toPart('followUps', attempt, (client, path, sent) => client.post(`${path}/attempts`, sent)) },
  { weight: 4, arbitrary: schedule },
  { weight: 6, arbitrary: waive },
  { weight: 1, arbitrary: remove('waivers') },
  { weight: 3, arbitrary: act('complete', completion) },
  { weight: 2, arbitrary: act('close', closing) },
  { weight: 2, arbitrary: act('reopen', fc.constant({ reason: 'x' })) },
  {
    weight: 3,
    arbitrary: toPlan(fc.constant(null), (client, path, _, match) => client.delete(path, { ifMatch: match })),
  },
)

/** Gives what is said of one participant to another one. */
const merge = toParticipant(fc.constantFrom(1, 2, 3, 4), (client, path, n, ifMatch) =>
  client.post(`${path}/merge`, { into: `P-${n}` }, { ifMatch }),
)
const move = toPlan(fc.constantFrom(1, 2, 3, 4), (client, path, n, match) =>
  client.post(`${path}/move`, { participantId: `P-${n}`, reason: 'The wrong id.' }, { ifMatch: match }),
)
const erase = toParticipant(fc.constantFrom('entered_in_error', 'requested'), (client, path, reason, ifMatch) =>
  client.delete(`${path}?reason=${reason}`, { ifMatch }),
)

/** Any write in place, and persons who are merged and plans that are moved. */
export const anyWriteOrMerge: Arbitrary<Write> = fc.oneof(
  { weight: 40, arbitrary: anyWriteInPlace },
  { weight: 2, arbitrary: merge },
  { weight: 2, arbitrary: move },
)

/** Any write. */
export const anyWrite: Arbitrary<Write> = fc.oneof(
  { weight: 40, arbitrary: anyWriteInPlace },
  { weight: 2, arbitrary: setPolicy({ ...policyMembers, timeZone }) },
)

/** Any write, and what becomes of records: they are merged, moved, and erased. */
export const anyWriteOrFiling: Arbitrary<Write> = fc.oneof(
  { weight: 40, arbitrary: anyWrite },
  { weight: 2, arbitrary: merge },
  { weight: 2, arbitrary: move },
  { weight: 1, arbitrary: erase },
)
