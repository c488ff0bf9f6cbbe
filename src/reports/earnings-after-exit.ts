import type { Period } from '../outcomes/period.ts'
import { factOf, hindranceOf, wagesIn } from '../outcomes/states.ts'
import { isEmployed } from '../rules/lib/quarters.ts'
import { defineReport, type ReportContext, type ReportRow, rowOf } from './report.ts'

type Name = 'wages' | 'supplemental'

/** The rows of someone who worked in the quarter. */
function rowsOfWorker(period: Period, { asOf, program }: ReportContext): ReportRow<Name>[] {
  const { wages } = wagesIn(period, 2, asOf, program)
  const { source = null, early } = factOf(period, 2) ?? {}
  const known = { state: 'known' } as const
  if (!wages) return rowOf('wages', period, known, false, { reason: early ? 'recorded_early' : 'not_recorded' })
  if (wages.amount === 0) return rowOf('wages', period, known, false, { reason: 'zero' })
  const reason = source ?? 'source_not_recorded'
  return [
    ...rowOf('wages', period, known, true, { reason, value: wages.amount }),
    ...rowOf('supplemental', period, known, source === 'supplemental', { reason }),
  ]
}

function rowsOfPeriod(period: Period, given: ReportContext): ReportRow<Name>[] {
  const hindrance = hindranceOf(period, 2, given.asOf, given.program)
  if (hindrance) return rowOf('wages', period, hindrance, false)
  const employment = factOf(period, 2)?.employment ?? null
  if (employment === 'not_employed') return []
  if (isEmployed(employment)) return rowsOfWorker(period, given)
  return rowOf('wages', period, { state: 'unknown' }, false, { reason: 'employment_not_known' })
}

const learned = (outcome: object) => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: '2027-02-01',
  outcome: { quarter: 2, employment: 'employed', ...outcome },
})
const planOf = (id: string, outcome: object) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
  followUps: [learned(outcome)],
})

export default defineReport({
  name: 'earnings-after-exit',
  question: 'What did those earn who were employed in the second quarter after exit?',
  definitionVersion: 1,
  cohort: 'exit',
  measures: {
    wages: {
      isOfRecords: true,
      statement:
        'Periods whose wages of quarter 2 are known (PIRL 1704), of those who were employed in it; by the source of the ' +
        'wages. Wages of 0, and those recorded before the quarter had ended, are not known.',
      value: { of: 'The wages of the quarter. US dollars.', average: 'median' },
    },
    supplemental: {
      isOfRecords: true,
      statement: 'Periods whose wages are from supplemental information, of those whose wages are known.',
    },
  },
  citation: {
    label: '29 USC 3141(b)(2)(A)(i)(III); TEGL 10-16, Change 3, p. 7-8 and Attachment III; TEGL 26-16, Change 1, p. 6',
    level: 'federal',
  },
  example: {
    tells:
      'Five exits in May 2026. Wage records show 6,000 and 9,000 dollars, pay stubs 10,000 (supplemental); one works and ' +
      'no wages are recorded; one does not work and is not counted. 3 of 4 are known, the median is 9,000 dollars, and ' +
      '1 of 3 is supplemental.',
    plans: [
      planOf('P-1', { source: 'ui_wage_record', wagesPaid: 6000 }),
      planOf('P-2', { source: 'ui_wage_record', wagesPaid: 9000 }),
      planOf('P-3', { source: 'supplemental', wagesPaid: 10_000 }),
      planOf('P-4', {}),
      planOf('P-5', { employment: 'not_employed' }),
    ],
    query: 'exitQuarter=2026-Q2&asOf=2027-03-01',
    answers: [
      { measure: 'wages', numerator: 3, denominator: 4, rate: 0.75, median: 9000 },
      { measure: 'supplemental', numerator: 1, denominator: 3, rate: 0.3333 },
    ],
  },
  rowsOf: ({ period }, given) => rowsOfPeriod(period, given),
})
