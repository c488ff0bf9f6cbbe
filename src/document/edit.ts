/** The changes of a write as values: resources before and after. */
import { isDeepStrictEqual } from 'node:util'
import { findDueQuarter } from './follow-up/follow-up.ts'
import { type Moment, revised } from './moment.ts'
import type { PeriodFacts } from './participant/participant.ts'
import type { Participant } from './participant/schemas.ts'
import { type Document, parts, type Resources, type ResourceType } from './parts.ts'

/** A resource before and after; null where it does not exist. */
export type Edit = {
  [T in ResourceType]: { type: T; before: Resources[T] | null; after: Resources[T] | null }
}[ResourceType]

/** The edit of a participant that a write changes or creates; none where it stays as it is. */
export const participantEdits = (before: Participant | undefined, after: Participant): Edit[] =>
  before === after ? [] : [{ type: 'participant', before: before ?? null, after }]

/** The edits that bring the quarters of follow-ups in line with the exit of their period. */
export const quarterEdits = (followUps: Document['followUps'], period: PeriodFacts, now: Moment): Edit[] =>
  followUps
    .filter(({ quarter, dueOn }) => quarter !== findDueQuarter(period, dueOn))
    .map((before) => {
      const after = revised(before, { quarter: findDueQuarter(period, before.dueOn) }, now)
      return { type: 'follow_up', before, after }
    })

/** The edits that create everything in a document but the participant, the plan first. */
export const creation = (document: Pick<Document, 'plan'> & Partial<Document>): Edit[] => [
  { type: 'plan', before: null, after: document.plan },
  ...parts.flatMap(({ type, key }) => (document[key] ?? []).map((after) => ({ type, before: null, after }) as Edit)),
]

/** The edits that delete everything in a document, the plan last. */
export const deletion = (document: Document): Edit[] => [
  ...parts
    .toReversed()
    .flatMap(({ type, key }) => document[key].map((before) => ({ type, before, after: null }) as Edit)),
  { type: 'plan', before: document.plan, after: null },
]

type Versioned = { version: number; updatedAt: string }

/** Whether two values are equal, whatever the order of members. */
export const isSame = <T extends Versioned>(before: T, after: T) =>
  isDeepStrictEqual({ ...after, version: before.version, updatedAt: before.updatedAt }, before)

/** Whether a resource differs in these members at most. */
export function differsOnlyIn<T extends object>(before: T, after: T, names: readonly (keyof T)[]): boolean {
  const without = (one: T) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => !(names as readonly string[]).includes(name)))
  return isDeepStrictEqual(without(before), without(after))
}
