import { type DayRange, quarterAfter } from '../calendar.ts'
import type { FollowUpFact, PeriodRecord } from '../outcomes/period.ts'
import { findHindrance } from '../outcomes/states.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { type Quarter, quarters } from '../rules/lib/quarters.ts'
import { followUpColumns, readFollowUps } from './follow-ups.ts'
import { buildRow, defineReport, type Measure, type ReportContext, type ReportRow } from './report.ts'

type Name = `quarter-${Quarter}` | `quarter-${Quarter}-without-refusals`

const has = ({ from, to }: DayRange, day: string | null) => day !== null && from <= day && day <= to

/** Whether a two-way follow-up with a service was completed in a quarter. */
const isFollowedUp = (followUps: readonly FollowUpFact[], quarter: DayRange) =>
  followUps.some(
    ({ status, twoWay, service, completedOn }) =>
      status === 'completed' && twoWay && service && has(quarter, completedOn),
  )

/** Why there was none: the participant's answer to the offer, and how the follow-ups due in the quarter ended. */
function explain(period: PeriodRecord, followUps: readonly FollowUpFact[], quarter: DayRange): string {
  const due = followUps.filter(({ dueOn }) => has(quarter, dueOn))
  const { decision, decidedOn = '' } = period.followUpDecision ?? {}
  for (const end of ['declined', 'unreachable'] as const)
    if ((decision === end && decidedOn <= quarter.to) || due.some(({ status }) => status === end)) return end
  return due.length > 0 ? 'not_completed' : 'none_planned'
}

function buildQuarterRows(
  period: PeriodRecord,
  followUps: readonly FollowUpFact[],
  quarter: Quarter,
  { asOf, program }: ReportContext,
): ReportRow<Name>[] {
  const measures = [`quarter-${quarter}`, `quarter-${quarter}-without-refusals`] as const
  const hindrance = findHindrance(period, quarter, asOf, program)
  if (hindrance) return measures.flatMap((measure) => buildRow(measure, period, hindrance, false))
  const window = quarterAfter(period.exitedOn as string, quarter)
  const isDone = isFollowedUp(followUps, window)
  const reason = isDone ? 'completed' : explain(period, followUps, window)
  const [all, willing] = measures
  const row = buildRow(all, period, { state: 'known' }, isDone, { reason })
  if (reason === 'declined' || reason === 'unreachable')
    return [...row, { measure: willing, result: 'excluded', reason }]
  return [...row, ...buildRow(willing, period, { state: 'known' }, isDone, { reason })]
}

const buildMeasures = (quarter: Quarter): [Name, Measure][] => {
  const statement = `Periods with a follow-up that was completed in quarter ${quarter} after exit, in both directions and with a service, of those whose quarter has ended`
  const family = `quarter-${quarter}`
  return [
    [`quarter-${quarter}`, { statement: `${statement}.`, family }],
    [
      `quarter-${quarter}-without-refusals`,
      { statement: `${statement}, without those who declined or could not be reached.`, family },
    ],
  ]
}

const followUp = { kind: 'post_exit', dueOn: '2026-09-30', status: 'completed', completedOn: '2026-09-15' }
const buildPlan = (id: string, followUps: object[]) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['youth'], enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
  followUps,
})

export default defineReport<Name>({
  name: 'follow-up-by-quarter',
  question: 'In which quarters after exit were participants followed up?',
  definitionVersion: 1,
  cohort: 'exit',
  measures: Object.fromEntries(quarters.flatMap(buildMeasures)) as Record<Name, Measure>,
  reasons: [...excludingReasons, 'completed', 'declined', 'unreachable', 'not_completed', 'none_planned'],
  citation: {
    label:
      '29 USC 3164(c)(2)(I) and 3174(c)(2)(A)(xiii), not less than 12 months; quarters as in TEGL 10-16, Change 3, ' +
      'Attachment V',
    level: 'federal',
  },
  example: {
    tells:
      'Three exits on May 29, 2026; quarter 1 is July to September. One was spoken to on September 15 and helped, one ' +
      'was only sent a letter, one declined: 1 of 3, and 1 of 2 without the refusal. Quarter 2 has not ended.',
    plans: [
      buildPlan('P-1', [{ ...followUp, twoWay: true, services: ['Help with a wage dispute'] }]),
      buildPlan('P-2', [
        { ...followUp, attempts: [{ on: '2026-09-15', method: 'letter', by: 'staff-17', reached: false }] },
      ]),
      buildPlan('P-3', [{ kind: 'post_exit', dueOn: '2026-09-30', status: 'declined' }]),
    ],
    query: 'exitQuarter=2026-Q2&asOf=2026-10-01',
    answers: [
      { measure: 'quarter-1', known: { numerator: 1, denominator: 3, rate: 0.3333 } },
      { measure: 'quarter-1-without-refusals', known: { numerator: 1, denominator: 2, rate: 0.5 } },
      { measure: 'quarter-2', known: { numerator: 0, denominator: 0, rate: null }, pending: 3 },
    ],
  },
  extras: followUpColumns,
  buildRows: (placed, given) => {
    const followUps = readFollowUps(placed)
    return quarters.flatMap((quarter) => buildQuarterRows(placed.period, followUps, quarter, given))
  },
})
