import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const type = 'individual_employment_plan'

export default defineRule({
  name: 'employment-plan-without-service',
  about: 'plan',
  severity: 'error',
  statement: 'An individual employment plan names the services that help to reach the goal.',
  citation: cite(
    sources.usc3174,
    '(c)(2)(A)(xii)(II)',
    'appropriate combination of services for the participant to achieve the employment goals',
  ),
  examples: {
    passes: [
      { name: 'a plan with a service', recordedOn: '2026-01-09', document: { type, services: [{}] } },
      { name: 'a draft', recordedOn: '2026-01-09', document: { type, completedOn: null } },
    ],
    fails: [
      {
        name: 'a plan without a service, from the day on which it was completed',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', type, services: [] },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'Completed January 9, 2026 without a service that helps to reach the goal. Add the services that the participant needs.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) => {
    if (plan.type !== type || plan.completedOn === null || plan.services.length > 0) return []
    return [{ subject: plan, from: plan.completedOn, values: { completedOn: plan.completedOn }, member: 'services' }]
  },
})
