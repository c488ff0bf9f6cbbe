/** The statements that keep periods of participation as the plans say them. */
import { type Call, statement } from '../db.ts'
import { insertInto } from '../rows.ts'
import type { Facts } from '../rules/rule.ts'
import { type Period, periodOf } from './period.ts'
import { periods } from './tables.ts'

const keep = insertInto(
  periods,
  `on conflict (agency_id, plan_id) do update set participant_id = excluded.participant_id,
    entered_on = excluded.entered_on, first_counseling_on = excluded.first_counseling_on,
    exited_on = excluded.exited_on, facts = excluded.facts`,
)
const remove = statement('delete from periods where agency_id = $1 and plan_id = $2')

const rowOf = (facts: Period) => {
  const { planId, participantId, enteredOn, firstCounselingOn, exitedOn } = facts
  return { planId, participantId, enteredOn, firstCounselingOn, exitedOn, facts }
}

/** The statement that keeps the periods of plans. */
export const keepPeriods = (agencyId: string, plans: readonly Facts[]): Call[] =>
  plans.length === 0
    ? []
    : [
        keep(
          agencyId,
          plans.map((facts) => rowOf(periodOf(facts))),
        ),
      ]

/** The statement that brings the period of a plan to what a write makes of it; none where it stays what it was. */
export function changedPeriod(agencyId: string, before: Facts | undefined, after: Facts): Call[] {
  const [was, is] = [before && periodOf(before), periodOf(after)]
  return was && JSON.stringify(was) === JSON.stringify(is) ? [] : [keep(agencyId, [rowOf(is)])]
}

/** The statement that takes a period away, before its plan. */
export const removePeriod = (agencyId: string, planId: string): Call => ({
  statement: remove,
  values: [agencyId, planId],
})
