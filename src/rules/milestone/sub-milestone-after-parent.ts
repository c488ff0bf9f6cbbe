import { defineRule, isOpen, milestonesById } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'sub-milestone-after-parent',
  about: 'milestone',
  severity: 'warning',
  statement: 'A sub-milestone is due no later than the milestone it is a part of.',
  citation: {
    ...cite(
      sources.threeSteps,
      ', step 3 (no text fixes the order)',
      '‘mini’ goals that will lead to your smaller goal',
    ),
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'a sub-milestone due on the same day as its parent',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', dueOn: '2026-06-30' },
            { externalId: 'm-1-1', parentId: 'm-1', dueOn: '2026-06-30' },
          ],
        },
      },
      {
        name: 'a completed sub-milestone, whatever its date',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', dueOn: '2026-06-30' },
            {
              externalId: 'm-1-1',
              parentId: 'm-1',
              dueOn: '2026-07-31',
              status: 'completed',
              completedOn: '2026-01-08',
            },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'an open sub-milestone due a day after its parent, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', dueOn: '2026-06-30' },
            { externalId: 'm-1-1', parentId: 'm-1', dueOn: '2026-07-01' },
          ],
        },
        holds: [
          {
            subject: 'm-1-1',
            from: '2026-01-09',
            message: 'The milestone is due after the one it is part of. Correct one of the two dates.',
          },
        ],
      },
    ],
  },
  check: (facts) => {
    const byId = milestonesById(facts)
    return facts.milestones
      .filter((milestone) => {
        const parentDueOn = byId.get(milestone.parentId)?.dueOn
        return isOpen(milestone) && milestone.dueOn !== null && parentDueOn && milestone.dueOn > parentDueOn
      })
      .map((milestone) => ({
        subject: milestone,
        from: milestone.recordedOn,
        member: 'dueOn',
      }))
  },
})
