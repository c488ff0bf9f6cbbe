import { partStore } from '../part-store.ts'
import { milestonePart } from './part.ts'
import { milestoneKinds, milestoneStatuses } from './schemas.ts'

export const milestoneStore = partStore(milestonePart, milestoneStatuses, milestoneKinds)
