/** The follow-ups that reports count: those after placement and exit. */
import type { Day } from '../calendar.ts'
import type { Placed } from '../outcomes/cohort.ts'
import type { FollowUpFact, Period } from '../outcomes/period.ts'
import { exclusionOf, type Standing } from '../outcomes/states.ts'
import type { ReportContext } from './report.ts'

/** Selects them, of a plan. */
export const followUpsOfPlan = 't.follow_ups'

/** Those after placement and exit, in the order of their ids; appointments and reviews of the plan are none. */
export const followUpsOf = ({ plans }: Placed): FollowUpFact[] =>
  plans
    .flatMap(({ extras: [followUps] }) => JSON.parse(followUps as string) as FollowUpFact[])
    .filter(({ kind, status }) => (kind === 'post_placement' || kind === 'post_exit') && status !== 'cancelled')
    .sort((a, b) => (a.id < b.id ? -1 : 1))

/** How a follow-up stands: open until its window has ended. */
export function standingOf(
  period: Period,
  { dueOn }: FollowUpFact,
  { asOf, program }: ReportContext,
): Pick<Standing, 'state'> {
  if (exclusionOf(period, program)) return { state: 'excluded' }
  return { state: asOf <= dueOn ? 'pending' : 'known' }
}

/** The day on which it was completed, as far as that has come. */
export const completedBy = ({ status, completedOn }: FollowUpFact, asOf: Day): Day | null =>
  status === 'completed' && completedOn && completedOn <= asOf ? completedOn : null
