/** Education and training during participation. Pure. */
import type { Day } from '../calendar.ts'
import type { PeriodRecord, Training } from './period.ts'

/** Education or training with a first day and, if it has ended, a last day. */
export type Enrolled = { from: Day; to: Day | null }

/** A list without items. */
export const none: readonly never[] = []

/** Items in the order of their days. */
export const sorted = <T>(items: readonly T[], getDay: (item: T) => Day): readonly T[] =>
  items.length < 2 ? items : items.toSorted((a, b) => (getDay(a) < getDay(b) ? -1 : 1))

type Span = { startedOn: Day; endedOn: Day | null }

/** Education or training of a participant, and whether it puts them in the credential indicator. */
export type Study = Span & { isForCredential: boolean }

const isYouth = ({ programs }: PeriodRecord) => programs.includes('youth')

/** The youth program elements that are education or training (TEGL 10-16, Change 3, p. 12 and 16). */
const occupationalSkills = 4
const educationWithWork = 5

const listElements = (period: PeriodRecord, element: number) =>
  isYouth(period) && period.services.length > 0 ? period.services.filter((one) => one.element === element) : none

/** Whether something overlaps the participation, as far as that goes. */
const isDuring =
  (enteredOn: Day, last: Day | null) =>
  ({ startedOn, endedOn }: Span): boolean =>
    (last === null || startedOn <= last) && (endedOn === null || endedOn >= enteredOn)

/** The training during participation up to a day, earliest first; occupational skills training of youth is one. */
export function listTrainings(period: PeriodRecord, last: Day | null): readonly Training[] {
  const { enteredOn } = period
  const ofYouth = listElements(period, occupationalSkills).map(({ startedOn, endedOn }) => ({
    ...{ startedOn, endedOn, type: 'youth_occupational_skills', occupation: null },
  }))
  if (!enteredOn || period.trainings.length + ofYouth.length === 0) return none
  return sorted([...period.trainings, ...ofYouth].filter(isDuring(enteredOn, last)), ({ startedOn }) => startedOn)
}

/**
 * Types of training that put nobody in the credential indicator: on-the-job and customized training (TEGL 10-16, Change 3,
 * p. 12), and what is not occupational. The Department counts PIRL 1303 in 02 to 04 and 06 to 10, so a training whose type
 * is not recorded does not count either.
 */
const withoutCredential: readonly (string | null)[] = [
  'on_the_job',
  'customized',
  'other_non_occupational',
  'job_readiness',
  null,
]

/** What a participant was enrolled in besides training; secondary education is that of youth. */
function listEducation(period: PeriodRecord, enteredOn: Day): Study[] {
  const isInSchool = isYouth(period) && period.youth?.school === 'in_school'
  return [
    ...(isInSchool ? [{ startedOn: enteredOn, endedOn: null, isForCredential: true }] : none),
    ...listElements(period, educationWithWork).map(({ startedOn, endedOn }) => ({
      ...{ startedOn, endedOn, isForCredential: false },
    })),
    ...period.enrollments
      .filter(({ in: kind }) => kind !== 'secondary' || isYouth(period))
      .map(({ in: kind, on }) => ({
        ...{ startedOn: on, endedOn: null, isForCredential: kind !== 'occupational_training' },
      })),
  ]
}

/** Everything that a participant learned in during participation, up to a day. */
export function listStudies(period: PeriodRecord, last: Day | null): readonly Study[] {
  const { enteredOn, exitedOn } = period
  if (!enteredOn) return none
  const end = exitedOn && (last === null || exitedOn < last) ? exitedOn : last
  const trainings = listTrainings(period, end).map(({ startedOn, endedOn, type }) => ({
    ...{ startedOn, endedOn, isForCredential: !withoutCredential.includes(type) },
  }))
  return [...trainings, ...listEducation(period, enteredOn).filter(isDuring(enteredOn, end))]
}

/**
 * The education or training during participation. One that begins after all earlier ones were completed replaces them (TEGL
 * 10-16, Change 3, p. 15). A participant already enrolled at program entry counts as enrolled from then on.
 */
export function findEnrolled(period: PeriodRecord, last: Day): Enrolled | null {
  const { enteredOn } = period
  if (!enteredOn) return null
  let enrolled: Enrolled | null = null
  for (const { startedOn, endedOn } of sorted<Span>(listStudies(period, last), ({ startedOn }) => startedOn)) {
    const from = startedOn < enteredOn ? enteredOn : startedOn
    const to = endedOn && endedOn <= last ? endedOn : null
    if (!enrolled || (enrolled.to && from > enrolled.to)) enrolled = { from, to }
    else enrolled.to = laterEnd(enrolled.to, to)
  }
  return enrolled
}

const laterEnd = (a: Day | null, b: Day | null): Day | null => (a && b ? (a > b ? a : b) : null)
