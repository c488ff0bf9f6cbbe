/** The statements that erase the findings of a person, and take them out of the counts. */
import { type Call, type Row, statement } from '../database/db.ts'
import { type Erased, eraseCounts } from './counts.ts'

const keptStatement = statement(`
  select rule, severity, from_on, until_on, known_from, known_until, waiver_id, resolved_at from findings
  where agency_id = $1 and participant_id = $2`)
const eraseStatement = statement('delete from findings where agency_id = $1 and participant_id = $2')

/** Every finding that is kept of a participant; for `eraseFindings`. */
export const selectKept = (agencyId: string, participantId: string): Call => ({
  statement: keptStatement,
  values: [agencyId, participantId],
})

const toErased = (row: Row): Erased => {
  const [rule, severity, from, until, knownFrom, knownUntil] = row as string[]
  const [waivedBy, resolvedAt] = row.slice(6)
  return { rule, severity, from, until, knownFrom, knownUntil, waivedBy, isResolved: resolvedAt !== null } as Erased
}

/** Erases the findings of a participant, from the rows of `selectKept`. */
export const eraseFindings = (agencyId: string, participantId: string, rows: readonly Row[]): Call[] => [
  { statement: eraseStatement, values: [agencyId, participantId] },
  ...eraseCounts(agencyId, rows.map(toErased)),
]
