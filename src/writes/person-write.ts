/** What a write makes of persons: the statements of the rows, the findings, and the changes. */
import { appendChanges, type Change } from '../changes/store.ts'
import type { Call } from '../database/db.ts'
import { requirePersonReadable, requireReadable } from '../document/apply.ts'
import { requireAllowedWhenClosed } from '../document/closed.ts'
import { type Edit, quarterEdits } from '../document/edit.ts'
import type { Moment } from '../document/moment.ts'
import { participantWrites } from '../document/participant/store.ts'
import { type Document, parts, type Resource } from '../document/parts.ts'
import { getPlanId, type Person, personsAfter } from '../document/person.ts'
import { planWrites } from '../document/plan/store.ts'
import { evaluatePerson } from '../findings/evaluate-person.ts'
import { changeFindings, type PersonFindings, type StoredFinding } from '../findings/store.ts'
import { changePeriods } from '../outcomes/store.ts'
import { rulebookHash } from '../policy/rulebook.ts'
import type { KeptPolicy } from '../policy/store.ts'
import { conflict } from '../problem.ts'
import { readWording } from '../writing/plan-wording.ts'
import { insertUnreadPlan } from '../writing/unread-plan.ts'
import type { StoredPerson } from './person-store.ts'
import { refile } from './refile.ts'
import type { WriteResult } from './result.ts'
import type { Context } from './transaction.ts'

/** Persons before and after a write, with the edits in between and the plans that they touch. */
type Written = {
  before: readonly StoredPerson[]
  after: readonly Person[]
  edits: readonly Edit[]
  /** Each plan that is touched, before and after; undefined where it does not exist. */
  touched: readonly { id: string; before: Document | undefined; after: Document | undefined }[]
}

/** The plans of persons by their ids. */
const plansById = (persons: readonly Person[]): ReadonlyMap<string, Document> =>
  new Map(persons.flatMap(({ plans }) => plans.map((document) => [document.plan.id, document])))

/** The edits that bring other follow-ups in line where the exit of their period may have changed. */
function deriveQuarters(persons: readonly Person[], edits: readonly Edit[], now: Moment): Edit[] {
  if (!edits.some(({ type }) => type === 'participant' || type === 'plan')) return []
  const written = new Set(edits.map(({ after }) => after?.id))
  return persons
    .flatMap(({ plans }) => plans.flatMap(({ followUps, period }) => quarterEdits(followUps, period, now)))
    .filter(({ after }) => !written.has(after?.id))
}

function applyEdits(stored: readonly StoredPerson[], sent: readonly Edit[], now: Moment): Written {
  const persons = stored.map(({ person }) => person)
  const first = personsAfter(persons, sent, now)
  const derived = deriveQuarters(first, sent, now)
  const edits = [...sent, ...derived]
  const after = derived.length > 0 ? personsAfter(persons, edits, now) : first
  const [was, is] = [plansById(persons), plansById(after)]
  const ids = new Set(edits.flatMap((edit) => getPlanId(edit) ?? []))
  const touched = Array.from(ids, (id) => ({ id, before: was.get(id), after: is.get(id) }))
  return { before: stored, after, edits, touched }
}

/** Refuses what must not be written, whoever writes it. */
function requireWritable({ before, after, edits, touched }: Written): void {
  const lengths = new Map(before.flatMap((person) => [...person.lengths]))
  for (const { id, before: was, after: is } of touched) {
    const own = edits.filter((edit) => getPlanId(edit) === id)
    requireAllowedWhenClosed(was?.plan, own)
    if (is) requireReadable(is, lengths.get(id) ?? 0, own)
  }
  for (const { participant, plans } of after) {
    const periodIds = new Set(participant.periods.map(({ id }) => id))
    if (plans.some(({ plan }) => plan.periodId !== null && !periodIds.has(plan.periodId)))
      throw conflict('A plan belongs to a period that would be gone. Change its periodId first.')
    const had = before.find(({ person }) => person.participant.id === participant.id)?.person.plans.length ?? 0
    const stored = plans.reduce((sum, { plan }) => sum + (lengths.get(plan.id) ?? 0), 0)
    requirePersonReadable({ plans: plans.length, gained: plans.length - had, stored }, edits)
  }
}

/** The statements that write the rows of the edits; what others belong to is added before and deleted after them. */
function writeRows(agencyId: string, edits: readonly Edit[]): Call[] {
  const tables = [
    { type: 'participant', writes: participantWrites },
    { type: 'plan', writes: planWrites },
    ...parts,
  ].map(({ type, writes }) => ({ writes, edits: edits.filter((edit) => edit.type === type) }))
  const removed = tables.toReversed().flatMap(({ writes, edits }) => {
    const gone = edits.flatMap(({ before, after }) => (before && !after ? [before.id] : []))
    return gone.length > 0 ? [writes.remove(agencyId, gone)] : []
  })
  const written = tables.flatMap(({ writes, edits }) => {
    const added = edits.flatMap(({ before, after }) => (!before && after ? [after] : []))
    const changed = edits.flatMap(({ before, after }) =>
      before && after ? [writes.update(agencyId, before, after)] : [],
    )
    return [...writes.insert(agencyId, added), ...changed]
  })
  // a participant is removed only after the plans have gone to somebody else
  const isMerged = edits.some(({ type, after }) => type === 'participant' && after === null)
  return isMerged ? [...written, ...removed] : [...removed, ...written]
}

