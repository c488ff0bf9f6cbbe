import { definePart } from '../part.ts'
import { Milestone } from './schemas.ts'
import { milestones } from './tables.ts'

export const milestonePart = definePart({
  type: 'milestone',
  key: 'milestones',
  noun: 'milestones',
  schema: Milestone,
  table: milestones,
  max: 500,
})
