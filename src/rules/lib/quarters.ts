/** What is known about the four calendar quarters after the quarter of exit. Pure. */
import { addMonths, type Day, quarterAfter } from '../../calendar.ts'
import type { Outcome } from '../../document/follow-up/outcome.ts'
import type { FollowUp } from '../../document/follow-up/schemas.ts'

/** The quarters after exit for which outcomes are collected. */
export const quarters = [1, 2, 3, 4] as const
export type Quarter = (typeof quarters)[number]

export type { Outcome }
/** A follow-up with what was learned at it. */
export type Learned = { followUp: FollowUp; outcome: Outcome }

/** The quarter after exit that an outcome is about; null if none. */
export const getQuarter = ({ outcome, quarter }: FollowUp): number | null =>
  outcome ? (outcome.quarter ?? quarter) : null

/** What was learned about a quarter after exit. */
export type LearnedInQuarter = Learned & { quarter: number }

/** Everything that was learned about quarters after exit, in the order of the follow-ups. */
export const listLearned = (followUps: readonly FollowUp[]): LearnedInQuarter[] =>
  followUps.flatMap((followUp) => {
    const quarter = getQuarter(followUp)
    return quarter === null ? [] : [{ followUp, outcome: followUp.outcome as Outcome, quarter }]
  })

/** The day on which an outcome was learned. */
export const learnedOn = ({ outcome, completedOn, recordedOn }: FollowUp): Day =>
  outcome?.evidence?.obtainedOn ?? completedOn ?? recordedOn

/** Whether a status means work, including apprenticeships and the military (PIRL 1600 to 1606, codes 1 to 3). */
export const isEmployed = (employment: Outcome['employment']): boolean =>
  employment === 'employed' || employment === 'registered_apprenticeship' || employment === 'military'

/** Whether an outcome says what the participant's status is. */
export const isKnown = ({ employment }: Pick<Outcome, 'employment'>): boolean =>
  employment !== null && employment !== 'unknown'

const authority = ['ui_wage_record', 'federal_record', 'military_record', 'supplemental', null]

/** What decides which of several outcomes counts. */
type Weight = Pick<Outcome, 'employment' | 'source'> & { learnedOn: Day }

/** Orders outcomes by what counts first: what is known, then what is more authoritative, then what is newer. */
export function compareWeight(a: Weight, b: Weight): number {
  if (isKnown(a) !== isKnown(b)) return isKnown(a) ? -1 : 1
  const rank = authority.indexOf(a.source) - authority.indexOf(b.source)
  if (rank !== 0) return rank
  return a.learnedOn > b.learnedOn ? -1 : 1
}

const weigh = ({ followUp, outcome }: Learned): Weight => ({ ...outcome, learnedOn: learnedOn(followUp) })

/** What was learned about a quarter, what counts first; status and wages share a source (TEGL 26-16, Change 1, p. 6). */
export const findLearned = (followUps: readonly FollowUp[], quarter: Quarter): LearnedInQuarter[] =>
  listLearned(followUps)
    .filter((learned) => learned.quarter === quarter)
    .sort((a, b) => compareWeight(weigh(a), weigh(b)))

/** Weeks of pay in a quarter, for converting an hourly wage (TEGL 10-16, Change 3, Attachment III). */
const weeksPerQuarter = 13

/** The wages of an outcome's quarter in US dollars: what was paid, or converted if it is marked so. */
export function getWages(outcome: Outcome): { amount: number; basis: 'paid' | 'conversion' } | null {
  const { wagesPaid, convertsWages, hourlyWage, weeklyHours } = outcome
  if (wagesPaid !== null) return { amount: wagesPaid, basis: 'paid' }
  if (!convertsWages || hourlyWage === null || weeklyHours === null) return null
  return { amount: Math.round(hourlyWage * weeklyHours * weeksPerQuarter * 100) / 100, basis: 'conversion' }
}

/** Whether something was learned before its quarter ended; wages are known only once they have been paid. */
export const isEarly = (followUp: FollowUp, exitedOn: Day, quarter: number): boolean =>
  learnedOn(followUp) <= quarterAfter(exitedOn, quarter).to

/** The last day on which a credential still counts (29 USC 3141(b)(2)(A)(i)(IV)): one year after exit. */
export const getCredentialYearEnd = (exitedOn: Day): Day => addMonths(exitedOn, 12)
