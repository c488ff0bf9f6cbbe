/** The follow-up windows that passed without a follow-up service. Pure. */
import { addDays, type Day } from '../../calendar.ts'
import type { PersonFacts } from '../../document/facts.ts'
import type { PolicyValues } from '../policy-values.ts'
import { findExclusion } from './exclusion.ts'
import { listClocks } from './follow-up-clock.ts'
import { areEnough, type Violation } from './rule.ts'
import { apart, type Clock, type Interval, listWindows, type Window } from './windows.ts'

/** Follow-up services: both sides spoke, a service was given, and the day is known. */
const listServices = ({ followUps }: PersonFacts): { on: Day; dueOn: Day }[] =>
  followUps.flatMap(({ status, twoWay, services, completedOn: on, dueOn }) =>
    status === 'completed' && twoWay && services.length > 0 && on ? [{ on, dueOn }] : [],
  )

const isIn = (day: Day, { opensOn, dueOn }: Window) => opensOn <= day && day <= dueOn

/** Whether the participant could not be found by a day, after enough attempts. */
const isNotFoundBy = ({ followUps }: PersonFacts, day: Day, policy: PolicyValues) =>
  areEnough(
    followUps.flatMap(({ attempts }) => attempts.filter(({ on }) => on <= day)),
    policy,
  )

/** Whether the participant declined by the end of a window, could not be found after enough attempts, or is excluded. */
function isExempt(facts: PersonFacts, window: Window, policy: PolicyValues): boolean {
  const { exitedOn, followUpDecision: answer } = facts.period
  const { dueOn } = window
  if (exitedOn && exitedOn <= dueOn && findExclusion(facts.period)) return true
  const decision = answer && answer.decidedOn <= dueOn ? answer.decision : null
  if (decision === 'declined' || (decision === 'unreachable' && isNotFoundBy(facts, dueOn, policy))) return true
  return facts.followUps.some(
    (one) =>
      isIn(one.dueOn, window) &&
      (one.status === 'declined' || (one.status === 'unreachable' && areEnough(one.attempts, policy))),
  )
}

/** The windows of a clock without a service, each from the day after its end until a late service that was due in it. */
function findMissed(facts: PersonFacts, windows: readonly Window[], policy: PolicyValues): Interval<number>[] {
  const services = listServices(facts)
  return windows.flatMap((window) => {
    if (services.some(({ on }) => isIn(on, window)) || isExempt(facts, window, policy)) return []
    const late = services.flatMap(({ on, dueOn }) => (isIn(dueOn, window) && on > window.dueOn ? [on] : []))
    return [{ from: addDays(window.dueOn, 1), until: late.sort()[0], what: window.number }]
  })
}

/** The policy values by which the clocks run. */
export const followUpClocks = [
  ...(['followUp.clock', 'followUp.cadence', 'followUp.months'] as const),
  ...(['followUp.youth.clock', 'followUp.youth.cadence', 'followUp.youth.months'] as const),
] as const

/** The violations where a participant had no follow-up service in some windows of a clock. */
export function reportMissed(
  facts: PersonFacts,
  clock: Clock,
  policy: PolicyValues,
): (Violation<'participant'> & { isAll: boolean; isOfYouth: boolean })[] {
  const running = listClocks(facts.period, policy).find((one) => one.clock === clock)
  if (!running?.from) return []
  const { cadence, months, from, isOfYouth } = running
  const windows = listWindows(clock, from, running)
  return apart(findMissed(facts, windows, policy)).map(({ what, ...days }) => ({
    subject: facts.participant,
    ...days,
    values: {
      unit: cadence === 'monthly' ? 'month' : 'quarter',
      ...{ windows: what.length, which: what.join(', '), since: from, months },
      missed: what.length === windows.length ? 'all' : 'some',
    },
    ...{ isAll: what.length === windows.length, isOfYouth },
  }))
}
