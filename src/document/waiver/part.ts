import { definePart } from '../part.ts'
import { Waiver } from './schemas.ts'
import { waivers } from './tables.ts'

export const waiverPart = definePart({
  type: 'waiver',
  key: 'waivers',
  noun: 'waivers',
  schema: Waiver,
  table: waivers,
  max: 500,
})
