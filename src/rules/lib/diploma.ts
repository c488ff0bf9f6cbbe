/** The secondary diploma, which counts as a credential only for those who go on to work or study. Pure. */
import type { Day } from '../../calendar.ts'
import type { PersonFacts } from '../../document/facts.ts'
import { getCountedExit } from './exclusion.ts'
import { findLearned, getCredentialYearEnd, isEmployed, learnedOn, quarters } from './quarters.ts'
import { isInTitleOne } from './rule.ts'

/** The credentials of the plans and those reported at follow-ups. */
const listCredentials = ({ attainments, followUps }: PersonFacts): { type: string; attainedOn: Day }[] => [
  ...attainments.flatMap(({ credential: type, attainedOn }) => (type ? [{ type, attainedOn }] : [])),
  ...followUps.flatMap(({ outcome }) => outcome?.credential ?? []),
]

/** The days on which work in a quarter after exit was learned of, and those of enrollment in further education. */
const listDaysOfProgress = ({ followUps }: PersonFacts, exitedOn: Day): Day[] => [
  ...quarters.flatMap((quarter) => {
    const [first] = findLearned(followUps, quarter)
    return first && isEmployed(first.outcome.employment) ? [learnedOn(first.followUp)] : []
  }),
  ...followUps.flatMap(({ outcome }) => {
    const enrollment = outcome?.enrollment
    return enrollment && enrollment.in !== 'secondary' && enrollment.on >= exitedOn ? [enrollment.on] : []
  }),
]

/**
 * The diploma of a participant who exited, attained within a year after exit. `countsFrom` is the day from which it, or
 * another credential in its place, counts. Null if there is none.
 */
export function findDiploma(
  facts: PersonFacts,
): { exitedOn: Day; attainedOn: Day; countsFrom: Day | undefined } | null {
  const exitedOn = getCountedExit(facts.period)
  if (!exitedOn || !isInTitleOne(facts.period)) return null
  const inTime = listCredentials(facts).filter(({ attainedOn }) => attainedOn <= getCredentialYearEnd(exitedOn))
  const days = (isDiploma: boolean) =>
    inTime.filter(({ type }) => (type === 'secondary_diploma') === isDiploma).map(({ attainedOn }) => attainedOn)
  const [attainedOn] = days(true).sort()
  if (attainedOn === undefined) return null
  return { exitedOn, attainedOn, countsFrom: [...days(false), ...listDaysOfProgress(facts, exitedOn)].sort()[0] }
}
