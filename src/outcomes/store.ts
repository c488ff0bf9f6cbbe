/** The statements that keep the extracts of periods of participation in line with the persons. */
import { type Day, latestDay } from '../calendar.ts'
import { forever } from '../database/columns.ts'
import { type Call, statement } from '../database/db.ts'
import { insertInto, toArray } from '../database/rows.ts'
import type { Person } from '../document/person.ts'
import { listStudies } from './enrolled.ts'
import { type ExtractedPeriod, extractPeriods, type PeriodRecord } from './period.ts'
import { periods } from './tables.ts'

const keep = insertInto(
  periods,
  `on conflict (agency_id, participant_id, period_id) do update set programs = excluded.programs,
    entered_on = excluded.entered_on, first_counseling_on = excluded.first_counseling_on, exited_on = excluded.exited_on,
    trained_from = excluded.trained_from, trained_until = excluded.trained_until, plan_ids = excluded.plan_ids,
    active_plan_ids = excluded.active_plan_ids, facts = excluded.facts, follow_ups = excluded.follow_ups
  where (periods.facts::text, periods.follow_ups::text) is distinct from (excluded.facts::text, excluded.follow_ups::text)`,
)
const removeStatement = statement(
  'delete from periods where agency_id = $1 and participant_id = $2 and period_id = any ($3::text[])',
)
const eraseStatement = statement('delete from periods where agency_id = $1 and participant_id = $2')

/** The first and last day of education or training; what goes on after exit counts up to the exit. */
function trainedIn(period: PeriodRecord): { trainedFrom: Day | null; trainedUntil: Day | null } {
  const { exitedOn } = period
  const studies = listStudies(period, exitedOn)
  const [trainedFrom = null] = studies.map(({ startedOn }) => startedOn).sort()
  const last = latestDay(studies.map(({ endedOn }) => endedOn ?? forever))
  const [trainedUntil = null] = last ? [last, exitedOn ?? forever].sort() : []
  return { trainedFrom, trainedUntil }
}

function toRow({ facts, followUps }: ExtractedPeriod) {
  const { participantId, periodId, programs, enteredOn, firstCounselingOn, exitedOn, plans } = facts
  const active = plans.filter(({ status }) => status === 'active')
  return {
    ...{ participantId, periodId, programs, enteredOn, firstCounselingOn, exitedOn, ...trainedIn(facts) },
    planIds: plans.map(({ id }) => id),
    activePlanIds: active.map(({ id }) => id),
    ...{ facts, followUps },
  }
}

const toRows = (persons: readonly Person[]) => persons.flatMap(extractPeriods).map(toRow)

/** The statements that store the periods of persons; unchanged ones are not written. */
export const keepPeriods = (agencyId: string, persons: readonly Person[]): Call[] => keep(agencyId, toRows(persons))

const byKey = (persons: readonly Person[]) =>
  new Map(toRows(persons).map((row) => [`${row.participantId} ${row.periodId}`, row]))

/** The statements that remove periods that are gone, before their participant, and store those that differ, after it. */
export function changePeriods(
  agencyId: string,
  before: readonly Person[],
  after: readonly Person[],
): { gone: Call[]; kept: Call[] } {
  const [was, is] = [byKey(before), byKey(after)]
  const differing = [...is].filter(([key, row]) => JSON.stringify(row) !== JSON.stringify(was.get(key)))
  const removed = [...was].flatMap(([key, row]) => (is.has(key) ? [] : [row]))
  const byParticipant = Map.groupBy(removed, ({ participantId }) => participantId)
  const gone = Array.from(byParticipant, ([participantId, rows]) => ({
    statement: removeStatement,
    values: [agencyId, participantId, toArray(rows.map(({ periodId }) => periodId))],
  }))
  const kept = keep(
    agencyId,
    differing.map(([, row]) => row),
  )
  return { gone, kept }
}

/** The statement that removes all periods of a participant, before the participant. */
export const erasePeriods = (agencyId: string, participantId: string): Call => ({
  statement: eraseStatement,
  values: [agencyId, participantId],
})
