/** The clocks of follow-up: from which day each runs for a participant, how often, and for how long. Pure. */
import type { Day } from '../../calendar.ts'
import type { PeriodFacts } from '../../document/participant/participant.ts'
import type { FollowUpClock, PolicyValues } from '../policy-values.ts'
import { isAdult, isYouth } from './rule.ts'
import type { Clock } from './windows.ts'

/** A clock as policy sets it for a participant; `from` is null before there is the day that it runs from. */
export type SetClock = Pick<FollowUpClock, 'cadence' | 'months'> & {
  clock: Clock
  from: Day | null
  isOfYouth: boolean
}

type Days = Pick<PeriodFacts, 'programs' | 'employedOn' | 'exitedOn'>

/**
 * From which event a clock runs: placement, exit, or the later of the two. Who has exited and was never placed has nothing later
 * than the exit.
 */
function findEvent({ clock }: FollowUpClock, { employedOn, exitedOn }: Days): Pick<SetClock, 'clock' | 'from'> {
  const isPlacement = clock === 'placement' || (clock === 'later' && exitedOn && employedOn && employedOn > exitedOn)
  return isPlacement ? { clock: 'employment', from: employedOn } : { clock: 'exit', from: exitedOn }
}

/**
 * The clocks that run for a participant: that of adults and dislocated workers, and that of youth. Where both run from the same
 * event they are one, by which follow-up lasts as long, and comes as often, as either asks for.
 */
export function listClocks(period: Days, { followUp }: Pick<PolicyValues, 'followUp'>): SetClock[] {
  const set = [
    ...(isAdult(period as PeriodFacts) ? [{ values: followUp as FollowUpClock, isOfYouth: false }] : []),
    ...(isYouth(period as PeriodFacts) ? [{ values: followUp.youth, isOfYouth: true }] : []),
  ].map(({ values: { cadence, months, clock }, isOfYouth }) => ({
    ...{ cadence, months, isOfYouth },
    ...findEvent({ cadence, months, clock }, period),
  }))
  const [one, other] = set
  if (!one || !other || one.clock !== other.clock) return set
  const cadence = [one, other].some((each) => each.cadence === 'monthly') ? 'monthly' : 'quarterly'
  return [{ ...other, cadence, months: Math.max(one.months, other.months) }]
}
