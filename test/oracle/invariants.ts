/** What must be true of an agency after any writes; each throws where it is not. */
import { deepStrictEqual as same } from 'node:assert/strict'
import pLimit from 'p-limit'
import type { DayRange } from '../../src/calendar.ts'
import { statement } from '../../src/database/db.ts'
import { getTableColumns, getTableName } from '../../src/database/drizzle.ts'
import { getPeriodFacts } from '../../src/document/participant/participant.ts'
import { participants } from '../../src/document/participant/tables.ts'
import { parts } from '../../src/document/parts.ts'
import { plans } from '../../src/document/plan/tables.ts'
import { applyWaivers } from '../../src/findings/apply-waivers.ts'
import { holdsOn } from '../../src/findings/finding.ts'
import { english } from '../../src/findings/message.ts'
import { extractPeriods, type PeriodRecord } from '../../src/outcomes/period.ts'
import { evaluate, type Finding } from '../../src/rules/evaluate.ts'
import type { Client, Json, Service } from '../support/service.ts'

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

/** Findings that follow from the facts, whatever is waived, and the waivers that apply to them. */
type Judged = { findings: Finding[]; applied: Json[] }
type PlanDocument = Record<'plan' | 'participant' | 'period', Json> &
  Record<'milestones' | 'followUps' | 'waivers', Json[]>

/** A plan document as the API reads it, with what is found in it, and about the person where it is the latest of a period. */
export type PresentPlan = PlanDocument & Judged
/** A participant, with what is found in periods that no plan belongs to. */
export type PresentPerson = { participant: Json; unplanned: Judged }
/** All plans and all participants that there are. */
export type Present = { plans: PresentPlan[]; persons: PresentPerson[] }

async function readPlan(client: Client, plan: Json): Promise<PlanDocument> {
  const { body } = await client.get(`/v1/plans/${plan.id}?include=participant,milestones,followUps`)
  const { participant, milestones, followUps } = body
  same(body, { ...plan, participant, milestones, followUps })
  const waivers = await all(client, `/v1/plans/${plan.id}/waivers?limit=2`)
  return { plan, participant, period: getPeriodFacts(participant, plan.periodId), milestones, followUps, waivers }
}

/** The waivers of a plan, and those of its person in any plan of its period. */
function listApplied({ plan, participant, waivers }: PlanDocument, ofPerson: readonly PlanDocument[]): Json[] {
  const isAboutPerson = ({ subject }: Json) => subject.type === 'participant'
  const ofPeriod = ofPerson.filter((other) => other.plan.periodId === plan.periodId)
  return [
    ...waivers.filter((waiver) => !isAboutPerson(waiver)),
    ...ofPeriod
      .flatMap((other) => other.waivers.filter(isAboutPerson))
      .map((waiver) => ({ ...waiver, subject: { type: 'participant', id: participant.id } })),
  ]
}

/** A person and the plans of the person, judged together. */
function judge(participant: Json, documents: readonly PlanDocument[], values: Json) {
  for (const document of documents) same(document.participant, participant)
  const findings = evaluate({ participant, plans: documents as never }, values)
  const judgedIn = (planId: string | null) => findings.filter((finding) => finding.planId === planId)
  const plans = documents.map((document) => ({
    ...document,
    findings: judgedIn(document.plan.id),
    applied: listApplied(document, documents),
  }))
  const unplanned = { findings: judgedIn(null), applied: [] }
  same(
    findings.length,
    [...plans, unplanned].reduce((sum, judged) => sum + judged.findings.length, 0),
    'each finding is in a plan of the person, or in none',
  )
  return { plans, person: { participant, unplanned } }
}

