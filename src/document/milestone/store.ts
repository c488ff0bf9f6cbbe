import { partStore } from '../part-store.ts'
import { type Milestone, milestoneKinds, milestoneStatuses } from './schemas.ts'
import { milestones } from './tables.ts'

/** The statements of milestones. */
export const milestoneStore = partStore<Milestone>(milestones, milestoneStatuses, milestoneKinds)
