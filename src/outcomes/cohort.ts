/** The periods of participation of a cohort, each once, in batches of one snapshot. */
import type { Day, DayRange } from '../calendar.ts'
import { batchBytes, type Call, type Db, type Row, statement } from '../database/db.ts'
import { buildConditions, type Filter } from '../database/rows.ts'
import { isKnown } from '../rules/lib/quarters.ts'
import type { Period, QuarterFact } from './period.ts'

/**
 * By which date of a period it belongs to a cohort; `training` has all that may have been in education or training in a
 * span, and others of the same participants. An exit may ask for those alone who were in education or training.
 */
export type Cohort =
  | { by: 'exit'; span: DayRange; isTrained?: true }
  | { by: 'counseling' | 'training'; span: DayRange }
  | { by: 'participant' }

/** A period and the plans it is made of, oldest first, each with what else was selected of it. */
export type Placed = { period: Period; plans: { id: string; status: Period['status']; extras: Row }[] }

/** What is selected: the days of `extras`, SQL about the plan t.plan_id, are named :asOf; `after` is where it begins, itself included. */
export type Selection = { extras?: readonly string[]; asOf?: Day; after?: readonly string[] }

/**
 * Those that have a plan in the cohort, whose plans are then read together: what one plan of a period says, another may
 * not. `keys` is what the plans have in common, in the order in which they are read.
 */
function ofGroups(columns: string, condition: string, keys: readonly string[]): string {
  const avoidSort = keys.join(', ')
  const isOfGroup = keys.map((key) => `t.${key} = c.${key}`).join(' and ')
  return `
  select ${columns} from (
    select distinct ${avoidSort} from periods t where t.agency_id = $1 and ${condition} order by ${avoidSort}
  ) c cross join lateral (
    select * from periods t where t.agency_id = $1 and ${isOfGroup} offset 0
  ) t order by ${keys.map((key) => `c.${key}`).join(', ')}, t.plan_id`
}

const ofPlans = (columns: string, condition: string, order: string) => `
  select ${columns} from periods t where t.agency_id = $1 and ${condition} order by ${order}`

/** What a cohort asks of its periods, and from where on. */
function filtersOf(cohort: Cohort, after: readonly string[] = []): Filter[] {
  if (cohort.by === 'participant') return [['t.participant_id >= ?', after[0]]]
  const { from, to } = cohort.span
  const behind: Filter = ['participant_id >= ?', after[0]]
  if (cohort.by === 'counseling') return [['first_counseling_on between ?::date and ?::date', from, to], behind]
  if (cohort.by === 'training') return [['trained_until >= ?::date and trained_from <= ?::date', from, to], behind]
  const [on, participantId] = after
  return [
    ['t.exited_on between ?::date and ?::date', from, to],
    ['(t.exited_on, t.participant_id) >= (?::date, ?)', on, participantId],
    ...('isTrained' in cohort ? [['t.trained_until is not null'] as const] : []),
  ]
}

/** What the plans have in common that are read together; undefined where each is in the cohort by itself. */
function groupedBy(cohort: Cohort): string[] | undefined {
  if (cohort.by === 'counseling' || cohort.by === 'training') return ['participant_id']
  return 'isTrained' in cohort ? ['exited_on', 'participant_id'] : undefined
}

/** The rows of a cohort: one a plan, those of a participant with the same date behind each other. */
export function selectCohort(agencyId: string, cohort: Cohort, { extras = [], asOf, after }: Selection = {}): Call {
  const values: string[] = [agencyId]
  const columns = ['t.facts', ...extras].join(', ').replaceAll(':asOf', () => `$${values.push(asOf as string)}::date`)
  const condition = buildConditions(filtersOf(cohort, after), values).join(' and ') || 'true'
  const keys = groupedBy(cohort)
  if (keys) return { statement: statement(ofGroups(columns, condition, keys)), values, avoidSort: cohort.by === 'exit' }
  const order = `${cohort.by === 'exit' ? 't.exited_on, ' : ''}t.participant_id, t.plan_id`
  return { statement: statement(ofPlans(columns, condition, order)), values, avoidSort: true }
}

const placedOf = ([facts, ...extras]: Row): Placed => {
  const period = JSON.parse(facts as string) as Period
  return { period, plans: [{ id: period.planId, status: period.status, extras }] }
}

