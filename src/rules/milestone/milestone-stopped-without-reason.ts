import { defineRule, isStopped } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'milestone-stopped-without-reason',
  about: 'milestone',
  severity: 'info',
  statement: 'A milestone that is stopped says why.',
  citation: cite(
    sources.careerActionPlan,
    ', Milestones',
    'The planning, reviewing, revising, and recommending each step in the action plan is recorded',
  ),
  examples: {
    passes: [
      {
        name: 'a stopped milestone with a reason',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1', status: 'stopped', statusReason: 'The course was cancelled.' }],
        },
      },
      {
        name: 'a completed milestone without a reason',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', status: 'completed', completedOn: '2026-01-08' }] },
      },
    ],
    fails: [
      {
        name: 'a stopped milestone without a reason, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', status: 'stopped', statusReason: null }] },
        holds: [
          {
            subject: 'm-1',
            from: '2026-01-09',
            message: 'The milestone was stopped, and nothing says why. Record the reason.',
          },
        ],
      },
    ],
  },
  check: ({ milestones }) =>
    milestones
      .filter((milestone) => isStopped(milestone) && milestone.statusReason === null)
      .map((milestone) => ({
        subject: milestone,
        from: milestone.recordedOn,
        member: 'statusReason',
      })),
})