/** Everything that there is. */
export async function readPresent(client: Client): Promise<Present> {
  const { values } = (await client.get('/v1/policy')).body
  const limit = pLimit(8)
  const documents = await limit.map(await all(client, '/v1/plans?limit=3'), (plan: Json) => readPlan(client, plan))
  const byPerson = Map.groupBy(documents, ({ plan }) => plan.participantId)
  const judged = await limit.map(await all(client, '/v1/participants?limit=3'), async (participant: Json) => {
    same(participant, (await client.get(`/v1/participants/${encodeURIComponent(participant.id)}`)).body)
    const own = byPerson.get(participant.id) ?? []
    byPerson.delete(participant.id)
    const inOrder = own.toSorted((a, b) => (a.plan.id < b.plan.id ? -1 : 1))
    return judge(participant, inOrder, values)
  })
  same(byPerson.size, 0, 'each plan has a participant')
  return { plans: judged.flatMap(({ plans }) => plans), persons: judged.map(({ person }) => person) }
}

/** Everything that holds findings: plans, and persons with those that no plan has. */
const listJudged = ({ plans, persons }: Present): Judged[] => [...plans, ...persons.map(({ unplanned }) => unplanned)]

const getMembers = ({
  rule,
  severity,
  subject,
  pointer,
}: Pick<Finding, 'rule' | 'severity' | 'subject' | 'pointer'>) => [
  ...[rule, severity, subject.type, subject.id, subject.externalId, pointer],
]
/** A finding as it is answered. */
type Shown = Omit<Finding, 'values'> & { message: string; waivedBy: string | null }
/** A finding as it is answered for a day, with its message in words. */
const toShown = ({ values, ...finding }: Finding, asOf: string, waivedBy: string | null): Shown => ({
  ...finding,
  message: english.render(finding.rule, values, asOf),
  waivedBy,
})
/** What is said of one day: `from` and `until` of what is waived depend on other days. */
const toText = (finding: Shown) =>
  JSON.stringify([...getMembers(finding), finding.message, finding.planId, finding.waivedBy])
const texts = (findings: readonly Shown[]) => findings.map(toText).toSorted()

/** The findings that hold on a day, each with the waiver that covers the day. */
const shownOn = ({ findings, applied }: Judged, asOf: string): Shown[] =>
  findings
    .filter((finding) => holdsOn(finding, asOf))
    .map((finding) => {
      const { rule, subject } = finding
      const waiver = applied.find(
        (one) =>
          one.rule === rule &&
          one.subject.type === subject.type &&
          one.subject.id === subject.id &&
          one.waivedOn <= asOf &&
          asOf <= one.until,
      )
      return toShown(finding, asOf, waiver?.id ?? null)
    })

const unresolved = `
  select participant_id, plan_id, rule, severity, subject_type, ('{' || members || '}')::json -> 'subject' ->> 'id',
    ('{' || members || '}')::json -> 'subject' ->> 'externalId', ('{' || members || '}')::json ->> 'pointer', said, from_on,
    nullif(until_on, 'infinity'), waiver_id
  from findings where agency_id = $1 and resolved_at is null`

const kept = `
  select members, json_build_object('rule', rule, 'severity', severity, 'planId', plan_id, 'from', from_on,
    'until', nullif(until_on, 'infinity'), 'waivedBy', waiver_id, 'policyVersion', policy_version), subject_type
  from findings where agency_id = $1`

/** The members that a finding keeps say what its columns say, also of what was resolved. */
async function membersAgree({ db }: Pick<Service, 'db'>, { agencyId }: Client): Promise<void> {
  const [rows = []] = await db.read(agencyId, { statement: { name: 'test_kept', text: kept }, values: [agencyId] })
  for (const [members, columns, subjectType] of rows) {
    const finding = JSON.parse(`{${members}}`)
    same(finding, { ...finding, ...JSON.parse(columns as string) })
    same(finding.subject.type, subjectType)
  }
}