/**
 * Whether two plans are of one period: the participant is the same, and so is the exit, for nobody exits twice on a day;
 * where neither has one, the entry.
 */
const isSamePeriod = (a: Period, b: Period): boolean =>
  a.participantId === b.participantId &&
  (a.exitedOn || b.exitedOn ? a.exitedOn === b.exitedOn : a.enteredOn === b.enteredOn)

const union = <T>(a: readonly T[], b: readonly T[]): T[] => [
  ...new Map([...a, ...b].map((one) => [JSON.stringify(one), one])).values(),
]

/** What counts of a quarter in two plans: what is known, and of that what the newer says. */
const counting = (older: QuarterFact | null, newer: QuarterFact | null): QuarterFact | null =>
  [newer, older].find((fact) => fact && isKnown(fact)) ?? newer ?? older

/** What is true of the milestones of two plans together. */
const both = (a: Period['milestones'], b: Period['milestones']): Period['milestones'] =>
  a && b ? { timed: a.timed && b.timed, linked: a.linked && b.linked } : (a ?? b)

/** Two plans of one period as one: dates of the newer, and everything that either has learned. */
function merged(older: Placed, newer: Placed): Placed {
  const [a, b] = [older.period, newer.period]
  const first = (x: Day | null, y: Day | null) => (x && y ? (x < y ? x : y) : (x ?? y))
  return {
    plans: [...older.plans, ...newer.plans],
    period: {
      ...b,
      programs: union(a.programs, b.programs),
      milestones: both(a.milestones, b.milestones),
      acknowledgements: union(a.acknowledgements, b.acknowledgements),
      enteredOn: first(a.enteredOn, b.enteredOn),
      firstCounselingOn: first(a.firstCounselingOn, b.firstCounselingOn),
      completedOn: first(a.completedOn, b.completedOn),
      employedOn: b.employedOn ?? a.employedOn,
      exitReason: b.exitReason ?? a.exitReason,
      followUpDecision: b.followUpDecision ?? a.followUpDecision,
      quarters: b.quarters.map((fact, index) => counting(a.quarters[index] ?? null, fact)),
      enrollments: union(a.enrollments, b.enrollments),
      trainings: union(a.trainings, b.trainings),
      credentials: union(a.credentials, b.credentials),
      gains: union(a.gains, b.gains),
      occupations: union(a.occupations, b.occupations),
    },
  }
}

/** Whether a period is of the cohort, where its plans were read for the sake of others. */
function isOf(cohort: Cohort, { period: { firstCounselingOn } }: Placed): boolean {
  if (cohort.by !== 'counseling') return true
  return firstCounselingOn !== null && cohort.span.from <= firstCounselingOn && firstCounselingOn <= cohort.span.to
}

/**
 * The periods of a cohort, from the rows that were selected for it; a participant who comes back counts once a period.
 * Each batch is read while it is iterated, before the next is asked for, so that few periods are in memory at a time.
 */
export async function* periodsOf(
  batches: AsyncIterable<Row[]>,
  cohort: Cohort,
): AsyncGenerator<Iterable<Placed>, void> {
  let open: Placed[] = [] // those of the participant that came last, which may go on
  function* wholeOf(rows: readonly Row[]): Generator<Placed, void> {
    for (const row of rows) {
      const placed = placedOf(row)
      if (placed.period.closeReason === 'entered_in_error') continue
      if (open[0] && open[0].period.participantId !== placed.period.participantId) {
        for (const one of open) if (isOf(cohort, one)) yield one
        open = []
      }
      const at = open.findIndex(({ period }) => isSamePeriod(period, placed.period))
      if (at < 0) open.push(placed)
      else open[at] = merged(open[at] as Placed, placed)
    }
  }
  for await (const rows of batches) yield wholeOf(rows)
  yield open.filter((placed) => isOf(cohort, placed))
}

/** The periods of a cohort in batches. */
export const streamPeriods = (db: Db, agencyId: string, cohort: Cohort): AsyncGenerator<Iterable<Placed>, void> =>
  periodsOf(db.stream(agencyId, selectCohort(agencyId, cohort), batchBytes.digested), cohort)
