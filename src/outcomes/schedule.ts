/**
 * Schedules follow-ups at the policy’s cadence. Pure. A scheduled follow-up is moved, canceled, and scheduled again as dates
 * and policy change, until someone works on it; from then on it stays as it is.
 */
import { type Day, findMiddle } from '../calendar.ts'
import type { Edit } from '../document/edit.ts'
import type { PersonFacts } from '../document/facts.ts'
import { findDueQuarter, newFollowUps } from '../document/follow-up/follow-up.ts'
import type { FollowUp, FollowUpSchedule, NewFollowUp } from '../document/follow-up/schemas.ts'
import { type Moment, revised } from '../document/moment.ts'
import { listPersonFacts, type Person } from '../document/person.ts'
import type { Plan } from '../document/plan/schemas.ts'
import { conflict } from '../problem.ts'
import type { Clock, Window } from '../rules/lib/windows.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { clocks, explainSilence, findClocks, hasClock, refuseClockless, windowsFor } from './clocks.ts'
import type { RunningClock, ScheduledPeriod, ScheduleStep } from './schedule-schemas.ts'

/** A period that is scheduled, and the latest of its plans, to which new follow-ups belong. */
type Facts = PersonFacts & { plan: Plan }

/** A follow-up created by a schedule. */
type Own = FollowUp & { schedule: FollowUpSchedule }
type Step = ScheduleStep & { before: FollowUp | null }

const kindByClock = { employment: 'post_placement', exit: 'post_exit' } as const

/** What someone has done with a follow-up since it was scheduled; undefined if it is as the schedule left it. */
function findTouch({ schedule, status, ...followUp }: Own): string | undefined {
  if (status !== 'scheduled') return `it is ${status}`
  if (followUp.attempts.length > 0) return 'it has attempts'
  if (followUp.opensOn !== schedule.opensOn || followUp.dueOn !== schedule.dueOn) return 'its window was moved'
  if (followUp.kind !== kindByClock[schedule.clock]) return 'its kind was changed'
  const { note, outcome, services, twoWay } = followUp
  return note !== null || outcome !== null || services.length > 0 || twoWay ? 'something is recorded of it' : undefined
}

/** Whether the schedule itself canceled it, and no one has since recorded another end. */
const isWithdrawn = ({ status, recordedAt, schedule }: Own) =>
  status === 'cancelled' && recordedAt === schedule.cancelledAt

const isIn = (on: Day, { opensOn, dueOn }: Window) => opensOn <= on && on <= dueOn
const isPlannedFor = ({ schedule }: Own, { number, opensOn, dueOn }: Window) =>
  schedule.number === number && schedule.opensOn === opensOn && schedule.dueOn === dueOn

/** Assigns a follow-up to each window while there are any, preferring the one with the same number. */
function paired(windows: readonly Window[], followUps: readonly Own[]): Map<Window, Own> {
  const left = [...followUps]
  const numbered = windows.map((window) => {
    const at = left.findIndex(({ schedule }) => schedule.number === window.number)
    return [window, at < 0 ? undefined : left.splice(at, 1)[0]] as const
  })
  return new Map(numbered.flatMap(([window, one = left.shift()]) => (one ? [[window, one] as const] : [])))
}

/**
 * Decides which follow-up is for which window. One that was worked on is for the window it was scheduled in, judged by its
 * middle. One that a caller planned in a window is enough for that window.
 */
function allotted(windows: readonly Window[], own: readonly Own[], others: readonly FollowUp[]) {
  const touched = own.filter((one) => findTouch(one) && !isWithdrawn(one))
  const middles = touched.map(({ schedule }) => findMiddle({ from: schedule.opensOn, to: schedule.dueOn }))
  const open = windows.filter((window) => !middles.some((middle) => isIn(middle, window)))
  const untouched = own.filter((one) => !findTouch(one))
  const placed = paired(open, untouched)
  const enough = others.filter(({ dueOn }) => open.some((window) => !placed.has(window) && isIn(dueOn, window)))
  const lacking = open.filter((window) => !placed.has(window) && !enough.some(({ dueOn }) => isIn(dueOn, window)))
  const withdrawn = own.filter((one) => isWithdrawn(one) && !findTouch({ ...one, status: 'scheduled' }))
  const again = paired(lacking, withdrawn)
  return {
    windowByFollowUp: new Map([...placed, ...again].map(([window, one]) => [one, window])),
    enough,
    lacking: lacking.filter((window) => !again.has(window)),
  }
}

const buildSchedule = (clock: Clock, from: Day, { number, opensOn, dueOn }: Window): FollowUpSchedule => ({
  ...{ clock, number, from, opensOn, dueOn },
  cancelledAt: null,
})

const untold = {
  ...{ externalId: null, milestoneId: null, purpose: null, status: 'scheduled', attempts: [] },
  ...{ completedOn: null, twoWay: false, services: [], outcome: null, note: null },
} as const

