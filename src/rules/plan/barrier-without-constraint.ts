import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const constraint = { cannot: 'reach the plant before 7 in the morning', because: 'the first bus leaves at 8' }

export default defineRule({
  name: 'barrier-without-constraint',
  about: 'barrier',
  severity: 'info',
  statement: 'An unresolved barrier says what the participant cannot do because of it, unless it is accepted.',
  citation: cite(
    sources.careerActionPlan,
    ', Barriers',
    'Constraints should be documented so that issues are clearly identified',
  ),
  examples: {
    passes: [
      {
        name: 'a barrier with a constraint statement',
        recordedOn: '2026-01-09',
        document: {
          barriers: [{ id: 'barrier-1', accepted: null, constraint }],
          services: [{ barrierIds: ['barrier-1'] }],
        },
      },
      {
        name: 'a barrier that is accepted, and one that was resolved',
        recordedOn: '2026-01-09',
        document: {
          barriers: [
            { id: 'barrier-1', constraint: null, accepted: 'The participant prefers local work.' },
            { id: 'barrier-2', constraint: null, accepted: null, resolvedOn: '2026-01-08' },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'a barrier without a constraint statement, from the day on which it was identified',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', constraint: null, accepted: null, identifiedOn: '2026-01-06' }] },
        holds: [
          {
            subject: 'barrier-1',
            from: '2026-01-06',
            message:
              'The barrier does not say what the participant cannot do, and why. Complete “I cannot … because …”.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) =>
    plan.barriers
      .filter(({ resolvedOn, accepted, constraint }) => resolvedOn === null && accepted === null && constraint === null)
      .map((barrier) => ({
        subject: barrier,
        from: barrier.identifiedOn,
        member: 'constraint',
      })),
})
