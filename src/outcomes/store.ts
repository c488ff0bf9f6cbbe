/**
 * The statements that keep the extracts of periods of participation in line with the persons. What was known at the end of
 * a day is never changed: a row that a later day changes goes to the past rows first.
 */
import { hash } from 'node:crypto'
import { type Day, latestDay } from '../calendar.ts'
import { forever } from '../database/columns.ts'
import { type Call, statement } from '../database/db.ts'
import { getTableColumns } from '../database/drizzle.ts'
import { insertInto } from '../database/rows.ts'
import type { Person } from '../document/person.ts'
import { listStudies } from './enrolled.ts'
import {
  type ExtractedPeriod,
  extractPeriods,
  type FollowUpFact,
  getPlace,
  listCountedFollowUps,
  type PeriodRecord,
} from './period.ts'
import { periods } from './tables.ts'

/** The columns of a period, those of the past included. */
export const columnNames = Object.values(getTableColumns(periods)).map(({ name }) => name)

const key = ['agency_id', 'participant_id', 'period_id']
const replaced = columnNames
  .filter((name) => !key.includes(name) && name !== 'known_from')
  .map((name) => `${name} = excluded.${name}`)
// a day can be behind the one before it where the time zone of the agency was changed
const keep = insertInto(
  periods,
  `on conflict (${key.join(', ')}) do update set ${replaced.join(', ')},
    known_from = greatest(periods.known_from, excluded.known_from)
  where (periods.facts::text, periods.follow_ups::text) is distinct from (excluded.facts::text, excluded.follow_ups::text)`,
)
// the rows of an agency stand together, so its row is joined and a distributed database does this on their node
const shelved = columnNames.map((name) => (name === 'agency_id' ? 'a.agency_id' : `r.${name}`)).join(', ')
const shelveStatement = statement(`
  insert into past_periods (${columnNames.join(', ')}, known_until)
  select ${shelved}, $4::date from agencies a join periods r on r.agency_id = a.agency_id
  where a.agency_id = $1::uuid and r.participant_id = $2 and r.period_id = $3 and r.known_from < $4::date
    and sha256(convert_to(r.facts::text || r.follow_ups::text, 'UTF8')) is distinct from decode($5, 'hex')`)
const removeStatement = statement('delete from periods where agency_id = $1 and participant_id = $2 and period_id = $3')
const eraseStatement = statement('delete from periods where agency_id = $1 and participant_id = $2')
const erasePastStatement = statement('delete from past_periods where agency_id = $1 and participant_id = $2')
// A plan that was moved from somebody else is in what was known of that person. Its history came along and says of whom.
const eraseMovedStatement = statement(`
  delete from past_periods where agency_id = $1::uuid
    and participant_id in (
      select before ->> 'participantId' from changes
      where agency_id = $1::uuid and participant_id = $2 and type = 'plan' and op = 'update')
    and plan_ids && array(
      select plan_id from changes where agency_id = $1::uuid and participant_id = $2 and type = 'plan')`)
// both may have used the same id for a period
const refileStatement = statement(`
  update past_periods set participant_id = $3, period_id = period_id || '/' || $2,
    facts = (jsonb_build_object('formerId', $2::text) || facts::jsonb
      || jsonb_build_object('participantId', $3::text, 'periodId', period_id || '/' || $2))::json
  where agency_id = $1::uuid and participant_id = $2::text`)

/** The first and last day of education or training; what goes on after exit counts up to the exit. */
function trainedIn(period: PeriodRecord): { trainedFrom: Day | null; trainedUntil: Day | null } {
  const { exitedOn } = period
  const studies = listStudies(period, exitedOn)
  const [trainedFrom = null] = studies.map(({ startedOn }) => startedOn).sort()
  const last = latestDay(studies.map(({ endedOn }) => endedOn ?? forever))
  const [trainedUntil = null] = last ? [last, exitedOn ?? forever].sort() : []
  return { trainedFrom, trainedUntil }
}

function dueIn(followUps: readonly FollowUpFact[]): { dueFrom: Day | null; dueUntil: Day | null } {
  const days = listCountedFollowUps(followUps)
    .map(({ dueOn }) => dueOn)
    .sort()
  return { dueFrom: days[0] ?? null, dueUntil: days.at(-1) ?? null }
}

