/** A period of participation as of a day: later dates are left out. Pure. */
import { addDays, type Day, quartersAfterExit } from '../calendar.ts'
import type { Credential, PeriodRecord, QuarterFact, Training } from '../outcomes/period.ts'
import { getCredentialYearEnd, type Quarter } from '../rules/lib/quarters.ts'

/** Education or training with a first day and, if it has ended, a last day. */
export type Enrolled = { from: Day; to: Day | null }

/** The day of an export, and the last day of exit that is certain on it. */
export type Given = { asOf: Day; certainTo: Day }

/** What is given on a day, if an exit is certain after some days without a service. */
export const giveDay = (asOf: Day, quietDays: number): Given => ({ asOf, certainTo: addDays(asOf, -quietDays - 1) })

export type RecordAsOf = {
  period: PeriodRecord
  asOf: Day
  /** The programs that had been entered. */
  programs: PeriodRecord['programs']
  /** The day of exit, certain or not. */
  leftOn: Day | null
  /** The day of exit once it is certain. */
  exitedOn: Day | null
  /** How many calendar quarters the day is after the quarter of exit; -1 without a certain exit. */
  since: number
  /** What had begun, earliest first. */
  trainings: readonly Training[]
  /** What was attained in time to count, earliest first. */
  credentials: readonly Credential[]
  enrolled: Enrolled | null
}

const none: readonly never[] = []

const sorted = <T>(items: readonly T[], getDay: (item: T) => Day): readonly T[] =>
  items.length < 2 ? items : items.toSorted((a, b) => (getDay(a) < getDay(b) ? -1 : 1))

/** Credentials attained during participation or within one year of exit, including a diploma recorded as a skill gain. */
function findCredentials({ credentials, gains, enteredOn, exitedOn }: PeriodRecord, asOf: Day): readonly Credential[] {
  if (credentials.length === 0 && gains.length === 0) return none
  const diplomas = gains.filter(
    ({ type, attainedOn }) =>
      type === 'secondary_diploma' && !credentials.some((one) => one.type === type && one.attainedOn === attainedOn),
  )
  const last = exitedOn ? getCredentialYearEnd(exitedOn) : asOf
  const counting = [...credentials, ...diplomas].filter(
    ({ attainedOn }) => attainedOn >= (enteredOn ?? '') && attainedOn <= last && attainedOn <= asOf,
  )
  return sorted(counting, ({ attainedOn }) => attainedOn)
}

/**
 * The education or training during participation. One that begins after all earlier ones were completed replaces them (TEGL
 * 10-16, Change 3, p. 15). A participant already enrolled at program entry counts as enrolled from then on.
 */
function enrolledIn(
  { enrollments, enteredOn }: PeriodRecord,
  trainings: readonly Training[],
  last: Day,
): Enrolled | null {
  const learned = enrollments.filter(({ in: kind }) => kind !== 'secondary')
  const all = [
    ...trainings.map(({ startedOn, endedOn }) => ({ from: startedOn, to: endedOn })),
    ...learned.map(({ on }) => ({ from: on, to: null })),
  ].filter(({ from, to }) => from <= last && (to === null || to >= (enteredOn ?? '')))
  let enrolled: Enrolled | null = null
  for (const { from: on, to: end } of sorted(all, ({ from }) => from)) {
    const from = enteredOn && on < enteredOn ? enteredOn : on
    const to = end && end <= last ? end : null
    if (!enrolled || (enrolled.to && from > enrolled.to)) enrolled = { from, to }
    else enrolled.to = laterEnd(enrolled.to, to)
  }
  return enrolled
}

const laterEnd = (a: Day | null, b: Day | null): Day | null => (a && b ? (a > b ? a : b) : null)

/** The programs that had been entered on a day. */
function listPrograms({ programs, programDays }: PeriodRecord, asOf: Day): PeriodRecord['programs'] {
  const later = programDays.filter(({ enteredOn }) => enteredOn && enteredOn > asOf)
  return later.length === 0 ? programs : programs.filter((program) => !later.some((one) => one.program === program))
}

/** A period as of a day. */
export function buildRecord(period: PeriodRecord, { asOf, certainTo }: Given): RecordAsOf {
  const leftOn = period.exitedOn && period.exitedOn <= asOf ? period.exitedOn : null
  const exitedOn = leftOn && leftOn <= certainTo ? leftOn : null
  const begun = period.trainings.length === 0 ? none : period.trainings.filter(({ startedOn }) => startedOn <= asOf)
  const trainings = sorted(begun, ({ startedOn }) => startedOn)
  const hasLearned = trainings.length > 0 || period.enrollments.length > 0
  return {
    ...{ period, asOf, leftOn, exitedOn, trainings },
    programs: listPrograms(period, asOf),
    since: exitedOn ? quartersAfterExit(exitedOn, asOf) : -1,
    credentials: findCredentials(period, asOf),
    enrolled: hasLearned ? enrolledIn(period, trainings, leftOn ?? asOf) : null,
  }
}

/** What is recorded about a quarter after exit, once it has ended. */
export const getFact = ({ period, since }: RecordAsOf, quarter: Quarter): QuarterFact | null =>
  since > quarter ? (period.quarters[quarter - 1] ?? null) : null

type Service = PeriodRecord['services'][number]

/** The days from program entry up to a last one on which services of some kind are known to have been given. */
export function listServiceDays({ period }: RecordAsOf, is: (service: Service) => boolean, last: Day): Day[] {
  const { services, enteredOn } = period
  if (services.length === 0 || !enteredOn) return []
  return services
    .filter(is)
    .flatMap(({ startedOn, endedOn }) => (endedOn ? [startedOn, endedOn] : [startedOn]))
    .filter((on) => on >= enteredOn && on <= last)
}

/** The last day of participation, or else the day of the export. */
export const getLastDay = ({ leftOn, asOf }: RecordAsOf): Day => leftOn ?? asOf
