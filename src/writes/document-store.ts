/** The statements that read a plan with what belongs to it as one row: one look at the database, so its parts agree. */
import { type Call, type Row, statement } from '../database/db.ts'
import { joined } from '../database/rows.ts'
import { type Document, type PartKey, parts } from '../document/parts.ts'
import { planStatement } from '../document/plan/store.ts'
import { type StoredFinding, unresolvedStatement } from '../findings/store.ts'

const buildList = ({ ofPlan }: { ofPlan: string }) => joined(ofPlan, "','")

/** A plan as JSON, and the items of each part that is asked for; no row where there is no plan. */
export function selectDocument(agencyId: string, planId: string, keys: readonly PartKey[]) {
  const lists = parts.filter(({ key }) => keys.includes(key)).map(buildList)
  const text = `select t.json${lists.map((list) => `, ${list}`).join('')} from plans t
    where t.agency_id = $1 and t.id = $2`
  return {
    statement: statement<[json: string, ...lists: string[]]>(text),
    values: [agencyId, planId],
  }
}

const lockStatement = statement('select from plans where agency_id = $1 and id = $2 for no key update')
const documentStatement = statement(
  `select (${planStatement}), ${joined(unresolvedStatement, "','")}, ${parts.map(buildList).join(', ')}`,
)

/**
 * Waits until nobody else writes to the plan, keeps others from it until the transaction ends, and reads its document
 * with the findings that no write has resolved. Two statements, because each sees what is committed when it begins.
 */
export const lockDocument = (agencyId: string, planId: string): [Call, Call] => [
  { statement: lockStatement, values: [agencyId, planId] },
  { statement: documentStatement, values: [agencyId, planId] },
]

/** Reads what `lockDocument` was answered; undefined where there is no such plan. */
export function readDocument([row]: readonly Row[]): { document: Document; unresolved: StoredFinding[] } | undefined {
  const [plan, unresolved, ...lists] = row as [string | null, string, ...string[]]
  if (plan === null) return undefined
  const read = parts.map(({ key }, index) => [key, JSON.parse(`[${lists[index]}]`)])
  return {
    document: { plan: JSON.parse(plan), ...Object.fromEntries(read) },
    unresolved: JSON.parse(`[${unresolved}]`),
  }
}
