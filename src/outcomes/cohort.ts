/** The periods of participation in a cohort, each once, in batches from one snapshot. */
import type { Day, DayRange } from '../calendar.ts'
import { batchBytes, type Call, type Db, type Row, statement } from '../database/db.ts'
import { buildConditions, type Filter } from '../database/rows.ts'
import type { Reads } from '../http/access-log.ts'
import { compareWeight } from '../rules/lib/quarters.ts'
import type { Period, QuarterFact } from './period.ts'

/**
 * The date by which a period belongs to a cohort. `training` includes all periods that may have had education or training in
 * a span, and other periods of the same participants. By exit, a cohort may be limited to those with education or training.
 */
export type Cohort =
  | { by: 'exit'; span: DayRange; isTrained?: true }
  | { by: 'counseling' | 'training'; span: DayRange }
  | { by: 'participant' }

/** A period and its plans, oldest first, each with its extra columns. */
export type Placed = { period: Period; plans: { id: string; status: Period['status']; extras: Row }[] }

/** Notes that an answer is about a period: its participant and its plans. */
export const addPlaced = (reads: Reads, { period, plans }: Placed): void =>
  reads.add(
    period.participantId,
    plans.map(({ id }) => id),
  )

/** What is selected: `extras` is SQL about the plan t.plan_id, with the day as :asOf; `after` is the first position. */
export type Selection = { extras?: readonly string[]; asOf?: Day; after?: readonly string[] }

/**
 * Selects all plans of periods that have a plan in the cohort, because one plan of a period may say what another does not.
 * `keys` are the columns that these plans share, in the order in which they are read.
 */
function ofGroups(columns: string, condition: string, keys: readonly string[]): string {
  const shared = keys.join(', ')
  const sameGroup = keys.map((key) => `t.${key} = c.${key}`).join(' and ')
  return `
  select ${columns} from (
    select distinct ${shared} from periods t where t.agency_id = $1 and ${condition} order by ${shared}
  ) c cross join lateral (
    select * from periods t where t.agency_id = $1 and ${sameGroup} offset 0
  ) t order by ${keys.map((key) => `c.${key}`).join(', ')}, t.plan_id`
}

const ofPlans = (columns: string, condition: string, order: string) => `
  select ${columns} from periods t where t.agency_id = $1 and ${condition} order by ${order}`

/** The filters of a cohort, including where to begin. */
function buildFilters(cohort: Cohort, after: readonly string[] = []): Filter[] {
  if (cohort.by === 'participant') return [['t.participant_id >= ?', after[0]]]
  const { from, to } = cohort.span
  const behind: Filter = ['participant_id >= ?', after[0]]
  if (cohort.by === 'counseling')
    return [
      ['t.first_counseling_on between ?::date and ?::date', from, to],
      ['t.participant_id >= ?', after[0]],
    ]
  if (cohort.by === 'training') return [['trained_until >= ?::date and trained_from <= ?::date', from, to], behind]
  const [on, participantId] = after
  return [
    ['t.exited_on between ?::date and ?::date', from, to],
    ['(t.exited_on, t.participant_id) >= (?::date, ?)', on, participantId],
    ...('isTrained' in cohort ? [['t.trained_until is not null'] as const] : []),
  ]
}

/** The columns shared by plans that are read together; undefined if each plan is in the cohort by itself. */
function groupedBy(cohort: Cohort): string[] | undefined {
  if (cohort.by === 'training') return ['participant_id']
  return 'isTrained' in cohort ? ['exited_on', 'participant_id'] : undefined
}

/** The rows of a cohort: one per plan; those of a participant with the same date are adjacent. */
export function selectCohort(agencyId: string, cohort: Cohort, { extras = [], asOf, after }: Selection = {}): Call {
  const values: string[] = [agencyId]
  const columns = ['t.facts', ...extras].join(', ').replaceAll(':asOf', () => `$${values.push(asOf as string)}::date`)
  const condition = buildConditions(buildFilters(cohort, after), values).join(' and ') || 'true'
  const keys = groupedBy(cohort)
  if (keys) return { statement: statement(ofGroups(columns, condition, keys)), values, avoidSort: cohort.by === 'exit' }
  const order = `${cohort.by === 'exit' ? 't.exited_on, ' : ''}t.participant_id, t.plan_id`
  return { statement: statement(ofPlans(columns, condition, order)), values, avoidSort: true }
}

