import { addDays } from '../../calendar.ts'
import { defineRule, isOpen } from '../lib/rule.ts'

export default defineRule({
  name: 'milestone-overdue',
  about: 'milestone',
  severity: 'warning',
  statement: 'A milestone is completed, rescheduled or stopped by its date.',
  citation: {
    label:
      'Career Action Plan content requirements, Milestones: “a timeframe identified to create focus and to make the ' +
      'plan measurable”; 3 Steps to a Career Action Plan, step 3: “miss a deadline. Accept it, forgive yourself, ' +
      'adjust, and move forward” (the days until it is an error are assumed)',
    level: 'seed',
  },
  reads: ['overdueErrorDays'],
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
          { subject: 'm-1', from: '2026-06-01', until: '2026-07-01', severity: 'warning' },
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
    facts.milestones.flatMap((milestone) => {
      if (!isOpen(milestone) || milestone.dueOn === null) return []
      const from = addDays(milestone.dueOn, 1)
      const errorFrom = addDays(from, policy.overdueErrorDays)
      const held = { subject: milestone, values: { dueOn: milestone.dueOn }, member: 'dueOn' }
      return [
        { ...held, from, until: errorFrom },
        {
          ...held,
          from: errorFrom,
          severity: 'error' as const,
        },
      ]
    }),
})
