/** What a write does, as a value: the resources before and after, and the answer. */

import { toJson } from '../database/rows.ts'
import { type Edit, isSame } from '../document/edit.ts'
import type { Facts } from '../document/facts.ts'
import type { Resources, ResourceType } from '../document/parts.ts'
import { formatEtag } from '../http/etag.ts'
import type { Answer } from '../http/idempotency.ts'
import type { Refile } from './refile.ts'

/**
 * What a write does and answers. `sent` is the plan document that it came as, so that a refusal can point into it; `refile`
 * is what goes from one participant to another.
 */
export type WriteResult = { edits: readonly Edit[]; answer: Answer; reason?: string; sent?: Facts; refile?: Refile }

/** The answer to a write that created a resource. */
export const created = <T extends { version: number }>(resource: T, location: string): Answer => ({
  status: 201,
  etag: formatEtag(resource.version),
  location,
  body: toJson(resource),
})

/** The answer to a write that changed a resource, or left it as it was. */
export const shown = <T extends { version: number }>(resource: T): Answer => ({
  status: 200,
  etag: formatEtag(resource.version),
  location: null,
  body: toJson(resource),
})

/** The answer to a deletion. */
export const gone: Answer = { status: 204, etag: null, location: null, body: '' }

/** For a write that is no request of its own: whoever does it says what came of it. */
export const unanswered: Answer = { status: 200, etag: null, location: null, body: '' }

/** An update of one resource and its answer. One that changes nothing takes no version and no number. */
export function updated<T extends ResourceType>(
  type: T,
  before: Resources[T],
  after: Resources[T],
  more: readonly Edit[] = [],
): WriteResult {
  if (isSame(before, after)) return { edits: [], answer: shown(before) }
  return { edits: [{ type, before, after } as Edit, ...more], answer: shown(after) }
}
