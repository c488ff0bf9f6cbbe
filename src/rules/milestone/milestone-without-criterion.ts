import { defineRule, isOpen } from '../lib/rule.ts'

export default defineRule({
  name: 'milestone-without-criterion',
  about: 'milestone',
  severity: 'info',
  statement: 'An open milestone says what shows that it is done.',
  citation: {
    label:
      'No text asks for it in so many words; compare Career Action Plan content requirements, Milestones: “to create focus ' +
      'and to make the plan measurable”',
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'a milestone that says when it is done',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', doneWhen: 'The receipt is in the file.' }] },
      },
      {
        name: 'a completed milestone, and one that is stopped',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', doneWhen: null, status: 'completed', completedOn: '2026-01-08' },
            { externalId: 'm-2', doneWhen: null, status: 'stopped', statusReason: 'No longer offered.' },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'an open milestone that does not, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', doneWhen: null }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ milestones }) =>
    milestones
      .filter((milestone) => isOpen(milestone) && milestone.doneWhen === null)
      .map((milestone) => ({
        subject: milestone,
        from: milestone.recordedOn,
        member: 'doneWhen',
      })),
})
