/**
 * Reports counted the slow way: straight from the plan documents that the API answers, written from the definitions and
 * without any of the code that the service counts with.
 */
import type { Json } from '../support/service.ts'

/** A period of participation as its participant has it, and the documents of its plans, oldest first, with their findings. */
type Period = {
  plans: Json[]
  facts: Json
  programs: string[]
  enteredOn: string | null
  exitedOn: string | null
  reason: string | null
}
export type Slow = { measure: string; result: string; isLate: boolean; period: Period }
type Question = {
  asOf: string
  program: string | undefined
  year: number
  span: { from: string; to: string }
  policy: Json
}

const day = (date: Date) => date.toISOString().slice(0, 10)
const later = (on: string, years: number) => {
  const date = new Date(on)
  const month = date.getUTCMonth()
  date.setUTCFullYear(date.getUTCFullYear() + years)
  if (date.getUTCMonth() !== month) date.setUTCDate(0)
  return day(date)
}
const plusDays = (on: string, days: number) => day(new Date(Date.parse(on) + days * 86_400_000))

/** First and last day of the nth calendar quarter after that of a day. */
function getQuarter(exitedOn: string, n: number): [string, string] {
  const [year = 0, month = 0] = exitedOn.split('-').map(Number)
  let quarter = Math.ceil(month / 3) + n
  let inYear = year
  while (quarter > 4) {
    quarter -= 4
    inYear += 1
  }
  return [day(new Date(Date.UTC(inYear, quarter * 3 - 3, 1))), day(new Date(Date.UTC(inYear, quarter * 3, 0)))]
}

const earliest = ({ plans }: Period, read: (plan: Json) => string | null) =>
  plans.flatMap((plan) => read(plan) ?? []).sort()[0] ?? null

/** The periods of participants, each with the plans that belong to it, if there are any. */
export const listPeriods = (participants: readonly Json[], plans: readonly Json[]): Period[] =>
  participants.flatMap(({ id: participantId, periods }) =>
    periods.map((facts: Json) => ({
      plans: plans
        .filter((plan) => plan.participantId === participantId && plan.periodId === facts.id)
        .filter(({ closeReason }) => closeReason !== 'entered_in_error')
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      facts,
      programs: facts.programs.map(({ program }: Json) => program),
      enteredOn: facts.enteredOn,
      exitedOn: facts.exitedOn,
      reason: facts.exitReason,
    })),
  )

export const getFirstCounseling = ({ facts }: Period): string | null => facts.firstCounselingOn
export const getLastPlan = ({ plans }: Period): Json | undefined => plans.at(-1)

function isYouth({ programs }: Period, program: string | undefined): boolean {
  if (program !== undefined) return program === 'youth'
  return programs.includes('youth') && programs.every((one) => one === 'youth' || one === 'other')
}

function isExcluded(period: Period, { program }: Question): boolean {
  if (period.reason === 'foster_care') return isYouth(period, program)
  return ['institutionalized', 'health_or_medical', 'deceased', 'reserve_forces'].includes(period.reason ?? '')
}

const works = (outcome: Json) => ['employed', 'registered_apprenticeship', 'military'].includes(outcome?.employment)
const sources = ['ui_wage_record', 'federal_record', 'military_record', 'supplemental', null]

type Learned = { outcome: Json; on: string; enrollments: Json[] }

/** What counts of a quarter: the outcome that says something, is the best founded, the newest, and of the newest plan. */
function learnedIn({ plans, exitedOn }: Period, quarter: number): Learned | null {
  const began = exitedOn ? getQuarter(exitedOn, quarter)[0] : ''
  const all = plans
    .toReversed()
    .flatMap(({ followUps }) => followUps)
    .filter(({ outcome, quarter: due }: Json) => outcome && (outcome.quarter ?? due) === quarter)
    .map(({ outcome, completedOn, recordedOn }: Json) => ({
      outcome,
      on: outcome.evidence?.obtainedOn ?? completedOn ?? recordedOn,
      isKnown: outcome.employment !== null && outcome.employment !== 'unknown',
    }))
  const inTime = all.filter(({ on }) => on >= began)
  const rank = (one: Json) => (one.isKnown ? 0 : 10) + sources.indexOf(one.outcome.source)
  const days = (one: Json) => Date.parse(one.on)
  inTime.sort((a, b) => rank(a) - rank(b) || days(b) - days(a))
  const [best] = inTime
  if (!best) return null
  const { outcome, on } = best
  return { outcome, on, enrollments: inTime.flatMap(({ outcome }: Json) => outcome.enrollment ?? []) }
}

