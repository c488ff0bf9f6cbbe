/** The periods of participation in a cohort, in batches from one snapshot. */
import type { Day, DayRange } from '../calendar.ts'
import { batchBytes, type Call, type Db, type Row, statement } from '../database/db.ts'
import { buildConditions, type Filter } from '../database/rows.ts'
import type { Reads } from '../http/access-log.ts'
import { getPlace, type PeriodRecord } from './period.ts'

/**
 * The date by which a period belongs to a cohort. `training` includes all periods that may have had education or training in
 * a span. By exit, a cohort may be limited to those with education or training.
 */
export type Cohort =
  | { by: 'exit'; span: DayRange; isTrained?: true }
  | { by: 'counseling' | 'training'; span: DayRange }
  | { by: 'participant' }

/** A period with its extra columns. */
export type Placed = { period: PeriodRecord; extras: Row }

/** Notes that an answer is about a period: its participant and its plans. */
export const addPlaced = (reads: Reads, { period }: Placed): void =>
  reads.add(
    period.participantId,
    period.plans.map(({ id }) => id),
  )

/** What is selected: `extras` is SQL about the row t of a period, with the day as :asOf; `after` is the first position. */
export type Selection = { extras?: readonly string[]; asOf?: Day; after?: readonly string[] }

/** Selects rows that no index has in the order of participants: sorts their keys, because whole rows are large. */
const inOrder = (columns: string, condition: string) => `
  select ${columns} from (
    select participant_id, period_id from periods t where t.agency_id = $1 and ${condition} order by participant_id, period_id
  ) c cross join lateral (
    select * from periods t where t.agency_id = $1 and t.participant_id = c.participant_id and t.period_id = c.period_id offset 0
  ) t order by c.participant_id, c.period_id`

const ofIndex = (columns: string, condition: string, order: string) => `
  select ${columns} from periods t where t.agency_id = $1 and ${condition} order by ${order}`

/** The filters of a cohort, including where to begin. */
function buildFilters(cohort: Cohort, after: readonly string[] = []): Filter[] {
  if (cohort.by === 'exit') {
    const { from, to } = cohort.span
    const [on, participantId, periodId] = after
    return [
      ['t.exited_on between ?::date and ?::date', from, to],
      ['(t.exited_on, t.participant_id, t.period_id) >= (?::date, ?, ?)', on, participantId, periodId],
      ...('isTrained' in cohort ? [['t.trained_until is not null'] as const] : []),
    ]
  }
  const [participantId, periodId] = after
  const behind: Filter = ['(t.participant_id, t.period_id) >= (?, ?)', participantId, periodId]
  if (cohort.by === 'participant') return [behind]
  const { from, to } = cohort.span
  return cohort.by === 'counseling'
    ? [['t.first_counseling_on between ?::date and ?::date', from, to], behind]
    : [['t.trained_until >= ?::date and t.trained_from <= ?::date', from, to], behind]
}

/** The rows of a cohort, one per period, in its order: by day of exit where it has one, then by participant and period. */
export function selectCohort(agencyId: string, cohort: Cohort, { extras = [], asOf, after }: Selection = {}): Call {
  const values: string[] = [agencyId]
  const columns = ['t.facts', ...extras].join(', ').replaceAll(':asOf', () => `$${values.push(asOf as string)}::date`)
  const condition = buildConditions(buildFilters(cohort, after), values).join(' and ') || 'true'
  if (cohort.by === 'training' || cohort.by === 'counseling')
    return { statement: statement(inOrder(columns, condition)), values }
  const order = `${cohort.by === 'exit' ? 't.exited_on, ' : ''}t.participant_id, t.period_id`
  return { statement: statement(ofIndex(columns, condition, order)), values, avoidSort: true }
}

function* readBatch(rows: readonly Row[]): Generator<Placed, void> {
  for (const [facts, ...extras] of rows) yield { period: JSON.parse(facts as string), extras }
}

/**
 * The periods of a cohort, from its selected rows. Each batch must be iterated before the next is requested, so that few
 * periods are in memory at a time.
 */
export async function* readPeriods(batches: AsyncIterable<Row[]>): AsyncGenerator<Iterable<Placed>, void> {
  for await (const rows of batches) yield readBatch(rows)
}

/** The periods of a cohort in batches. */
export const streamPeriods = (db: Db, agencyId: string, cohort: Cohort): AsyncGenerator<Iterable<Placed>, void> =>
  readPeriods(db.stream(agencyId, selectCohort(agencyId, cohort), batchBytes.digested))

/** What periods can be asked for by, besides their cohort. */
export type Among = { program?: string | undefined; office?: string | undefined; careerPlanner?: string | undefined }

/** Whether a period is asked for; whose it is, and where, its latest plan says. */
export function isAmong(period: PeriodRecord, { program, office, careerPlanner }: Among): boolean {
  const place = getPlace(period)
  return (
    (program === undefined || (period.programs as readonly string[]).includes(program)) &&
    (office === undefined || place.office === office) &&
    (careerPlanner === undefined || place.careerPlanner === careerPlanner)
  )
}

// a participant without periods is one row without facts
const ownStatement = statement<[facts: string | null]>(`
  select t.facts from participants p left join periods t on t.agency_id = p.agency_id and t.participant_id = p.id
  where p.agency_id = $1 and p.id = $2 order by t.entered_on nulls last, t.period_id`)

/** The periods of one participant in the order of their entry, for `readOwnPeriods`. */
export const selectOwnPeriods = (agencyId: string, participantId: string): Call<[facts: string | null]> => ({
  statement: ownStatement,
  values: [agencyId, participantId],
})

/** The periods of one participant, from the rows of `selectOwnPeriods`; undefined where there is no such participant. */
export const readOwnPeriods = (rows: readonly Row[]): PeriodRecord[] | undefined =>
  rows.length === 0 ? undefined : rows.flatMap(([facts]) => (facts ? [JSON.parse(facts)] : []))
