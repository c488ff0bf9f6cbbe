/** Measurable skill gains, and whether their milestones were set in time. Pure. */
import { type Day, programYear } from '../../calendar.ts'
import type { PersonFacts, Subjects } from '../../document/facts.ts'

type Attainment = Subjects['attainment']

/** `setOn` is the day on which the linked milestone was set; `from` is the day on which the training began. */
export type Gain = { type: string; attainedOn: Day; setOn: Day | null; from: Day | null }

type Training = Pick<PersonFacts, 'services' | 'milestones'>

/** An attainment as a skill gain; null if it is a credential other than a secondary diploma, which is both. */
export function toGain(attainment: Attainment, { services, milestones }: Training): Gain | null {
  const { credential, attainedOn, milestoneId, serviceId } = attainment
  const type = attainment.skillGain ?? (credential === 'secondary_diploma' ? credential : null)
  if (!type) return null
  const milestone = milestones.find(({ id }) => id === milestoneId)
  const setOn = milestone?.setOn ?? milestone?.recordedOn ?? null
  const from = services.find(({ id }) => id === serviceId)?.startedOn ?? null
  return { type, attainedOn, setOn, from }
}

/** The first day of a program year, which is named by the year in which it begins. */
export const getProgramYearStart = (year: number): Day => `${year}-07-01`

/** Whether a milestone was set before the training began, or before the program year (TEGL 10-16, Change 3, p. 15). */
export const wasSetInTime = ({ type, attainedOn, setOn, from }: Gain): boolean =>
  type !== 'training_milestone' ||
  (setOn !== null && ((from !== null && setOn < from) || setOn < getProgramYearStart(programYear(attainedOn))))

/** Whether a gain counts only by the day that its milestone states, because the service first saw the milestone too late. */
export const countsAsStated = (gain: Gain, recordedOn: Day): boolean =>
  wasSetInTime(gain) && !wasSetInTime({ ...gain, setOn: recordedOn })
