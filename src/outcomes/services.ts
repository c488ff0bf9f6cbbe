/** The services of a period of participation, other than training, as exports need them. Pure. */
import type { Day } from '../calendar.ts'
import type { FollowUp } from '../document/follow-up/schemas.ts'
import type { Document } from '../document/parts.ts'
import type { Plan } from '../document/plan/schemas.ts'

/** A service that began; one that was given at a follow-up is of the kind `follow_up`. `element` numbers those of youth. */
export type ServiceFact = {
  kind: Exclude<Plan['services'][number]['kind'], 'training'>
  element: number | null
  startedOn: Day
  endedOn: Day | null
}

const listPlanned = ({ services }: Plan): ServiceFact[] =>
  services.flatMap(({ kind, element, startedOn, endedOn }) =>
    kind !== 'training' && startedOn ? [{ kind, element, startedOn, endedOn }] : [],
  )

/** The days of follow-ups after placement and exit at which a service was given in a two-way exchange. */
const listFollowUpServices = (followUps: readonly FollowUp[]): ServiceFact[] =>
  followUps.flatMap(({ kind, status, twoWay, services, completedOn: on }) =>
    kind.startsWith('post_') && status === 'completed' && twoWay && services.length > 0 && on
      ? [{ kind: 'follow_up', element: null, startedOn: on, endedOn: on }]
      : [],
  )

/** The services of all plans, each once, because a new plan repeats what goes on. */
export function extractServices(documents: readonly Document[]): ServiceFact[] {
  const all = documents.flatMap(({ plan, followUps }) => [...listPlanned(plan), ...listFollowUpServices(followUps)])
  return [...new Map(all.map((service) => [JSON.stringify(service), service])).values()]
}
