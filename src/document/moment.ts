/** What every pure function of a write needs: the time, and new ids. */
import type { Day } from '../calendar.ts'

/** The current time and the source of new ids, which pure functions take as an argument. */
export type Moment = { at: string; today: Day; newId: () => string }

/** A resource after a write, one version later. */
export const revised = <T extends { version: number; updatedAt: string }>(
  resource: T,
  members: Partial<T>,
  now: Moment,
): T => ({
  ...resource,
  ...members,
  version: resource.version + 1,
  updatedAt: now.at,
})