/** The JSON that a row keeps says what its columns say. */
export async function rowsAgree({ db }: Service, { agencyId }: Client): Promise<void> {
  for (const table of [participants, plans, ...parts.map((part) => part.table)]) {
    const columns = Object.entries(getTableColumns(table))
      .filter(([member, { generated }]) => !['agencyId', 'json'].includes(member) && generated === undefined)
      .map(([member, { name }]) => `"${name}" as "${member}"`)
    const text = `select json, (select row_to_json(r) from (select ${columns}) r) from ${getTableName(table)} where agency_id = $1`
    const [rows = []] = await db.read(agencyId, { statement: statement(text), values: [agencyId] })
    for (const [json, row] of rows) {
      const resource = JSON.parse(json as string)
      same(resource, { ...resource, ...JSON.parse(row as string) })
    }
  }
}

/** The unresolved findings that are stored are those that follow from the facts and the waivers. */
export async function findingsAreStored({ db }: Pick<Service, 'db'>, client: Client, present: Present): Promise<void> {
  await membersAgree({ db }, client)
  const statement = { name: 'test_unresolved', text: unresolved }
  const [rows = []] = await db.read(client.agencyId, { statement, values: [client.agencyId] })
  const stored = rows.map((row) => JSON.stringify(row)).toSorted()
  const textsOf = (participantId: string, planId: string | null, { findings, applied }: Judged) =>
    applyWaivers(findings, applied as never).map((held) =>
      JSON.stringify([
        participantId,
        planId,
        ...getMembers(held),
        JSON.stringify(held.values),
        held.from,
        held.until,
        held.waivedBy,
      ]),
    )
  const expected = [
    ...present.plans.flatMap((one) => textsOf(one.plan.participantId, one.plan.id, one)),
    ...present.persons.flatMap(({ participant, unplanned }) => textsOf(participant.id, null, unplanned)),
  ]
  same(stored, expected.toSorted())
}

const storedPeriods = `
  select facts, follow_ups, json_build_array(participant_id, period_id, programs, entered_on, first_counseling_on, exited_on,
    trained_from, trained_until, due_from, due_until, plan_ids, active_plan_ids, place)
  from periods where agency_id = $1`

/** The periods that reports read are those of the participants, each once, with and without plans. */
export async function periodsAreStored(
  { db }: Pick<Service, 'db'>,
  { agencyId }: Client,
  { plans, persons: present }: Present,
): Promise<void> {
  const [rows = []] = await db.read(agencyId, { statement: statement(storedPeriods), values: [agencyId] })
  const stored = rows.map((row) => row.map((text) => JSON.parse(text as string)))
  const persons = present.map(({ participant }) => ({
    participant,
    plans: plans.filter(({ plan }) => plan.participantId === participant.id),
  }))
  const expected = persons.flatMap((person) =>
    extractPeriods(person as never).map(({ facts, followUps }) => [facts, followUps, listColumns(facts, person.plans)]),
  )
  const byKey = ([facts]: Json[], [other]: Json[]) =>
    `${facts.participantId} ${facts.periodId}` < `${other.participantId} ${other.periodId}` ? -1 : 1
  same(stored.toSorted(byKey), JSON.parse(JSON.stringify(expected.toSorted(byKey))))
}

/** What the columns of a period say, from its plans as they are answered. */
function listColumns(facts: PeriodRecord, plans: readonly Json[]) {
  const { participantId, periodId, programs, enteredOn, firstCounselingOn, exitedOn } = facts
  const own = plans
    .map(({ plan }) => plan)
    .filter((plan) => plan.periodId === periodId && plan.closeReason !== 'entered_in_error')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const active = own.filter(({ status }) => status === 'active')
  const followUps: Json[] = plans.flatMap((one) => one.followUps)
  const due = followUps
    .filter(
      ({ planId, kind, status }) =>
        own.some(({ id }) => id === planId) && /^post_/.test(kind) && status !== 'cancelled',
    )
    .map(({ dueOn }) => dueOn)
    .toSorted()
  const { careerPlanner = null, office = null } = own.at(-1) ?? {}
  return [
    ...[participantId, periodId, programs, enteredOn, firstCounselingOn, exitedOn, ...trainedIn(facts)],
    ...[due[0] ?? null, due.at(-1) ?? null],
    ...[own, active].map((some) => some.map(({ id }) => id)),
    { careerPlanner, office },
  ]
}