type Row = [measure: string, result: string, isLate?: boolean]
const yes = (is: boolean) => (is ? 'numerator' : 'denominator')

function findOpenReason(period: Period, quarter: number, question: Question): string | undefined {
  if (!period.enteredOn) return 'none'
  if (isExcluded(period, question)) return 'excluded'
  return question.asOf <= getQuarter(period.exitedOn as string, quarter)[1] ? 'pending' : undefined
}

/** Whether somebody was employed in a quarter, a youth also enrolled: numerator, denominator or unknown. */
function placed(period: Period, quarter: number, question: Question): string {
  const open = findOpenReason(period, quarter, question)
  if (open) return open
  const learned = learnedIn(period, quarter)
  if (works(learned?.outcome)) return 'numerator'
  if (isYouth(period, question.program) && learned?.enrollments.length) return 'numerator'
  return learned?.outcome.employment === 'not_employed' ? 'denominator' : 'unknown'
}

const listFollowUps = ({ plans }: Period): Json[] =>
  plans
    .flatMap(({ followUps }) => followUps)
    .filter(({ kind, status }) => /^post_/.test(kind) && status !== 'cancelled')

function byQuarter(period: Period, question: Question): Row[] {
  return [1, 2, 3, 4].flatMap((quarter): Row[] => {
    const names = [`quarter-${quarter}`, `quarter-${quarter}-without-refusals`] as const
    const open = findOpenReason(period, quarter, question)
    if (open) return names.map((name) => [name, open])
    const [from, to] = getQuarter(period.exitedOn as string, quarter)
    const isDone = listFollowUps(period).some(
      ({ status, completedOn, twoWay, services }) =>
        status === 'completed' && completedOn >= from && completedOn <= to && twoWay && services.length > 0,
    )
    const answer = period.facts.followUpDecision
    const refused =
      (answer !== null && answer.decision !== 'accepted' && answer.decidedOn <= to) ||
      listFollowUps(period).some(
        ({ status, dueOn }) => (status === 'declined' || status === 'unreachable') && dueOn >= from && dueOn <= to,
      )
    return [
      [names[0], yes(isDone)],
      [names[1], !isDone && refused ? 'excluded' : yes(isDone)],
    ]
  })
}

function onTime(period: Period, question: Question): Row[] {
  return listFollowUps(period).map(({ status, dueOn, completedOn }) => {
    if (isExcluded(period, question)) return ['on-time', 'excluded']
    if (question.asOf <= dueOn) return ['on-time', 'pending']
    if (status === 'completed' && completedOn === null) return ['on-time', 'unknown']
    return ['on-time', yes(status === 'completed' && completedOn <= dueOn && completedOn <= question.asOf)]
  })
}

function reach(period: Period, question: Question): Row[] {
  return listFollowUps(period).flatMap(({ status, dueOn, twoWay, attempts }): Row[] => {
    if (isExcluded(period, question)) return [['reached', 'excluded']]
    if (question.asOf <= dueOn) return [['reached', 'pending']]
    const row: Row = ['reached', yes(twoWay || attempts.some(({ reached }: Json) => reached))]
    const of = (member: string) => new Set(attempts.map((one: Json) => one[member])).size
    const { followUp } = question.policy
    const isByStandard =
      attempts.length >= followUp.attempts && of('method') >= followUp.methods && of('on') >= followUp.dates
    return status === 'unreachable' ? [row, ['unreachable-by-standard', yes(isByStandard)]] : [row]
  })
}

const employment = (period: Period, question: Question): Row[] =>
  [2, 4].flatMap((quarter): Row[] => {
    const result = placed(period, quarter, question)
    const known = result === 'unknown' ? 'denominator' : result === 'denominator' ? 'numerator' : result
    return [
      [`quarter-${quarter}`, result, isLate(period, quarter, result, question)],
      [`quarter-${quarter}-known`, known],
    ]
  })

/** Whether what is unknown is no success by law: from the last day of the second quarter after. */
const isLate = ({ exitedOn }: Period, quarter: number, result: string, { asOf }: Question): boolean =>
  result === 'unknown' && asOf >= getQuarter(exitedOn as string, quarter + 2)[1]

