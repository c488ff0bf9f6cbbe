import { defineRule, isStopped } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'gap-unaddressed',
  about: 'gap',
  severity: 'warning',
  statement: 'Each gap is closed by a milestone, or the plan says why it stays open.',
  citation: cite(sources.threeSteps, ', step 2', 'Identify any gaps you need to fill'),
  examples: {
    passes: [
      {
        name: 'a gap that a milestone closes',
        recordedOn: '2026-01-09',
        document: {
          gaps: [{ id: 'gap-1', acceptedBecause: null }],
          milestones: [{ externalId: 'm-1', kind: 'credential', closes: ['gap-1'] }],
        },
      },
      {
        name: 'a gap that stays open for a reason',
        recordedOn: '2026-01-09',
        document: { gaps: [{ id: 'gap-1', acceptedBecause: 'The employer trains on the job.' }] },
      },
    ],
    fails: [
      {
        name: 'a gap that no milestone closes, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { gaps: [{ id: 'gap-1', acceptedBecause: null }] },
        holds: [
          {
            subject: 'gap-1',
            from: '2026-01-09',
            message: 'No milestone closes this gap. Plan a step that does, or record why it stays open.',
          },
        ],
      },
      {
        name: 'a gap whose milestone is stopped',
        recordedOn: '2026-01-09',
        document: {
          gaps: [{ id: 'gap-1', acceptedBecause: null }],
          milestones: [{ externalId: 'm-1', closes: ['gap-1'], status: 'stopped' }],
        },
        holds: [{ subject: 'gap-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ plan, milestones }) => {
    const closed = new Set(milestones.flatMap((milestone) => (isStopped(milestone) ? [] : milestone.closes)))
    return plan.gaps
      .filter(({ id, acceptedBecause }) => acceptedBecause === null && !closed.has(id))
      .map((gap) => ({
        subject: gap,
        from: gap.recordedOn,
      }))
  },
})
