import type { FollowUpFact } from '../outcomes/period.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { followUpColumns, getStanding, readFollowUps } from './follow-ups.ts'
import { buildRow, defineReport, type ReportContext } from './report.ts'

const isReached = ({ twoWay, reached }: FollowUpFact) => twoWay || reached

function describeReach(followUp: FollowUpFact): string {
  if (isReached(followUp)) return 'reached'
  if (followUp.status === 'declined' || followUp.status === 'unreachable') return followUp.status
  return followUp.attempts > 0 ? 'attempted' : 'not_attempted'
}

/** Which of the attempts that policy requires before someone counts as unreachable were not made. */
function findLacks(followUp: FollowUpFact, { followUp: standard }: ReportContext['policy']): string[] {
  return (['attempts', 'methods', 'dates'] as const)
    .filter((kind) => followUp[kind] < standard[kind])
    .map((kind) => `too_few_${kind}`)
}

const tried = (on: string, method: string, reached = false) => ({ on, method, by: 'staff-17', reached })
const buildPlan = (id: string, followUp: object) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
  followUps: [{ kind: 'post_exit', dueOn: '2026-09-30', ...followUp }],
})

export default defineReport({
  name: 'follow-up-reach',
  question: 'Were participants reached, and tried often enough before they were given up?',
  definitionVersion: 1,
  cohort: 'exit',
  measures: {
    reached: {
      statement:
        'Follow-ups after placement and exit with a two-way exchange or an attempt that reached the participant, of those whose dueOn has passed.',
      value: { of: 'The attempts that were made.', average: 'mean' },
    },
    'unreachable-by-standard': {
      statement:
        'Follow-ups that ended as unreachable after the attempts, methods and dates of the policy, of all that ended so and whose dueOn has passed.',
    },
  },
  reasons: [
    ...excludingReasons,
    'reached',
    'declined',
    'unreachable',
    'attempted',
    'not_attempted',
    'by_standard',
    'too_few_attempts',
    'too_few_methods',
    'too_few_dates',
  ],
  citation: {
    label:
      'Illinois WIOA policy 4.3: a two-way exchange; Wisconsin WIOA policy manual 1.7.1: attempts, methods and dates',
    level: 'state',
  },
  example: {
    tells:
      'Three follow-ups due by September 30, 2026: one answered the second call, two ended as unreachable, of which one ' +
      'after a call and a letter on two days and one after a single call. 1 of 3 was reached, with 5 attempts for 3 ' +
      'follow-ups; 1 of 2 was given up by the standard.',
    plans: [
      buildPlan('P-1', { attempts: [tried('2026-09-01', 'phone'), tried('2026-09-02', 'phone', true)] }),
      buildPlan('P-2', {
        status: 'unreachable',
        attempts: [tried('2026-09-01', 'phone'), tried('2026-09-08', 'letter')],
      }),
      buildPlan('P-3', { status: 'unreachable', attempts: [tried('2026-09-01', 'phone')] }),
    ],
    query: 'exitQuarter=2026-Q2&asOf=2026-10-01',
    answers: [
      { measure: 'reached', known: { numerator: 1, denominator: 3, rate: 0.3333, mean: 1.67 } },
      { measure: 'unreachable-by-standard', known: { numerator: 1, denominator: 2, rate: 0.5 } },
    ],
  },
  extras: followUpColumns,
  buildRows: (placed, given) =>
    readFollowUps(placed).flatMap((followUp) => {
      const { period } = placed
      const standing = getStanding(period, followUp, given)
      const item = { itemId: followUp.id }
      if (standing.state !== 'known') return buildRow('reached', period, standing, false, item)
      const reach = { ...item, reason: describeReach(followUp), value: followUp.attempts }
      const row = buildRow('reached', period, standing, isReached(followUp), reach)
      if (followUp.status !== 'unreachable') return row
      const lack = findLacks(followUp, given.policy)
      const reason = lack.length > 0 ? lack.join(' ') : 'by_standard'
      return [...row, ...buildRow('unreachable-by-standard', period, standing, lack.length === 0, { ...item, reason })]
    }),
})
