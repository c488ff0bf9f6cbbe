/**
 * The facts about a period of participation and its follow-ups that reports and exports need. They are pure extracts of a
 * plan document, stored beside the plan so that a cohort can be read without its documents.
 */
import type { Day } from '../calendar.ts'
import type { Facts } from '../document/facts.ts'
import type { FollowUp } from '../document/follow-up/schemas.ts'
import type { PeriodFacts } from '../document/participant/participant.ts'
import type { Plan } from '../document/plan/schemas.ts'
import { type Gain as SkillGain, toGain } from '../rules/lib/gains.ts'
import {
  findLearned,
  getWages,
  isEarly,
  learnedOn,
  type Outcome,
  type Quarter,
  quarters,
} from '../rules/lib/quarters.ts'
import { findGoalIds, milestonesById } from '../rules/lib/rule.ts'

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

export type Training = { startedOn: Day; endedOn: Day | null; type: string | null; occupation: string | null }
export type Credential = { type: string; attainedOn: Day }
/** A skill gain; `id` names the plan and the attainment in it. */
export type Gain = SkillGain & { id: string }

export type Period = Pick<
  PeriodFacts,
  'programs' | 'enteredOn' | 'firstCounselingOn' | 'employedOn' | 'exitedOn' | 'exitReason'
> & {
  planId: string
  participantId: string
  periodId: string | null
  /** What became of the offer of follow-up services, and when. */
  followUpDecision: Pick<NonNullable<PeriodFacts['followUpDecision']>, 'decision' | 'decidedOn'> | null
  careerPlanner: string | null
  office: string | null
  status: Plan['status']
  /** Whether every milestone that was not stopped has a date, and serves a goal that was not withdrawn; null if none. */
  milestones: { timed: boolean; linked: boolean } | null
  acknowledgements: Pick<Plan['acknowledgements'][number], 'party' | 'on'>[]
  completedOn: Day | null
  closeReason: Plan['closeReason']
  quarters: (QuarterFact | null)[]
  enrollments: NonNullable<Outcome['enrollment']>[]
  trainings: Training[]
  credentials: Credential[]
  gains: Gain[]
  /** O*NET-SOC codes of the occupations in goals that were not withdrawn. */
  occupations: string[]
}

const getCode = (coded: Outcome['occupation'], system: string) => (coded?.system === system ? coded.code : null)

function quarterFact({ period, followUps }: Facts, quarter: Quarter): QuarterFact | null {
  const { exitedOn } = period
  const learned = findLearned(followUps, quarter)
  const [first] = learned
  if (!exitedOn || !first) return null
  const { followUp, outcome } = first
  const { employment, source, employer, sameEmployerBasis, occupation } = outcome
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
    enrolledIn: learned.find((one) => one.outcome.enrollment)?.outcome.enrollment?.in ?? null,
  }
}

/** The follow-ups of a plan as reports count them. */
export const extractFollowUpFacts = ({ followUps }: Pick<Facts, 'followUps'>): FollowUpFact[] =>
  followUps.map(({ id, kind, opensOn, dueOn, status, completedOn, twoWay, services, attempts }) => ({
    ...{ id, kind, opensOn, dueOn, status, completedOn, twoWay, service: services.length > 0 },
    attempts: attempts.length,
    methods: new Set(attempts.map(({ method }) => method)).size,
    dates: new Set(attempts.map(({ on }) => on)).size,
    reached: attempts.some(({ reached }) => reached),
  }))

const extractTrainings = ({ services }: Plan): Training[] =>
  services.flatMap(({ kind, startedOn, endedOn, trainingType, code }) =>
    kind === 'training' && startedOn
      ? [{ startedOn, endedOn, type: trainingType, occupation: getCode(code, 'O*NET-SOC') }]
      : [],
  )

/** Credentials of the plan and those learned at follow-ups, without duplicates. */
function extractCredentials({ plan, followUps }: Facts): Credential[] {
  const all = [
    ...plan.attainments.flatMap(({ credential: type, attainedOn }) => (type ? [{ type, attainedOn }] : [])),
    ...followUps.flatMap(({ outcome }) => outcome?.credential ?? []),
  ]
  const byName = new Map(all.map(({ type, attainedOn }) => [`${type} ${attainedOn}`, { type, attainedOn }]))
  return [...byName.values()].sort((a, b) => (a.attainedOn < b.attainedOn ? -1 : 1))
}

const extractGains = (facts: Facts): Gain[] =>
  facts.plan.attainments.flatMap((attainment) => {
    const gain = toGain(attainment, { services: facts.plan.services, milestones: facts.milestones })
    return gain ? [{ id: `${facts.plan.id}/${attainment.id}`, ...gain }] : []
  })

/** What a period records about the milestones of a plan. */
function extractMilestones(facts: Facts): Period['milestones'] {
  const kept = facts.milestones.filter(({ status }) => status !== 'stopped')
  if (kept.length === 0) return null
  const goals = new Set(facts.plan.goals.flatMap(({ id, status }) => (status === 'withdrawn' ? [] : [id])))
  const byId = milestonesById(facts)
  return {
    timed: kept.every(({ dueOn }) => dueOn !== null),
    linked: kept.every((milestone) => findGoalIds(milestone, byId).some((id) => goals.has(id))),
  }
}

/** What reports read of the facts of a period. */
function extractFacts(period: PeriodFacts) {
  const { programs, enteredOn, firstCounselingOn, employedOn, exitedOn, exitReason, followUpDecision } = period
  const { decision, decidedOn } = followUpDecision ?? {}
  return {
    ...{ programs, enteredOn, firstCounselingOn, employedOn, exitedOn, exitReason },
    followUpDecision: decision && decidedOn ? { decision, decidedOn } : null,
  }
}

/** A period that no plan belongs to: its facts, and nothing that was learned. */
export const extractUnplanned = (participantId: string, periodId: string, period: PeriodFacts): Period => ({
  ...{ planId: '', participantId, periodId },
  ...extractFacts(period),
  ...{ careerPlanner: null, office: null, status: 'draft', milestones: null, acknowledgements: [] },
  ...{ completedOn: null, closeReason: null, quarters: quarters.map(() => null), enrollments: [], trainings: [] },
  ...{ credentials: [], gains: [], occupations: [] },
})

/** What a plan tells of its period of participation. */
export function extractPeriod(facts: Facts): Period {
  const { plan, period, followUps } = facts
  return {
    planId: plan.id,
    participantId: plan.participantId,
    periodId: plan.periodId,
    ...extractFacts(period),
    careerPlanner: plan.careerPlanner,
    office: plan.office,
    status: plan.status,
    milestones: extractMilestones(facts),
    acknowledgements: plan.acknowledgements.map(({ party, on }) => ({ party, on })),
    completedOn: plan.completedOn,
    closeReason: plan.closeReason,
    quarters: quarters.map((quarter) => quarterFact(facts, quarter)),
    enrollments: followUps.flatMap(({ outcome }) => outcome?.enrollment ?? []),
    trainings: extractTrainings(plan),
    credentials: extractCredentials(facts),
    gains: extractGains(facts),
    occupations: plan.goals.flatMap(({ status, occupation }) =>
      status === 'withdrawn' ? [] : (getCode(occupation, 'O*NET-SOC') ?? []),
    ),
  }
}