/** What somebody learned in during participation: training, elements and school of youth, and enrollments that were learned. */
function listLearning(facts: PeriodRecord): { from: string; to: string }[] {
  const { programs, enteredOn, exitedOn, trainings, services, enrollments, youth } = facts
  const isYouth = programs.includes('youth')
  const elements = services.filter(({ element }) => isYouth && (element === 4 || element === 5))
  const all = [
    ...[...trainings, ...elements].map(({ startedOn, endedOn }) => ({ from: startedOn, to: endedOn ?? 'infinity' })),
    ...(isYouth && youth?.school === 'in_school' ? [{ from: enteredOn ?? '', to: 'infinity' }] : []),
    ...enrollments.filter((one) => isYouth || one.in !== 'secondary').map(({ on }) => ({ from: on, to: 'infinity' })),
  ]
  return all.filter(({ from, to }) => enteredOn && to >= enteredOn && from <= (exitedOn ?? 'infinity'))
}

/** The first and the last day of education or training, one day after the other. */
function trainedIn(facts: PeriodRecord): (string | null)[] {
  const learning = listLearning(facts)
  if (learning.length === 0) return [null, null]
  const [first = null] = learning.map(({ from }) => from).toSorted()
  const last = learning
    .map(({ to }) => to)
    .toSorted()
    .at(-1) as string
  return [first, facts.exitedOn && facts.exitedOn < last ? facts.exitedOn : last]
}

const severities = ['error', 'warning', 'info']
const levels = ['federal', 'state', 'local', 'seed', 'assumed']

/** Errors come first, then what federal texts ask for, then the day. */
function inOrder(listed: readonly Json[]): void {
  const places = listed.map(
    ({ severity, citation, from }) => `${severities.indexOf(severity)} ${levels.indexOf(citation.level)} ${from}`,
  )
  same(places, places.toSorted(), 'ordered by severity, level and from')
}

/** Plan, caseload and summary say of a day what the facts say. */
export async function findingsHold(client: Client, present: Present, asOf: string): Promise<void> {
  const caseload = await all(client, `/v1/findings?limit=7&asOf=${asOf}&known=now`)
  for (const one of present.plans) {
    const { plan } = one
    const { items } = (await client.get(`/v1/plans/${plan.id}/findings?asOf=${asOf}&known=now`)).body
    same(texts(items), texts(shownOn(one, asOf)), `${plan.id} on ${asOf}`)
    same(
      caseload.filter(({ planId }) => planId === plan.id),
      items,
      `the caseload on ${asOf} has the findings of ${plan.id} in its order`,
    )
  }
  const expected = listJudged(present).flatMap((one) => shownOn(one, asOf))
  same(texts(caseload), texts(expected))
  inOrder(caseload)

  await summaryCounts(client, `asOf=${asOf}&known=now`, expected)
}

/** The summary of a query counts these findings. */
async function summaryCounts(client: Client, query: string, expected: readonly Shown[]): Promise<void> {
  const keys = expected.filter(isCounted).map(({ rule, severity }) => [rule, severity])
  await counts(client, query, 'rule', keys as [string, string][])
}

const isCounted = ({ waivedBy }: Shown) => waivedBy === null

/** The summary of a query has as many of each value and severity as these keys. */
async function counts(client: Client, query: string, groupBy: string, keys: readonly [string | null, string][]) {
  const expected = new Map<string, number>()
  for (const key of keys) expected.set(JSON.stringify(key), (expected.get(JSON.stringify(key)) ?? 0) + 1)
  const { status, body } = await client.get(`/v1/findings/summary?${query}&groupBy=${groupBy}`)
  same([status, body.groupBy], [200, groupBy])
  const seen = body.items.map((item: Json) => [JSON.stringify([item[groupBy], item.severity]), item.count])
  same(seen.toSorted(), [...expected].toSorted(), `the summary of ${query} by ${groupBy}`)
}

