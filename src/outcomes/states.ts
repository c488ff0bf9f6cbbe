/** The state of outcomes on a day: pure functions of the facts about a period of participation. */
import { type Day, programYear, quarterAfter } from '../calendar.ts'
import { countsAsYouth, findExclusion } from '../rules/lib/exclusion.ts'
import { getProgramYearStart, wasSetInTime } from '../rules/lib/gains.ts'
import { getCredentialYearEnd, isEmployed, type Quarter } from '../rules/lib/quarters.ts'
import { listStudies } from './enrolled.ts'
import type { PeriodRecord, QuarterFact } from './period.ts'

export { countsAsYouth, findExclusion, wasSetInTime }

/** A title I program whose outcomes are counted in its own way. */
export type Program = PeriodRecord['programs'][number]

/**
 * `known` and `unknown` apply only if the time in question has ended, and `pending` if it has not. `excluded` means that the
 * participant is not counted at all; `not_applicable` means that the question does not arise.
 */
export type Standing = { state: 'known' | 'unknown' | 'pending' | 'excluded' | 'not_applicable'; why: string }

const excluded = (reason: string): Standing => ({ state: 'excluded', why: `exit for the reason ${reason}` })
const notExited: Standing = { state: 'pending', why: 'the participant has not exited' }

const notParticipant: Standing = { state: 'not_applicable', why: 'no day of program entry is recorded' }

/** Whether a question arises of a period: only of participants, who have entered a program. */
export const isParticipant = ({ enteredOn }: Pick<PeriodRecord, 'enteredOn'>): boolean => enteredOn !== null

const titleOne: readonly Program[] = ['adult', 'dislocated_worker', 'youth']

/** Whether a period is counted in title I, or in the program of it that is asked about. */
export const isInTitleOne = ({ programs }: PeriodRecord, program?: Program): boolean =>
  program ? titleOne.includes(program) : programs.some((one) => titleOne.includes(one))

/**
 * Whether what is not known of a quarter can still become known: until the end of the second quarter after it, for whose
 * report it is due. Until then the law leaves the record out; then it counts as not employed, with wages of 0, for good (TEGL
 * 10-16, Change 3, p. 5 and 8; TEGL 26-16, Change 1, p. 9).
 */
export const isAwaited = (exitedOn: Day, quarter: Quarter, asOf: Day): boolean =>
  asOf < quarterAfter(exitedOn, quarter + 2).to

/** Why a question about a quarter cannot be answered on a day; undefined if it can. */
export function findHindrance(
  period: PeriodRecord,
  quarter: Quarter,
  asOf: Day,
  program?: Program,
): Standing | undefined {
  if (!isParticipant(period)) return notParticipant
  const reason = findExclusion(period, program)
  if (reason) return excluded(reason)
  if (!period.exitedOn) return notExited
  const { to } = quarterAfter(period.exitedOn, quarter)
  return asOf <= to ? { state: 'pending', why: `the quarter ends on ${to}` } : undefined
}

/** What is recorded about a quarter after exit. */
export const getFact = ({ quarters }: PeriodRecord, quarter: Quarter): QuarterFact | null =>
  quarters[quarter - 1] ?? null

/** Whether a participant worked in a quarter or, for youth, was in education; assumed not to where that can no longer become known. */
export function placementIn(
  period: PeriodRecord,
  quarter: Quarter,
  asOf: Day,
  program?: Program,
): Standing & { isPlaced: boolean; isAssumed: boolean } {
  const hindrance = findHindrance(period, quarter, asOf, program)
  if (hindrance) return { ...hindrance, isPlaced: false, isAssumed: false }
  const fact = getFact(period, quarter)
  const known = (why: string, isPlaced: boolean) => ({ state: 'known' as const, why, isPlaced, isAssumed: false })
  if (fact && isEmployed(fact.employment)) return known(`recorded as ${fact.employment}`, true)
  if (fact?.enrolledIn && countsAsYouth(period, program))
    return known(`enrolled in ${fact.enrolledIn} education or training`, true)
  if (fact?.employment === 'not_employed') return known('recorded as not_employed', false)
  const why = fact?.employment === 'unknown' ? 'recorded as unknown' : 'nothing is recorded for the quarter'
  return isAwaited(period.exitedOn as Day, quarter, asOf)
    ? { state: 'unknown', why, isPlaced: false, isAssumed: false }
    : { ...known(`${why}, and two quarters later it counts as not employed`, false), isAssumed: true }
}

