import { defineRule, isOpen } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'milestone-without-timeframe',
  about: 'milestone',
  severity: 'error',
  statement: 'Each milestone, and each sub-milestone, has a date by which it should be done.',
  citation: cite(sources.careerActionPlan, ', Milestones', 'Each milestone must have a timeframe identified'),
  examples: {
    passes: [
      {
        name: 'a milestone with a date',
        recordedOn: '2026-01-05',
        document: { milestones: [{ externalId: 'm-1', dueOn: '2026-03-31' }] },
      },
      {
        name: 'a stopped milestone without a date',
        recordedOn: '2026-01-05',
        document: { milestones: [{ externalId: 'm-1', dueOn: null, status: 'stopped' }] },
      },
    ],
    fails: [
      {
        name: 'an open milestone without a date, from the day on which it was recorded',
        recordedOn: '2026-01-05',
        document: { milestones: [{ externalId: 'm-1', dueOn: null }] },
        holds: [
          {
            subject: 'm-1',
            from: '2026-01-05',
            message: 'The milestone has no date by which it should be done. Set one with the participant.',
          },
        ],
      },
    ],
  },
  check: (facts) =>
    facts.milestones
      .filter((milestone) => isOpen(milestone) && milestone.dueOn === null)
      .map((milestone) => ({
        subject: milestone,
        from: milestone.recordedOn,
        member: 'dueOn',
      })),
})
