import type { Day, DayRange } from '../calendar.ts'
import type { FollowUpFact, PeriodRecord } from '../outcomes/period.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { completedBy, followUpColumns, getStanding, readFollowUps } from './follow-ups.ts'
import { buildRow, defineReport, type ReportContext, type ReportRow } from './report.ts'

const ends = ['done', 'late', 'missed', 'unreachable', 'declined'] as const
type Name = 'due' | (typeof ends)[number]

/** What became of a follow-up that was due; undefined where it was completed on a day that nobody recorded. */
function findEnd(followUp: FollowUpFact, asOf: Day): (typeof ends)[number] | undefined {
  const { status, dueOn } = followUp
  if (status === 'declined' || status === 'unreachable') return status
  if (status === 'completed' && !followUp.completedOn) return undefined
  const completedOn = completedBy(followUp, asOf)
  if (!completedOn) return 'missed'
  return completedOn <= dueOn ? 'done' : 'late'
}

function buildFollowUpRows(period: PeriodRecord, followUp: FollowUpFact, given: ReportContext): ReportRow<Name>[] {
  const standing = getStanding(period, followUp, given)
  const end = standing.state === 'known' ? findEnd(followUp, given.asOf) : undefined
  const isUnknown = standing.state === 'known' && end === undefined
  const reason = isUnknown ? 'no_day_recorded' : (end ?? null)
  const more = { itemId: followUp.id, reason }
  const state = isUnknown ? 'unknown' : standing.state
  return [
    ...buildRow<Name>('due', period, standing, true, more),
    ...ends.flatMap((name) => buildRow<Name>(name, period, { state }, end === name, more)),
  ].map((row) => ({ ...row, on: followUp.dueOn }))
}

const isIn = ({ from, to }: DayRange, day: Day) => from <= day && day <= to

const buildPlan = (id: string, followUp: object) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', employedOn: '2026-06-01' },
  followUps: [{ kind: 'post_placement', dueOn: '2026-08-31', ...followUp }],
})

export default defineReport<Name>({
  name: 'follow-ups-by-month',
  question: 'Which follow-ups were due in a month, and what became of them?',
  definitionVersion: 1,
  cohort: 'due',
  measures: {
    due: {
      countsRecords: true,
      statement:
        'Follow-ups after placement and exit whose dueOn is in the span and has passed; canceled ones are not counted.',
    },
    done: {
      statement: 'Follow-ups that were completed by dueOn, of those that were due.',
      family: 'ends',
    },
    late: {
      statement: 'Follow-ups that were completed after dueOn, of those that were due.',
      family: 'ends',
    },
    missed: {
      statement:
        'Follow-ups that were neither completed nor ended as declined or unreachable, of those that were due. One that ' +
        'is completed later is late from that day on.',
      family: 'ends',
    },
    unreachable: {
      statement: 'Follow-ups that ended because the participant could not be reached, of those that were due.',
      family: 'ends',
    },
    declined: {
      statement: 'Follow-ups that the participant declined, of those that were due.',
      family: 'ends',
    },
  },
  reasons: [...excludingReasons, ...ends, 'no_day_recorded'],
  citation: { label: 'No text fixes it; the days are those to which the follow-ups were planned', level: 'assumed' },
  example: {
    tells:
      'Five follow-ups that were due on August 31, 2026, asked about on September 30: one done on the day, one nine days ' +
      'late, one still open, one given up after attempts, one declined. One of July does not count. 5 were due; 1 of 5 is ' +
      'done, late, missed, unreachable, and declined each.',
    plans: [
      buildPlan('P-1', { status: 'completed', completedOn: '2026-08-31' }),
      buildPlan('P-2', { status: 'completed', completedOn: '2026-09-09' }),
      buildPlan('P-3', {}),
      buildPlan('P-4', { status: 'unreachable' }),
      buildPlan('P-5', { status: 'declined' }),
      buildPlan('P-6', { dueOn: '2026-07-31' }),
    ],
    query: 'month=2026-08&asOf=2026-09-30',
    answers: [
      { measure: 'due', known: { numerator: 5, denominator: 5, rate: 1 }, pending: 0 },
      ...ends.map((measure) => ({ measure, known: { numerator: 1, denominator: 5, rate: 0.2 } })),
    ],
  },
  extras: followUpColumns,
  buildRows: (placed, given) =>
    readFollowUps(placed)
      .filter(({ dueOn }) => isIn(given.span, dueOn))
      .flatMap((followUp) => buildFollowUpRows(placed.period, followUp, given)),
})
