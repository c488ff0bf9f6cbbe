/** Education and training during participation. Pure. */
import type { Day } from '../calendar.ts'
import type { PeriodRecord, Training } from '../outcomes/period.ts'

/** Education or training with a first day and, if it has ended, a last day. */
export type Enrolled = { from: Day; to: Day | null }

/** A list without items. */
export const none: readonly never[] = []

/** Items in the order of their days. */
export const sorted = <T>(items: readonly T[], getDay: (item: T) => Day): readonly T[] =>
  items.length < 2 ? items : items.toSorted((a, b) => (getDay(a) < getDay(b) ? -1 : 1))

type Span = { startedOn: Day; endedOn: Day | null }

const isYouth = ({ programs }: PeriodRecord) => programs.includes('youth')

/** The youth program elements that are education or training (TEGL 10-16, Change 3, p. 12 and 16). */
const occupationalSkills = 4
const educationWithWork = 5

const listElements = (period: PeriodRecord, element: number) =>
  isYouth(period) && period.services.length > 0 ? period.services.filter((one) => one.element === element) : none

/** The training during participation up to a day, earliest first; occupational skills training of youth is one. */
export function listTrainings(period: PeriodRecord, last: Day): readonly Training[] {
  const { enteredOn } = period
  const ofYouth = listElements(period, occupationalSkills).map(({ startedOn, endedOn }) => ({
    ...{ startedOn, endedOn, type: 'youth_occupational_skills', occupation: null },
  }))
  if (!enteredOn || period.trainings.length + ofYouth.length === 0) return none
  const during = [...period.trainings, ...ofYouth].filter(isDuring(enteredOn, last))
  return sorted(during, ({ startedOn }) => startedOn)
}

const isDuring =
  (enteredOn: Day, last: Day) =>
  ({ startedOn, endedOn }: Span): boolean =>
    startedOn <= last && (endedOn === null || endedOn >= enteredOn)

/** What a participant was enrolled in besides training; secondary education is that of youth. */
function listEducation(period: PeriodRecord, enteredOn: Day): Span[] {
  const isInSchool = isYouth(period) && period.youth?.school === 'in_school'
  return [
    ...(isInSchool ? [{ startedOn: enteredOn, endedOn: null }] : none),
    ...listElements(period, educationWithWork),
    ...period.enrollments
      .filter(({ in: kind }) => kind !== 'secondary' || isYouth(period))
      .map(({ on }) => ({ startedOn: on, endedOn: null })),
  ]
}

/**
 * The education or training during participation. One that begins after all earlier ones were completed replaces them (TEGL
 * 10-16, Change 3, p. 15). A participant already enrolled at program entry counts as enrolled from then on.
 */
export function findEnrolled(period: PeriodRecord, trainings: readonly Training[], last: Day): Enrolled | null {
  const { enteredOn } = period
  if (!enteredOn) return null
  const all = [...trainings, ...listEducation(period, enteredOn).filter(isDuring(enteredOn, last))]
  let enrolled: Enrolled | null = null
  for (const { startedOn, endedOn } of sorted<Span>(all, ({ startedOn }) => startedOn)) {
    const from = startedOn < enteredOn ? enteredOn : startedOn
    const to = endedOn && endedOn <= last ? endedOn : null
    if (!enrolled || (enrolled.to && from > enrolled.to)) enrolled = { from, to }
    else enrolled.to = laterEnd(enrolled.to, to)
  }
  return enrolled
}

const laterEnd = (a: Day | null, b: Day | null): Day | null => (a && b ? (a > b ? a : b) : null)
