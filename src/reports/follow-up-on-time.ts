import { type Day, daysFrom } from '../calendar.ts'
import type { FollowUpFact } from '../outcomes/period.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { completedBy, followUpColumns, getStanding, readFollowUps } from './follow-ups.ts'
import { buildRow, defineReport } from './report.ts'

/** How a follow-up that was due turned out. */
function describeCourse(followUp: FollowUpFact, asOf: Day): { reason: string; value?: number } {
  const { status, dueOn } = followUp
  if (status === 'declined' || status === 'unreachable') return { reason: status }
  const completedOn = completedBy(followUp, asOf)
  if (!completedOn) return { reason: status === 'completed' && !followUp.completedOn ? 'no_day_recorded' : 'overdue' }
  return completedOn <= dueOn ? { reason: 'on_time' } : { reason: 'late', value: daysFrom(dueOn, completedOn) }
}

const buildPlan = (id: string, followUp: object) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', employedOn: '2026-06-01', exitedOn: '2026-05-29' },
  followUps: [{ kind: 'post_placement', dueOn: '2026-08-31', ...followUp }],
})

export default defineReport({
  name: 'follow-up-on-time',
  question: 'Were follow-ups done by the day on which they were due?',
  definitionVersion: 1,
  cohort: 'exit',
  measures: {
    'on-time': {
      statement:
        'Follow-ups after placement and exit that were completed by dueOn, of those whose dueOn has passed. Late ones ' +
        'and those still open (overdue) count in the denominator, and so do refusals; cancelled ones count nowhere.',
      value: { of: 'Of a late follow-up: the days from dueOn to completedOn.', average: 'median' },
    },
  },
  reasons: [...excludingReasons, 'on_time', 'late', 'overdue', 'declined', 'unreachable', 'no_day_recorded'],
  citation: { label: 'No text fixes it; the days are those to which the follow-ups were planned', level: 'assumed' },
  example: {
    tells:
      'Four follow-ups that were due on August 31, 2026, asked about on September 30: one done on the day, one nine days ' +
      'late, one still open, one that is due in October and pending. 1 of 3; the late one gives a median of 9 days.',
    plans: [
      buildPlan('P-1', { status: 'completed', completedOn: '2026-08-31' }),
      buildPlan('P-2', { status: 'completed', completedOn: '2026-09-09' }),
      buildPlan('P-3', {}),
      buildPlan('P-4', { dueOn: '2026-10-31' }),
    ],
    query: 'exitedFrom=2026-05-01&exitedTo=2026-05-31&asOf=2026-09-30',
    answers: [
      {
        ...{ measure: 'on-time', known: { numerator: 1, denominator: 3, rate: 0.3333, median: 9 }, pending: 1 },
        reasons: [
          { result: 'numerator', reason: 'on_time', count: 1 },
          { result: 'denominator', reason: 'late', count: 1 },
          { result: 'denominator', reason: 'overdue', count: 1 },
        ],
      },
    ],
  },
  extras: followUpColumns,
  buildRows: (placed, given) =>
    readFollowUps(placed).flatMap((followUp) => {
      const { period } = placed
      const standing = getStanding(period, followUp, given)
      const itemId = followUp.id
      if (standing.state !== 'known') return buildRow('on-time', period, standing, false, { itemId })
      const course = describeCourse(followUp, given.asOf)
      const state = course.reason === 'no_day_recorded' ? 'unknown' : 'known'
      return buildRow('on-time', period, { state }, course.reason === 'on_time', { ...course, itemId })
    }),
})
