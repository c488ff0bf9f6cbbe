/** A period of participation as of a day: later dates are left out. Pure. */
import { addDays, type Day, quartersAfterExit } from '../calendar.ts'
import { type Enrolled, findEnrolled, listTrainings, none } from '../outcomes/enrolled.ts'
import type { Credential, PeriodRecord, QuarterFact, Training } from '../outcomes/period.ts'
import type { Quarter } from '../rules/lib/quarters.ts'

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
  /** The training during participation, earliest first. */
  trainings: readonly Training[]
  /** What was attained in time to count, earliest first. */
  credentials: readonly Credential[]
  enrolled: Enrolled | null
}

/** Credentials attained in time to count, up to a day. */
const findCredentials = ({ credentials }: PeriodRecord, asOf: Day): readonly Credential[] =>
  credentials.length === 0 ? none : credentials.filter(({ attainedOn }) => attainedOn <= asOf)

/** The programs that had been entered on a day. */
function listPrograms({ programs, programDays }: PeriodRecord, asOf: Day): PeriodRecord['programs'] {
  const later = programDays.filter(({ enteredOn }) => enteredOn && enteredOn > asOf)
  return later.length === 0 ? programs : programs.filter((program) => !later.some((one) => one.program === program))
}

/** A period as of a day. */
export function buildRecord(period: PeriodRecord, { asOf, certainTo }: Given): RecordAsOf {
  const leftOn = period.exitedOn && period.exitedOn <= asOf ? period.exitedOn : null
  const exitedOn = leftOn && leftOn <= certainTo ? leftOn : null
  const last = leftOn ?? asOf
  const trainings = listTrainings(period, last)
  return {
    ...{ period, asOf, leftOn, exitedOn, trainings },
    programs: listPrograms(period, asOf),
    since: exitedOn ? quartersAfterExit(exitedOn, asOf) : -1,
    credentials: findCredentials(period, asOf),
    enrolled: findEnrolled(period, last),
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