const describePurpose = ({ number }: Window, clock: Clock) => `window ${number} of the ${clock} clock`

function create(facts: Facts, clock: Clock, from: Day, windows: readonly Window[], now: Moment): Step[] {
  const inputs = windows.map(({ opensOn, dueOn }) => ({ ...untold, kind: kindByClock[clock], opensOn, dueOn }))
  // what is left out is filled in, as the validator does for callers
  const made = newFollowUps(facts, inputs as unknown as NewFollowUp[], now, () => '')
  return windows.map((window, index) => {
    const followUp = { ...(made[index] as FollowUp), schedule: buildSchedule(clock, from, window) }
    return { did: 'created', why: describePurpose(window, clock), before: null, followUp }
  })
}

/** Moves a follow-up into a window, unless it is already there. */
function place({ period }: Facts, before: Own, from: Day, window: Window, now: Moment): Step {
  const { clock } = before.schedule
  const why = describePurpose(window, clock)
  if (!isWithdrawn(before) && isPlannedFor(before, window)) return { did: 'unchanged', why, before, followUp: before }
  const { opensOn, dueOn } = window
  const members = {
    opensOn,
    dueOn,
    quarter: findDueQuarter(period, dueOn),
    schedule: buildSchedule(clock, from, window),
  }
  const followUp = revised<FollowUp>(before, { ...members, status: 'scheduled', recordedAt: null }, now)
  return { did: isWithdrawn(before) ? 'reinstated' : 'moved', why, before, followUp }
}

/** What becomes of a follow-up without a window: it stays if someone worked on it; otherwise, it is canceled. */
function leave(before: Own, windows: readonly Window[], silence: string, now: Moment): Step {
  const touch = findTouch(before)
  if (isWithdrawn(before)) return { did: 'unchanged', why: silence, before, followUp: before }
  if (touch) {
    const isWanted = windows.some((window) => isPlannedFor(before, window))
    return { did: isWanted ? 'unchanged' : 'kept', why: touch, before, followUp: before }
  }
  const schedule = { ...before.schedule, cancelledAt: now.at }
  const followUp = revised<FollowUp>(before, { status: 'cancelled', recordedAt: now.at, schedule }, now)
  return { did: 'cancelled', why: silence, before, followUp }
}

function planSteps(clock: Clock, running: RunningClock | undefined, facts: Facts, policy: PolicyValues, now: Moment) {
  const windows = running ? windowsFor(running, facts, policy) : []
  const from = running?.from as Day
  const own = facts.followUps.filter((one): one is Own => one.schedule?.clock === clock)
  const others = facts.followUps.filter(
    ({ schedule, kind, status }) => schedule === null && kind === kindByClock[clock] && status !== 'cancelled',
  )
  const { windowByFollowUp, enough, lacking } = allotted(windows, own, others)
  const steps: Step[] = [
    ...own.map((one) => {
      const window = windowByFollowUp.get(one)
      return window ? place(facts, one, from, window, now) : leave(one, windows, explainSilence(running), now)
    }),
    ...enough.map((one): Step => ({ did: 'unchanged', why: 'a caller planned it', before: one, followUp: one })),
    ...create(facts, clock, from, lacking, now),
  ]
  return steps.sort((a, b) => a.followUp.dueOn.localeCompare(b.followUp.dueOn))
}

/** What a schedule did in a period, with the follow-ups as they were before. */
function schedulePeriod(facts: Facts, policy: PolicyValues, now: Moment) {
  const running = findClocks(facts, policy)
  const steps = clocks.flatMap((clock) => {
    const one = running.find((it) => it.clock === clock)
    return planSteps(clock, one, facts, policy, now)
  })
  return { planId: facts.plan.id, periodId: facts.plan.periodId, clocks: running, steps }
}

/** What a schedule changes in the plans of a person, and what it did with each follow-up of either clock. */
export function scheduled(
  person: Person,
  policy: PolicyValues,
  now: Moment,
): { edits: Edit[]; periods: ScheduledPeriod[] } {
  const withPlans = listPersonFacts(person).flatMap((facts): Facts[] => {
    const plan = facts.plans.at(-1)
    return plan ? [{ ...facts, plan }] : []
  })
  const last = withPlans.at(-1)
  if (!last) throw conflict('The participant has no plan to which follow-ups could belong.')
  const running = withPlans.filter((facts) => hasClock(findClocks(facts, policy), facts))
  if (running.length === 0) refuseClockless(findClocks(last, policy), last)
  const done = running.map((facts) => schedulePeriod(facts, policy, now))
  const edits = done.flatMap(({ steps }) =>
    steps
      .filter(({ before, followUp }) => before !== followUp)
      .map(({ before, followUp }): Edit => ({ type: 'follow_up', before, after: followUp })),
  )
  const periods = done.map(({ steps, ...rest }) => ({
    ...rest,
    followUps: steps.map(({ before: _, ...step }) => step),
  }))
  return { edits, periods }
}
