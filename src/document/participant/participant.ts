/** What can be done to a participant. Pure: takes what is stored and an input, and returns the new participant. */
import { type Day, latestDay } from '../../calendar.ts'
import type { Complete } from '../../http/schema.ts'
import { conflict, type Fault, notFound, refuse } from '../../problem.ts'
import { type Moment, revised } from '../moment.ts'
import { checkReadOnly, isOfOther } from '../read-only.ts'
import { computeRetainUntil } from './retention.ts'
import {
  maxPeriods,
  type NewParticipant,
  type NewPeriod,
  type Participant,
  type Period,
  type programs,
} from './schemas.ts'

type Days = Pick<Period, 'enteredOn' | 'exitedOn'>
type Programs = NewPeriod['programs']
type SentPeriod = NewPeriod & { recordedOn?: Day | null; exitRecordedOn?: Day | null }
type SentParticipant = Pick<NewParticipant, 'language' | 'hold' | 'periods'>

/** The days that follow from those of the programs: the earliest entry, and the latest exit once all have one. */
function deriveDays(programs: Programs): Days {
  const [enteredOn = null] = programs.flatMap(({ enteredOn }) => enteredOn ?? []).sort()
  const exits = programs.map(({ exitedOn }) => exitedOn)
  return { enteredOn, exitedOn: exits.every(Boolean) ? (latestDay(exits) ?? null) : null }
}

/**
 * The days of a period: as they are stated, or else as they follow from its programs. A day that is sent as it is stored was
 * not stated where it followed from the programs before, so it follows from them again.
 */
function settleDays(input: NewPeriod, stored: Period | undefined): Days {
  const [derived, before] = [deriveDays(input.programs), stored && deriveDays(stored.programs)]
  const settle = (name: keyof Days) => {
    const followed = stored !== undefined && input[name] === stored[name] && stored[name] === before?.[name]
    return followed ? derived[name] : (input[name] ?? derived[name])
  }
  return { enteredOn: settle('enteredOn'), exitedOn: settle('exitedOn') }
}

/** Where in a request a period stands, and one of its programs. */
export type Place = { period: (index: number) => string; program: (index: number, program: number) => string }

const inBody: Place = {
  period: (index) => `/periods/${index}`,
  program: (index, program) => `/periods/${index}/programs/${program}`,
}
/** The period is the whole of the request. */
const alone: Place = { period: () => '', program: (_, program) => `/programs/${program}` }

function checkPeriod(
  { programs, enteredOn, exitedOn }: Period,
  at: string,
  programAt: (index: number) => string,
  faults: Fault[],
): void {
  if (enteredOn && exitedOn && exitedOn < enteredOn)
    faults.push({ pointer: `${at}/exitedOn`, detail: 'must not be before enteredOn' })
  const seen = new Set<string>()
  programs.forEach((one, index) => {
    const here = programAt(index)
    if (seen.has(one.program)) faults.push({ pointer: `${here}/program`, detail: 'is an earlier one of programs' })
    seen.add(one.program)
    if (one.enteredOn && one.exitedOn && one.exitedOn < one.enteredOn)
      faults.push({ pointer: `${here}/exitedOn`, detail: 'must not be before enteredOn' })
    if (one.enteredOn && enteredOn && one.enteredOn < enteredOn)
      faults.push({ pointer: `${here}/enteredOn`, detail: 'must not be before enteredOn of the period' })
    if (one.exitedOn && exitedOn && one.exitedOn > exitedOn)
      faults.push({ pointer: `${here}/exitedOn`, detail: 'must not be after exitedOn of the period' })
  })
}

/** Whether a period covers days of a later one; both have an entry. */
const overlaps = (earlier: Period, later: Period): boolean =>
  earlier.exitedOn === null || (later.enteredOn as Day) <= earlier.exitedOn

function checkTogether(periods: readonly Period[], { period: at }: Place, faults: Fault[]): void {
  const ids = new Set<string>()
  let open: number | undefined
  periods.forEach((period, index) => {
    if (ids.has(period.id))
      faults.push({ pointer: `${at(index)}/id`, detail: 'is the id of an earlier one of periods' })
    ids.add(period.id)
    if (period.exitedOn !== null) return
    if (open !== undefined)
      faults.push({ pointer: `${at(index)}/exitedOn`, detail: 'is missing: another period is open' })
    open = index
  })
  const entered = [...periods.keys()].filter((index) => periods[index]?.enteredOn).sort(byEntry(periods))
  entered.forEach((index, place) => {
    const [earlier, later] = [periods[entered[place - 1] ?? -1], periods[index]]
    const areOpen = earlier?.exitedOn === null && later?.exitedOn === null // which is said above
    if (earlier && later && !areOpen && overlaps(earlier, later))
      faults.push({ pointer: `${at(index)}/enteredOn`, detail: 'must be after the exit of the period before it' })
  })
}

const byEntry =
  (periods: readonly Period[]) =>
  (a: number, b: number): number =>
    (periods[a]?.enteredOn as Day) < (periods[b]?.enteredOn as Day) ? -1 : 1

/** The stored period that one is sent for: that of its id, or without one that of the same entry. */
function findKnown(input: NewPeriod, sent: readonly NewPeriod[], stored: readonly Period[]): Period | undefined {
  if (input.id !== undefined) return stored.find(({ id }) => id === input.id)
  const free = stored.filter(({ id }) => !sent.some((one) => one.id === id))
  return free.find(({ enteredOn }) => enteredOn === settleDays(input, undefined).enteredOn)
}

/** The day on which an exit was recorded; one that moves is recorded anew. */
const findExitRecorded = (
  { exitedOn }: { exitedOn?: Day | null },
  known: Period | undefined,
  now: Moment,
): Day | null => (!exitedOn ? null : known?.exitedOn === exitedOn ? known.exitRecordedOn : now.today)

