/** Applies the edits of a write to a plan document, and limits the length of the document. */
import { conflict } from '../problem.ts'
import type { Edit } from './edit.ts'
import type { Moment } from './moment.ts'
import { getPeriodFacts } from './participant/participant.ts'
import type { Participant } from './participant/schemas.ts'
import { type Document, parts, type Resource } from './parts.ts'

/** A list of resources after the edits of its type. */
function applyEdits(items: readonly Resource[], edits: readonly Edit[]): Resource[] {
  const replaced = new Map(edits.flatMap(({ before, after }) => (before ? [[before.id, after] as const] : [])))
  const kept = items.flatMap((item) => (replaced.has(item.id) ? (replaced.get(item.id) ?? []) : item))
  return [...kept, ...edits.flatMap(({ before, after }) => (before === null && after ? [after] : []))]
}

/**
 * A plan document after the edits of its plan and what belongs to it; undefined if the plan is deleted. `participants` are
 * those that it may belong to, as they are afterwards.
 */
export function documentAfter(
  document: Document | undefined,
  edits: readonly Edit[],
  now: Moment,
  participants: ReadonlyMap<string, Participant>,
): Document | undefined {
  const before = document?.plan
  const planEdit = edits.find((edit) => edit.type === 'plan')
  const touched = edits.length > 0 && before ? { ...before, version: before.version + 1, updatedAt: now.at } : before
  const plan = planEdit ? planEdit.after : touched
  if (!plan) return undefined
  const participant = participants.get(plan.participantId) as Participant // a plan is written with its participant
  if (document && edits.length === 0 && document.participant === participant) return document
  const lists = parts.map(({ key, type }) => [
    key,
    applyEdits(
      document?.[key] ?? [],
      edits.filter((edit) => edit.type === type),
    ),
  ])
  const period = getPeriodFacts(participant, plan.periodId)
  return { participant, period, plan, ...Object.fromEntries(lists) } as Document // each list has the type of its part
}

/** A plan is written, evaluated, and answered as one document, so it must stay short enough for a person to read. */
const maxMebibytes = 4

const measureJson = (resource: object | null) => (resource ? JSON.stringify(resource).length : 0)

const measureGrowth = (edits: readonly Edit[]): number =>
  edits.reduce((sum, { before, after }) => sum + measureJson(after) - measureJson(before), 0)

/** Refuses edits that would make a document too long; `stored` is its length in characters before the edits. */
export function requireReadable(document: Document, stored: number, edits: readonly Edit[]): void {
  for (const { key, noun, max } of parts)
    if (document[key].length > max) throw conflict(`A plan holds at most ${max} ${noun}.`)
  if (stored < maxMebibytes * 2 ** 19) return // a body has at most 1 MiB, and half of the limit is left
  const growth = measureGrowth(edits)
  if (growth > 0 && stored + growth > maxMebibytes * 2 ** 20)
    throw conflict(`A plan with everything in it holds at most ${maxMebibytes} MiB.`)
}

/** A person is locked, read, and evaluated as a whole, too. */
const maxPlans = 50
const maxMebibytesOfPerson = 8

/** Refuses edits that would give a person too many plans, or make them too long; `stored` is their length before. */
export function requirePersonReadable(plans: number, stored: number, edits: readonly Edit[]): void {
  const isNew = edits.some(({ type, before }) => type === 'plan' && before === null)
  if (isNew && plans > maxPlans) throw conflict(`A participant has at most ${maxPlans} plans.`)
  if (stored < maxMebibytesOfPerson * 2 ** 19) return
  const growth = measureGrowth(edits)
  if (growth > 0 && stored + growth > maxMebibytesOfPerson * 2 ** 20)
    throw conflict(`The plans of a participant, with everything in them, hold at most ${maxMebibytesOfPerson} MiB.`)
}
