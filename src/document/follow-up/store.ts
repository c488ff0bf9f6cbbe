import type { Call } from '../../database/db.ts'
import { selectList } from '../../database/rows.ts'
import { partStore } from '../part-store.ts'
import { followUpPart } from './part.ts'
import { followUpKinds, followUpStatuses } from './schemas.ts'

export const followUpStore = partStore(followUpPart, followUpStatuses, followUpKinds)

/** The follow-ups in all plans of a participant, in the order in which they were made. */
export const selectFollowUpsOf = (agencyId: string, participantId: string): Call =>
  selectList(followUpPart.table, agencyId, undefined, null, [['p.participant_id = ?', participantId]], true)