function earnings(period: Period, question: Question): Row[] {
  const open = findOpenReason(period, 2, question)
  if (open) return [['wages', open]]
  const learned = learnedIn(period, 2)
  if (learned?.outcome.employment === 'not_employed') return []
  if (isYouth(period, question.program) && learned?.enrollments.length && !works(learned.outcome)) return []
  if (!learned || !works(learned.outcome)) return isLate(period, 2, 'unknown', question) ? [] : [['wages', 'pending']]
  const { wagesPaid, convertsWages, hourlyWage, weeklyHours, source } = learned.outcome
  const wages = wagesPaid ?? (convertsWages && hourlyWage !== null ? hourlyWage * weeklyHours * 13 : 0)
  const isEarly = learned.on <= getQuarter(period.exitedOn as string, 2)[1]
  if (wages === 0 || isEarly) return [['wages', 'denominator']]
  return [
    ['wages', 'numerator'],
    ['supplemental', yes(source === 'supplemental')],
  ]
}

function employer(period: Period, question: Question): Row[] {
  const [second, fourth] = [placed(period, 2, question), placed(period, 4, question)]
  const [before, after] = [learnedIn(period, 2)?.outcome, learnedIn(period, 4)?.outcome]
  if (second === 'unknown') return isLate(period, 2, second, question) ? [] : [['retained', 'pending']]
  if (second === 'pending' || second === 'excluded') return [['retained', second]]
  if (!works(before)) return []
  if (!['numerator', 'denominator'].includes(fourth)) return [['retained', fourth, isLate(period, 4, fourth, question)]]
  if (!works(after)) return [['retained', 'denominator']]
  if (before.employer?.fein && after.employer?.fein)
    return [['retained', yes(before.employer.fein === after.employer.fein)]]
  return [['retained', yes(after.sameEmployerBasis !== null)]]
}

/** Training and enrollments during participation, secondary ones of youth only. */
function listStudies({ plans, enteredOn, exitedOn, programs }: Period): Json[] {
  const trainings = plans
    .flatMap(({ services }) => services)
    .filter(({ kind, startedOn }) => kind === 'training' && startedOn)
    .map(({ startedOn, endedOn, trainingType }) => ({
      ...{ startedOn, endedOn, leads: trainingType !== null && !['on_the_job', 'customized'].includes(trainingType) },
    }))
  const enrollments = plans
    .flatMap(({ followUps }) => followUps.flatMap(({ outcome }: Json) => outcome?.enrollment ?? []))
    .filter((one) => one.in !== 'secondary' || programs.includes('youth'))
    .map((one) => ({ startedOn: one.on, endedOn: null, leads: one.in !== 'occupational_training' }))
  return [...trainings, ...enrollments].filter(
    ({ startedOn, endedOn }) => startedOn <= (exitedOn ?? '9999') && (endedOn ?? '9999') >= (enteredOn as string),
  )
}

const isInTitleOne = ({ programs }: Period, program: string | undefined) =>
  (program ? [program] : programs).some((one) => ['adult', 'dislocated_worker', 'youth'].includes(one))

function credential(period: Period, question: Question): Row[] {
  if (!isInTitleOne(period, question.program) || !listStudies(period).some(({ leads }) => leads)) return []
  if (isExcluded(period, question)) return [['attained', 'excluded']]
  const exitedOn = period.exitedOn as string
  const last = later(exitedOn, 1)
  if (question.asOf <= last) return [['attained', 'pending']]
  const types = period.plans.flatMap(({ attainments, followUps }) => [
    ...attainments.map(({ credential, attainedOn }: Json) => [credential, attainedOn]),
    ...followUps.map(({ outcome }: Json) => [outcome?.credential?.type, outcome?.credential?.attainedOn]),
  ])
  const inTime = types.flatMap(([type, on]) => (type && on <= last && on >= (period.enteredOn as string) ? [type] : []))
  if (inTime.some((type) => type !== 'secondary_diploma')) return [['attained', 'numerator']]
  const goesOn =
    [1, 2, 3, 4].some(
      (quarter) => works(learnedIn(period, quarter)?.outcome) && getQuarter(exitedOn, quarter)[0] <= question.asOf,
    ) ||
    period.plans
      .flatMap(({ followUps }) => followUps.flatMap(({ outcome }: Json) => outcome?.enrollment ?? []))
      .some((one) => one.in !== 'secondary' && one.on > exitedOn && one.on <= last)
  return [['attained', yes(inTime.length > 0 && goesOn)]]
}

