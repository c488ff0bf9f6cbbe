/**
 * The facts about a period of participation and its follow-ups that reports and exports need. They are a pure extract of a
 * person with all plans, stored apart so that a cohort can be read without its documents.
 */
import { type Day, quarterAfter } from '../calendar.ts'
import { forever } from '../database/columns.ts'
import type { FollowUp } from '../document/follow-up/schemas.ts'
import { getPeriod, getPeriodFacts, type PeriodFacts } from '../document/participant/participant.ts'
import type { Period } from '../document/participant/schemas.ts'
import type { Document } from '../document/parts.ts'
import { listCounted, type Person } from '../document/person.ts'
import type { Plan } from '../document/plan/schemas.ts'
import { type Gain as SkillGain, toGain } from '../rules/lib/gains.ts'
import {
  findLearned,
  getCredentialYearEnd,
  getWages,
  isEarly,
  learnedOn,
  type Outcome,
  type Quarter,
  quarters,
} from '../rules/lib/quarters.ts'
import { findGoalIds, milestonesById } from '../rules/lib/rule.ts'
import { extractServices, type ServiceFact } from './services.ts'

/** What counts in a quarter after exit. */
export type QuarterFact = {
  /** The follow-up at which it was learned. */
  followUpId: string
  employment: Outcome['employment']
  source: Outcome['source']
  learnedOn: Day
  wages: { amount: number; basis: 'paid' | 'conversion' } | null
  /** Whether the wages were learned before the quarter ended, so that they cannot be what was paid in it. */
  early: boolean
  fein: string | null
  /** Whether other details confirm that the employer is the same as in quarter 2. */
  sameEmployer: boolean
  occupation: string | null
  industry: string | null
  enrolledIn: NonNullable<Outcome['enrollment']>['in'] | null
}

/** A follow-up as reports count it: four separate facts. */
export type FollowUpFact = Pick<FollowUp, 'id' | 'kind' | 'opensOn' | 'dueOn' | 'status' | 'completedOn' | 'twoWay'> & {
  /** Whether a service was given. */
  service: boolean
  attempts: number
  methods: number
  dates: number
  reached: boolean
}

/** The follow-ups that reports count: those after placement and exit, without canceled ones. */
export const listCountedFollowUps = (followUps: readonly FollowUpFact[]): FollowUpFact[] =>
  followUps.filter(({ kind, status }) => (kind === 'post_placement' || kind === 'post_exit') && status !== 'cancelled')

export type Training = { startedOn: Day; endedOn: Day | null; type: string | null; occupation: string | null }
export type Credential = { type: string; attainedOn: Day }
/** A skill gain; `id` names the plan and the attainment in it, or the follow-up at which it was reported. */
export type Gain = SkillGain & { id: string }

/** A period of participation as it is kept for reports and exports: its facts, and what its plans say together. */
export type PeriodRecord = Pick<
  PeriodFacts,
  'programs' | 'enteredOn' | 'firstCounselingOn' | 'employedOn' | 'exitedOn' | 'exitReason' | 'youth'
> & {
  participantId: string
  periodId: string
  /** Of what was known on a past day: the id that the person had before being merged with another one. */
  formerId?: string
  /** The programs with their own days, because co-enrolled people enter and leave them on different ones. */
  programDays: Period['programs']
  /** What became of the offer of follow-up services, and when. */
  followUpDecision: Pick<NonNullable<PeriodFacts['followUpDecision']>, 'decision' | 'decidedOn'> | null
  /** The day on which the service first saw the period. */
  recordedOn: Day
  /** The plans of the period, oldest first, without those entered in error. */
  plans: Pick<Plan, 'id' | 'type' | 'status' | 'careerPlanner' | 'office' | 'recordedOn' | 'completedOn' | 'closedOn'>[]
  /** Whether every milestone that was not stopped has a date, and serves a goal that was not withdrawn; null if none. */
  milestones: { timed: boolean; linked: boolean } | null
  acknowledgements: Pick<Plan['acknowledgements'][number], 'party' | 'on'>[]
  /** The first day on which one of the plans was completed. */
  completedOn: Day | null
  quarters: (QuarterFact | null)[]
  enrollments: NonNullable<Outcome['enrollment']>[]
  trainings: Training[]
  services: ServiceFact[]
  credentials: Credential[]
  gains: Gain[]
  /** O*NET-SOC codes of the occupations in goals that were not withdrawn. */
  occupations: string[]
}

