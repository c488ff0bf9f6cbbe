import { definePart } from '../part.ts'
import { FollowUp } from './schemas.ts'
import { followUps } from './tables.ts'

export const followUpPart = definePart({
  type: 'follow_up',
  key: 'followUps',
  noun: 'follow-ups',
  schema: FollowUp,
  table: followUps,
  max: 500,
})
