import type { PeriodRecord } from '../outcomes/period.ts'
import { getFact, sameEmployer } from '../outcomes/states.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { isEmployed } from '../rules/lib/quarters.ts'
import { buildRow, defineReport } from './report.ts'

function explain(period: PeriodRecord, isSame: boolean): string {
  const [second, fourth] = [getFact(period, 2), getFact(period, 4)]
  if (!isEmployed(fourth?.employment ?? null)) return fourth?.employment ?? 'not_recorded'
  if (second?.fein && fourth?.fein) return isSame ? 'same_fein' : 'other_fein'
  return isSame ? 'other_details' : 'fein_not_recorded'
}

const learned = (quarter: number, fein: string | null, employment = 'employed') => ({
  kind: 'post_exit',
  dueOn: '2027-06-30',
  status: 'completed',
  completedOn: '2027-07-10',
  outcome: { quarter, employment, employer: { fein } },
})
const buildPlan = (id: string, followUps: object[]) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
  followUps,
})
const [one, another] = ['12-3456789', '98-7654321']

export default defineReport({
  name: 'same-employer',
  question: 'Did participants keep the employer of the second quarter until the fourth?',
  definitionVersion: 2,
  cohort: 'exit',
  isOfParticipants: true,
  measures: {
    retained: {
      isFederal: true,
      statement:
        'Periods with the same employer in quarters 2 and 4 (PIRL 1618), by the FEIN of both, or where other details ' +
        'confirm it; of those who were employed in quarter 2 and whose quarter 4 has ended. Without an identifier in both ' +
        'quarters it is no success.',
    },
  },
  reasons: [
    ...excludingReasons,
    'not_recorded',
    'not_recorded_in_quarter_2',
    'not_employed',
    'unknown',
    'same_fein',
    'other_fein',
    'other_details',
    'fein_not_recorded',
  ],
  citation: { label: '89 FR 13814; TEGL 10-16, Change 3, p. 18-19', level: 'federal' },
  example: {
    tells:
      'Four exits in May 2026 who were employed in quarter 2: one has the same FEIN in quarter 4, one another, one does ' +
      'not work any more, and of one no FEIN is recorded in quarter 4. 1 of 4.',
    plans: [
      buildPlan('P-1', [learned(2, one), learned(4, one)]),
      buildPlan('P-2', [learned(2, one), learned(4, another)]),
      buildPlan('P-3', [learned(2, one), learned(4, null, 'not_employed')]),
      buildPlan('P-4', [learned(2, one), learned(4, null)]),
    ],
    query: 'exitQuarter=2026-Q2&asOf=2027-07-15',
    answers: [
      { measure: 'retained', federal: { numerator: 1, denominator: 4, rate: 0.25, isFinal: true }, unknown: 0 },
    ],
  },
  buildRows: ({ period }, { asOf, program }) => {
    const { isSame, isAssumed, ...standing } = sameEmployer(period, asOf, program)
    const state = isAssumed ? 'unknown' : standing.state
    const isAsked = isEmployed(getFact(period, 2)?.employment ?? null)
    if (state === 'unknown' && !isAsked)
      return buildRow('retained', period, { state: 'pending' }, false, { reason: 'not_recorded_in_quarter_2' })
    const reason = state === 'known' || state === 'unknown' ? explain(period, isSame) : null
    return buildRow('retained', period, { state }, isSame, { reason, ...(isAssumed && { isLate: true }) })
  },
})
