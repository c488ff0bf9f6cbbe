import { defineRule, isStopped } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const type = 'individual_service_strategy'
const participant = { programs: ['youth'] }

export default defineRule({
  name: 'strategy-without-objective',
  about: 'plan',
  severity: 'error',
  statement: 'A completed service strategy has at least one achievement objective: a milestone that is not stopped.',
  citation: cite(sources.usc3164, '(c)(1)(B)', 'appropriate achievement objectives'),
  examples: {
    passes: [
      {
        name: 'a strategy with a completed milestone',
        recordedOn: '2026-01-09',
        document: {
          ...{ type, participant },
          milestones: [{ externalId: 'm-1', status: 'completed', completedOn: '2026-01-08' }],
        },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { type, participant, milestones: [], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a strategy without a milestone, from the day of its completion',
        recordedOn: '2026-01-12',
        document: { externalId: 'plan-1', type, participant, milestones: [], completedOn: '2026-01-09' },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message: 'The service strategy has no achievement objective. Add a milestone.',
          },
        ],
      },
      {
        name: 'a strategy whose only milestone is stopped',
        recordedOn: '2026-01-09',
        document: {
          ...{ externalId: 'plan-1', type, participant },
          milestones: [{ externalId: 'm-1', status: 'stopped' }],
        },
        holds: [{ subject: 'plan-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ plan, milestones }) => {
    if (plan.type !== type || plan.completedOn === null || !milestones.every(isStopped)) return []
    return [{ subject: plan, from: plan.completedOn, member: 'milestones' }]
  },
})
