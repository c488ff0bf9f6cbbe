/** Plan documents for tests: small, valid, and different from call to call only where it is asked for. */
import { addDays } from '../../src/calendar.ts'

/** A plan document with only what is required; `members` are laid over it. */
export const somePlan = (members: Record<string, unknown> = {}) => ({
  type: 'career_action_plan',
  participant: { id: 'P-1', programs: ['adult'] },
  ...members,
})

/** A milestone with only what is required. */
export const someMilestone = (members: Record<string, unknown> = {}) => ({
  statement: 'Update the resume.',
  kind: 'job_search',
  ...members,
})

/** A follow-up with only what is required. */
export const someFollowUp = (members: Record<string, unknown> = {}) => ({
  kind: 'appointment',
  dueOn: '2026-06-30',
  ...members,
})

/** A goal with only what is required. */
export const someGoal = (members: Record<string, unknown> = {}) => ({
  id: 'goal',
  statement: 'To work as a nurse.',
  kind: 'decided',
  ...members,
})

/** A waiver of a milestone without a date, for a month from now; `subject` is to be named. */
export const someWaiver = (members: Record<string, unknown> = {}) => ({
  rule: 'milestone-without-timeframe',
  reason: 'The provider has not published its dates.',
  decidedBy: 'staff-3',
  until: addDays(new Date().toISOString().slice(0, 10), 30),
  ...members,
})
