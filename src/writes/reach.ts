/** What a token may write that is limited to one participant, to one office, or to both. Pure. */
import { differsOnlyIn, type Edit } from '../document/edit.ts'
import type { Milestone } from '../document/milestone/schemas.ts'
import type { Plan } from '../document/plan/schemas.ts'
import type { Actor } from '../http/auth.ts'
import { ofParticipant } from '../http/reach.ts'
import { forbidden } from '../problem.ts'

type Placed = Pick<Plan, 'id' | 'office'>

/** What is stored of the person that is written to. */
export type Stored = {
  /** Undefined where the person is new. */
  participantId: string | undefined
  /** The plan that is written, if it is there already. */
  plan: Placed | undefined
  /** Plans of the person: all of them, or at least the one that is written. */
  plans: readonly Placed[]
}

const elsewhere = () => forbidden('The token is limited to one office, and the plan is not of that office.')

/** Refuses a write to a person or a plan that the token does not reach, before the work tells anything of them. */
export function requireReached({ participantId, office }: Actor, { plan, plans, ...stored }: Stored): void {
  if (participantId !== undefined && stored.participantId !== undefined && stored.participantId !== participantId)
    throw forbidden('The token is limited to one participant, and this is another one.')
  if (office === undefined) return
  if (plan && plan.office !== office) throw elsewhere()
  if (plans.length > 0 && plans.every((one) => one.office !== office))
    throw forbidden('The token is limited to one office, and no plan of the participant is of that office.')
}

const kept = ['version', 'updatedAt'] as const

/** Whether a plan differs by acknowledgements of the participant alone, added to those that there are. */
function isAcknowledged(before: Plan, after: Plan): boolean {
  const added = after.acknowledgements.slice(before.acknowledgements.length)
  const rest = { ...after, acknowledgements: after.acknowledgements.slice(0, before.acknowledgements.length) }
  return differsOnlyIn(before, rest, kept) && added.every(({ party }) => party === 'participant')
}

/** Whether a milestone differs by how far the participant has come, and what the participant makes of it. */
const isProgress = (before: Milestone, after: Milestone): boolean =>
  differsOnlyIn(before, after, ['status', 'statusReason', 'completedOn', 'reflection', ...kept]) &&
  (after.status === 'in_progress' || (after.status === 'completed' && after.completedOn !== null))

function isOfParticipant({ type, before, after }: Edit): boolean {
  if (!before || !after) return false
  if (type === 'plan') return isAcknowledged(before, after)
  return type === 'milestone' && isProgress(before, after)
}

/** Refuses edits of plans of other offices, and of a person who has no plan of the office. */
function requireOwnOffice(office: string, { participantId, plans }: Stored, edits: readonly Edit[]): void {
  const written = edits.flatMap((edit) => (edit.type === 'plan' && edit.after ? [edit.after] : []))
  if (written.some((plan) => plan.office !== office)) throw elsewhere()
  // a person without plans is not of any office, and becomes one of the office by the first plan
  const isOwn = participantId === undefined || plans.length > 0 || written.length > 0
  if (!isOwn) throw forbidden('The token is limited to one office, and the participant has no plan yet.')
}

/** Refuses edits that the token may not make to what it reaches. */
export function requireAllowed({ participantId, office }: Actor, stored: Stored, edits: readonly Edit[]): void {
  if (participantId !== undefined && !edits.every(isOfParticipant)) throw forbidden(ofParticipant)
  if (office !== undefined && edits.length > 0) requireOwnOffice(office, stored, edits)
}
