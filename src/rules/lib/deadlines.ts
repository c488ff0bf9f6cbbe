/** The deadlines for learning about a quarter after exit, and when it was learned. Pure. */
import { addDays, type Day, latestDay, quarterAfter } from '../../calendar.ts'
import type { PersonFacts } from '../../document/facts.ts'
import {
  findLearned,
  getWages,
  isEarly,
  isEmployed,
  isKnown,
  learnedOn,
  listLearned,
  type Outcome,
  type Quarter,
} from './quarters.ts'
import { isYouth } from './rule.ts'

/** How many days before the deadline it becomes urgent; no text fixes this. */
const urgentDays = 30

/** The first day to ask about a quarter, the first day on which that is urgent, and the first day on which it is too late. */
export type Deadline = { from: Day; urgentFrom: Day; lateFrom: Day }

/** Outcomes of a quarter are collected in the two quarters after it (TEGL 26-16, Change 1, p. 8-9). */
export function computeDeadline(exitedOn: Day, quarter: Quarter): Deadline {
  const lateFrom = quarterAfter(exitedOn, quarter + 3).from
  return { from: quarterAfter(exitedOn, quarter + 1).from, urgentFrom: addDays(lateFrom, -urgentDays), lateFrom }
}

/** The days on which something unknown can still be learned: those with time left, and those on which it is urgent. */
export function unknownOn({ from, urgentFrom, lateFrom }: Deadline, since: Day, until: Day = lateFrom) {
  const earlier = (day: Day) => (until < day ? until : day)
  return [
    { from: latestDay([from, since]), until: earlier(urgentFrom), urgency: 'none' },
    { from: latestDay([urgentFrom, since]), until: earlier(lateFrom), urgency: 'soon' },
  ]
}

type Learning = Pick<PersonFacts, 'period' | 'followUps'>

/** The day on which the participant's status in a quarter was learned; for youth, enrollment counts too. */
export function statusKnownOn({ period, followUps }: Learning, quarter: Quarter): Day | undefined {
  const counts = (outcome: Outcome) => isKnown(outcome) || (outcome.enrollment !== null && isYouth(period))
  return listLearned(followUps)
    .filter((learned) => learned.quarter === quarter && counts(learned.outcome))
    .map(({ followUp }) => learnedOn(followUp))
    .sort()[0]
}

/**
 * The days on which the participant was known to have worked in a quarter but the wages were not known. Wages count as the
 * source of the status reports them, once the quarter has ended. Null if it is not known that the participant worked.
 */
export function findUnknownWages(facts: Learning, exitedOn: Day, quarter: Quarter) {
  const [first] = findLearned(facts.followUps, quarter)
  if (!first || !isEmployed(first.outcome.employment)) return null
  const learned = learnedOn(first.followUp)
  const areKnown = getWages(first.outcome) !== null && !isEarly(first.followUp, exitedOn, quarter)
  return { from: statusKnownOn(facts, quarter) ?? learned, until: areKnown ? learned : undefined }
}
