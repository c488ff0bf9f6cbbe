/** Whose outcomes are counted, and for which program. Pure. */
import type { Day } from '../../calendar.ts'
import type { PeriodFacts, Program } from '../../document/participant/participant.ts'

type Person = Pick<PeriodFacts, 'programs' | 'exitReason'>

const forEverybody = ['institutionalized', 'health_or_medical', 'deceased', 'reserve_forces']
/** The reasons for exit that exclude a period from the indicators, foster care only that of a youth. */
export const excludingReasons: readonly string[] = [...forEverybody, 'foster_care']

/** Whether outcomes count as those of a youth: for the given program, or else if youth is the only core program. */
export const countsAsYouth = ({ programs }: Person, program?: Program): boolean =>
  program
    ? program === 'youth'
    : programs.includes('youth') && !programs.some((one) => one !== 'youth' && one !== 'other')

/** The reason for exit that excludes a period from the indicators (TEGL 10-16, Change 3, Attachment II, Tables A and B). */
export function findExclusion(person: Person, program?: Program): string | null {
  const { exitReason } = person
  if (!exitReason) return null
  const excludes = forEverybody.includes(exitReason) || (exitReason === 'foster_care' && countsAsYouth(person, program))
  return excludes ? exitReason : null
}

/** The day of exit of a participant whose outcomes are counted: one in a core program who is not excluded. */
export function getCountedExit(period: PeriodFacts): Day | undefined {
  const { programs, exitedOn } = period
  return exitedOn && programs.some((one) => one !== 'other') && !findExclusion(period) ? exitedOn : undefined
}
