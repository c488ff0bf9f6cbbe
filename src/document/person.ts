/** A person with everything that belongs to the person: what a write locks, changes, and evaluates. Pure. */
import { documentAfter } from './apply.ts'
import type { Edit } from './edit.ts'
import type { PersonFacts } from './facts.ts'
import type { Moment } from './moment.ts'
import { getPeriodFacts } from './participant/participant.ts'
import type { Participant } from './participant/schemas.ts'
import type { Document } from './parts.ts'

/** A participant and all plans of the person, in the order in which they were made. */
export type Person = { participant: Participant; plans: readonly Document[] }

/** The plans of a person that say something: those entered in error do not. */
export const listCounted = ({ plans }: Person): Document[] =>
  plans.filter(({ plan }) => plan.closeReason !== 'entered_in_error')

/** What is known in each period of a person, and in plans that belong to none where there are any. */
export function listPersonFacts(person: Person): PersonFacts[] {
  const { participant } = person
  const counted = listCounted(person)
  const everyPlan = counted.map(({ plan }) => plan)
  const gather = (periodId: string | null, index: number | null, recordedOn: string): PersonFacts => {
    const own = counted.filter(({ plan }) => plan.periodId === periodId)
    return {
      participant,
      index,
      period: getPeriodFacts(participant, periodId),
      recordedOn,
      plans: own.map(({ plan }) => plan),
      services: own.flatMap(({ plan }) => plan.services),
      attainments: own.flatMap(({ plan }) => plan.attainments),
      milestones: own.flatMap(({ milestones }) => milestones),
      followUps: own.flatMap(({ followUps }) => followUps),
      everyPlan,
    }
  }
  const inPeriods = participant.periods.map(({ id, recordedOn }, index) => gather(id ?? null, index, recordedOn))
  const isWithout = everyPlan.some(({ periodId }) => periodId === null)
  return isWithout ? [...inPeriods, gather(null, null, participant.recordedOn)] : inPeriods
}

/** The id of the plan that an edited resource belongs to; undefined for a participant. */
export const getPlanId = ({ type, before, after }: Edit): string | undefined => {
  const resource = after ?? before
  if (type === 'participant' || !resource) return undefined
  return 'planId' in resource ? resource.planId : resource.id
}

/** The participants after the edits: those that are left, and those that are new. */
function participantsAfter(persons: readonly Person[], edits: readonly Edit[]): Participant[] {
  const own = edits.filter((edit) => edit.type === 'participant')
  const stored = persons.map(({ participant }) => participant)
  const kept = stored.flatMap((one) => {
    const edit = own.find(({ before }) => before?.id === one.id)
    return edit ? (edit.after ?? []) : one
  })
  return [...kept, ...own.flatMap(({ before, after }) => (before === null && after ? [after] : []))]
}

/** Persons after the edits; each plan is then with the participant that it names. */
export function personsAfter(persons: readonly Person[], edits: readonly Edit[], now: Moment): Person[] {
  const stored = new Map(persons.flatMap(({ plans }) => plans.map((document) => [document.plan.id, document])))
  const byPlan = Map.groupBy(edits, getPlanId)
  const participants = new Map(participantsAfter(persons, edits).map((one) => [one.id, one]))
  const made = [...byPlan.keys()].filter((id) => id !== undefined && !stored.has(id)) as string[]
  // in the order of ids, which is that in which they were made, also where plans of two persons come together
  const plans = [...stored.keys(), ...made]
    .sort()
    .flatMap((id) => documentAfter(stored.get(id), byPlan.get(id) ?? [], now, participants) ?? [])
  return [...participants.values()].map((participant) => ({
    participant,
    plans: plans.filter(({ plan }) => plan.participantId === participant.id),
  }))
}
