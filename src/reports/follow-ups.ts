/** The follow-ups that reports count: those after placement and exit. */
import type { Day } from '../calendar.ts'
import type { Placed } from '../outcomes/cohort.ts'
import { type FollowUpFact, listCountedFollowUps, type PeriodRecord } from '../outcomes/period.ts'
import { findExclusion, type Standing } from '../outcomes/states.ts'
import type { ReportContext } from './report.ts'

/** The extra column with the follow-ups of a period. */
export const followUpColumns = () => ['t.follow_ups']

/** Follow-ups after placement and exit, by id; appointments and plan reviews are not included. */
export const readFollowUps = ({ extras: [followUps] }: Placed): FollowUpFact[] =>
  listCountedFollowUps(JSON.parse(followUps as string)).sort((a, b) => (a.id < b.id ? -1 : 1))

/** The state of a follow-up: pending until its window has ended. */
export function getStanding(
  period: PeriodRecord,
  { dueOn }: FollowUpFact,
  { asOf, program }: ReportContext,
): Pick<Standing, 'state'> {
  if (findExclusion(period, program)) return { state: 'excluded' }
  return { state: asOf <= dueOn ? 'pending' : 'known' }
}

/** The day on which it was completed, if that day has come. */
export const completedBy = ({ status, completedOn }: FollowUpFact, asOf: Day): Day | null =>
  status === 'completed' && completedOn && completedOn <= asOf ? completedOn : null