/** The wages of those who worked in a quarter, in US dollars. */
export function wagesIn(
  period: PeriodRecord,
  quarter: Quarter,
  asOf: Day,
  program?: Program,
): Standing & { wages: QuarterFact['wages'] } {
  const standing = ({ state, why }: Standing) => ({ state, why, wages: null })
  const placement = placementIn(period, quarter, asOf, program)
  const fact = getFact(period, quarter)
  if (placement.state !== 'known') return standing(placement)
  if (!isEmployed(fact?.employment ?? null)) return standing({ state: 'not_applicable', why: placement.why })
  if (fact?.wages && !fact.early)
    return { state: 'known', why: fact.wages.basis === 'paid' ? 'as paid' : 'by conversion', wages: fact.wages }
  const why = fact?.wages
    ? 'the wages were recorded before the quarter had ended'
    : 'no wages are recorded for the quarter'
  return standing(
    isAwaited(period.exitedOn as Day, quarter, asOf)
      ? { state: 'unknown', why }
      : { state: 'known', why: `${why}, two quarters after it: they count as 0` },
  )
}

/** Whether the employer is the same in quarters 2 and 4, and how that is known; undefined if it is not known. */
export function compareEmployers(
  second: QuarterFact,
  fourth: QuarterFact,
): { isSame: boolean; why: string } | undefined {
  if (second.fein && fourth.fein) {
    const isSame = second.fein === fourth.fein
    return { isSame, why: isSame ? 'the same FEIN' : 'another FEIN' }
  }
  return fourth.sameEmployer ? { isSame: true, why: 'other details confirm the employer' } : undefined
}

/**
 * Whether quarters 2 and 4 have the same employer: the same identifier in both, or other details that confirm it where there
 * is none (TEGL 10-16, Change 3, p. 18-19; TEGL 26-16, Change 1, p. 6). Without either it is no success.
 */
export function sameEmployer(
  period: PeriodRecord,
  asOf: Day,
  program?: Program,
): Standing & { isSame: boolean; isAssumed: boolean } {
  const standing = ({ state, why, isAssumed = false }: Standing & { isAssumed?: boolean }, isSame = false) => ({
    ...{ state, why, isSame, isAssumed },
  })
  const second = placementIn(period, 2, asOf, program)
  if (second.state !== 'known') return standing(second)
  const [fact2, fact4] = [getFact(period, 2), getFact(period, 4)]
  if (!isEmployed(fact2?.employment ?? null))
    return standing({ state: 'not_applicable', why: 'not employed in quarter 2' })
  const fourth = placementIn(period, 4, asOf, program)
  if (fourth.state !== 'known') return standing(fourth)
  if (!isEmployed(fact4?.employment ?? null))
    return standing({ ...fourth, why: fourth.isAssumed ? fourth.why : 'not employed in quarter 4' })
  const employers = fact2 && fact4 && compareEmployers(fact2, fact4)
  return employers
    ? standing({ state: 'known', why: employers.why }, employers.isSame)
    : standing({ state: 'known', why: 'an employer without FEIN in quarter 2 or 4' })
}

