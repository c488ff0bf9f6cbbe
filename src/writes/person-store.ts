/** The statements that lock and read a participant, and which plans the person has. */
import { type Call, type Row, statement } from '../database/db.ts'
import type { Participant } from '../document/participant/schemas.ts'
import { lockParticipant } from '../document/participant/store.ts'

/** A participant, if there is one, and the ids of the plans of the person with their periods and offices. */
export type Person = {
  participant: Participant | undefined
  plans: readonly { id: string; periodId: string | null; office: string | null }[]
}

type PlanRow = [id: string, periodId: string | null, office: string | null]
const plansStatement = statement<PlanRow>(
  'select id, period_id, office from plans where agency_id = $1 and participant_id = $2 order by id',
)

const selectPlans = (agencyId: string, participantId: string): Call<PlanRow> => ({
  statement: plansStatement,
  values: [agencyId, participantId],
})

/** Waits until nobody else writes to the participant, and reads who it is and which plans there are. */
export const lockPerson = (agencyId: string, participantId: string): Call[] => [
  lockParticipant(agencyId, participantId),
  selectPlans(agencyId, participantId),
]

const toPlans = (rows: readonly Row[]): Person['plans'] =>
  rows.map(([id, periodId = null, office = null]) => ({ id: id as string, periodId, office }))

/** Reads what `lockPerson` was answered. */
export function readPerson([participants = [], plans = []]: readonly (readonly Row[])[]): Person {
  const json = participants[0]?.[0]
  return { participant: json ? (JSON.parse(json) as Participant) : undefined, plans: toPlans(plans) }
}

/** Reads which plans a person has, in a transaction that has locked the participant. */
export async function readPlans(
  run: (call: Call) => Promise<Row[][]>,
  agencyId: string,
  participantId: string,
): Promise<Person['plans']> {
  const [rows = []] = await run(selectPlans(agencyId, participantId))
  return toPlans(rows)
}
