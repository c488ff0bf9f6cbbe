import { defineRule, isOpen } from '../lib/rule.ts'

export default defineRule({
  name: 'alternatives-not-discussed',
  about: 'milestone',
  severity: 'info',
  statement: 'For each open milestone alternatives were discussed, and are listed where appropriate.',
  citation: {
    label:
      'Career Action Plan content requirements, Milestones: “Alternative or back-up plans need to be discussed and ' +
      'listed, where appropriate”',
    level: 'seed',
  },
  examples: {
    passes: [
      {
        name: 'a milestone that lists an alternative',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1', alternatives: ['Use the resume workshop.'], alternativesDiscussed: false }],
        },
      },
      {
        name: 'a milestone whose alternatives were discussed and none listed',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', alternatives: [], alternativesDiscussed: true }] },
      },
      {
        name: 'a stopped milestone',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', alternativesDiscussed: false, status: 'stopped' }] },
      },
    ],
    fails: [
      {
        name: 'an open milestone without either, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', alternatives: [], alternativesDiscussed: false }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
    ],
  },
  check: (facts) =>
    facts.milestones
      .filter(
        (milestone) => isOpen(milestone) && milestone.alternatives.length === 0 && !milestone.alternativesDiscussed,
      )
      .map((milestone) => ({
        subject: milestone,
        from: milestone.recordedOn,
        member: 'alternatives',
      })),
})
