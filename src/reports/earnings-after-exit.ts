import { outcomeSources } from '../document/follow-up/outcome.ts'
import type { PeriodRecord } from '../outcomes/period.ts'
import { getFact, placementIn, wagesIn } from '../outcomes/states.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { isEmployed } from '../rules/lib/quarters.ts'
import { buildRow, defineReport, type ReportContext, type ReportRow } from './report.ts'

type Name = 'wages' | 'supplemental'

/** The rows of someone who worked in the quarter. */
function buildWorkerRows(period: PeriodRecord, { asOf, program }: ReportContext): ReportRow<Name>[] {
  const { wages } = wagesIn(period, 2, asOf, program)
  const { source = null, early } = getFact(period, 2) ?? {}
  const known = { state: 'known' } as const
  if (!wages) return buildRow('wages', period, known, false, { reason: early ? 'recorded_early' : 'not_recorded' })
  if (wages.amount === 0) return buildRow('wages', period, known, false, { reason: 'zero' })
  const reason = source ?? 'source_not_recorded'
  return [
    ...buildRow('wages', period, known, true, { reason, value: wages.amount }),
    ...buildRow('supplemental', period, known, source === 'supplemental', { reason }),
  ]
}

function buildPeriodRows(period: PeriodRecord, given: ReportContext): ReportRow<Name>[] {
  const { state } = placementIn(period, 2, given.asOf, given.program)
  if (state === 'unknown')
    return buildRow('wages', period, { state: 'pending' }, false, { reason: 'employment_not_known' })
  if (state !== 'known') return buildRow('wages', period, { state }, false)
  return isEmployed(getFact(period, 2)?.employment ?? null) ? buildWorkerRows(period, given) : []
}

const learned = (outcome: object) => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: '2027-02-01',
  outcome: { quarter: 2, employment: 'employed', ...outcome },
})
const buildPlan = (id: string, outcome: object) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
  followUps: [learned(outcome)],
})

export default defineReport({
  name: 'earnings-after-exit',
  question: 'What did those earn who were employed in the second quarter after exit?',
  definitionVersion: 2,
  cohort: 'exit',
  isOfParticipants: true,
  measures: {
    wages: {
      isFederal: true,
      countsRecords: true,
      statement:
        'Periods whose wages of quarter 2 are known (PIRL 1704), of those who were employed in it; by the source of the ' +
        'wages. Wages of 0, and those recorded before the quarter had ended, are not known. The median is the federal ' +
        'indicator.',
      value: { of: 'The wages of the quarter. US dollars.', average: 'median' },
    },
    supplemental: {
      countsRecords: true,
      statement: 'Periods whose wages are from supplemental information, of those whose wages are known.',
    },
  },
  reasons: [
    ...excludingReasons,
    ...outcomeSources,
    'source_not_recorded',
    'recorded_early',
    'not_recorded',
    'zero',
    'employment_not_known',
  ],
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
      buildPlan('P-1', { source: 'ui_wage_record', wagesPaid: 6000 }),
      buildPlan('P-2', { source: 'ui_wage_record', wagesPaid: 9000 }),
      buildPlan('P-3', { source: 'supplemental', wagesPaid: 10_000 }),
      buildPlan('P-4', {}),
      buildPlan('P-5', { employment: 'not_employed' }),
    ],
    query: 'exitQuarter=2026-Q2&asOf=2027-03-01',
    answers: [
      {
        ...{ measure: 'wages', known: { numerator: 3, denominator: 4, rate: 0.75, median: 9000 } },
        federal: { numerator: 3, denominator: 4, median: 9000, isFinal: true },
      },
      { measure: 'supplemental', known: { numerator: 1, denominator: 3, rate: 0.3333 } },
    ],
  },
  buildRows: ({ period }, given) => buildPeriodRows(period, given),
})
