/** The periods of a participant that was read, laid over those that are stored: they add or correct, and never clear. Pure. */
import { writablePeriod } from './participant.ts'
import type { NewPeriod, Period, PutPeriod } from './schemas.ts'

type Programs = Period['programs']

/** The members that say something. */
export const withValues = <T extends object>(members: T): Partial<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined)) as Partial<T>

/** The stored period that one is about: that of its id, or else of its entry. */
const findSame = (stored: readonly Period[], { id, enteredOn }: PutPeriod): Period | undefined =>
  stored.find((one) => one.id === id) ?? stored.find((one) => one.enteredOn !== null && one.enteredOn === enteredOn)

function laidOver(stored: NewPeriod, sent: NewPeriod): NewPeriod {
  const programs = new Map((stored.programs as Programs).map((one) => [one.program, one]))
  for (const one of sent.programs as Programs)
    programs.set(one.program, { ...programs.get(one.program), ...withValues(one), program: one.program })
  return { ...stored, ...withValues(sent), ...withValues({ id: stored.id }), programs: [...programs.values()] }
}

/** All periods afterwards, those that were read first and in their order, and the ids here by those that they were read with. */
export function addReadPeriods(
  stored: readonly Period[],
  read: readonly PutPeriod[],
): { periods: NewPeriod[]; ids: ReadonlyMap<string | null | undefined, string> } {
  const pairs = read.map((sent) => ({ sent, same: findSame(stored, sent) }))
  const others = stored.filter((period) => !pairs.some(({ same }) => same === period))
  const added = pairs.map(({ sent, same }) =>
    same ? laidOver(writablePeriod(same), writablePeriod(sent)) : writablePeriod(sent),
  )
  return {
    periods: [...added, ...others.map(writablePeriod)],
    ids: new Map(pairs.flatMap(({ sent, same }) => (same ? [[sent.id, same.id]] : []))),
  }
}
