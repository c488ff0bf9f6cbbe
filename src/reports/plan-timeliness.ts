import { addDays, daysFrom } from '../calendar.ts'
import type { Knowledge, Placed } from '../outcomes/cohort.ts'
import { allRules } from '../rules/index.ts'
import { buildRow, defineReport, type ReportContext } from './report.ts'

/** The extra column with the rules that have findings in the active plans. */
function ruleColumns(known: Knowledge['known']): string[] {
  // findings went along with a plan that was moved to another participant since
  const owners = `t.participant_id || array(
    select p.participant_id from plans p where p.agency_id = t.agency_id and p.id = any (t.active_plan_ids))`
  const held =
    known === 'now'
      ? 'f.participant_id = t.participant_id and f.resolved_at is null'
      : `f.participant_id = any (${owners}) and f.known_from <= :asOf and f.known_until > :asOf`
  return [
    `(select string_agg(f.rule, ' ') from findings f
    where f.agency_id = t.agency_id and ${held} and f.plan_id = any (t.active_plan_ids)
      and f.waiver_id is null and f.from_on <= :asOf and f.until_on > :asOf)`,
  ]
}

const known = { state: 'known' } as const

/** Whether the plan was completed within the policy’s number of days after the first individual counseling session. */
function buildCompletionRows({ period }: Placed, { asOf, policy: { planDueDays } }: ReportContext) {
  const first = period.firstCounselingOn as string
  const lastInTime = addDays(first, planDueDays)
  const completedOn = period.completedOn && period.completedOn <= asOf ? period.completedOn : null
  const value = completedOn ? daysFrom(first, completedOn) : null
  if (asOf <= lastInTime) return buildRow('on-time', period, { state: 'pending' }, false, { value: null })
  const isInTime = completedOn !== null && completedOn <= lastInTime
  const reason = isInTime ? 'in_time' : completedOn ? 'late' : 'not_completed'
  return buildRow('on-time', period, known, isInTime, { reason, value })
}

/** Whether every milestone that was not stopped has a date and serves a goal. */
function buildMilestoneRows({ period }: Placed) {
  const { milestones } = period
  if (!milestones) return []
  const { timed, linked } = milestones
  const lacks = [...(timed ? [] : ['without_date']), ...(linked ? [] : ['without_goal'])]
  const reason = lacks.join(' ') || 'timed_and_linked'
  return buildRow('milestones-timed-and-linked', period, known, lacks.length === 0, { reason })
}

/** Whether both parties acknowledged a completed plan. */
function buildAcknowledgementRows({ period }: Placed, { asOf }: ReportContext) {
  if (!period.completedOn || period.completedOn > asOf) return []
  const parties = period.acknowledgements.flatMap(({ party, on }) => (on <= asOf ? [party] : []))
  const missing = (['participant', 'staff'] as const).filter((party) => !parties.includes(party))
  const reason = missing.map((party) => `not_by_${party}`).join(' ') || 'by_both'
  return buildRow('acknowledged', period, known, missing.length === 0, { reason })
}

/** Whether active plans have findings, how many, and of which rules. */
function buildFindingRows({ period, extras: [found] }: Placed) {
  if (!period.plans.some(({ status }) => status === 'active')) return []
  const rules = found?.split(' ') ?? []
  const reason = [...new Set(rules)].sort().join(' ') || 'none'
  return buildRow('without-findings', period, known, rules.length === 0, { reason, value: rules.length })
}

const buildPlan = (id: string, completedOn: string | null, parties: string[] = []) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', firstCounselingOn: '2026-01-05' },
  goals: [{ id: 'nurse', statement: 'To work full time as a nurse.', kind: 'decided' }],
  milestones: [{ goalId: 'nurse', statement: 'Register for the course.', kind: 'education', dueOn: '2026-02-27' }],
  acknowledgements: parties.map((party) => ({ party, on: completedOn, method: 'signature' })),
  completedOn,
})

export default defineReport({
  name: 'plan-timeliness',
  question: 'Were plans completed in time after the first counseling session, and are they whole?',
  definitionVersion: 2,
  cohort: 'counseling',
  measures: {
    'on-time': {
      statement:
        'Periods whose plan was completed within the days of the policy (7) after the first individual counseling ' +
        'session, of those whose days have ended.',
      value: { of: 'The days from the first individual counseling session to the completion.', average: 'median' },
    },
    'milestones-timed-and-linked': {
      statement:
        'Periods in which each milestone that was not stopped has a date and serves a goal of its plan that was not ' +
        'withdrawn, itself or through the milestone it is a part of; of those that have such milestones.',
    },
    acknowledged: {
      statement: 'Periods whose plan both the participant and staff have acknowledged, of those with a completed plan.',
    },
    'without-findings': {
      statement:
        'Periods in whose active plan no rule finds anything that is not waived, of those with an active plan. Reasons ' +
        'are the rules: their counts, for a hundred of the denominator, are the plans of a hundred in which each finds ' +
        'something.',
      value: { of: 'The findings of the plan.', average: 'mean' },
    },
  },
  reasons: [
    'in_time',
    'late',
    'not_completed',
    'timed_and_linked',
    'without_date',
    'without_goal',
    'by_both',
    'not_by_participant',
    'not_by_staff',
    'none',
    ...allRules.map(({ name }) => name),
  ],
  citation: {
    label:
      'Career Action Plan content requirements, Best Practices: “timely with completion of the Career Action Plan ' +
      '(within one week of the first individual counseling session)”',
    level: 'seed',
  },
  example: {
    tells:
      'Three first sessions on January 5, 2026: plans completed on January 12, the last day in time, and on January 13, ' +
      'and one not completed. 1 of 3 in time, with a median of 7.5 days; 1 of the 2 completed ones is acknowledged by both. ' +
      'Nobody is excluded: the reasons of exit of PIRL 923 are about outcomes.',
    plans: [
      buildPlan('P-1', '2026-01-12', ['participant', 'staff']),
      buildPlan('P-2', '2026-01-13', ['participant']),
      buildPlan('P-3', null),
    ],
    query: 'counseledFrom=2026-01-01&counseledTo=2026-01-31&asOf=2026-01-31',
    answers: [
      { measure: 'on-time', known: { numerator: 1, denominator: 3, rate: 0.3333, median: 7.5 } },
      { measure: 'milestones-timed-and-linked', known: { numerator: 3, denominator: 3, rate: 1 } },
      { measure: 'acknowledged', known: { numerator: 1, denominator: 2, rate: 0.5 } },
    ],
  },
  extras: ruleColumns,
  buildRows: (placed, given) => [
    ...buildCompletionRows(placed, given),
    ...buildMilestoneRows(placed),
    ...buildAcknowledgementRows(placed, given),
    ...buildFindingRows(placed),
  ],
})