type Place = { plan?: Json; period?: Json }

/** What is counted by, of plans; what has no plan, or no program, counts as without a value. */
const getPlaces = ({ plan, period }: Place): Record<string, (string | null)[]> => ({
  careerPlanner: [plan?.careerPlanner ?? null],
  office: [plan?.office ?? null],
  program: period?.programs.length ? period.programs : [null],
})

/** The summary counts by what plans say, and of those that the filters leave. */
export async function summaryGroups(client: Client, present: Present, asOf: string): Promise<void> {
  const query = `asOf=${asOf}&known=now`
  const holding: (Place & { findings: Shown[] })[] = listJudged(present).map((one) => ({
    ...one,
    findings: shownOn(one, asOf).filter(isCounted),
  }))
  for (const groupBy of ['careerPlanner', 'office', 'program']) {
    const listKeys = (one: (typeof holding)[number]) =>
      one.findings.flatMap(({ severity }) => (getPlaces(one)[groupBy] ?? []).map((place) => [place, severity] as const))
    await counts(client, query, groupBy, holding.flatMap(listKeys) as [string | null, string][])
  }
  const filters: [string, (one: Place, finding: Shown) => boolean][] = [
    ['office=north', ({ plan }) => plan?.office === 'north'],
    ['program=adult', ({ period }) => period?.programs.includes('adult') ?? false],
    ['subjectType=milestone', (_, { subject }) => subject.type === 'milestone'],
    ['severity=error', (_, { severity }) => severity === 'error'],
    [
      'rule=milestone-unlinked&office=south',
      ({ plan }, { rule }) => rule === 'milestone-unlinked' && plan?.office === 'south',
    ],
  ]
  for (const [filter, has] of filters) {
    const left = holding.flatMap((one) => one.findings.filter((finding) => has(one, finding)))
    await summaryCounts(client, `${query}&${filter}`, left)
  }
}

/** The forecast of a span has what begins in it. */
export async function forecastHolds(client: Client, present: Present, span: DayRange): Promise<void> {
  const query = `from=${span.from}&to=${span.to}`
  const begins = ({ from }: Finding) => span.from <= from && from <= span.to
  const expected = listJudged(present)
    .flatMap(({ findings, applied }) => applyWaivers(findings, applied))
    .filter(begins)
    .map((held) => toShown(held, held.from, held.waivedBy))
  const listed = await all(client, `/v1/findings?limit=7&${query}`)
  same(texts(listed as Shown[]), texts(expected), query)
  inOrder(listed as Shown[])
  await summaryCounts(client, query, expected)
}

/** A past day is answered as it was known at its end: by the plans of the last day on which there were writes. */
export async function pastIsKept(
  client: Client,
  days: readonly { day: string; present: Present }[],
  asOf: string,
): Promise<void> {
  const { present = { plans: [], persons: [] } } = days.findLast(({ day }) => day <= asOf) ?? {}
  const expected = listJudged(present).flatMap((one) => shownOn(one, asOf))
  const listed = await all(client, `/v1/findings?limit=7&asOf=${asOf}&known=then`)
  same(texts(listed as Shown[]), texts(expected), `as it was known on ${asOf}`)
  inOrder(listed as Shown[])
  await summaryCounts(client, `asOf=${asOf}&known=then`, expected)
  for (const one of present.plans) {
    const { plan } = one
    const { status, body } = await client.get(`/v1/plans/${plan.id}/findings?asOf=${asOf}&known=then`)
    if (status !== 200) continue // a draft that has been deleted since
    same(texts(body.items), texts(shownOn(one, asOf)), `${plan.id} on ${asOf}`)
  }
}
