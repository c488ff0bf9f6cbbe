import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'barrier-without-impact',
  about: 'barrier',
  severity: 'warning',
  statement: 'An unresolved barrier says what its impact is, or which goals and milestones it affects.',
  citation: cite(
    sources.careerActionPlan,
    ', Barriers',
    'It is important not only to identify the barrier but the specific impact it has on the action step(s) and/or career goal',
  ),
  examples: {
    passes: [
      {
        name: 'a barrier that says its impact',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', impact: 'Rules out the early shift.', affects: [] }] },
      },
      {
        name: 'a barrier that names a goal it affects',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', impact: null, affects: ['goal-1'] }] },
      },
      {
        name: 'a barrier that was resolved',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', impact: null, affects: [], resolvedOn: '2026-01-08' }] },
      },
    ],
    fails: [
      {
        name: 'a barrier that says neither, from the day on which it was identified',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', impact: null, affects: [], identifiedOn: '2026-01-06' }] },
        holds: [
          {
            subject: 'barrier-1',
            from: '2026-01-06',
            message:
              'The barrier does not say what it gets in the way of. Describe its impact, or name the goal or milestone that it affects.',
          },
        ],
      },
    ],
  },
  check: (facts) =>
    facts.plan.barriers
      .filter(({ resolvedOn, impact, affects }) => resolvedOn === null && impact === null && affects.length === 0)
      .map((barrier) => ({
        subject: barrier,
        from: barrier.identifiedOn,
        member: ['impact', 'affects'],
      })),
})
