import type { Day } from '../calendar.ts'
import type { Placed } from '../outcomes/cohort.ts'
import type { PeriodRecord } from '../outcomes/period.ts'
import { findExclusion, findHindrance, getFact } from '../outcomes/states.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { isEmployed } from '../rules/lib/quarters.ts'
import { type MilestoneFact, milestoneColumns, milestonesIn } from './milestones.ts'
import { buildRow, defineReport, type ReportContext } from './report.ts'

function describeCourse({ status, dueOn, completedOn }: MilestoneFact, asOf: Day): string {
  if (status === 'stopped') return 'stopped'
  if (status !== 'completed' || (completedOn && completedOn > asOf)) return 'open'
  if (!completedOn) return 'no_day_recorded'
  return completedOn <= (dueOn as string) ? 'on_time' : 'late'
}

function buildMilestoneRows(period: PeriodRecord, milestone: MilestoneFact, { asOf, program }: ReportContext) {
  const { id: itemId, dueOn, isRescheduled } = milestone
  if (!dueOn) return []
  const standing = findExclusion(period, program) ? 'excluded' : asOf <= dueOn ? 'pending' : 'known'
  const course = standing === 'known' ? describeCourse(milestone, asOf) : null
  const state = course === 'no_day_recorded' ? 'unknown' : standing
  const moves = { itemId, reason: standing === 'known' ? (isRescheduled ? 'rescheduled' : 'as_planned') : null }
  return [
    ...buildRow('milestones-on-time', period, { state }, course === 'on_time', { itemId, reason: course }),
    ...buildRow('milestones-rescheduled', period, { state: standing }, isRescheduled, moves),
  ]
}

const majorGroup = (code: string) => code.slice(0, 2)

/** How the job in quarter 2 relates to the occupations in the goals. */
function compareOccupations({ occupations }: PeriodRecord, job: string | null): string {
  if (occupations.length === 0) return 'goal_without_occupation'
  if (job === null) return 'job_without_occupation'
  if (occupations.includes(job)) return 'same_occupation'
  return occupations.some((goal) => majorGroup(goal) === majorGroup(job)) ? 'same_major_group' : 'other_occupation'
}

function buildOccupationRows(period: PeriodRecord, { asOf, program }: ReportContext) {
  const hindrance = findHindrance(period, 2, asOf, program)
  const { employment = null, occupation = null } = getFact(period, 2) ?? {}
  const rows = (state: 'known' | 'unknown', reason: string) => [
    ...buildRow('goal-occupation', period, { state }, reason === 'same_occupation', { reason }),
    ...buildRow('goal-major-group', period, { state }, reason === 'same_occupation' || reason === 'same_major_group', {
      reason,
    }),
  ]
  if (hindrance)
    return (['goal-occupation', 'goal-major-group'] as const).flatMap((name) =>
      buildRow(name, period, hindrance, false),
    )
  if (employment === 'not_employed') return rows('known', employment)
  if (!isEmployed(employment)) return rows('unknown', 'employment_not_known')
  const match = compareOccupations(period, occupation)
  return rows(match.endsWith('_without_occupation') ? 'unknown' : 'known', match)
}

const buildPlanRows = ({ period, extras: [text] }: Placed, given: ReportContext) => {
  const milestones = milestonesIn(text).sort((a, b) => (a.id < b.id ? -1 : 1))
  const rows = milestones.flatMap((milestone) => buildMilestoneRows(period, milestone, given))
  return [...rows, ...buildOccupationRows(period, given)]
}

const coded = (code: string, display: string) => ({ system: 'O*NET-SOC', version: '2019', code, display })
const laborer = coded('47-2061.00', 'Construction Laborers')
const buildPlan = (id: string, occupation: object, milestones: object[] = []) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
  goals: [{ id: 'laborer', statement: 'To work as a laborer.', kind: 'decided', occupation: laborer }],
  milestones: milestones.map((one) => ({ goalId: 'laborer', statement: 'Pass the test.', kind: 'credential', ...one })),
  followUps: [
    {
      ...{ kind: 'post_exit', dueOn: '2026-12-31', status: 'completed', completedOn: '2027-02-01' },
      outcome: { quarter: 2, employment: 'employed', occupation },
    },
  ],
})

export default defineReport({
  name: 'plan-effect',
  question: 'Did the plan work: were its milestones reached, and was its goal?',
  definitionVersion: 1,
  cohort: 'exit',
  measures: {
    'milestones-on-time': {
      statement:
        'Milestones completed by dueOn, of those whose dueOn has passed; in the denominator also those completed late, ' +
        'still open, or stopped.',
      family: 'milestones',
    },
    'milestones-rescheduled': {
      statement: 'Milestones whose dueOn was moved, of those whose dueOn has passed.',
      family: 'milestones',
    },
    'goal-occupation': {
      statement:
        'Periods employed in quarter 2 after exit in an occupation that a goal names (the same O*NET-SOC code), of those ' +
        'whose quarter has ended and of whom it is known; not employed counts as not.',
      family: 'occupation',
    },
    'goal-major-group': {
      statement: 'The same in an occupation of the same major group (the first two digits).',
      family: 'occupation',
    },
  },
  reasons: [
    ...excludingReasons,
    'on_time',
    'late',
    'open',
    'stopped',
    'no_day_recorded',
    'rescheduled',
    'as_planned',
    'same_occupation',
    'same_major_group',
    'other_occupation',
    'goal_without_occupation',
    'job_without_occupation',
    'employment_not_known',
    'not_employed',
  ],
  citation: {
    label: '29 USC 3174(c)(2)(A)(xii)(II): services to achieve the employment goals; no text fixes the measure',
    level: 'assumed',
  },
  example: {
    tells:
      'Two exits in May 2026 with the goal of construction laborer. One reached a milestone in time and missed another, ' +
      'and is a construction laborer in quarter 2; one is a carpenter, of the same major group. 1 of 2 milestones, 1 of 2 ' +
      'in the occupation, 2 of 2 in the group.',
    plans: [
      buildPlan('P-1', laborer, [
        { dueOn: '2026-03-31', status: 'completed', completedOn: '2026-03-31' },
        { dueOn: '2026-04-30' },
      ]),
      buildPlan('P-2', coded('47-2031.00', 'Carpenters')),
    ],
    query: 'exitQuarter=2026-Q2&asOf=2027-03-01',
    answers: [
      { measure: 'milestones-on-time', known: { numerator: 1, denominator: 2, rate: 0.5 } },
      { measure: 'milestones-rescheduled', known: { numerator: 0, denominator: 2, rate: 0 } },
      { measure: 'goal-occupation', known: { numerator: 1, denominator: 2, rate: 0.5 } },
      { measure: 'goal-major-group', known: { numerator: 2, denominator: 2, rate: 1 } },
    ],
  },
  extras: milestoneColumns,
  buildRows: buildPlanRows,
})
