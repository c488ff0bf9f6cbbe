/** The two clocks of follow-up: which ones run for a participant, from which day, and with which windows. Pure. */
import { type Day, isDay } from '../calendar.ts'
import type { PersonFacts } from '../document/facts.ts'
import { refuse, unprocessable } from '../problem.ts'
import { findExclusion } from '../rules/lib/exclusion.ts'
import { listClocks } from '../rules/lib/follow-up-clock.ts'
import { areEnough } from '../rules/lib/rule.ts'
import { type Clock, listWindows, type Window } from '../rules/lib/windows.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import type { RunningClock } from './schedule-schemas.ts'

export const clocks = ['employment', 'exit'] as const satisfies Clock[]

const memberByClock = { employment: 'employedOn', exit: 'exitedOn' } as const
const programByClock = { employment: 'adult', exit: 'youth' } as const

type Known = Pick<PersonFacts, 'index' | 'period' | 'followUps'>
type Exemption = Pick<RunningClock, 'exempt' | 'exemptFrom'>

/**
 * Why follow-up is not owed, and from when: the participant declined, or could not be found after the attempts that policy
 * asks for (20 CFR 681.580, as New Jersey’s page on youth follow-up restates it), or exited for a reason that excludes them
 * (TEGL 10-16, Change 3, Attachment II).
 */
function findExemption({ period, followUps }: Known, clock: Clock, policy: PolicyValues): Exemption {
  const { followUpDecision, programs, exitReason = null } = period
  const reason = findExclusion({ programs, exitReason }, programByClock[clock]) as RunningClock['exempt']
  if (reason) return { exempt: reason, exemptFrom: null }
  const { decision = 'accepted', decidedOn = null } = followUpDecision ?? {}
  const attempts = followUps.flatMap((followUp) => followUp.attempts)
  if (decision === 'declined' || (decision === 'unreachable' && areEnough(attempts, policy)))
    return { exempt: decision, exemptFrom: decidedOn }
  return { exempt: null, exemptFrom: null }
}

/** The clocks that a participant's programs require; two clocks are independent of each other. */
export const findClocks = (facts: Known, policy: PolicyValues): RunningClock[] =>
  listClocks(facts.period, policy).map(({ clock, from }) => ({ clock, from, ...findExemption(facts, clock, policy) }))

/** Where the facts of a period stand in the participant. */
const pointerTo = ({ index }: Known, member: string) => (index === null ? '/periods' : `/periods/${index}/${member}`)

/** Whether there is a day to schedule from, or something scheduled that could be canceled. */
export const hasClock = (running: readonly RunningClock[], { followUps }: Known): boolean =>
  followUps.some(({ schedule }) => schedule) || running.some(({ from, exempt }) => from || exempt)

/** Refuses to schedule in a period in which there is neither. */
export function refuseClockless(running: readonly RunningClock[], facts: Known): never {
  const detail = 'is needed: the follow-ups of the program are planned from it'
  refuse(running.map(({ clock }) => ({ pointer: pointerTo(facts, memberByClock[clock]), detail })))
  const programs = 'must have adult, dislocated_worker or youth: no other program asks for follow-ups from a day on'
  throw unprocessable([{ pointer: pointerTo(facts, 'programs'), detail: programs }])
}

/** The windows in which a clock requires a follow-up; for exempt participants, those that ended before the exemption. */
export function windowsFor(
  { clock, from, exempt, exemptFrom }: RunningClock,
  facts: Known,
  policy: PolicyValues,
): Window[] {
  const set = listClocks(facts.period, policy).find((one) => one.clock === clock)
  if (!from || !set) return []
  const windows = listWindows(clock, from, set)
  const detail = 'must be earlier: the last follow-up would be due after 2200-12-31'
  if (!isDay(windows.at(-1)?.dueOn as Day)) refuse([{ pointer: pointerTo(facts, memberByClock[clock]), detail }])
  return windows.filter(({ dueOn }) => !exempt || (exemptFrom !== null && dueOn < exemptFrom))
}

/** Why a clock requires no more follow-ups. */
export function explainSilence(running: RunningClock | undefined): string {
  if (!running) return 'no program of the participant asks for it'
  if (running.exempt) return `follow-up is not owed: ${running.exempt}`
  return running.from ? 'policy asks for no more' : 'the day that the clock ran from was taken back'
}