/** Who works with a person in a period, and where. */
export type Place = Pick<Plan, 'careerPlanner' | 'office'>

/** The place of a period: what the latest plan says. Nobody and nowhere without a plan. */
export function getPlace({ plans }: PeriodRecord): Place {
  const { careerPlanner = null, office = null } = plans.at(-1) ?? {}
  return { careerPlanner, office }
}

const getCode = (coded: Outcome['occupation'], system: string) => (coded?.system === system ? coded.code : null)

/** What counts for a quarter in all plans; of what weighs the same, that of the newest plan. What was learned before it began does not. */
function quarterFact(period: PeriodFacts, documents: readonly Document[], quarter: Quarter): QuarterFact | null {
  const { exitedOn } = period
  if (!exitedOn) return null
  const { from } = quarterAfter(exitedOn, quarter)
  const learned = findLearned(
    documents.toReversed().flatMap(({ followUps }) => followUps),
    quarter,
  ).filter(({ followUp }) => learnedOn(followUp) >= from)
  const [first] = learned
  if (!first) return null
  const { followUp, outcome } = first
  const { employment, source, employer, sameEmployerBasis, occupation, industry } = outcome
  return {
    followUpId: followUp.id,
    employment,
    source,
    learnedOn: learnedOn(followUp),
    wages: getWages(outcome),
    early: isEarly(followUp, exitedOn, quarter),
    fein: employer?.fein ?? null,
    sameEmployer: sameEmployerBasis !== null,
    occupation: getCode(occupation, 'O*NET-SOC'),
    industry: getCode(industry, 'NAICS'),
    enrolledIn: learned.find((one) => one.outcome.enrollment)?.outcome.enrollment?.in ?? null,
  }
}

/** Follow-ups as reports count them. */
const extractFollowUps = (followUps: readonly FollowUp[]): FollowUpFact[] =>
  followUps.map(({ id, kind, opensOn, dueOn, status, completedOn, twoWay, services, attempts }) => ({
    ...{ id, kind, opensOn, dueOn, status, completedOn, twoWay, service: services.length > 0 },
    attempts: attempts.length,
    methods: new Set(attempts.map(({ method }) => method)).size,
    dates: new Set(attempts.map(({ on }) => on)).size,
    reached: attempts.some(({ reached }) => reached),
  }))

const listTrainings = ({ services }: Plan): Training[] =>
  services.flatMap(({ kind, startedOn, endedOn, trainingType, code }) =>
    kind === 'training' && startedOn
      ? [{ startedOn, endedOn, type: trainingType, occupation: getCode(code, 'O*NET-SOC') }]
      : [],
  )

/**
 * The trainings of plans that are during participation: each plan adds those that no plan before it has, because a new plan
 * repeats what goes on.
 */
function extractTrainings({ enteredOn, exitedOn }: PeriodFacts, documents: readonly Document[]): Training[] {
  const known = new Set<string>()
  return documents.flatMap(({ plan }) => {
    const added = listTrainings(plan)
      .filter(({ startedOn, endedOn }) => isIn(startedOn, null, exitedOn) && isIn(endedOn ?? forever, enteredOn, null))
      .filter((training) => !known.has(JSON.stringify(training)))
    for (const training of added) known.add(JSON.stringify(training))
    return enteredOn ? added : []
  })
}

/** Whether a day is from one day to another, as far as these are known. */
const isIn = (on: Day, from: Day | null, to: Day | null) => (!from || on >= from) && (!to || on <= to)

/** Credentials of the plans and those learned at follow-ups, attained in time to count; without duplicates. */
function extractCredentials({ enteredOn, exitedOn }: PeriodFacts, documents: readonly Document[]): Credential[] {
  const last = exitedOn && getCredentialYearEnd(exitedOn)
  const all = documents.flatMap(({ plan, followUps }) => [
    ...plan.attainments.flatMap(({ credential: type, attainedOn }) => (type ? [{ type, attainedOn }] : [])),
    ...followUps.flatMap(({ outcome }) => outcome?.credential ?? []),
  ])
  const counting = all.filter(({ attainedOn }) => enteredOn && isIn(attainedOn, enteredOn, last))
  const byName = new Map(counting.map(({ type, attainedOn }) => [`${type} ${attainedOn}`, { type, attainedOn }]))
  return [...byName.values()].sort((a, b) => (a.attainedOn < b.attainedOn ? -1 : 1))
}

