/** The statements that keep periods of participation in line with their plans. */
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
    period_id = excluded.period_id, programs = excluded.programs, entered_on = excluded.entered_on, first_counseling_on = excluded.first_counseling_on,
    exited_on = excluded.exited_on, trained_from = excluded.trained_from, trained_until = excluded.trained_until,
    status = excluded.status, facts = excluded.facts, follow_ups = excluded.follow_ups
  where (periods.facts::text, periods.follow_ups::text) is distinct from (excluded.facts::text, excluded.follow_ups::text)`,
)
const removeStatement = statement('delete from periods where agency_id = $1 and plan_id = $2')

/** The first and last day of training; training that goes on after exit counts up to the exit. */
function trainedIn({ trainings, exitedOn }: Period): { trainedFrom: Day | null; trainedUntil: Day | null } {
  const [trainedFrom = null] = trainings.map(({ startedOn }) => startedOn).sort()
  const last = latestDay(trainings.map(({ endedOn }) => endedOn ?? forever))
  const [trainedUntil = null] = last ? [last, exitedOn ?? forever].sort() : []
  return { trainedFrom, trainedUntil }
}

const toRow = (facts: Facts) => {
  const period = extractPeriod(facts)
  const { planId, participantId, periodId, programs, enteredOn, firstCounselingOn, exitedOn, status } = period
  const followUps = extractFollowUpFacts(facts)
  const owner = { planId, participantId, periodId, programs }
  const columns = { ...owner, enteredOn, firstCounselingOn, exitedOn, ...trainedIn(period), status }
  return { ...columns, facts: period, followUps }
}

/** The statement that stores the periods of plans; unchanged ones are not written. */
export const keepPeriods = (agencyId: string, plans: readonly Facts[]): Call[] => keep(agencyId, plans.map(toRow))

/** The statement that updates a plan's period after a write; none if it stays the same. */
export function changePeriod(agencyId: string, before: Facts | undefined, after: Facts): Call[] {
  const [was, is] = [before && toRow(before), toRow(after)]
  return was && JSON.stringify(was) === JSON.stringify(is) ? [] : keep(agencyId, [is])
}

/** The statement that deletes a period, before its plan is deleted. */
export const removePeriod = (agencyId: string, planId: string): Call => ({
  statement: removeStatement,
  values: [agencyId, planId],
})
