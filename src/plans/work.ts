/** What a write does, as a value: the resources before and after, and the answer. */
import { isDeepStrictEqual } from 'node:util'
import type { FollowUp } from '../follow-ups/schemas.ts'
import { etagOf } from '../http/etag.ts'
import type { Answer } from '../http/idempotency.ts'
import type { Milestone } from '../milestones/schemas.ts'
import { jsonOf } from '../rows.ts'
import type { Facts } from '../rules/rule.ts'
import type { Waiver } from '../waivers/schemas.ts'
import type { Plan } from './schemas.ts'

/** What a plan document consists of. */
export type Resources = { plan: Plan; milestone: Milestone; follow_up: FollowUp; waiver: Waiver }
export type Type = keyof Resources

/** A plan with all that belongs to it: what the rules read, and what is waived of what they find. */
export type Document = Facts & { waivers: readonly Waiver[] }

/** One resource as it was and as it is to be; null where it did not or will not exist. */
export type Edit = { [T in Type]: { type: T; before: Resources[T] | null; after: Resources[T] | null } }[Type]

/** What a write does and answers; `sent` is the plan document that it came as, so that a refusal can point into it. */
export type Work = { edits: readonly Edit[]; answer: Answer; reason?: string; sent?: Facts }

/** The edits that create everything of a document. */
export const creation = ({ plan, milestones, followUps }: Facts): Edit[] => [
  { type: 'plan', before: null, after: plan },
  ...milestones.map((after): Edit => ({ type: 'milestone', before: null, after })),
  ...followUps.map((after): Edit => ({ type: 'follow_up', before: null, after })),
]

/** The answer to a write that created a resource. */
export const created = <T extends { version: number }>(resource: T, location: string): Answer => ({
  status: 201,
  etag: etagOf(resource.version),
  location,
  body: jsonOf(resource),
})

/** The answer to a write that changed a resource, or left it as it was. */
export const shown = <T extends { version: number }>(resource: T): Answer => ({
  status: 200,
  etag: etagOf(resource.version),
  location: null,
  body: jsonOf(resource),
})

/** The answer to a deletion. */
export const gone: Answer = { status: 204, etag: null, location: null, body: '' }

/** For a write that is no request of its own: whoever does it says what came of it. */
export const unanswered: Answer = { status: 200, etag: null, location: null, body: '' }

type Versioned = { version: number; updatedAt: string }

/** Whether two hold the same, in whatever order a caller wrote the members of an object. */
export const isSame = <T extends Versioned>(before: T, after: T) =>
  isDeepStrictEqual({ ...after, version: before.version, updatedAt: before.updatedAt }, before)

/** An update of one resource and its answer. One that changes nothing takes no version and no number. */
export function updated<T extends Type>(
  type: T,
  before: Resources[T],
  after: Resources[T],
  more: readonly Edit[] = [],
): Work {
  if (isSame(before, after)) return { edits: [], answer: shown(before) }
  return { edits: [{ type, before, after } as Edit, ...more], answer: shown(after) }
}
