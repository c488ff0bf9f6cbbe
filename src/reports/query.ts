/** The parameters of reports, and what is wrong with them. */
import { Type } from 'typebox'
import { type Day, type DayRange, quarterNamed } from '../calendar.ts'
import { planQuery } from '../document/plan/store.ts'
import { choice, day } from '../http/schema.ts'
import type { Cohort } from '../outcomes/cohort.ts'
import type { Fault } from '../problem.ts'
import { groupings } from './count.ts'
import type { CohortKind, Report } from './report.ts'

const year = (description: string) => Type.Integer({ minimum: 1900, maximum: 2199, description, examples: [2025] })

/** The parameters that name a cohort, by the kind of cohort. */
export const cohortParameters = {
  exit: ['exitQuarter', 'exitedFrom', 'exitedTo'],
  counseling: ['counseledFrom', 'counseledTo'],
  programYear: ['programYear'],
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
}

/** The parameters that the numbers and the rows of a report share. */
export const reportQuery = {
  asOf: Type.Optional(
    day('The day on which windows count as ended or pending; today in the agency when left out.', '2027-03-01'),
  ),
  ...cohortQuery,
  ...planQuery,
}

export const numbersQuery = {
  ...reportQuery,
  groupBy: Type.Optional(
    choice(
      groupings,
      'Numbers by group too; a participant in two programs counts in both, in each as a participant of that program. ' +
        'clock is the one that follow-up runs by: exit for youth, employment for adults and dislocated workers.',
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

const exitForms = 'the cohort is named by exitQuarter, or by exitedFrom and exitedTo'

function exitFaults(query: CohortQuery): Fault[] {
  const { exitQuarter, exitedFrom, exitedTo } = query
  if (exitQuarter !== undefined)
    return exitedFrom === undefined && exitedTo === undefined
      ? []
      : [{ pointer: '/exitQuarter', detail: 'must be left out with exitedFrom and exitedTo' }]
  if (exitedFrom === undefined && exitedTo === undefined) return [missing('exitQuarter', exitForms)]
  return spanFaults('exitedFrom', 'exitedTo', query, exitForms)
}

const ownFaults: Record<CohortKind, (query: CohortQuery) => Fault[]> = {
  exit: exitFaults,
  counseling: (query) =>
    spanFaults('counseledFrom', 'counseledTo', query, 'the cohort is named by counseledFrom and counseledTo'),
  programYear: ({ programYear }) =>
    programYear === undefined ? [missing('programYear', 'the cohort is named by it')] : [],
}

/** What is wrong with the cohort parameters of a query. */
export function cohortFaults({ cohort }: Report, query: CohortQuery): Fault[] {
  const foreign = Object.entries(cohortParameters).flatMap(([kind, names]) => (kind === cohort ? [] : names))
  const given = foreign.filter((name) => query[name] !== undefined)
  return [
    ...given.map((name) => ({ pointer: `/${name}`, detail: 'is no parameter of this report' })),
    ...ownFaults[cohort](query),
  ]
}

/** The cohort that a valid query names. */
export function readCohort({ cohort, isTrained }: Report, query: CohortQuery): Extract<Cohort, { span: DayRange }> {
  const { exitQuarter, exitedFrom, exitedTo, counseledFrom, counseledTo, programYear = 0 } = query
  const span = (from?: Day, to?: Day) => ({ from: from as Day, to: to as Day })
  if (cohort === 'exit')
    return {
      by: 'exit',
      span: exitQuarter ? quarterNamed(exitQuarter) : span(exitedFrom, exitedTo),
      ...(isTrained && { isTrained }),
    }
  if (cohort === 'counseling') return { by: 'counseling', span: span(counseledFrom, counseledTo) }
  return { by: 'training', span: span(`${programYear}-07-01`, `${programYear + 1}-06-30`) }
}
