/** The statements that lock and read a person: the participant, each plan with what belongs to it, and the findings. */
import { type Call, type Row, statement } from '../database/db.ts'
import { joined, selectJson } from '../database/rows.ts'
import { getPeriodFacts } from '../document/participant/participant.ts'
import type { Participant } from '../document/participant/schemas.ts'
import { participants } from '../document/participant/tables.ts'
import { type Document, parts } from '../document/parts.ts'
import type { Person } from '../document/person.ts'
import type { Plan } from '../document/plan/schemas.ts'
import { buildList } from '../document/store.ts'
import { buildUnresolved, type StoredFinding } from '../findings/store.ts'

/** Whose row is locked: that of a participant, or of whoever has a plan. */
export type Subject = { participantId: string } | { planId: string }

/** The statements by how the participant ($2) is found; `owner` is SQL. */
function buildStatements(owner: string) {
  const lists = parts.map((part) => buildList(part, 'p.id')).join(', ')
  const ofPerson = selectJson(participants, `where t.agency_id = $1 and t.id = ${owner}`)
  return {
    lock: statement<[json: string]>(`${ofPerson} for no key update`),
    participant: statement<[json: string]>(ofPerson),
    unresolved: statement<[findings: string]>(`select ${joined(buildUnresolved(owner), "','")}`),
    plans: statement<[json: string, ...lists: string[]]>(
      `select p.json, ${lists} from plans p where p.agency_id = $1 and p.participant_id = ${owner} order by p.id`,
    ),
  }
}

const byParticipant = buildStatements('$2')
const byPlan = buildStatements('(select participant_id from plans where agency_id = $1 and id = $2)')

function prepare(agencyId: string, subject: Subject) {
  const [statements, id] = 'planId' in subject ? [byPlan, subject.planId] : [byParticipant, subject.participantId]
  const { lock, participant, unresolved, plans } = statements
  const call = <R extends Row>(statement: Call<R>['statement']): Call<R> => ({ statement, values: [agencyId, id] })
  return { lock: call(lock), participant: call(participant), unresolved: call(unresolved), plans: call(plans) }
}

/** The participant of a plan as JSON; no row if there is no such plan. */
export const selectParticipantOfPlan = (agencyId: string, planId: string): Call<[json: string]> =>
  prepare(agencyId, { planId }).participant

const ownerStatement = statement<[participantId: string]>(
  'select participant_id from plans where agency_id = $1 and id = $2',
)

/** The id of the participant who has a plan; no row if there is no such plan. */
export const selectOwner = (agencyId: string, planId: string): Call<[participantId: string]> => ({
  statement: ownerStatement,
  values: [agencyId, planId],
})

/** How many calls lock or read one person. */
export const callsPerPerson = 3

/**
 * Waits until nobody else writes to a person, keeps others from it until the transaction ends, and reads the person. Several
 * statements, because each sees what is committed when it begins.
 */
export function lockPerson(agencyId: string, subject: Subject): Call[] {
  const { lock, unresolved, plans } = prepare(agencyId, subject)
  return [lock, unresolved, plans]
}

/** Reads a person without a lock, for `readPerson`. */
export function selectPerson(agencyId: string, subject: Subject): Call[] {
  const { participant, unresolved, plans } = prepare(agencyId, subject)
  return [participant, unresolved, plans]
}

/** A person as stored; `lengths` are the characters of each plan with everything in it. */
export type StoredPerson = { person: Person; unresolved: StoredFinding[]; lengths: ReadonlyMap<string, number> }

/** How many characters a row holds. */
export const countCharacters = (row: Row) => row.reduce((sum, text) => sum + (text?.length ?? 0), 0)

function readDocument([planJson, ...lists]: Row, participant: Participant): Document {
  const plan = JSON.parse(planJson as string) as Plan
  const read = parts.map(({ key }, index) => [key, JSON.parse(`[${lists[index]}]`)])
  const period = getPeriodFacts(participant, plan.periodId)
  return { participant, period, plan, ...Object.fromEntries(read) }
}

/** The plan was given to somebody else between the statements of `lockPerson`. */
export class Moved extends Error {}

/**
 * Reads what `lockPerson` or `selectPerson` was answered; undefined where there is no such person. `pause` is awaited between
 * the plans of a person, who may have many and large ones. Throws `Moved` where it was answered of two persons.
 */
export async function readPerson(
  [participantRows = [], unresolvedRows = [], planRows = []]: readonly (readonly Row[])[],
  pause: () => Promise<void>,
): Promise<StoredPerson | undefined> {
  const json = participantRows[0]?.[0]
  if (!json && planRows.length > 0) throw new Moved()
  if (!json) return undefined
  const participant = JSON.parse(json) as Participant
  const plans: Document[] = []
  const lengths = new Map<string, number>()
  for (const row of planRows) {
    await pause()
    const document = readDocument(row, participant)
    if (document.plan.participantId !== participant.id) throw new Moved()
    plans.push(document)
    lengths.set(document.plan.id, countCharacters(row))
  }
  return { person: { participant, plans }, unresolved: JSON.parse(`[${unresolvedRows[0]?.[0] ?? ''}]`), lengths }
}