/** Periods as stored: each with an id, its days, and the day on which the service first saw it. */
function keptPeriods(sent: readonly NewPeriod[], stored: readonly Period[], now: Moment, place: Place): Period[] {
  const faults: Fault[] = []
  const periods = sent.map((input, index): Period => {
    const known = findKnown(input, sent, stored)
    const id = input.id ?? known?.id ?? now.newId()
    const recordedOn = known?.recordedOn ?? now.today
    const days = settleDays(input, known)
    const period = { ...input, id, ...days, recordedOn, exitRecordedOn: findExitRecorded(days, known, now) } as Period
    checkPeriod(period, place.period(index), (program) => place.program(index, program), faults)
    return period
  })
  checkTogether(periods, place, faults)
  refuse(faults)
  return periods.toSorted((a, b) => ((a.enteredOn ?? '9') < (b.enteredOn ?? '9') ? -1 : 1))
}

/** The periods of a participant, with what follows from them. */
const keptFacts = (sent: readonly NewPeriod[], stored: readonly Period[], now: Moment, place: Place) => {
  const periods = keptPeriods(sent, stored, now, place)
  return { periods, retainUntil: computeRetainUntil(periods, now.retentionYears) }
}

/** A new participant; `place` says where its periods stand in the request. */
export const newParticipant = (id: string, input: NewParticipant, now: Moment, place = inBody): Participant => ({
  id,
  ...input,
  ...keptFacts(input.periods as NewPeriod[], [], now, place),
  recordedOn: now.today,
  version: 1,
  createdAt: now.at,
  updatedAt: now.at,
})

/** A participant with its writable members replaced. */
export function changedParticipant(
  participant: Participant,
  input: NewParticipant,
  now: Moment,
  place = inBody,
): Participant {
  const facts = keptFacts(input.periods as NewPeriod[], participant.periods as Period[], now, place)
  return revised(participant, { ...input, ...facts } as Partial<Participant>, now)
}

/** The members of a period that callers write, as they would send them. */
export const writablePeriod = ({ recordedOn: _, exitRecordedOn: __, ...members }: SentPeriod): NewPeriod =>
  members as NewPeriod

/** The members of a participant that callers write. */
export const writableParticipant = ({ language, hold, periods }: SentParticipant): NewParticipant => ({
  ...{ language, hold },
  periods: (periods as SentPeriod[]).map(writablePeriod),
})

type ReadMembers = { createdAt: string | null; periods: readonly { id?: string }[] | null }

/** Finds read-only members of a participant that differ from what is kept; it may have been read at another agency. */
export function checkParticipantAsKept(sent: ReadMembers, kept: Participant, at: string, faults: Fault[]): void {
  // the id is that of the calling system, so another agency may have the same person, and a record of its own
  const isOther = isOfOther(sent.createdAt, kept.createdAt)
  checkReadOnly('participant', sent, kept, isOther, at, faults)
  sent.periods?.forEach((period, index) => {
    const known = kept.periods.find(({ id }) => id === period.id)
    if (known) checkReadOnly('period', period, known, isOther, `${at}/periods/${index}`, faults)
  })
}

const replacePeriods = (participant: Participant, periods: readonly NewPeriod[], now: Moment): Participant =>
  revised(participant, keptFacts(periods, participant.periods as Period[], now, alone), now)

/** A participant with one more period, which the whole of the request is. */
export function addedPeriod(participant: Participant, input: NewPeriod, now: Moment): Participant {
  if (participant.periods.length >= maxPeriods) throw conflict(`A participant has at most ${maxPeriods} periods.`)
  const others = participant.periods.map(writablePeriod)
  return replacePeriods(participant, [...others, input], now)
}

/** The period of a participant with an id, if there is one. */
export const findPeriod = ({ periods }: Participant, periodId: string | null): Period | undefined =>
  (periods as Period[]).find(({ id }) => id === periodId)

/** The period of a participant with an id; refuses one that does not exist. */
export function getPeriod(participant: Participant, periodId: string): Period {
  const period = findPeriod(participant, periodId)
  if (!period) throw notFound()
  return period
}

/** A participant with one period replaced. */
export const changedPeriod = (participant: Participant, input: NewPeriod, now: Moment): Participant =>
  replacePeriods(
    participant,
    participant.periods.map((period) => (period.id === input.id ? input : writablePeriod(period))),
    now,
  )

/** The facts of a period as rules read them: programs by name, and nothing where there is no period. */
export type PeriodFacts = Omit<Complete<NewPeriod>, 'id' | 'programs'> & {
  programs: readonly Program[]
  exitRecordedOn: Day | null
}
export type Program = (typeof programs)[number]

export const nothingKnown: PeriodFacts = {
  programs: [],
  ...{ eligibleOn: null, enteredOn: null, firstCounselingOn: null, employedOn: null, lastServiceOn: null },
  ...{ nextServiceOn: null, followUpDecision: null, exitedOn: null, exitReason: null, youth: null },
  ...{ recertifiedOn: null, priorityGroup: null, selectiveServiceOn: null, exitRecordedOn: null },
}

/** The facts of the period that a plan belongs to. */
export function getPeriodFacts(participant: Participant, periodId: string | null): PeriodFacts {
  const period = findPeriod(participant, periodId)
  if (!period) return nothingKnown
  const { id: _, recordedOn: __, programs, ...facts } = period
  return { ...facts, programs: (programs as { program: Program }[]).map(({ program }) => program) } as PeriodFacts
}

/** A participant without one of its periods. */
export const removedPeriod = (participant: Participant, periodId: string, now: Moment): Participant =>
  replacePeriods(participant, participant.periods.filter(({ id }) => id !== periodId).map(writablePeriod), now)
