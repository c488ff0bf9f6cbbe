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

/** A text of so many characters that no compression makes much shorter. */
function words(length: number): string {
  let text = 'a'
  while (text.length < length)
    text += ` ${Math.random()
      .toString(36)
      .replaceAll(/[^a-z]/g, '')}`
  return text.slice(0, length).trim()
}

/** Gaps of some 200 KB. */
export const longGaps = () =>
  Array.from({ length: 100 }, (_, n) => ({
    ...{ id: `gap-${n}`, kind: 'education', statement: words(990), acceptedBecause: words(990) },
  }))

/** A plan of more than 600 KB. */
export const longPlan = (members: Record<string, unknown> = {}) =>
  somePlan({
    gaps: longGaps(),
    barriers: Array.from({ length: 100 }, (_, n) => ({
      ...{ id: `barrier-${n}`, origin: 'external', identifiedOn: '2026-01-05' },
      ...{ statement: words(990), impact: words(1990), accepted: words(990) },
    })),
    ...members,
  })