function toRow({ facts, followUps }: ExtractedPeriod) {
  const { participantId, periodId, programs, enteredOn, firstCounselingOn, exitedOn, plans } = facts
  const active = plans.filter(({ status }) => status === 'active')
  return {
    ...{ participantId, periodId, programs, enteredOn, firstCounselingOn, exitedOn },
    ...{ ...trainedIn(facts), ...dueIn(followUps) },
    planIds: plans.map(({ id }) => id),
    activePlanIds: active.map(({ id }) => id),
    place: getPlace(facts),
    ...{ facts, followUps },
  }
}

type PeriodRow = ReturnType<typeof toRow>

const toRows = (persons: readonly Person[]) => persons.flatMap(extractPeriods).map(toRow)

/** The statement that keeps what was known of a period before today, unless that is what it still says. */
const shelve = (agencyId: string, { participantId, periodId }: PeriodRow, today: Day, digest: string | null): Call => ({
  statement: shelveStatement,
  values: [agencyId, participantId, periodId, today, digest],
})

/** The same digest of a row as the statement makes. */
const computeDigest = ({ facts, followUps }: PeriodRow) =>
  hash('sha256', JSON.stringify(facts) + JSON.stringify(followUps), 'hex')

const keepRows = (agencyId: string, rows: readonly PeriodRow[], today: Day): Call[] => [
  ...rows.map((row) => shelve(agencyId, row, today, computeDigest(row))),
  ...keep(
    agencyId,
    rows.map((row) => ({ ...row, knownFrom: today })),
  ),
]

/**
 * The statements that store the periods of persons as of today; unchanged ones are not written. What another release has
 * extracted is what was known until today.
 */
export const keepPeriods = (agencyId: string, persons: readonly Person[], today: Day): Call[] =>
  keepRows(agencyId, toRows(persons), today)

const byKey = (persons: readonly Person[]) =>
  new Map(toRows(persons).map((row) => [`${row.participantId} ${row.periodId}`, row]))

/** The statements that file what was known of participants who are gone under the one with whom they were merged. */
const refilePast = (agencyId: string, before: readonly Person[], after: readonly Person[]): Call[] => {
  const left = after.map(({ participant }) => participant.id)
  const [into] = left
  const merged = before.map(({ participant }) => participant.id).filter((id) => !left.includes(id))
  return into === undefined
    ? []
    : merged.map((from) => ({ statement: refileStatement, values: [agencyId, from, into] }))
}

/** The statements that remove periods that are gone, before their participant, and store those that differ, after it. */
export function changePeriods(
  agencyId: string,
  before: readonly Person[],
  after: readonly Person[],
  today: Day,
): { gone: Call[]; kept: Call[] } {
  const [was, is] = [byKey(before), byKey(after)]
  const differing = [...is].flatMap(([key, row]) => (JSON.stringify(row) === JSON.stringify(was.get(key)) ? [] : [row]))
  const removed = [...was].flatMap(([key, row]) => (is.has(key) ? [] : [row]))
  const gone = removed.flatMap((row) => [
    shelve(agencyId, row, today, null),
    { statement: removeStatement, values: [agencyId, row.participantId, row.periodId] },
  ])
  return {
    gone: [...gone, ...refilePast(agencyId, before, after)],
    kept: keepRows(agencyId, differing, today),
  }
}

const removePastStatement = statement(`
  with gone as (
    delete from past_periods where agency_id = $1::uuid and ctid = any (array(
      select ctid from past_periods where agency_id = $1::uuid
        and known_until <= (select findings_kept_since from agencies where agency_id = $1::uuid)
      order by known_until limit $2::int for update skip locked))
    returning 1)
  select count(*) from gone`)

/** Removes what was known only of days that are no longer asked for, so many rows at most; answers how many. */
export const removePast = (agencyId: string, max: number): Call => ({
  statement: removePastStatement,
  values: [agencyId, max],
})

/** The statements that remove everything known of the periods of a participant, before the participant and the history. */
export const erasePeriods = (agencyId: string, participantId: string): Call[] =>
  [eraseStatement, erasePastStatement, eraseMovedStatement].map((statement) => ({
    statement,
    values: [agencyId, participantId],
  }))
