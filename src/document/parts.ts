/** The parts of a plan, in the order in which rows are written; deleting goes the other way. */
import type { Static } from 'typebox'
import type { Facts } from './facts.ts'
import { followUpPart } from './follow-up/part.ts'
import { milestonePart } from './milestone/part.ts'
import type { Participant } from './participant/schemas.ts'
import type { Plan } from './plan/schemas.ts'
import { waiverPart } from './waiver/part.ts'

export const parts = [milestonePart, followUpPart, waiverPart] as const

/** What people call the parts, as a list in words. */
export const partNouns = new Intl.ListFormat('en-US').format(parts.map(({ noun }) => noun))

type AnyPart = (typeof parts)[number]
export type PartKey = AnyPart['key']

/** The contents of a plan document by type. */
export type Resources = { participant: Participant; plan: Plan } & { [P in AnyPart as P['type']]: Static<P['schema']> }
export type ResourceType = keyof Resources
export type Resource = Resources[ResourceType]

/** A plan with everything that belongs to it. */
export type Document = Pick<Facts, 'plan' | 'period' | 'remarked'> & { participant: Participant } & {
  [P in AnyPart as P['key']]: readonly Static<P['schema']>[]
}
