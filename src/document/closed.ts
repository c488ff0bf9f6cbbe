/**
 * What may still be written to a plan that is closed. Closing it ends the work on the plan, and not the year of follow-up
 * after placement and exit, nor what is learned of the person in it.
 */
import { conflict } from '../problem.ts'
import { differsOnlyIn, type Edit } from './edit.ts'
import type { FollowUp } from './follow-up/schemas.ts'
import type { Plan } from './plan/schemas.ts'

/** Whether a follow-up is about the time after placement or exit, which outlives the plan. */
export const isOfLaterYear = ({ kind }: FollowUp): boolean => kind === 'post_placement' || kind === 'post_exit'

function isAllowed(edit: Edit): boolean {
  // a finding about the person may outlive the plan, and then it may be waived
  if (edit.type === 'participant' || edit.type === 'waiver') return true
  const { before, after } = edit
  if (edit.type === 'plan')
    return Boolean(
      edit.before &&
        edit.after &&
        (edit.after.status !== 'closed' || // it is opened again
          differsOnlyIn(edit.before, edit.after, [
            'attainments',
            'participantId',
            'periodId',
            'careerPlanner',
            'office',
            'version',
            'updatedAt',
          ])),
    )
  if (edit.type !== 'follow_up') return false
  if ([before, after].every((one) => !one || isOfLaterYear(one as FollowUp))) return true
  // which quarter it falls into follows from the exit of the participant
  return Boolean(
    edit.before && edit.after && differsOnlyIn(edit.before, edit.after, ['quarter', 'version', 'updatedAt']),
  )
}

/** Refuses edits to a closed plan, except those of what outlives it. */
export function requireAllowedWhenClosed(plan: Plan | undefined, edits: readonly Edit[]): void {
  if (plan?.status !== 'closed' || edits.every(isAllowed)) return
  throw conflict(
    'The plan is closed. Reopen it first, or write only what outlives it: attainments, follow-ups after placement and exit, and who is in charge of them (careerPlanner, office).',
  )
}
