/** The periods of participation in a cohort, in batches from one snapshot. */
import { Type } from 'typebox'
import type { Day, DayRange } from '../calendar.ts'
import { batchBytes, type Call, type Db, type Row, statement } from '../database/db.ts'
import { buildConditions, type Filter } from '../database/rows.ts'
import type { Reads } from '../http/access-log.ts'
import { choice } from '../http/schema.ts'
import type { PeriodRecord, Place } from './period.ts'
import { columnNames } from './store.ts'

/**
 * The date by which a period belongs to a cohort. `training` and `due` include all periods that may have had education or
 * training, or a follow-up that was due, in a span. By exit, a cohort may be limited to those with education or training.
 */
export type Cohort =
  | { by: 'exit'; span: DayRange; isTrained?: true }
  | { by: 'counseling' | 'training' | 'due'; span: DayRange }
  | { by: 'participant' }

/** The day that is asked for, and whether it is answered by what is known now or as it was known at its end. */
export type Knowledge = {
  asOf: Day
  known: 'now' | 'then'
  /** Whether the day has passed. */
  isPast: boolean
}

/** The query parameter that chooses between the two. */
export const knownQuery = {
  known: Type.Optional(
    choice(
      ['now', 'then'],
      'Of a past day: now for what is known of it today, then for what was known at its end. now when left out.',
    ),
  ),
}

/** A period with its place on the day that is asked for, and its extra columns. */
export type Placed = { period: PeriodRecord; place: Place; extras: Row }

/** Notes that an answer is about a period: its participant and its plans. */
export const addPlaced = (reads: Reads, { period }: Placed): void =>
  reads.add(
    period.participantId,
    period.plans.map(({ id }) => id),
  )

/**
 * What is selected: `extras` is SQL about the row t of a period, with the day as :asOf and the instant at which it ends as
 * :end; `after` is the first position.
 */
export type Selection = { extras?: readonly string[]; end?: string; after?: readonly string[] }

/** Where periods are read from, and which of the rows t are read. */
type Source = { rows: string; isKnown: string }

const present: Source = { rows: 'periods', isKnown: 'true' }
/** The rows that have not changed since a day, and those that have; there an index of each table can give the order. */
const past: Source = {
  rows: `(
    select ${columnNames.join(', ')}, 'infinity'::date as known_until from periods union all
    select ${columnNames.join(', ')}, known_until from past_periods)`,
  isKnown: 't.known_from <= :asOf and t.known_until > :asOf',
}

/**
 * The place on a day that has passed, by what is known now: the one that was recorded then or, where nothing was, the first
 * one after it. What was handed over later had not been handed over yet.
 */
const placeThen = `coalesce((
  select p.place::text from past_periods p where p.agency_id = $1 and p.participant_id = t.participant_id
    and p.period_id = t.period_id and p.known_until > :asOf order by p.known_until limit 1), t.place::text)`

/** Selects rows that no index has in the order of participants: sorts their keys, because whole rows are large. */
const inOrder = (columns: string, { rows, isKnown }: Source, condition: string) => `
  select ${columns} from (
    select participant_id, period_id from ${rows} t where t.agency_id = $1 and ${isKnown} and ${condition} order by participant_id, period_id
  ) c cross join lateral (
    select * from ${rows} t where t.agency_id = $1 and t.participant_id = c.participant_id and t.period_id = c.period_id and ${isKnown} offset 0
  ) t order by c.participant_id, c.period_id`

const ofIndex = (columns: string, { rows, isKnown }: Source, condition: string, order: string) => `
  select ${columns} from ${rows} t where t.agency_id = $1 and ${isKnown} and ${condition} order by ${order}`

const columnsOfSpan = {
  training: ['t.trained_from', 't.trained_until'],
  due: ['t.due_from', 't.due_until'],
} as const

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
  if (cohort.by === 'counseling') return [['t.first_counseling_on between ?::date and ?::date', from, to], behind]
  const [first, last] = columnsOfSpan[cohort.by]
  return [[`${last} >= ?::date and ${first} <= ?::date`, from, to], behind]
}

/** A text with parameters in place of the names that are in it, whose values are added. */
const bind = (text: string, named: Readonly<Record<string, string>>, values: string[]): string =>
  Object.entries(named).reduce(
    (bound, [mark, value]) =>
      bound.includes(mark)
        ? bound.replaceAll(mark, `$${values.push(value)}::${mark === ':asOf' ? 'date' : 'text'}`)
        : bound,
    text,
  )

/** The rows of a cohort, one per period, in its order: by day of exit where it has one, then by participant and period. */
export function selectCohort(
  agencyId: string,
  cohort: Cohort,
  { asOf, known, isPast }: Knowledge,
  { extras = [], end = '', after }: Selection = {},
): Call {
  const values: string[] = [agencyId]
  const place = known === 'now' && isPast ? placeThen : 't.place'
  const columns = ['t.facts', place, ...extras].join(', ')
  const condition = buildConditions(buildFilters(cohort, after), values).join(' and ') || 'true'
  const source = known === 'then' ? past : present
  const finish = (text: string) => statement(bind(text, { ':asOf': asOf, ':end': end }, values))
  if (cohort.by !== 'exit' && cohort.by !== 'participant')
    return { statement: finish(inOrder(columns, source, condition)), values }
  const order = `${cohort.by === 'exit' ? 't.exited_on, ' : ''}t.participant_id, t.period_id`
  return { statement: finish(ofIndex(columns, source, condition, order)), values, avoidSort: true }
}

function* readBatch(rows: readonly Row[]): Generator<Placed, void> {
  for (const [facts, place, ...extras] of rows)
    yield { period: JSON.parse(facts as string), place: JSON.parse(place as string), extras }
}

/**
 * The periods of a cohort, from its selected rows. Each batch must be iterated before the next is requested, so that few
 * periods are in memory at a time.
 */
export async function* readPeriods(batches: AsyncIterable<Row[]>): AsyncGenerator<Iterable<Placed>, void> {
  for await (const rows of batches) yield readBatch(rows)
}

/** The periods of a cohort in batches. */
export const streamPeriods = (
  db: Db,
  agencyId: string,
  cohort: Cohort,
  knowledge: Knowledge,
): AsyncGenerator<Iterable<Placed>, void> =>
  readPeriods(db.stream(agencyId, selectCohort(agencyId, cohort, knowledge), batchBytes.digested))

/** What periods can be asked for by, besides their cohort. */
export type Among = { program?: string | undefined; office?: string | undefined; careerPlanner?: string | undefined }

/** Whether a period is asked for. */
export const isAmong = ({ period, place }: Placed, { program, office, careerPlanner }: Among): boolean =>
  (program === undefined || (period.programs as readonly string[]).includes(program)) &&
  (office === undefined || place.office === office) &&
  (careerPlanner === undefined || place.careerPlanner === careerPlanner)

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