const gainTypes = [
  'educational_functioning_level',
  'secondary_diploma',
  'postsecondary_transcript',
  'secondary_transcript',
  'training_milestone',
  'skills_progression',
]

function gains(period: Period, question: Question): Row[] {
  const { asOf, year } = question
  const [from, to] = [`${year}-07-01`, `${year + 1}-06-30`]
  if (!isInTitleOne(period, question.program)) return []
  const isTrained = listStudies(period).some(({ startedOn, endedOn }) => {
    const last = [endedOn ?? asOf, period.exitedOn ?? asOf, asOf].sort()[0]
    const first = startedOn < (period.enteredOn as string) ? (period.enteredOn as string) : startedOn
    return first <= last && first <= to && last >= from
  })
  const counts = (on: string) =>
    [from, period.enteredOn as string].every((first) => on >= first) &&
    [to, asOf, period.exitedOn ?? '9999'].every((last) => on <= last)
  const diplomas = period.plans
    .flatMap(({ attainments, followUps }) => [
      ...attainments.map(({ credential, attainedOn }: Json) => ({ type: credential, attainedOn })),
      ...followUps.flatMap(({ outcome }: Json) => outcome?.credential ?? []),
    ])
    .filter(({ type, attainedOn }) => type === 'secondary_diploma' && counts(attainedOn))
  const claimed = period.plans.flatMap((plan) =>
    plan.attainments
      .filter(({ skillGain, attainedOn }: Json) => skillGain && counts(attainedOn))
      .map((gain: Json) => {
        const milestone = plan.milestones.find(({ id }: Json) => id === gain.milestoneId)
        const setOn = milestone?.setOn ?? milestone?.recordedOn ?? null
        const began = plan.services.find(({ id }: Json) => id === gain.serviceId)?.startedOn ?? null
        const isSet = setOn !== null && ((began !== null && setOn <= began) || setOn < from)
        return { type: gain.skillGain, isSet }
      }),
  )
  const milestones = claimed.filter(({ type }) => type === 'training_milestone')
  const out = period.exitedOn !== null && period.exitedOn <= asOf && isExcluded(period, question)
  const counted = [
    ...claimed.flatMap(({ type, isSet }) => (type !== 'training_milestone' || isSet ? [type] : [])),
    ...diplomas.map(({ type }) => type),
  ]
  const result = (is: boolean) => (out ? 'excluded' : asOf <= to ? 'pending' : yes(is))
  return [
    ...(isTrained ? [['gain', result(counted.length > 0)] as Row] : []),
    ...(isTrained ? gainTypes.map((type): Row => [type, result(counted.includes(type))]) : []),
    ...(isTrained ? milestones : []).map(({ isSet }): Row => ['milestones-set-in-time', out ? 'excluded' : yes(isSet)]),
  ]
}

function timeliness(period: Period, { asOf, policy }: Question): Row[] {
  const rows: Row[] = []
  const last = plusDays(getFirstCounseling(period) as string, policy.planDueDays)
  const completedOn = earliest(period, (plan) => plan.completedOn)
  rows.push([
    'on-time',
    asOf <= last ? 'pending' : yes(completedOn !== null && completedOn <= last && completedOn <= asOf),
  ])
  const isLinked = (one: Json, { goals, milestones }: Json): boolean =>
    goals.some(({ id, status }: Json) => id === one.goalId && status !== 'withdrawn') ||
    (one.parentId !== null &&
      isLinked(
        milestones.find(({ id }: Json) => id === one.parentId),
        { goals, milestones },
      ))
  const kept = period.plans.flatMap((plan) =>
    plan.milestones
      .filter(({ status }: Json) => status !== 'stopped')
      .map((one: Json) => one.dueOn !== null && isLinked(one, plan)),
  )
  if (kept.length > 0) rows.push(['milestones-timed-and-linked', yes(!kept.includes(false))])
  const parties = period.plans.flatMap(({ acknowledgements }) =>
    acknowledgements.flatMap(({ party, on }: Json) => (on <= asOf ? [party] : [])),
  )
  if (completedOn !== null && completedOn <= asOf)
    rows.push(['acknowledged', yes(parties.includes('participant') && parties.includes('staff'))])
  const active = period.plans.filter(({ status }) => status === 'active')
  const holds = ({ from, until }: Json) => from <= asOf && asOf < (until ?? '9999')
  if (active.length > 0) rows.push(['without-findings', yes(!active.some(({ findings }) => findings.some(holds)))])
  return rows
}

