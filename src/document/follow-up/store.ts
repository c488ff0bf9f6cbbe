import { partStore } from '../part-store.ts'
import { followUpPart } from './part.ts'
import { followUpKinds, followUpStatuses } from './schemas.ts'

export const followUpStore = partStore(followUpPart, followUpStatuses, followUpKinds)
