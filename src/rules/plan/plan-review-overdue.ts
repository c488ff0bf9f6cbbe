import { addDays, addMonths, latestDay } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const months = { monthly: 1, quarterly: 3, semi_annual: 6 }

export default defineRule({
  name: 'plan-review-overdue',
  about: 'plan',
  severity: 'warning',
  statement: 'A completed plan is reviewed as often as it says, or as policy says, until the participant exits.',
  citation: cite(
    sources.chicagoPlans,
    ' (the cadence is assumed)',
    'it is to be reviewed on a regular basis and updated whenever a change is made',
  ),
  also: [
    cite(sources.chicagoCareerPlanning, '', 'a collaborative and ongoing process rather than a one-time activity'),
    cite(
      sources.careerManagementPlan,
      '',
      'coaching and mentoring executive sessions normally scheduled on a monthly, quarterly or semi-annual basis, depending upon needs',
    ),
  ],
  yieldsTo: ['contact-gap', 'exit-undecided'],
  reads: ['reviewCadence'],
  examples: {
    passes: [
      {
        name: 'a plan whose participant exits before the first review is due',
        recordedOn: '2026-01-09',
        document: {
          participant: { lastServiceOn: '2026-04-09', exitedOn: '2026-04-09' },
          reviewCadence: 'quarterly',
          completedOn: '2026-01-09',
        },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { reviewCadence: 'monthly', completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a plan reviewed each month: in time on the same day of the next month, late from the day after, until contact-gap holds',
        recordedOn: '2026-01-31',
        document: {
          externalId: 'plan-1',
          reviewCadence: 'monthly',
          completedOn: '2026-01-31',
          followUps: [{ kind: 'appointment', dueOn: '2026-02-10', status: 'completed', completedOn: '2026-02-10' }],
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-03-01',
            until: '2026-03-03',
            message:
              'The last review of the plan is longer ago than its cadence allows. Schedule a review with the participant, and record it when it is done.',
          },
        ],
      },
      {
        name: 'a plan last reviewed on May 4, where policy says semi-annually, until the participant exits',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          participant: { lastServiceOn: '2027-01-15', exitedOn: '2027-01-15' },
          reviewCadence: null,
          completedOn: '2026-01-09',
          followUps: [{ kind: 'plan_review', dueOn: '2026-05-08', status: 'completed', completedOn: '2026-05-04' }],
        },
        policy: { reviewCadence: 'semi_annual', rules: { 'contact-gap': { on: false } } },
        holds: [{ subject: 'plan-1', from: '2026-11-05', until: '2027-01-15' }],
      },
    ],
  },
  check: ({ plan, followUps, period }, policy) => {
    if (plan.completedOn === null) return []
    const reviews = followUps.map(({ kind, completedOn }) => (kind === 'plan_review' ? completedOn : null))
    const last = latestDay([plan.completedOn, ...reviews])
    const from = addDays(addMonths(last, months[plan.reviewCadence ?? policy.reviewCadence]), 1)
    return [{ subject: plan, from, until: period.exitedOn, member: 'followUps' }]
  },
})
