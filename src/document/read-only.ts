/**
 * What the service keeps of a resource beside what callers write. A document that was read holds it all and may be sent as it
 * is, to the same agency or to another one, so each of these members is accepted, and the table says what becomes of it.
 */
import { isDeepStrictEqual } from 'node:util'
import { type Static, type TOptional, type TProperties, type TSchema, type TUnsafe, Type } from 'typebox'
import { nullable } from '../http/schema.ts'
import type { Fault } from '../problem.ts'

/**
 * `record` must be as it is kept. It is passed over in a document of another record, which has its own past.
 * `outcome` must be as it is after the write, whoever sends it, for it follows from the rest of the document and what is stored.
 * `moving` is passed over, because each write moves it, and a document may be sent again.
 */
type Treatment = 'record' | 'outcome' | 'moving'

/** Every member that is read and not written. */
export const readOnly = {
  participant: {
    ...{ createdAt: 'record', recordedOn: 'record', version: 'moving', updatedAt: 'moving' },
    // it follows from exits and from the policy of an agency
    retainUntil: 'moving',
  },
  period: { recordedOn: 'record', exitRecordedOn: 'record' },
  plan: {
    ...{ id: 'record', recordedOn: 'record', createdAt: 'record', version: 'moving', updatedAt: 'moving' },
    // where the plan is new, the document says how it was closed
    ...{ status: 'outcome', closedOn: 'outcome', closeReason: 'outcome', replacedBy: 'outcome' },
  },
  /** Goals, barriers, gaps, services, assessments, and attainments. */
  item: { recordedOn: 'record' },
  milestone: {
    ...{ id: 'record', planId: 'record', recordedOn: 'record', createdAt: 'record' },
    ...{ version: 'moving', updatedAt: 'moving', termDeclared: 'outcome', reschedules: 'moving' },
  },
  followUp: {
    ...{ id: 'record', planId: 'record', recordedOn: 'record', createdAt: 'record' },
    ...{ version: 'moving', updatedAt: 'moving', quarter: 'outcome', schedule: 'record', recordedAt: 'moving' },
  },
} as const satisfies Record<string, Record<string, Treatment>>
type Kind = keyof typeof readOnly

const notes: Record<Treatment, string> = {
  record:
    'Read-only: left out, or sent as it was read. Passed over where the document was read at another agency, or is of another plan.',
  outcome: 'Read-only: left out, or sent as it is after the write.',
  moving: 'Read-only: left out, or sent as it was read; passed over, because writes move it.',
}

type SentMembers<P extends TProperties, K extends Kind> = {
  [N in keyof (typeof readOnly)[K] & keyof P]: TOptional<TUnsafe<Static<P[N]> | null>>
}

/** The read-only members of a resource as a document holds them; null says nothing of any. */
export function sentMembers<P extends TProperties, K extends Kind>(kind: K, { properties }: { properties: P }) {
  const members = Object.entries(readOnly[kind]).map(([name, treatment]) => {
    // a schema is plain JSON
    const schema = nullable(properties[name] as TSchema) as TSchema & { description?: string }
    const description = [schema.description, notes[treatment]].filter(Boolean).join(' ')
    return [name, Type.Optional(Type.Unsafe({ ...schema, description, default: null }))]
  })
  return Object.fromEntries(members) as SentMembers<P, K>
}

/** Whether a document was read from another record than the one that is stored: at another agency, or of another plan. */
export const isOfOther = (sent: string | null | undefined, stored: string | undefined): boolean =>
  typeof sent === 'string' && sent !== stored

type Members = Readonly<Record<string, unknown>>

/** Finds read-only members that differ from what is kept; `isOther` says that they are of another record. */
export function checkReadOnly(
  kind: Kind,
  sent: Members,
  kept: Members,
  isOther: boolean,
  at: string,
  faults: Fault[],
): void {
  for (const [name, treatment] of Object.entries<Treatment>(readOnly[kind])) {
    const value = sent[name] ?? null
    if (value === null || treatment === 'moving' || (treatment === 'record' && isOther)) continue
    const is = kept[name]
    if (isDeepStrictEqual(value, is)) continue
    const shown = is !== null && typeof is === 'object' ? '' : ` as ${is}`
    faults.push({ pointer: `${at}/${name}`, detail: `is kept by the service${shown}; leave it out` })
  }
}