/** The statements that give a plan its next version where something in it, but not the plan itself, is written. */
const writeVersions = (agencyId: string, { touched, edits }: Written): Call[] =>
  touched.flatMap(({ id, before, after }) =>
    before && after && !edits.some((edit) => edit.type === 'plan' && getPlanId(edit) === id)
      ? [planWrites.update(agencyId, before.plan, after.plan)]
      : [],
  )

/** An edit as the change that the feed and the history tell. */
function buildChange(
  edit: Edit,
  context: Context,
  { after, touched }: Written,
  at: string,
  result: WriteResult,
): Change {
  const { type, before, after: now } = edit
  const resource = (now ?? before) as Resource
  const { actor, requestId } = context
  const planId = getPlanId(edit) ?? null
  const written = touched.find(({ id }) => id === planId)
  const plan = (written?.after ?? written?.before)?.plan
  const owner = type === 'participant' ? (now ? now.id : after[0]?.participant.id) : plan?.participantId
  return {
    op: before === null ? 'create' : now === null ? 'delete' : 'update',
    type,
    id: resource.id,
    participantId: owner ?? resource.id,
    planId,
    version: resource.version,
    planVersion: plan?.version ?? null,
    at,
    subject: actor.subject,
    clientId: actor.clientId,
    requestId,
    reason: result.reason || null,
    before,
    after: now,
  }
}

/** The persons after a write with the wording of the plans that were touched, and the plans whose texts are to be read. */
function readTexts({ after, touched }: Written, { writing, actor }: Context, { values }: KeptPolicy) {
  const ids = new Set(touched.map(({ id }) => id))
  const unread: string[] = []
  const persons = after.map(({ participant, plans }) => ({
    participant,
    plans: plans.map((document) => {
      if (!ids.has(document.plan.id)) return document
      const { remarked, rest } = readWording(writing, document, values, actor.agencyId)
      if (rest) unread.push(document.plan.id)
      return remarked ? { ...document, remarked } : document
    }),
  }))
  return { persons, unread }
}

/**
 * The unresolved findings by the participant whom they concern after a write: what is found in a plan goes with the plan, and
 * what is found about a person stays with the person, or goes to the one with whom the person was merged.
 */
function groupFindings({ before, after }: Written): ReadonlyMap<string, StoredFinding[]> {
  const owners = new Map(
    after.flatMap(({ participant, plans }) => plans.map(({ plan }) => [plan.id, participant.id] as const)),
  )
  const left = new Set(after.map(({ participant }) => participant.id))
  const placed = before.flatMap(({ person: { participant }, unresolved }) => {
    const own = left.has(participant.id) ? participant.id : (after[0]?.participant.id ?? participant.id)
    return unresolved.map((finding) => {
      const owner = finding.subject.type === 'participant' ? undefined : owners.get(finding.planId ?? '')
      return { owner: owner ?? own, finding }
    })
  })
  const groups = Map.groupBy(placed, ({ owner }) => owner)
  return new Map([...groups].map(([owner, some]) => [owner, some.map(({ finding }) => finding)]))
}

/** Everything that a write adds to the database, in order, with the numbered changes last. `pause` is awaited in between. */
export async function buildWrites(
  context: Context,
  stored: readonly StoredPerson[],
  result: WriteResult,
  now: Moment,
  policy: KeptPolicy,
  pause: () => Promise<void>,
): Promise<Call[]> {
  const { agencyId } = context.actor
  const written = applyEdits(stored, result.edits, now)
  requireWritable(written)
  await pause()
  const { persons, unread } = readTexts(written, context, policy)
  const unresolved = groupFindings(written)
  const found: PersonFindings[] = []
  for (const person of persons) {
    const own = unresolved.get(person.participant.id) ?? []
    found.push(await evaluatePerson(person, own, policy.values, pause))
  }
  context.metrics.findings.inc(found.reduce((sum, { now }) => sum + now.length, 0))
  const before = stored.map(({ person }) => person)
  const { gone, kept } = changePeriods(agencyId, before, written.after, now.today)
  const { version: policyVersion } = policy
  return [
    ...(result.refile ? refile(agencyId, result.refile) : []),
    ...gone,
    ...writeRows(agencyId, written.edits),
    ...kept,
    ...writeVersions(agencyId, written),
    ...unread.map((id) => insertUnreadPlan(agencyId, id)),
    ...changeFindings(agencyId, found, { ...now, policyVersion }),
    ...appendChanges(
      agencyId,
      { policyVersion, rulebook: rulebookHash },
      written.edits.map((edit) => buildChange(edit, context, written, now.at, result)),
    ),
  ]
}
