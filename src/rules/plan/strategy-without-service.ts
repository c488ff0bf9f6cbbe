import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const type = 'individual_service_strategy'
const participant = { programs: ['youth'] }

export default defineRule({
  name: 'strategy-without-service',
  about: 'plan',
  severity: 'error',
  statement: 'A completed service strategy names at least one service for the participant.',
  citation: cite(sources.usc3164, '(c)(1)(B)', 'appropriate services for the participant'),
  examples: {
    passes: [
      {
        name: 'a strategy with an element that is planned',
        recordedOn: '2026-01-09',
        document: { type, participant, services: [{ kind: 'youth_element', plannedStartOn: '2026-02-02' }] },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { type, participant, services: [], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a strategy without a service, from the day of its completion',
        recordedOn: '2026-01-12',
        document: { externalId: 'plan-1', type, participant, services: [], completedOn: '2026-01-09' },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message: 'The service strategy names no service. Add the services that the participant needs.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) => {
    if (plan.type !== type || plan.completedOn === null || plan.services.length > 0) return []
    return [{ subject: plan, from: plan.completedOn, member: 'services' }]
  },
})
