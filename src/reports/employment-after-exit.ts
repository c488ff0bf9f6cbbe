import type { PeriodRecord } from '../outcomes/period.ts'
import { getFact, placementIn } from '../outcomes/states.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { isEmployed, type Quarter } from '../rules/lib/quarters.ts'
import { buildRow, defineReport, type ReportContext } from './report.ts'

const asked = [2, 4] as const

function explain(period: PeriodRecord, quarter: Quarter, isPlaced: boolean): string {
  const employment = getFact(period, quarter)?.employment ?? null
  if (isPlaced) return isEmployed(employment) ? (employment as string) : 'enrolled'
  if (employment === null) return 'not_recorded'
  return employment === 'unknown' ? 'recorded_as_unknown' : employment
}

function buildQuarterRows(period: PeriodRecord, quarter: (typeof asked)[number], { asOf, program }: ReportContext) {
  const { state, isPlaced } = placementIn(period, quarter, asOf, program)
  const isAnswered = state === 'known' || state === 'unknown'
  const reason = isAnswered ? explain(period, quarter, isPlaced) : null
  const answered = isAnswered ? 'known' : state
  return [
    ...buildRow(`quarter-${quarter}`, period, { state }, isPlaced, { reason }),
    ...buildRow(`quarter-${quarter}-known`, period, { state: answered }, state === 'known', { reason }),
  ]
}

const learned = (outcome: object) => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: '2027-02-01',
  outcome: { quarter: 2, ...outcome },
})
const buildPlan = (id: string, participant: object, followUps: object[] = []) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-05-29', ...participant },
  followUps,
})

export default defineReport({
  name: 'employment-after-exit',
  question: 'Were participants employed in the second and in the fourth quarter after exit?',
  definitionVersion: 1,
  cohort: 'exit',
  measures: {
    'quarter-2': {
      statement:
        'Periods employed in quarter 2 after exit (PIRL 1602, codes 1 to 3), youth also in education or training ' +
        '(PIRL 1900), of those whose quarter has ended and of whom that is known.',
      family: 'quarter-2',
    },
    'quarter-2-known': {
      countsRecords: true,
      statement: 'Periods of which it is known whether they were, of those whose quarter 2 has ended.',
      family: 'quarter-2',
    },
    'quarter-4': {
      statement:
        'Periods employed in quarter 4 after exit (PIRL 1606), youth also in education or training (PIRL 1901), of ' +
        'those whose quarter has ended and of whom that is known.',
      family: 'quarter-4',
    },
    'quarter-4-known': {
      countsRecords: true,
      statement: 'Periods of which it is known whether they were, of those whose quarter 4 has ended.',
      family: 'quarter-4',
    },
  },
  reasons: [
    ...excludingReasons,
    'employed',
    'registered_apprenticeship',
    'military',
    'enrolled',
    'not_employed',
    'not_recorded',
    'recorded_as_unknown',
  ],
  citation: { label: '29 USC 3141(b)(2)(A)(i)(I)-(II), (ii)(I)-(II); TEGL 10-16, Change 3, p. 5-7', level: 'federal' },
  example: {
    tells:
      'Five exits in May 2026, of whom quarter 2 ended on December 31: one employed, one not, one whose answer is not ' +
      'known, a youth at a college, and one who has died and is excluded. 2 of 3 are placed; of 3 of 4 it is known. ' +
      'Quarter 4 has not ended.',
    plans: [
      buildPlan('P-1', {}, [learned({ employment: 'employed', source: 'ui_wage_record' })]),
      buildPlan('P-2', {}, [learned({ employment: 'not_employed' })]),
      buildPlan('P-3', {}, [learned({ employment: 'unknown' })]),
      buildPlan('P-4', { programs: ['youth'] }, [
        learned({ employment: 'not_employed', enrollment: { in: 'postsecondary', on: '2026-10-05' } }),
      ]),
      buildPlan('P-5', { exitReason: 'deceased' }),
    ],
    query: 'exitQuarter=2026-Q2&asOf=2027-03-01',
    answers: [
      {
        ...{ measure: 'quarter-2', numerator: 2, denominator: 3, rate: 0.6667, unknown: 1, pending: 0 },
        excluded: [{ reason: 'deceased', count: 1 }],
      },
      { measure: 'quarter-2-known', numerator: 3, denominator: 4, rate: 0.75 },
      { measure: 'quarter-4', numerator: 0, denominator: 0, rate: null, pending: 4 },
    ],
  },
  buildRows: ({ period }, given) => asked.flatMap((quarter) => buildQuarterRows(period, quarter, given)),
})
