import { addDays, latestDay } from '../../calendar.ts'
import type { Facts } from '../../document/facts.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** The days of events that should lead to a review of the plan. */
const changes = ({ plan: { assessments, services, barriers }, period }: Facts) => [
  period.employedOn,
  ...barriers.flatMap(({ identifiedOn, resolvedOn }) => [identifiedOn, resolvedOn]),
  ...assessments.map(({ completedOn }) => completedOn),
  ...services.map(({ kind, endedOn }) => (kind === 'training' ? endedOn : null)),
]

/** The last day on which the plan was looked at: completed, reviewed, acknowledged again, or extended. */
const lastLook = ({ plan, milestones, followUps }: Facts) =>
  latestDay([
    plan.completedOn,
    ...followUps.map(({ kind, completedOn }) => (kind === 'plan_review' ? completedOn : null)),
    ...plan.acknowledgements.map(({ on }) => on),
    ...plan.goals.map(({ confirmedOn }) => confirmedOn),
    // what came with the plan, as when it was imported, is no look at it
    ...[...plan.goals, ...milestones].map(({ recordedOn }) => (recordedOn > plan.recordedOn ? recordedOn : null)),
  ])

export default defineRule({
  name: 'plan-change-unreviewed',
  about: 'plan',
  severity: 'warning',
  statement:
    'After an assessment, the end of a training, the first day of work, or the day on which a barrier came or went, the ' +
    'plan is looked at again within the days set by policy.',
  citation: cite(
    sources.chicagoPlans,
    ' (the days are assumed)',
    'The IEP/ISS is a living document, and it is to be reviewed on a regular basis and updated whenever a change is made',
  ),
  also: [
    cite(
      sources.careerActionPlan,
      ', Best Practices',
      'developmental and includes elements that are responsive to the demands of any change or life transition',
    ),
  ],
  reads: ['changeReviewDays'],
  examples: {
    passes: [
      {
        name: 'a training that ended on the day of a review',
        recordedOn: '2026-01-09',
        document: {
          services: [{ kind: 'training', startedOn: '2026-02-02', endedOn: '2026-03-06' }],
          followUps: [{ kind: 'plan_review', dueOn: '2026-03-06', status: 'completed', completedOn: '2026-03-06' }],
        },
      },
      {
        name: 'a first day of work after which the participant confirmed the goal',
        recordedOn: '2026-01-09',
        document: {
          participant: { employedOn: '2026-03-02' },
          goals: [{ id: 'goal-1', confirmedOn: '2026-03-10' }],
        },
      },
      {
        name: 'an assessment completed before the plan',
        recordedOn: '2026-01-09',
        document: { assessments: [{ completedOn: '2026-01-06' }] },
      },
    ],
    fails: [
      {
        name: 'an assessment after the plan: in time for fourteen days, late from the fifteenth',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', assessments: [{ completedOn: '2026-02-10' }] },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-02-25',
            message:
              'Something changed on February 10, 2026, and nobody has reviewed the plan since. Review it with the participant, and record the review.',
          },
        ],
      },
      {
        name: 'a barrier that came after the plan, and one that went',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          barriers: [
            { id: 'bus', identifiedOn: '2026-01-05', resolvedOn: '2026-03-02' },
            { id: 'care', identifiedOn: '2026-02-10' },
          ],
        },
        holds: [{ subject: 'plan-1', from: '2026-02-25' }],
      },
      {
        name: 'a training that ended after the last review, until the participant exits',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          participant: { employedOn: '2026-06-01', lastServiceOn: '2026-05-29', exitedOn: '2026-05-29' },
          services: [{ kind: 'training', startedOn: '2026-02-02', endedOn: '2026-04-30' }],
          followUps: [{ kind: 'plan_review', dueOn: '2026-04-09', status: 'completed', completedOn: '2026-04-09' }],
        },
        policy: { changeReviewDays: 10 },
        holds: [{ subject: 'plan-1', from: '2026-05-11', until: '2026-05-29' }],
      },
    ],
  },
  check: (facts, policy) => {
    const { plan, period } = facts
    const seen = lastLook(facts)
    if (plan.completedOn === null || seen === undefined) return []
    const [unseen] = changes(facts)
      .filter((day) => day != null && day > seen)
      .sort()
    if (!unseen) return []
    const from = addDays(unseen, policy.changeReviewDays + 1)
    return [{ subject: plan, from, until: period.exitedOn, values: { changedOn: unseen } }]
  },
})