function effect(period: Period, question: Question): Row[] {
  const { asOf } = question
  const rows: Row[] = []
  for (const { dueOn, status, completedOn, reschedules } of period.plans.flatMap(({ milestones }) => milestones)) {
    if (dueOn === null) continue
    const open = isExcluded(period, question) ? 'excluded' : asOf <= dueOn ? 'pending' : undefined
    const isUndated = status === 'completed' && completedOn === null
    rows.push([
      'milestones-on-time',
      open ?? (isUndated ? 'unknown' : yes(completedOn !== null && completedOn <= dueOn)),
    ])
    rows.push(['milestones-rescheduled', open ?? yes(reschedules.length > 0)])
  }
  const open = findOpenReason(period, 2, question)
  const outcome = learnedIn(period, 2)?.outcome
  const goals = period.plans.flatMap(({ goals }) =>
    goals.flatMap(({ status, occupation }: Json) => (status !== 'withdrawn' && occupation ? [occupation.code] : [])),
  )
  const job: string | undefined = outcome?.occupation?.code
  for (const [measure, length] of [
    ['goal-occupation', 10],
    ['goal-major-group', 2],
  ] as const) {
    const isSame = goals.some((code) => code.slice(0, length) === job?.slice(0, length))
    const isKnown = works(outcome) && goals.length > 0 && job !== undefined
    const answer = outcome?.employment === 'not_employed' ? 'denominator' : isKnown ? yes(isSame) : 'unknown'
    rows.push([measure, open ?? answer])
  }
  return rows
}

function byMonth(period: Period, question: Question): Row[] {
  const names = ['done', 'late', 'missed', 'unreachable', 'declined'] as const
  const { from, to } = question.span
  return listFollowUps(period)
    .filter(({ dueOn }) => from <= dueOn && dueOn <= to)
    .flatMap(({ status, dueOn, completedOn }): Row[] => {
      const every = (result: string): Row[] => ['due', ...names].map((name) => [name, result])
      if (isExcluded(period, question)) return every('excluded')
      if (question.asOf <= dueOn) return every('pending')
      if (status === 'completed' && completedOn === null)
        return [['due', 'numerator'], ...names.map((name): Row => [name, 'unknown'])]
      const isCompleted = status === 'completed' && completedOn <= question.asOf
      const end = isCompleted ? (completedOn > dueOn ? 'late' : 'done') : names.includes(status) ? status : 'missed'
      return [['due', 'numerator'], ...names.map((name): Row => [name, yes(name === end)])]
    })
}

const questions: Record<string, (period: Period, question: Question) => Row[]> = {
  'follow-ups-by-month': byMonth,
  'follow-up-by-quarter': byQuarter,
  'follow-up-on-time': onTime,
  'follow-up-reach': reach,
  'employment-after-exit': employment,
  'earnings-after-exit': earnings,
  'same-employer': employer,
  'credential-attainment': credential,
  'skill-gains': gains,
  'plan-timeliness': timeliness,
  'plan-effect': effect,
}

/** The reports of the law's indicators: of participants, and of title I where no program is asked for. */
const indicators = [
  'employment-after-exit',
  'earnings-after-exit',
  'same-employer',
  'credential-attainment',
  'skill-gains',
]

const isAsked = (report: string, period: Period, { program }: Question) =>
  !indicators.includes(report) || (period.enteredOn !== null && (program || isInTitleOne(period, undefined)))

/** The rows of a report for periods. */
export const slowRows = (report: string, periods: readonly Period[], question: Question): Slow[] =>
  periods
    .filter((period) => isAsked(report, period, question))
    .flatMap((period) =>
      (questions[report]?.(period, question) ?? [])
        .filter(([, result]) => result !== 'none')
        .map(([measure, result, isLate = false]) => ({ measure, result, isLate, period })),
    )
