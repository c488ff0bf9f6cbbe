import { defineRule, isOpen } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'alternatives-not-discussed',
  about: 'plan',
  severity: 'info',
  statement: 'For each open milestone alternatives were discussed, and are listed where appropriate.',
  citation: cite(
    sources.careerActionPlan,
    ', Milestones',
    'Alternative or back-up plans need to be discussed and listed, where appropriate',
  ),
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
        document: {
          externalId: 'plan-1',
          milestones: [{ externalId: 'm-1', alternatives: [], alternativesDiscussed: false }],
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'One milestone lists no alternative, and none was discussed. Talk about a back-up plan, and record it.',
          },
        ],
      },
      {
        name: 'two of them, which are one finding of the plan',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          milestones: [
            { alternatives: [], alternativesDiscussed: false },
            {},
            { alternatives: [], alternativesDiscussed: false },
          ],
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              '2 milestones list no alternative, and none was discussed. Talk about a back-up plan, and record it.',
          },
        ],
      },
    ],
  },
  check: ({ plan, milestones }) => {
    const found = milestones.flatMap((one, index) =>
      isOpen(one) && one.alternatives.length === 0 && !one.alternativesDiscussed ? [{ one, index }] : [],
    )
    const [first] = found.map(({ one }) => one.recordedOn).sort()
    if (!first) return []
    const member = found.map(({ index }) => `milestones/${index}/alternatives`)
    return [{ subject: plan, from: first, values: { count: found.length }, member }]
  },
})
