import { defineRule, isStopped } from '../lib/rule.ts'

export default defineRule({
  name: 'milestone-stopped-without-reason',
  about: 'milestone',
  severity: 'info',
  statement: 'A milestone that is stopped says why.',
  citation: {
    label:
      'Career Action Plan content requirements, Milestones: “The planning, reviewing, revising, and recommending each step ' +
      'in the action plan is recorded”; 3 Steps to a Career Action Plan, step 3: “Accept it, forgive yourself, adjust, and ' +
      'move forward”',
    level: 'seed',
  },
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
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
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
