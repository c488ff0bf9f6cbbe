import { latestDay } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const type = 'individual_employment_plan'
const services = [{ id: 'course', kind: 'training', plannedStartOn: '2026-02-02' }]

export default defineRule({
  name: 'employment-plan-without-providers',
  about: 'plan',
  severity: 'error',
  statement:
    'An individual employment plan with training gives information on eligible providers, or names the career pathway.',
  citation: cite(
    sources.usc3174,
    '(c)(2)(A)(xii)(II)',
    'including providing information on eligible providers of training services pursuant to paragraph (3)(F)(ii), and career pathways to attain career objectives',
  ),
  examples: {
    passes: [
      {
        name: 'providers that were shown before the plan was completed',
        recordedOn: '2026-01-09',
        document: { type, services, providersShownOn: '2026-01-08' },
      },
      {
        name: 'a career pathway',
        recordedOn: '2026-01-09',
        document: { type, services, careerPathway: 'Nursing assistant, practical nurse, nurse.' },
      },
      { name: 'a plan without training', recordedOn: '2026-01-09', document: { type, services: [{}] } },
    ],
    fails: [
      {
        name: 'a plan with training and neither',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', type, services },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'Training is planned, and nothing shows that the participant was told of eligible providers or of a career pathway. Show them, and record it.',
          },
        ],
      },
      {
        name: 'providers that were shown a day later, until then',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', type, services, providersShownOn: '2026-01-10' },
        holds: [{ subject: 'plan-1', from: '2026-01-09', until: '2026-01-10' }],
      },
    ],
  },
  check: ({ plan }) => {
    const { completedOn, providersShownOn, careerPathway } = plan
    const trainings = plan.services.filter(({ kind }) => kind === 'training')
    const [first] = trainings.map(({ recordedOn }) => recordedOn).sort()
    if (plan.type !== type || completedOn === null || careerPathway !== null || !first) return []
    const held = { subject: plan, from: latestDay([completedOn, first]), until: providersShownOn }
    return [{ ...held, member: ['providersShownOn', 'careerPathway'] }]
  },
})
