/** What a plan document becomes by the edits of a write, and how long it may become. */
import { conflict } from '../problem.ts'
import type { Document, Edit, Resources, Type } from './edit.ts'
import type { Moment } from './plan/plan.ts'

/** A list of resources after the edits of its type. */
function edited<T extends { id: string }>(
  items: readonly T[],
  edits: readonly { before: T | null; after: T | null }[],
): T[] {
  const replaced = new Map(edits.filter(({ before }) => before).map(({ before, after }) => [before?.id, after]))
  const kept = items
    .map((item) => (replaced.has(item.id) ? replaced.get(item.id) : item))
    .filter((item) => item != null)
  return [...kept, ...edits.flatMap(({ before, after }) => (before === null && after ? [after] : []))]
}

/** The edits of a type. */
export const editsOf = <T extends Type>(edits: readonly Edit[], type: T) =>
  edits.filter((edit) => edit.type === type) as unknown as { before: Resources[T] | null; after: Resources[T] | null }[]

/** The document after the edits; undefined where the plan itself is deleted. */
export function documentAfter(
  document: Document | undefined,
  edits: readonly Edit[],
  now: Moment,
): Document | undefined {
  const [planEdit] = editsOf(edits, 'plan')
  const before = document?.plan
  const plan = planEdit ? planEdit.after : before && { ...before, version: before.version + 1, updatedAt: now.at }
  if (!plan) return undefined
  return {
    plan,
    milestones: edited(document?.milestones ?? [], editsOf(edits, 'milestone')),
    followUps: edited(document?.followUps ?? [], editsOf(edits, 'follow_up')),
    waivers: edited(document?.waivers ?? [], editsOf(edits, 'waiver')),
  }
}

/** A plan is written, evaluated and answered as one document, so it must stay one that a person could read. */
const maxParts = 500
const maxMebibytes = 4

const lengthOf = (resource: object | null) => (resource ? JSON.stringify(resource).length : 0)

/** Refuses what would make a document too long, of which so many characters are stored. */
export function requireReadable(
  { milestones, followUps, waivers }: Document,
  stored: number,
  edits: readonly Edit[],
): void {
  if (Math.max(milestones.length, followUps.length, waivers.length) > maxParts)
    throw conflict(`A plan holds at most ${maxParts} milestones, ${maxParts} follow-ups, and ${maxParts} waivers.`)
  if (stored < maxMebibytes * 2 ** 19) return // a body has 1 MiB, and half of the limit is left
  const growth = edits.reduce((sum, { before, after }) => sum + lengthOf(after) - lengthOf(before), 0)
  if (growth > 0 && stored + growth > maxMebibytes * 2 ** 20)
    throw conflict(`A plan with everything in it holds at most ${maxMebibytes} MiB.`)
}
