/** The statement that reads one plan with some of its parts. */
import { statement } from '../database/db.ts'
import { joined } from '../database/rows.ts'
import { type PartKey, parts } from './parts.ts'

/** The items of a part of a plan as one text, for a JSON array; `planId` is SQL. */
export const buildList = ({ ofPlan }: { ofPlan: (planId: string) => string }, planId: string): string =>
  joined(ofPlan(planId), "','")

/** A plan as JSON, whose it is, and the items of each part that is asked for; no row where there is no plan. */
export function selectDocument(agencyId: string, planId: string, keys: readonly PartKey[]) {
  const lists = parts.filter(({ key }) => keys.includes(key)).map((part) => buildList(part, '$2'))
  const text = `select t.json, t.participant_id${lists.map((list) => `, ${list}`).join('')} from plans t
    where t.agency_id = $1 and t.id = $2`
  return {
    statement: statement<[json: string, participantId: string, ...lists: string[]]>(text),
    values: [agencyId, planId],
  }
}
