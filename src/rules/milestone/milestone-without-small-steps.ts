import { defineRule, isOpen, isStopped } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'milestone-without-small-steps',
  about: 'milestone',
  severity: 'info',
  statement: 'An open milestone of long term, more than eighteen months, is made of smaller ones.',
  citation: cite(sources.careerActionPlan, ', Milestones', 'Each of the milestones should be small, manageable pieces'),
  also: [cite(sources.threeSteps, ', step 3')],
  examples: {
    passes: [
      {
        name: 'a milestone of exactly eighteen months',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', startOn: '2026-01-15', dueOn: '2027-07-15' }] },
      },
      {
        name: 'a long milestone with a smaller one in it',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', startOn: '2026-01-15', dueOn: '2028-01-15' },
            { externalId: 'm-1-1', parentId: 'm-1', dueOn: '2026-06-30' },
          ],
        },
      },
      {
        name: 'a long milestone that is stopped',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1', startOn: '2026-01-15', dueOn: '2028-01-15', status: 'stopped' }],
        },
      },
    ],
    fails: [
      {
        name: 'a milestone of eighteen months and a day, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', startOn: '2026-01-15', dueOn: '2027-07-16' }] },
        holds: [
          {
            subject: 'm-1',
            from: '2026-01-09',
            message: 'The milestone takes more than 18 months and has no smaller ones. Divide it.',
          },
        ],
      },
      {
        name: 'a long milestone whose only smaller one is stopped',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', startOn: '2026-01-15', dueOn: '2028-01-15' },
            { externalId: 'm-1-1', parentId: 'm-1', dueOn: '2026-06-30', status: 'stopped' },
          ],
        },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ milestones }) => {
    const parents = new Set(milestones.filter((one) => !isStopped(one)).map(({ parentId }) => parentId))
    return milestones
      .filter((milestone) => isOpen(milestone) && milestone.term === 'long' && !parents.has(milestone.id))
      .map((milestone) => ({
        subject: milestone,
        from: milestone.recordedOn,
      }))
  },
})
