import { defineRule, isStopped } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const type = 'individual_employment_plan'

export default defineRule({
  name: 'employment-plan-without-objective',
  about: 'plan',
  severity: 'error',
  statement: 'An individual employment plan has achievement objectives, as milestones.',
  citation: cite(sources.usc3174, '(c)(2)(A)(xii)(II)', 'appropriate achievement objectives'),
  examples: {
    passes: [
      { name: 'a plan with a milestone', recordedOn: '2026-01-09', document: { type, milestones: [{}] } },
      { name: 'a draft', recordedOn: '2026-01-09', document: { type, completedOn: null } },
    ],
    fails: [
      {
        name: 'a plan whose only milestone was stopped, from the day on which it was completed',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          type,
          milestones: [{ status: 'stopped', statusReason: 'The course was canceled.' }],
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message: 'Completed January 9, 2026 without an achievement objective. Add a milestone.',
          },
        ],
      },
    ],
  },
  check: ({ plan, milestones }) => {
    if (plan.type !== type || plan.completedOn === null || !milestones.every(isStopped)) return []
    return [{ subject: plan, from: plan.completedOn, values: { completedOn: plan.completedOn }, member: 'milestones' }]
  },
})
