/** The parameters of reports, and what is wrong with them. */
import { Type } from 'typebox'
import { addDays, addMonths, type Day, type DayRange, quarterNamed } from '../calendar.ts'
import { planQuery } from '../document/plan/store.ts'
import { day, listOf } from '../http/schema.ts'
import { type Cohort, knownQuery } from '../outcomes/cohort.ts'
import type { Fault } from '../problem.ts'
import { groupings } from './groups.ts'
import type { CohortKind, Report } from './report.ts'

const year = (description: string) => Type.Integer({ minimum: 1900, maximum: 2199, description, examples: [2025] })

/** The parameters that name a cohort, by the kind of cohort. */
export const cohortParameters = {
  exit: ['exitQuarter', 'exitedFrom', 'exitedTo'],
  counseling: ['counseledFrom', 'counseledTo'],
  programYear: ['programYear'],
  due: ['month', 'dueFrom', 'dueTo'],
} as const satisfies Record<CohortKind, readonly string[]>

const cohortQuery = {
  exitQuarter: Type.Optional(
    Type.String({
      pattern: '^(19|20|21)\\d{2}-Q[1-4]$',
      description: 'Of reports about exits: the calendar quarter of exit.',
      examples: ['2026-Q2'],
    }),
  ),
  exitedFrom: Type.Optional(
    day('Of reports about exits, with exitedTo in place of exitQuarter: the first day of exit.'),
  ),
  exitedTo: Type.Optional(day('The last day of exit.', '2026-06-30')),
  counseledFrom: Type.Optional(
    day('Of reports about counseling: the first day of a first individual counseling session.', '2026-01-01'),
  ),
  counseledTo: Type.Optional(day('The last day of it.', '2026-01-31')),
  programYear: Type.Optional(
    year('Of reports about a program year: the year in which it begins; July 1 to June 30 of the next.'),
  ),
  month: Type.Optional(
    Type.String({
      pattern: '^(19|20|21)\\d{2}-(0[1-9]|1[0-2])$',
      description: 'Of reports about follow-ups that are due: the calendar month.',
      examples: ['2026-08'],
    }),
  ),
  dueFrom: Type.Optional(
    day('Of reports about follow-ups that are due, with dueTo in place of month: the first day.', '2026-07-01'),
  ),
  dueTo: Type.Optional(day('The last day on which they are due.', '2026-08-31')),
}

/** The parameters that the numbers and the rows of a report share. */
export const reportQuery = {
  asOf: Type.Optional(
    day('The day on which windows count as ended or pending; today in the agency when left out.', '2027-03-01'),
  ),
  ...knownQuery,
  ...cohortQuery,
  ...planQuery,
}

export const numbersQuery = {
  ...reportQuery,
  groupBy: Type.Optional(
    listOf(
      groupings,
      'Numbers by group too, by one of these or by two together, separated by a comma. Office and career planner are those ' +
        'of the day that is asked for. A participant in two programs counts in both, in each as a participant of that ' +
        'program. month is that of the day by which the report counts, exitQuarter the calendar quarter of exit. clock is ' +
        'the one that follow-up runs by: exit for youth, employment for adults and dislocated workers.',
      'office,month',
    ),
  ),
  suppressBelow: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      description:
        'Counts below this are left out, and with them whatever they could be computed from (29 USC 3141(d)(6)(C)).',
      examples: [10],
    }),
  ),
}

type CohortQuery = {
  exitQuarter?: string
  exitedFrom?: Day
  exitedTo?: Day
  counseledFrom?: Day
  counseledTo?: Day
  programYear?: number
  month?: string
  dueFrom?: Day
  dueTo?: Day
}

const missing = (pointer: string, detail: string): Fault => ({
  pointer: `/${pointer}`,
  detail: `is missing: ${detail}`,
})

function spanFaults(from: keyof CohortQuery, to: keyof CohortQuery, query: CohortQuery, detail: string): Fault[] {
  const [first, last] = [query[from], query[to]]
  if (first === undefined) return [missing(from, detail)]
  if (last === undefined) return [missing(to, detail)]
  return last < first ? [{ pointer: `/${to}`, detail: `must not be before ${from}` }] : []
}

/** What is wrong with a cohort that one parameter names, or a first and a last day. */
function formFaults(one: keyof CohortQuery, from: keyof CohortQuery, to: keyof CohortQuery, query: CohortQuery) {
  const forms = `the cohort is named by ${one}, or by ${from} and ${to}`
  const isSpan = query[from] !== undefined || query[to] !== undefined
  if (query[one] === undefined) return isSpan ? spanFaults(from, to, query, forms) : [missing(one, forms)]
  return isSpan ? [{ pointer: `/${one}`, detail: `must be left out with ${from} and ${to}` }] : []
}

const ownFaults: Record<CohortKind, (query: CohortQuery) => Fault[]> = {
  exit: (query) => formFaults('exitQuarter', 'exitedFrom', 'exitedTo', query),
  counseling: (query) =>
    spanFaults('counseledFrom', 'counseledTo', query, 'the cohort is named by counseledFrom and counseledTo'),
  programYear: ({ programYear }) =>
    programYear === undefined ? [missing('programYear', 'the cohort is named by it')] : [],
  due: (query) => formFaults('month', 'dueFrom', 'dueTo', query),
}

/** What is wrong with the cohort parameters of a query. */
export function cohortFaults({ cohort }: Report, query: CohortQuery): Fault[] {
  const foreign = Object.entries(cohortParameters).flatMap(([kind, names]) => (kind === cohort ? [] : [...names]))
  const given = foreign.filter((name) => query[name] !== undefined)
  return [
    ...given.map((name) => ({ pointer: `/${name}`, detail: 'is no parameter of this report' })),
    ...ownFaults[cohort](query),
  ]
}

const monthNamed = (month: string): DayRange => ({
  from: `${month}-01`,
  to: addDays(addMonths(`${month}-01`, 1), -1),
})

/** The cohort that a valid query names. */
export function readCohort({ cohort, isTrained }: Report, query: CohortQuery): Extract<Cohort, { span: DayRange }> {
  const { exitQuarter, exitedFrom, exitedTo, counseledFrom, counseledTo, programYear = 0 } = query
  const { month, dueFrom, dueTo } = query
  const span = (from?: Day, to?: Day) => ({ from: from as Day, to: to as Day })
  if (cohort === 'exit')
    return {
      by: 'exit',
      span: exitQuarter ? quarterNamed(exitQuarter) : span(exitedFrom, exitedTo),
      ...(isTrained && { isTrained }),
    }
  if (cohort === 'counseling') return { by: 'counseling', span: span(counseledFrom, counseledTo) }
  if (cohort === 'due') return { by: 'due', span: month ? monthNamed(month) : span(dueFrom, dueTo) }
  return { by: 'training', span: span(`${programYear}-07-01`, `${programYear + 1}-06-30`) }
}
