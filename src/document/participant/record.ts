/**
 * Facts of participation that come with a plan document. They add to what is stored or correct it, and never clear it: a
 * system that keeps them with each plan may send one that knows less, or an older one. Pure.
 */
import { type Fault, refuse, unprocessable } from '../../problem.ts'
import { isSame } from '../edit.ts'
import type { Moment } from '../moment.ts'
import type { NewPlan } from '../plan/schemas.ts'
import {
  changedParticipant,
  findPeriod,
  newParticipant,
  nothingKnown,
  type Place,
  writablePeriod,
} from './participant.ts'
import type { PlanParticipant } from './plan-participant.ts'
import type { NewParticipant, NewPeriod, Participant, Period } from './schemas.ts'

const isIn = ({ enteredOn, exitedOn }: Period, on: string): boolean =>
  enteredOn !== null && enteredOn <= on && (exitedOn === null || on <= exitedOn)

/** The open period, or else that of the last exit: one whose entry is not known need not be the last in order. */
const findLast = (periods: readonly Period[]): Period | undefined =>
  periods.toSorted((a, b) => ((a.exitedOn ?? '9') < (b.exitedOn ?? '9') ? -1 : 1)).at(-1)

/** The stored period that a document is about; undefined if it is a new one. `own` is that of its plan, if it is stored. */
function findPeriodFor(
  periods: readonly Period[],
  { enteredOn, exitedOn }: PlanParticipant,
  own: Period | undefined,
): Period | undefined {
  const last = own ?? findLast(periods)
  if (!enteredOn || !last) return last
  const holding = periods.find((period) => isIn(period, enteredOn))
  if (holding) return holding
  const isLater = last.exitedOn !== null && enteredOn > last.exitedOn
  const isEarlier = last.enteredOn && exitedOn && exitedOn < last.enteredOn // one that was over before
  return isLater || isEarlier ? undefined : last
}

/**
 * The programs of a period, with those of a document: in these since its entry and up to its exit. One that is new in a
 * period that is over ended with it, so that naming it does not open the period again.
 */
function addPrograms(period: NewPeriod, { programs, enteredOn, exitedOn }: PlanParticipant) {
  const known = new Map((period.programs as Period['programs']).map((one) => [one.program, one]))
  for (const program of programs) {
    const before = known.get(program) ?? { enteredOn: null, exitedOn: period.exitedOn }
    known.set(program, {
      program,
      enteredOn: enteredOn ?? before.enteredOn ?? null,
      exitedOn: exitedOn ?? before.exitedOn ?? null,
    })
  }
  return [...known.values()]
}

function addFacts(period: NewPeriod, given: PlanParticipant): NewPeriod {
  const { id: _, programs: __, enteredOn, exitedOn, ...others } = given
  const said = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null))
  const isEarlier = enteredOn && period.enteredOn && enteredOn < period.enteredOn
  const programs = addPrograms(period, given)
  // an exit from all programs is that of the period, whatever was stated before
  const isWhole = exitedOn !== null && programs.every(({ program }) => given.programs.includes(program))
  return {
    ...period,
    ...said,
    enteredOn: isEarlier ? enteredOn : period.enteredOn,
    exitedOn: isWhole ? null : period.exitedOn,
    programs,
  }
}

/**
 * What a document makes of the stored participant, if there is one, and the period it is about: the one that it states, or
 * else the one that its facts lead to; `own` is the period of its plan, if it is stored.
 */
export function recordFacts(
  stored: Participant | undefined,
  given: PlanParticipant,
  now: Moment,
  stated: string | null = null,
  own: string | null = null,
): { participant: Participant; periodId: string } {
  const periods = (stored?.periods ?? []) as Period[]
  const find = (periodId: string | null) => periods.find(({ id }) => id === periodId)
  const period = find(stated) ?? findPeriodFor(periods, given, find(own))
  const periodId = period?.id ?? now.newId()
  const next = addFacts(period ? writablePeriod(period) : { ...nothingKnown, id: periodId, programs: [] }, given)
  const faults: Fault[] = (next.programs as Period['programs']).flatMap(({ program, enteredOn, exitedOn }) =>
    given.programs.includes(program) && enteredOn && exitedOn && exitedOn < enteredOn
      ? [{ pointer: '/participant/exitedOn', detail: 'must not be before enteredOn' }]
      : [],
  )
  refuse(faults.slice(0, 1))
  const all = [...periods.filter(({ id }) => id !== periodId).map(writablePeriod), next]
  if (!stored) {
    const participant = newParticipant(given.id, { language: null, hold: null, periods: all }, now, inDocument)
    return { participant, periodId }
  }
  const { language = null, hold = null } = stored
  const participant = changedParticipant(stored, { language, hold, periods: all } as NewParticipant, now, inDocument)
  return { participant: isSame(stored, participant) ? stored : participant, periodId }
}

/** A document has the facts of one period, and names programs without days. */
const inDocument: Place = { period: () => '/participant', program: () => '/participant' }

/** What a plan document says of its owner. */
export type OwnerInput = Pick<NewPlan, 'participantId' | 'periodId' | 'participant'>

/** The id of the participant that a document names; refuses one that names none, or two. */
export function requireParticipantId({ participantId, participant }: OwnerInput): string {
  const id = participant?.id ?? participantId
  if (id === null || id === undefined)
    throw unprocessable([{ pointer: '/participantId', detail: 'is missing: a plan has a participant' }])
  if (participant && participantId !== null && participantId !== participant.id)
    throw unprocessable([{ pointer: '/participantId', detail: 'must be the id of participant; it may be left out' }])
  return id
}

/** Whose plan a document is, and in which period; facts that come with it are recorded. */
export function resolveOwner(
  stored: Participant | undefined,
  owner: OwnerInput,
  now: Moment,
  own: string | null = null,
): { participant: Participant; periodId: string | null } {
  const { periodId } = owner
  if (periodId !== null && !(stored && findPeriod(stored, periodId)))
    throw unprocessable([{ pointer: '/periodId', detail: 'is no period of the participant' }])
  if (owner.participant) return recordFacts(stored, owner.participant as PlanParticipant, now, periodId, own)
  if (!stored)
    throw unprocessable([
      { pointer: '/participantId', detail: 'is no participant of the agency; send participant to make one' },
    ])
  const periods = stored.periods as Period[]
  return { participant: stored, periodId: periodId ?? findLast(periods)?.id ?? null }
}
