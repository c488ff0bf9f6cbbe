/** Two participants who turn out to be one person. Pure: what they say together, or why they cannot be one. */
import { conflict, type Fault } from '../../problem.ts'
import type { Edit } from '../edit.ts'
import { type Moment, revised } from '../moment.ts'
import type { Person } from '../person.ts'
import type { Plan } from '../plan/schemas.ts'
import { changedParticipant, writablePeriod } from './participant.ts'
import type { NewParticipant, NewPeriod, Participant, Period } from './schemas.ts'

type Program = NewPeriod['programs'][number]

/** Whether two periods are about the same participation: they share a day, or both are open. */
function isSamePeriod(a: Period, b: Period): boolean {
  if (a.exitedOn === null && b.exitedOn === null) return true
  if (a.enteredOn === null || b.enteredOn === null) return a.exitedOn === b.exitedOn
  const [earlier, later] = a.enteredOn <= b.enteredOn ? [a, b] : [b, a]
  return earlier.exitedOn === null || (later.enteredOn as string) <= earlier.exitedOn
}

/** What two say of the same thing, or of each member of it; a value stands against null, and two values must be equal. */
function combine<T extends object>(into: T, from: T, contradicts: (member: string) => void): T {
  const said = Object.entries(from).flatMap(([member, value]) => {
    const known = into[member as keyof T] ?? null
    if (value === null || value === undefined) return []
    if (known !== null && JSON.stringify(known) !== JSON.stringify(value)) contradicts(member)
    return known === null ? [[member, value]] : []
  })
  return { ...into, ...Object.fromEntries(said) }
}

function combinePrograms(into: readonly Program[], from: readonly Program[], contradicts: (member: string) => void) {
  const other = new Map(from.map((one) => [one.program, one]))
  const both = into.map((one) => {
    const same = other.get(one.program)
    other.delete(one.program)
    return same ? combine(one, same, (member) => contradicts(`programs/${member}`)) : one
  })
  return [...both, ...other.values()]
}

/** The periods of both, and the id that each period of the first has among those of the second. */
function combinePeriods(from: Participant, into: Participant, now: Moment) {
  const faults: Fault[] = []
  const periods = into.periods.map(writablePeriod)
  const ids = new Map<string, string>()
  for (const period of from.periods as Period[]) {
    const index = (into.periods as Period[]).findIndex((one) => isSamePeriod(one, period))
    const same = periods[index]
    if (!same) {
      const id = periods.some((one) => one.id === period.id) ? now.newId() : period.id
      ids.set(period.id, id)
      periods.push({ ...writablePeriod(period), id })
      continue
    }
    const { id: _, programs, ...facts } = writablePeriod(period)
    const contradicts = (member: string) =>
      faults.push({ pointer: `/periods/${index}/${member}`, detail: 'is another one in the participant to be merged' })
    periods[index] = {
      ...combine(same, facts as NewPeriod, contradicts),
      programs: combinePrograms(same.programs, programs, contradicts),
    }
    ids.set(period.id, same.id as string)
  }
  return { periods, ids, faults }
}

const contradicting = (faults: readonly Fault[]) =>
  conflict('The participants contradict each other. Correct one of them first.', faults)

/** The edits that make one person of two: everything that belongs to the first goes to the second, and the first is deleted. */
export function mergedEdits(from: Person, into: Person, now: Moment): Edit[] {
  const { periods, ids, faults } = combinePeriods(from.participant, into.participant, now)
  if (from.participant.hold && into.participant.hold)
    faults.push({ pointer: '/hold', detail: 'is there in both participants; remove one of them' })
  if (faults.length > 0) throw contradicting(faults)
  const { language = null, hold = null } = combine(
    { language: into.participant.language, hold: into.participant.hold },
    { language: from.participant.language, hold: from.participant.hold },
    () => undefined, // the language of the one who stays is the one that counts
  )
  const participant = changedParticipant(into.participant, { language, hold, periods } as NewParticipant, now)
  const moved = from.plans.map(({ plan }): Edit => {
    const periodId = plan.periodId === null ? null : (ids.get(plan.periodId) ?? null)
    return { type: 'plan', before: plan, after: revised<Plan>(plan, { participantId: participant.id, periodId }, now) }
  })
  return [
    { type: 'participant', before: into.participant, after: participant },
    ...moved,
    { type: 'participant', before: from.participant, after: null },
  ]
}
