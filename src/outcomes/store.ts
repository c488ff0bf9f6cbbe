/** The statements that keep periods of participation as the plans say them. */
import { type Day, latestDay } from '../calendar.ts'
import { forever } from '../database/columns.ts'
import { type Call, statement } from '../database/db.ts'
import { insertInto } from '../database/rows.ts'
import type { Facts } from '../document/facts.ts'
import { extractFollowUpFacts, extractPeriod, type Period } from './period.ts'
import { periods } from './tables.ts'

const keep = insertInto(
  periods,
  `on conflict (agency_id, plan_id) do update set participant_id = excluded.participant_id,
    entered_on = excluded.entered_on, first_counseling_on = excluded.first_counseling_on,
    exited_on = excluded.exited_on, trained_from = excluded.trained_from, trained_until = excluded.trained_until,
    status = excluded.status, facts = excluded.facts, follow_ups = excluded.follow_ups
  where (periods.facts::text, periods.follow_ups::text) is distinct from (excluded.facts::text, excluded.follow_ups::text)`,
)
const remove = statement('delete from periods where agency_id = $1 and plan_id = $2')

/** The first and the last day of training; what goes on after the exit counts up to it. */
function trainedIn({ trainings, exitedOn }: Period): { trainedFrom: Day | null; trainedUntil: Day | null } {
  const [trainedFrom = null] = trainings.map(({ startedOn }) => startedOn).sort()
  const last = latestDay(trainings.map(({ endedOn }) => endedOn ?? forever))
  const [trainedUntil = null] = last ? [last, exitedOn ?? forever].sort() : []
  return { trainedFrom, trainedUntil }
}

const rowOf = (facts: Facts) => {
  const period = extractPeriod(facts)
  const { planId, participantId, enteredOn, firstCounselingOn, exitedOn, status } = period
  const followUps = extractFollowUpFacts(facts)
  const columns = { planId, participantId, enteredOn, firstCounselingOn, exitedOn, ...trainedIn(period), status }
  return { ...columns, facts: period, followUps }
}

/** The statement that keeps the periods of plans; those that say the same already are not written. */
export const keepPeriods = (agencyId: string, plans: readonly Facts[]): Call[] => keep(agencyId, plans.map(rowOf))

/** The statement that brings the period of a plan to what a write makes of it; none where it stays what it was. */
export function changePeriod(agencyId: string, before: Facts | undefined, after: Facts): Call[] {
  const [was, is] = [before && rowOf(before), rowOf(after)]
  return was && JSON.stringify(was) === JSON.stringify(is) ? [] : keep(agencyId, [is])
}

/** The statement that takes a period away, before its plan. */
export const removePeriod = (agencyId: string, planId: string): Call => ({
  statement: remove,
  values: [agencyId, planId],
})
