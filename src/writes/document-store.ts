/** The statements that read a plan with what belongs to it as one row: one look at the database, so its parts agree. */
import { type Call, type Row, statement } from '../database/db.ts'
import { joined, selectJson } from '../database/rows.ts'
import { getPeriodFacts } from '../document/participant/participant.ts'
import type { Participant } from '../document/participant/schemas.ts'
import { participants } from '../document/participant/tables.ts'
import { type Document, type PartKey, parts } from '../document/parts.ts'
import type { Plan } from '../document/plan/schemas.ts'
import { planStatement } from '../document/plan/store.ts'
import { type StoredFinding, unresolvedStatement } from '../findings/store.ts'

const buildList = ({ ofPlan }: { ofPlan: string }) => joined(ofPlan, "','")

/** A plan as JSON, whose it is, and the items of each part that is asked for; no row where there is no plan. */
export function selectDocument(agencyId: string, planId: string, keys: readonly PartKey[]) {
  const lists = parts.filter(({ key }) => keys.includes(key)).map(buildList)
  const text = `select t.json, t.participant_id${lists.map((list) => `, ${list}`).join('')} from plans t
    where t.agency_id = $1 and t.id = $2`
  return {
    statement: statement<[json: string, participantId: string, ...lists: string[]]>(text),
    values: [agencyId, planId],
  }
}

// the row that is locked is that of the plan's participant: nobody writes to the person's other plans meanwhile
const ownerOfPlan = '(select participant_id from plans where agency_id = $1 and id = $2)'
const lockStatement = statement(
  `select from participants where agency_id = $1 and id = ${ownerOfPlan} for no key update`,
)
const participantOfPlan = selectJson(participants, `where t.agency_id = $1 and t.id = ${ownerOfPlan}`)
const documentStatement = statement(
  `select (${planStatement}), (${participantOfPlan}), ${joined(unresolvedStatement, "','")}, ${parts.map(buildList).join(', ')}`,
)

const participantStatement = statement<[json: string]>(participantOfPlan)

/** The participant of a plan as JSON; no row if there is no such plan. */
export const selectParticipantOfPlan = (agencyId: string, planId: string): Call<[json: string]> => ({
  statement: participantStatement,
  values: [agencyId, planId],
})

/** The document of a plan, with the findings that no write has resolved; for `readDocument`. */
export const selectWhole = (agencyId: string, planId: string): Call => ({
  statement: documentStatement,
  values: [agencyId, planId],
})

/**
 * Waits until nobody else writes to the participant of a plan, keeps others from it until the transaction ends, and reads
 * the document of the plan. Two statements, because each sees what is committed when it begins.
 */
export const lockDocument = (agencyId: string, planId: string): [Call, Call] => [
  { statement: lockStatement, values: [agencyId, planId] },
  selectWhole(agencyId, planId),
]

/** Reads what `selectWhole` was answered; undefined where there is no such plan. */
export function readDocument([row]: readonly Row[]): { document: Document; unresolved: StoredFinding[] } | undefined {
  const [planJson, participantJson, unresolved, ...lists] = row as [string | null, string, string, ...string[]]
  if (planJson === null) return undefined
  const [plan, participant] = [JSON.parse(planJson) as Plan, JSON.parse(participantJson) as Participant]
  const period = getPeriodFacts(participant, plan.periodId)
  const read = parts.map(({ key }, index) => [key, JSON.parse(`[${lists[index]}]`)])
  return {
    document: { participant, period, plan, ...Object.fromEntries(read) },
    unresolved: JSON.parse(`[${unresolved}]`),
  }
}
