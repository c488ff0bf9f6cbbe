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
  checkParticipantAsKept,
  findPeriod,
  newParticipant,
  nothingKnown,
  type Place,
  type Program,
  writablePeriod,
} from './participant.ts'
import { namesOfPeriodFacts, type PlanParticipant } from './plan-participant.ts'
import { addReadPeriods, withValues } from './read-periods.ts'
import type { NewParticipant, NewPeriod, Participant, Period, PutPeriod } from './schemas.ts'

type PeriodFacts = Pick<PlanParticipant, (typeof namesOfPeriodFacts)[number]> & { programs: readonly Program[] }

const isIn = ({ enteredOn, exitedOn }: Period, on: string): boolean =>
  enteredOn !== null && enteredOn <= on && (exitedOn === null || on <= exitedOn)

/** The open period, or else that of the last exit: one whose entry is not known need not be the last in order. */
const findLast = (periods: readonly Period[]): Period | undefined =>
  periods.toSorted((a, b) => ((a.exitedOn ?? '9') < (b.exitedOn ?? '9') ? -1 : 1)).at(-1)

/** The stored period that a document is about; undefined if it is a new one. `own` is that of its plan, if it is stored. */
function findPeriodFor(
  periods: readonly Period[],
  { enteredOn, exitedOn }: PeriodFacts,
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
function addPrograms(period: NewPeriod, { programs, enteredOn, exitedOn }: PeriodFacts) {
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

function addFacts(period: NewPeriod, given: PeriodFacts): NewPeriod {
  const { programs: _, enteredOn, exitedOn, ...others } = given
  const isEarlier = enteredOn && period.enteredOn && enteredOn < period.enteredOn
  const programs = addPrograms(period, given)
  // an exit from all programs is that of the period, whatever was stated before
  const isWhole = exitedOn !== null && programs.every(({ program }) => given.programs.includes(program))
  return {
    ...period,
    ...withValues(others),
    enteredOn: isEarlier ? enteredOn : period.enteredOn,
    exitedOn: isWhole ? null : period.exitedOn,
    programs,
  }
}

/** The participant with these periods and what else a document says of the person; the stored one where nothing differs. */
function writtenParticipant(
  stored: Participant | undefined,
  given: PlanParticipant,
  periods: readonly NewPeriod[],
  place: Place,
  now: Moment,
): Participant {
  const { language, hold } = given
  const { language: known = null, hold: held = null } = stored ?? {}
  const input = { language: language ?? known, hold: hold ?? held, periods } as NewParticipant
  const written = stored ? changedParticipant(stored, input, now, place) : newParticipant(given.id, input, now, place)
  const faults: Fault[] = []
  checkParticipantAsKept(given, written, '/participant', faults)
  refuse(faults)
  return stored && isSame(stored, written) ? stored : written
}

/** What a document says of one period. */
function requirePeriodFacts(given: PlanParticipant): PeriodFacts {
  if (given.programs === null) throw unprocessable([{ pointer: '/participant/programs', detail: 'is missing' }])
  return Object.fromEntries(namesOfPeriodFacts.map((name) => [name, given[name] ?? null])) as PeriodFacts
}

type Written = { participant: Participant; periodId: string | null }

/** What a participant that was read makes of the stored one, if there is one, and the period that the document states. */
function recordRead(
  stored: Participant | undefined,
  given: PlanParticipant,
  read: readonly PutPeriod[],
  now: Moment,
  stated: string | null,
  own: string | null,
): Written {
  const faults = namesOfPeriodFacts.flatMap((name) =>
    given[name] ? [{ pointer: `/participant/${name}`, detail: 'stands in periods, where they are sent' }] : [],
  )
  refuse(faults)
  const { periods, ids } = addReadPeriods((stored?.periods ?? []) as Period[], read)
  const participant = writtenParticipant(stored, given, periods, asRead, now)
  const periodId = ids.get(stated) ?? stated ?? own
  requirePeriod(participant, periodId)
  return { participant, periodId: periodId ?? findLast(participant.periods as Period[])?.id ?? null }
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
): Written {
  if (given.periods) return recordRead(stored, given, given.periods as PutPeriod[], now, stated, own)
  requirePeriod(stored, stated)
  const said = requirePeriodFacts(given)
  const periods = (stored?.periods ?? []) as Period[]
  const find = (periodId: string | null) => periods.find(({ id }) => id === periodId)
  const period = find(stated) ?? findPeriodFor(periods, said, find(own))
  const periodId = period?.id ?? now.newId()
  const next = addFacts(period ? writablePeriod(period) : { ...nothingKnown, id: periodId, programs: [] }, said)
  const faults: Fault[] = (next.programs as Period['programs']).flatMap(({ program, enteredOn, exitedOn }) =>
    said.programs.includes(program) && enteredOn && exitedOn && exitedOn < enteredOn
      ? [{ pointer: '/participant/exitedOn', detail: 'must not be before enteredOn' }]
      : [],
  )
  refuse(faults.slice(0, 1))
  const all = [...periods.filter(({ id }) => id !== periodId).map(writablePeriod), next]
  return { participant: writtenParticipant(stored, given, all, inDocument, now), periodId }
}

/** Refuses a period that the participant does not have. */
function requirePeriod(participant: Participant | undefined, periodId: string | null): void {
  if (periodId !== null && !(participant && findPeriod(participant, periodId)))
    throw unprocessable([{ pointer: '/periodId', detail: 'is no period of the participant' }])
}

/** A document has the facts of one period, and names programs without days. */
const inDocument: Place = { period: () => '/participant', program: () => '/participant' }
const asRead: Place = {
  period: (index) => `/participant/periods/${index}`,
  program: (index, program) => `/participant/periods/${index}/programs/${program}`,
}

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
  if (owner.participant) return recordFacts(stored, owner.participant as PlanParticipant, now, periodId, own)
  requirePeriod(stored, periodId)
  if (!stored)
    throw unprocessable([
      { pointer: '/participantId', detail: 'is no participant of the agency; send participant to make one' },
    ])
  const periods = stored.periods as Period[]
  return { participant: stored, periodId: periodId ?? findLast(periods)?.id ?? null }
}
