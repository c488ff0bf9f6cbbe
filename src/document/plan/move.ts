/** A plan that was filed under the wrong participant. Pure. */
import { unprocessable } from '../../problem.ts'
import { type Moment, revised } from '../moment.ts'
import { resolveOwner } from '../participant/record.ts'
import type { Participant } from '../participant/schemas.ts'
import type { Plan } from './schemas.ts'

/** The plan under another participant, in one of that person's periods: the one that is named, or else the last. */
export function movedPlan(plan: Plan, to: Participant | undefined, periodId: string | null, now: Moment): Plan {
  if (to?.id === plan.participantId)
    throw unprocessable([{ pointer: '/participantId', detail: 'is the participant of the plan already' }])
  if (!to) throw unprocessable([{ pointer: '/participantId', detail: 'is no participant of the agency' }])
  const owner = resolveOwner(to, { participantId: to.id, periodId, participant: null }, now)
  return revised(plan, { participantId: to.id, periodId: owner.periodId }, now)
}