const toPlaced = ([facts, ...extras]: Row): Placed => {
  const period = JSON.parse(facts as string) as Period
  return { period, plans: [{ id: period.planId, status: period.status, extras }] }
}

/** Whether two plans belong to the same period of a participant. */
const isSamePeriod = (a: Period, b: Period): boolean =>
  a.participantId === b.participantId && a.periodId === b.periodId && a.periodId !== null

const union = <T>(a: readonly T[], b: readonly T[]): T[] => [
  ...new Map([...a, ...b].map((one) => [JSON.stringify(one), one])).values(),
]

/** What counts for a quarter in two plans, as within one plan; of what weighs the same, that of the newer plan. */
function counting(older: QuarterFact | null, newer: QuarterFact | null): QuarterFact | null {
  if (!older || !newer) return older ?? newer
  const [best, other] = compareWeight(older, newer) < 0 ? [older, newer] : [newer, older]
  return { ...best, enrolledIn: best.enrolledIn ?? other.enrolledIn }
}

/** What is true of the milestones of two plans together. */
const both = (a: Period['milestones'], b: Period['milestones']): Period['milestones'] =>
  a && b ? { timed: a.timed && b.timed, linked: a.linked && b.linked } : (a ?? b)

/** Merges two plans of one period: they share its facts, and each adds what it has learned. */
function merged(older: Placed, newer: Placed): Placed {
  const [a, b] = [older.period, newer.period]
  const [completedOn = null] = [a.completedOn, b.completedOn].filter((on) => on !== null).sort()
  return {
    plans: [...older.plans, ...newer.plans],
    period: {
      ...b,
      milestones: both(a.milestones, b.milestones),
      acknowledgements: union(a.acknowledgements, b.acknowledgements),
      completedOn,
      quarters: b.quarters.map((fact, index) => counting(a.quarters[index] ?? null, fact)),
      enrollments: union(a.enrollments, b.enrollments),
      trainings: union(a.trainings, b.trainings),
      credentials: union(a.credentials, b.credentials),
      gains: union(a.gains, b.gains),
      occupations: union(a.occupations, b.occupations),
    },
  }
}

/** Adds a plan to the periods of its participant. */
function addPlan(periods: Placed[], placed: Placed): void {
  const { closeReason, periodId } = placed.period
  if (closeReason === 'entered_in_error' || periodId === null) return
  const at = periods.findIndex(({ period }) => isSamePeriod(period, placed.period))
  if (at < 0) periods.push(placed)
  else periods[at] = merged(periods[at] as Placed, placed)
}

/**
 * The periods of a cohort, from its selected rows; a participant who comes back counts once per period. Each batch must be
 * iterated before the next is requested, so that few periods are in memory at a time.
 */
export async function* groupPeriods(batches: AsyncIterable<Row[]>): AsyncGenerator<Iterable<Placed>, void> {
  let open: Placed[] = [] // those of the latest participant, which may still grow
  function* takeWhole(rows: readonly Row[]): Generator<Placed, void> {
    for (const row of rows) {
      const placed = toPlaced(row)
      if (open[0] && open[0].period.participantId !== placed.period.participantId) {
        yield* open
        open = []
      }
      addPlan(open, placed)
    }
  }
  for await (const rows of batches) yield takeWhole(rows)
  yield open
}

const ownStatement = statement<[facts: string]>(
  'select facts from periods where agency_id = $1 and participant_id = $2 order by plan_id',
)

/** What the plans of one participant tell of the person's periods; for `mergePlans`. */
export const selectOwnPeriods = (agencyId: string, participantId: string): Call<[facts: string]> => ({
  statement: ownStatement,
  values: [agencyId, participantId],
})

/** The periods of one participant that plans belong to, from the rows of `selectOwnPeriods`. */
export function mergePlans(rows: readonly Row[]): Placed[] {
  const periods: Placed[] = []
  for (const row of rows) addPlan(periods, toPlaced(row))
  return periods
}

/** The periods of a cohort in batches. */
export const streamPeriods = (db: Db, agencyId: string, cohort: Cohort): AsyncGenerator<Iterable<Placed>, void> =>
  groupPeriods(db.stream(agencyId, selectCohort(agencyId, cohort), batchBytes.digested))
