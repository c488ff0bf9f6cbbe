/** What a write changes in a plan, as values: resources before and after. */
import { isDeepStrictEqual } from 'node:util'
import type { Facts } from './facts.ts'
import type { FollowUp } from './follow-up/schemas.ts'
import type { Milestone } from './milestone/schemas.ts'
import type { Plan } from './plan/schemas.ts'
import type { Waiver } from './waiver/schemas.ts'

/** A plan with all that belongs to it: what the rules read, and what is waived of what they find. */
export type Document = Facts & { waivers: readonly Waiver[] }

/** What a plan document consists of. */
export type Resources = { plan: Plan; milestone: Milestone; follow_up: FollowUp; waiver: Waiver }
export type Type = keyof Resources

/** One resource as it was and as it is to be; null where it did not or will not exist. */
export type Edit = { [T in Type]: { type: T; before: Resources[T] | null; after: Resources[T] | null } }[Type]

/** The edits that create everything of a document. */
export const creation = ({ plan, milestones, followUps }: Facts): Edit[] => [
  { type: 'plan', before: null, after: plan },
  ...milestones.map((after): Edit => ({ type: 'milestone', before: null, after })),
  ...followUps.map((after): Edit => ({ type: 'follow_up', before: null, after })),
]

type Versioned = { version: number; updatedAt: string }

/** Whether two hold the same, in whatever order a caller wrote the members of an object. */
export const isSame = <T extends Versioned>(before: T, after: T) =>
  isDeepStrictEqual({ ...after, version: before.version, updatedAt: before.updatedAt }, before)