/** The skill gains of a plan, and the diplomas that were reported at its follow-ups. */
const listGains = ({ plan, milestones, followUps }: Document): Gain[] => [
  ...plan.attainments.flatMap((attainment) => {
    const gain = toGain(attainment, { services: plan.services, milestones })
    return gain ? [{ id: `${plan.id}/${attainment.id}`, ...gain }] : []
  }),
  ...followUps.flatMap(({ id, outcome }) => {
    const { type, attainedOn } = outcome?.credential ?? {}
    return type === 'secondary_diploma' && attainedOn ? [{ id, type, attainedOn, setOn: null, from: null }] : []
  }),
]

/** The skill gains during participation. */
const extractGains = ({ enteredOn, exitedOn }: PeriodFacts, documents: readonly Document[]): Gain[] =>
  documents.flatMap(listGains).filter(({ attainedOn }) => enteredOn && isIn(attainedOn, enteredOn, exitedOn))

/** What is true of each milestone that was not stopped. */
function describeMilestones(document: Document): NonNullable<PeriodRecord['milestones']>[] {
  const goals = new Set(document.plan.goals.flatMap(({ id, status }) => (status === 'withdrawn' ? [] : [id])))
  const byId = milestonesById(document)
  return document.milestones
    .filter(({ status }) => status !== 'stopped')
    .map((milestone) => ({
      timed: milestone.dueOn !== null,
      linked: findGoalIds(milestone, byId).some((id) => goals.has(id)),
    }))
}

function extractMilestones(documents: readonly Document[]): PeriodRecord['milestones'] {
  const kept = documents.flatMap(describeMilestones)
  if (kept.length === 0) return null
  return { timed: kept.every(({ timed }) => timed), linked: kept.every(({ linked }) => linked) }
}

const listOccupations = ({ goals }: Plan): string[] =>
  goals.flatMap(({ status, occupation }) => (status === 'withdrawn' ? [] : (getCode(occupation, 'O*NET-SOC') ?? [])))

/** What the plans of a period say together. */
function extractPlans(period: PeriodFacts, documents: readonly Document[]) {
  const plans = documents.map(({ plan }) => plan)
  const followUps = documents.flatMap((document) => document.followUps)
  const [completedOn = null] = plans.flatMap((plan) => plan.completedOn ?? []).sort()
  return {
    plans: plans.map(({ id, type, status, careerPlanner, office, recordedOn, completedOn, closedOn }) => ({
      ...{ id, type, status, careerPlanner, office, recordedOn, completedOn, closedOn },
    })),
    milestones: extractMilestones(documents),
    acknowledgements: plans.flatMap(({ acknowledgements }) => acknowledgements.map(({ party, on }) => ({ party, on }))),
    completedOn,
    quarters: quarters.map((quarter) => quarterFact(period, documents, quarter)),
    enrollments: followUps.flatMap(({ outcome }) => outcome?.enrollment ?? []),
    trainings: extractTrainings(period, documents),
    services: extractServices(documents),
    credentials: extractCredentials(period, documents),
    gains: extractGains(period, documents),
    occupations: plans.flatMap(listOccupations),
  }
}

/** What reports read of the facts of a period. */
function extractFacts(period: PeriodFacts) {
  const { programs, enteredOn, firstCounselingOn, employedOn, exitedOn, exitReason, youth, followUpDecision } = period
  const { decision, decidedOn } = followUpDecision ?? {}
  return {
    ...{ programs, enteredOn, firstCounselingOn, employedOn, exitedOn, exitReason, youth },
    followUpDecision: decision && decidedOn ? { decision, decidedOn } : null,
  }
}

/** What is kept of a period of participation. */
export type ExtractedPeriod = { facts: PeriodRecord; followUps: FollowUpFact[] }

/** What is kept of each period of participation of a person, with and without plans. */
export function extractPeriods(person: Person): ExtractedPeriod[] {
  const { participant } = person
  const byPeriod = Map.groupBy(listCounted(person), ({ plan }) => plan.periodId)
  return participant.periods.map(({ id, recordedOn }) => {
    const periodId = id as string // that of a stored period
    const period = getPeriodFacts(participant, periodId)
    const documents = byPeriod.get(periodId) ?? []
    const facts = {
      participantId: participant.id,
      periodId,
      recordedOn,
      programDays: getPeriod(participant, periodId).programs,
      ...extractFacts(period),
      ...extractPlans(period, documents),
    }
    return { facts, followUps: extractFollowUps(documents.flatMap(({ followUps }) => followUps)) }
  })
}
