/** What every pure function of a write needs: the time, new ids, and how long records are kept. */
import type { Day } from '../calendar.ts'

/** The current time, the source of new ids, and the years of retention, which pure functions take as an argument. */
export type Moment = { at: string; today: Day; newId: () => string; retentionYears: number }

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
