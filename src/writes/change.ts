/**
 * The one door through which everything that belongs to a person is written. The participant is locked and everything of
 * the person is read; then the work says what changes, as a pure function; then the rows, the findings that differ, and the
 * numbered changes are written.
 */
import type { Row } from '../database/db.ts'
import type { Moment } from '../document/moment.ts'
import type { Document } from '../document/parts.ts'
import type { Person } from '../document/person.ts'
import { largeBytes } from '../http/json.ts'
import { turn } from '../http/turns.ts'
import { notFound } from '../problem.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { findDuplicates } from './duplicates.ts'
import {
  callsPerPerson,
  countCharacters,
  lockPerson,
  Moved,
  readPerson,
  type StoredPerson,
  type Subject,
  selectOwner,
} from './person-store.ts'
import { buildWrites } from './person-write.ts'
import { rememberOwner } from './queue.ts'
import { requireAllowed, requireReached, type Stored } from './reach.ts'
import type { WriteResult } from './result.ts'
import { type Context, type Done, transact, type Work } from './transaction.ts'

const isDuplicate = (error: unknown) => (error as { code?: string }).code === '23505'
/** How often a write is tried again: the externalId it was refused for is free by now, or somebody made its participant. */
const maxRepeats = 3

const never = async (): Promise<void> => undefined

/** Reads the locked persons, each of whom may be unknown. */
async function readPersons(rows: readonly (readonly Row[])[], pause: () => Promise<void>) {
  const persons: (StoredPerson | undefined)[] = []
  for (let first = 0; first < rows.length; first += callsPerPerson)
    persons.push(await readPerson(rows.slice(first, first + callsPerPerson), pause))
  return persons
}

/** What tokens are limited by. */
const toStored = (person: Person | undefined, subject: Subject): Stored => {
  const plans = person?.plans.map(({ plan }) => plan) ?? []
  const plan = 'planId' in subject ? plans.find(({ id }) => id === subject.planId) : undefined
  return { participantId: person?.participant.id, plan, plans }
}

/** Whom a write is made to, as which role, and whom its answer is about; else the first of them. */
type Made = { to: readonly [Subject, ...Subject[]]; as?: 'write' | 'records'; about?: string }

/** Does a write to the persons that are named; `workOn` says what changes. */
async function write(
  context: Context,
  made: Made,
  workOn: (persons: readonly (Person | undefined)[], now: Moment, policy: PolicyValues) => WriteResult,
  repeats = 0,
): Promise<Done> {
  const { db, actor, bytes } = context
  const { to, as = 'write', about } = made
  let written: Pick<WriteResult, 'edits' | 'sent'> = { edits: [] }
  const work: Work = async (rows, now, policy) => {
    // a large person is worked on in pieces, so that others need not wait for all of it
    const length = rows.flat().reduce((sum, row) => sum + countCharacters(row), 0)
    const pause = bytes + length > largeBytes ? turn : never
    await pause()
    const read = await readPersons(rows, pause)
    const persons = read.map((stored) => stored?.person)
    await pause()
    const reached = to.map((subject, index) => toStored(persons[index], subject))
    for (const one of reached) requireReached(actor, one)
    const result = workOn(persons, now, policy.values)
    for (const one of reached) requireAllowed(actor, one, result.edits)
    written = result
    await pause()
    const stored = read.filter((one) => one !== undefined)
    const calls = result.edits.length > 0 ? await buildWrites(context, stored, result, now, policy, pause) : []
    const [first] = to
    const participantId = about ?? persons[0]?.participant.id ?? ('participantId' in first ? first.participantId : null)
    return { answer: result.answer, participantId, calls }
  }
  const lock = to.flatMap((subject) => lockPerson(actor.agencyId, subject))
  try {
    return await transact(context, { subject: to[0], lock, as }, work)
  } catch (error) {
    if (!(isDuplicate(error) || error instanceof Moved)) throw error
    const problem = isDuplicate(error) && (await findDuplicates(db, actor.agencyId, written.edits, written.sent))
    if (problem || repeats === maxRepeats) throw problem || error
    return write(context, made, workOn, repeats + 1)
  }
}

/** Writes to an existing plan; `work` is given its document and whose it is, and says what is to change. */
export const changePlan = (
  context: Context,
  planId: string,
  work: (document: Document, now: Moment, policy: PolicyValues, person: Person) => WriteResult,
): Promise<Done> =>
  write(context, { to: [{ planId }] }, ([person], now, policy) => {
    if (!person) throw notFound()
    const document = person.plans.find(({ plan }) => plan.id === planId)
    if (!document) throw new Moved() // or deleted, as is seen next time
    rememberOwner(context.actor.agencyId, planId, person.participant.id)
    return work(document, now, policy, person)
  })

/** Creates a plan of a participant, or writes to one, who may be new; `work` is given the person if there is one. */
export const changePerson = (
  context: Context,
  participantId: string,
  work: (person: Person | undefined, now: Moment, policy: PolicyValues) => WriteResult,
): Promise<Done> => write(context, { to: [{ participantId }] }, ([person], now, policy) => work(person, now, policy))

/** Writes to two persons, each of whom may be unknown, in one transaction; the answer is about the second. */
function changeTwo(
  context: Context,
  [first, second]: readonly [string, string],
  work: (persons: readonly [Person | undefined, Person | undefined], now: Moment) => WriteResult,
): Promise<Done> {
  // everybody locks participants in the same order
  const isInOrder = first < second
  const [one, other] = isInOrder ? [first, second] : [second, first]
  const made: Made = { to: [{ participantId: one }, { participantId: other }], as: 'records', about: second }
  return write(context, made, ([a, b], now) => work(isInOrder ? [a, b] : [b, a], now))
}

/** Makes one person of two: everything of the first goes to the second. */
export const mergePersons = (
  context: Context,
  ids: { from: string; into: string },
  work: (from: Person, into: Person | undefined, now: Moment) => WriteResult,
): Promise<Done> =>
  changeTwo(context, [ids.from, ids.into], ([from, into], now) => {
    if (!from) throw notFound()
    return { ...work(from, into, now), refile: { from: ids.from, to: ids.into } }
  })

/** Files a plan under another participant; `work` is given its document and to whom it goes. */
export async function movePlan(
  context: Context,
  planId: string,
  to: string,
  work: (document: Document, to: Person | undefined, now: Moment) => WriteResult,
): Promise<Done> {
  for (let tries = 1; ; tries += 1) {
    const [[owner]] = await context.db.read(context.actor.agencyId, selectOwner(context.actor.agencyId, planId))
    if (!owner) throw notFound()
    const [from] = owner
    const give = (person: Person | undefined, receiver: Person | undefined, now: Moment): WriteResult => {
      const document = person?.plans.find(({ plan }) => plan.id === planId)
      if (!document) throw new Moved()
      return { ...work(document, receiver, now), refile: { from, to, planId } }
    }
    try {
      if (from === to)
        return await changePlan(context, planId, (document, now, _, person) => work(document, person, now))
      return await changeTwo(context, [from, to], ([person, receiver], now) => give(person, receiver, now))
    } catch (error) {
      if (!(error instanceof Moved) || tries === maxRepeats) throw error
    }
  }
}
