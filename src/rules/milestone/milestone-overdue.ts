import { addDays, type Day, dayIn } from '../../calendar.ts'
import type { Milestone } from '../../document/milestone/schemas.ts'
import { defineRule, isOpen } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'
import type { PolicyValues } from '../policy-values.ts'

type Due = { dueOn: Day; until?: Day | undefined }

/** The days on which a milestone was due, each with the day on which it was moved or done; it stays overdue up to there. */
function listDue(milestone: Milestone, { timeZone }: PolicyValues): Due[] {
  const { dueOn, status, completedOn, reschedules } = milestone
  const moved = reschedules.map(({ from, at }) => ({ dueOn: from, until: dayIn(timeZone, new Date(at)) }))
  if (dueOn === null || !(isOpen(milestone) || status === 'completed')) return moved
  return [...moved, { dueOn, until: completedOn ?? undefined }]
}

export default defineRule({
  name: 'milestone-overdue',
  about: 'milestone',
  severity: 'warning',
  statement: 'A milestone is completed, rescheduled or stopped by its date.',
  citation: cite(
    sources.careerActionPlan,
    ', Milestones (the days until it is an error are assumed)',
    'a timeframe identified to create focus and to make the plan measurable',
  ),
  also: [
    cite(sources.threeSteps, ', step 3', 'miss a deadline. Accept it, forgive yourself, adjust, and move forward'),
  ],
  reads: ['overdueErrorDays', 'timeZone'],
  examples: {
    passes: [
      {
        name: 'a milestone completed after its date',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1', dueOn: '2026-01-07', status: 'completed', completedOn: '2026-01-08' }],
        },
      },
      {
        name: 'a milestone that was stopped',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', dueOn: '2026-01-07', status: 'stopped' }] },
      },
    ],
    fails: [
      {
        name: 'an open milestone: in time on its date, a warning from the day after, an error from the thirty-first',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', dueOn: '2026-05-31' }] },
        holds: [
          {
            subject: 'm-1',
            from: '2026-06-01',
            until: '2026-07-01',
            severity: 'warning',
            message: 'Due May 31, 2026; 1 day late. Complete it, move it with a reason, or stop it.',
          },
          { subject: 'm-1', from: '2026-07-01', severity: 'error' },
        ],
      },
      {
        name: 'a milestone in progress where policy makes it an error after ten days',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', dueOn: '2026-02-28', status: 'in_progress' }] },
        policy: { overdueErrorDays: 10 },
        holds: [
          { subject: 'm-1', from: '2026-03-01', until: '2026-03-11', severity: 'warning' },
          { subject: 'm-1', from: '2026-03-11', severity: 'error' },
        ],
      },
    ],
  },
  check: (facts, policy) =>
    facts.milestones.flatMap((milestone) =>
      listDue(milestone, policy).flatMap(({ dueOn, until }) => {
        const from = addDays(dueOn, 1)
        const errorFrom = addDays(from, policy.overdueErrorDays)
        const held = { subject: milestone, values: { dueOn }, member: 'dueOn' }
        return [
          { ...held, from, until: until && until < errorFrom ? until : errorFrom },
          { ...held, from: errorFrom, until, severity: 'error' as const },
        ]
      }),
    ),
})
