import type { PeriodRecord } from '../outcomes/period.ts'
import { getFact, placementIn } from '../outcomes/states.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { isEmployed, type Quarter } from '../rules/lib/quarters.ts'
import { buildRow, defineReport, type ReportContext } from './report.ts'

const asked = [2, 4] as const

function explain(period: PeriodRecord, quarter: Quarter, isPlaced: boolean): string {
  const employment = getFact(period, quarter)?.employment ?? null
  if (isPlaced) return isEmployed(employment) ? (employment as string) : 'enrolled'
  if (employment === 'not_employed') return employment
  return employment === 'unknown' ? 'recorded_as_unknown' : 'not_recorded'
}

function buildQuarterRows(period: PeriodRecord, quarter: (typeof asked)[number], { asOf, program }: ReportContext) {
  const { isPlaced, isAssumed, ...placement } = placementIn(period, quarter, asOf, program)
  const state = isAssumed ? 'unknown' : placement.state
  const isAnswered = state === 'known' || state === 'unknown'
  const reason = isAnswered ? explain(period, quarter, isPlaced) : null
  const answered = isAnswered ? 'known' : state
  return [
    ...buildRow(`quarter-${quarter}`, period, { state }, isPlaced, { reason, ...(isAssumed && { isLate: true }) }),
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
  definitionVersion: 2,
  cohort: 'exit',
  isOfParticipants: true,
  measures: {
    'quarter-2': {
      isFederal: true,
      statement:
        'Periods employed in quarter 2 after exit (PIRL 1602, codes 1 to 3), youth also in education or training ' +
        '(PIRL 1900), of those whose quarter has ended. By law, who is unknown is left out until the end of the second ' +
        'quarter after it, and then counts as not employed.',
      family: 'quarter-2',
    },
    'quarter-2-known': {
      countsRecords: true,
      statement: 'Periods of which a source shows whether they were, of those whose quarter 2 has ended.',
      family: 'quarter-2',
    },
    'quarter-4': {
      isFederal: true,
      statement:
        'Periods employed in quarter 4 after exit (PIRL 1606), youth also in education or training (PIRL 1901), of ' +
        'those whose quarter has ended. By law, who is unknown is left out until the end of the second quarter after it, and ' +
        'then counts as not employed.',
      family: 'quarter-4',
    },
    'quarter-4-known': {
      countsRecords: true,
      statement: 'Periods of which a source shows whether they were, of those whose quarter 4 has ended.',
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
      'known, a youth at a college, and one who has died and is excluded. On July 1, 2027, 2 of 3 are known to be placed; ' +
      'by law it is 2 of 4, because the answer that is not known could be found until June 30. Quarter 4 ended on that day, ' +
      'and of nobody is it known yet.',
    plans: [
      buildPlan('P-1', {}, [learned({ employment: 'employed', source: 'ui_wage_record' })]),
      buildPlan('P-2', {}, [learned({ employment: 'not_employed' })]),
      buildPlan('P-3', {}, [learned({ employment: 'unknown' })]),
      buildPlan('P-4', { programs: ['youth'] }, [
        learned({ employment: 'not_employed', enrollment: { in: 'postsecondary', on: '2026-10-05' } }),
      ]),
      buildPlan('P-5', { exitReason: 'deceased' }),
    ],
    query: 'exitQuarter=2026-Q2&asOf=2027-07-01',
    answers: [
      {
        ...{ measure: 'quarter-2', known: { numerator: 2, denominator: 3, rate: 0.6667 }, unknown: 1, pending: 0 },
        federal: { numerator: 2, denominator: 4, rate: 0.5, isFinal: true },
        excluded: [{ reason: 'deceased', count: 1 }],
      },
      { measure: 'quarter-2-known', known: { numerator: 3, denominator: 4, rate: 0.75 } },
      { measure: 'quarter-4', federal: { numerator: 0, denominator: 0, rate: null, isFinal: false }, unknown: 4 },
    ],
  },
  buildRows: ({ period }, given) => asked.flatMap((quarter) => buildQuarterRows(period, quarter, given)),
})