/** Whether a credential was attained in time, with the condition on secondary diplomas (29 USC 3141(b)(2)(A)(iii)). */
export function credentialBy(period: PeriodRecord, asOf: Day, program?: Program): Standing & { isAttained: boolean } {
  const standing = (state: Standing['state'], why: string, isAttained = false) => ({ state, why, isAttained })
  const { exitedOn, credentials } = period
  if (!isParticipant(period)) return { ...notParticipant, isAttained: false }
  if (!isInTitleOne(period, program)) return standing('not_applicable', 'in no program of title I')
  if (!listStudies(period, exitedOn).some(({ isForCredential }) => isForCredential))
    return standing('not_applicable', 'in no education or training that leads to a credential')
  const reason = findExclusion(period, program)
  if (reason) return { ...excluded(reason), isAttained: false }
  if (!exitedOn) return { ...notExited, isAttained: false }
  const last = getCredentialYearEnd(exitedOn)
  const inTime = credentials.filter(({ attainedOn }) => attainedOn <= asOf)
  const postsecondary = inTime.find(({ type }) => type !== 'secondary_diploma')
  if (postsecondary) return standing('known', `attained on ${postsecondary.attainedOn}`, true)
  const hasDiploma = inTime.length > 0
  if (hasDiploma && goesOn(period, exitedOn, asOf))
    return standing('known', 'a diploma, with employment or enrollment within a year', true)
  if (asOf <= last) return standing('pending', `a credential counts until ${last}`)
  return standing('known', hasDiploma ? 'a diploma without employment or enrollment' : 'none was attained')
}

/** Whether someone with a diploma works or studies toward a postsecondary credential within one year after exit. */
function goesOn({ quarters, enrollments }: PeriodRecord, exitedOn: Day, asOf: Day): boolean {
  const last = getCredentialYearEnd(exitedOn)
  const isIn = (on: Day) => on > exitedOn && on <= last && on <= asOf
  return (
    quarters.some(
      (fact, index) => fact && isEmployed(fact.employment) && quarterAfter(exitedOn, index + 1).from <= asOf,
    ) || enrollments.some((enrollment) => enrollment.in !== 'secondary' && isIn(enrollment.on))
  )
}

/** The last day of a program year, which is named by the year in which it begins. */
export const getProgramYearEnd = (year: number): Day => `${year + 1}-06-30`

/** The program years, up to a day, with education or training during participation (PIRL 1811, 1813). */
export function trainingYears(period: PeriodRecord, asOf: Day): number[] {
  const { enteredOn, exitedOn } = period
  const years = new Set<number>()
  for (const { startedOn, endedOn } of listStudies(period, asOf)) {
    const first = startedOn < (enteredOn as Day) ? (enteredOn as Day) : startedOn
    const last = [endedOn ?? asOf, exitedOn ?? asOf, asOf].sort()[0] as Day
    for (let year = programYear(first); getProgramYearStart(year) <= last; year++) years.add(year)
  }
  return [...years].sort((a, b) => a - b)
}

/** The skill gains of a program year; one is enough. */
export function skillGainsIn(
  period: PeriodRecord,
  year: number,
  asOf: Day,
  program?: Program,
): Standing & { types: string[] } {
  if (!isInTitleOne(period, program)) return { state: 'not_applicable', why: 'in no program of title I', types: [] }
  if (!trainingYears(period, asOf).includes(year))
    return { state: 'not_applicable', why: 'in no education or training in the program year', types: [] }
  // one who exits later takes part in the program year like anybody
  const reason = period.exitedOn && period.exitedOn <= asOf ? findExclusion(period, program) : null
  if (reason) return { ...excluded(reason), types: [] }
  const gains = period.gains.filter(
    (gain) => programYear(gain.attainedOn) === year && gain.attainedOn <= asOf && wasSetInTime(gain),
  )
  const types = [...new Set(gains.map(({ type }) => type))].sort()
  if (types.length > 0) return { state: 'known', why: 'attained', types }
  const last = getProgramYearEnd(year)
  return asOf <= last
    ? { state: 'pending', why: `the program year ends on ${last}`, types }
    : { state: 'known', why: 'none was attained', types }
}
