import { partStore } from '../part-store.ts'
import { type FollowUp, followUpKinds, followUpStatuses } from './schemas.ts'
import { followUps } from './tables.ts'

/** The statements of follow-ups. */
export const followUpStore = partStore<FollowUp>(followUps, followUpStatuses, followUpKinds)
