import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const type = 'individual_service_strategy'
const participant = { programs: ['youth'] }

export default defineRule({
  name: 'strategy-without-pathway',
  about: 'plan',
  severity: 'error',
  statement: 'A completed service strategy has a career pathway: an education goal and an employment goal.',
  citation: cite(
    sources.usc3164,
    '(c)(1)(B)',
    'shall identify career pathways that include education and employment goals',
  ),
  examples: {
    passes: [
      {
        name: 'a strategy with a goal of education and a goal of career',
        recordedOn: '2026-01-09',
        document: {
          ...{ type, participant },
          goals: [
            { id: 'goal-1', domain: 'career' },
            { id: 'goal-2', domain: 'education' },
          ],
        },
      },
      {
        name: 'a strategy whose employment goal names an industry, and whose education goal is achieved',
        recordedOn: '2026-01-09',
        document: {
          ...{ type, participant },
          goals: [
            {
              ...{ id: 'goal-1', domain: null, occupation: null },
              industry: { system: 'NAICS', version: '2022', code: '622110', display: 'Hospitals' },
            },
            { id: 'goal-2', domain: 'education', status: 'achieved' },
          ],
        },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { type, participant, completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a strategy without an education goal, from the day of its completion',
        recordedOn: '2026-01-12',
        document: {
          ...{ externalId: 'plan-1', type, participant, completedOn: '2026-01-09' },
          goals: [{ id: 'goal-1', domain: 'career' }],
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'The service strategy has no education goal. Add what is missing, so that it shows a career pathway.',
          },
        ],
      },
      {
        name: 'a strategy whose employment goal is withdrawn',
        recordedOn: '2026-01-09',
        document: {
          ...{ externalId: 'plan-1', type, participant },
          goals: [
            { id: 'goal-1', domain: 'career', status: 'withdrawn' },
            { id: 'goal-2', domain: 'education', occupation: null },
          ],
        },
        holds: [{ subject: 'plan-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ plan }) => {
    if (plan.type !== type || plan.completedOn === null) return []
    const goals = plan.goals.filter(({ status }) => status !== 'withdrawn')
    const missing = []
    if (!goals.some(({ domain }) => domain === 'education')) missing.push('education')
    if (!goals.some((goal) => goal.domain === 'career' || goal.occupation || goal.industry || goal.targetWage))
      missing.push('employment')
    if (missing.length === 0) return []
    return [{ subject: plan, from: plan.completedOn, values: { missing: missing.join(' ') }, member: 'goals' }]
  },
})
