import { assessmentParts } from '../../document/plan/services.ts'
import { defineRule, findObjectiveAssessment } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const type = 'individual_service_strategy'
const participant = { programs: ['youth'] }
const parts = assessmentParts.map((kind) => ({ id: kind, kind, completedOn: '2026-01-06' }))

export default defineRule({
  name: 'strategy-without-assessment',
  about: 'plan',
  severity: 'error',
  statement:
    'A service strategy is completed after an objective assessment with all of its eight parts, which may be reused.',
  citation: cite(
    sources.usc3164,
    '(c)(1)(A) and (B)',
    'which assessment shall include a review of basic skills, occupational skills, prior work experience, employability, interests, aptitudes (including interests and aptitudes for nontraditional jobs), supportive service needs, and developmental needs of such participant',
  ),
  examples: {
    passes: [
      {
        name: 'a strategy after all eight parts, the last on the day of its completion',
        recordedOn: '2026-01-09',
        document: {
          ...{ type, participant, completedOn: '2026-01-09' },
          assessments: [...parts.slice(1), { id: 'test', kind: 'basic_skills', completedOn: '2026-01-09' }],
        },
      },
      {
        name: 'a strategy after seven parts and one that another program had made',
        recordedOn: '2026-01-09',
        document: {
          ...{ type, participant },
          assessments: [...parts.slice(1), { id: 'school', kind: 'basic_skills', completedOn: null, reused: true }],
        },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { ...{ type, participant }, assessments: [], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a strategy after seven parts, from the day of its completion',
        recordedOn: '2026-01-12',
        document: {
          ...{ externalId: 'plan-1', type, participant, completedOn: '2026-01-09' },
          assessments: parts.slice(1),
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'The service strategy was completed before all eight parts of the objective assessment were. Record the missing parts.',
          },
        ],
      },
      {
        name: 'a last part on the day after the strategy was completed, for the one day on which it was missing',
        recordedOn: '2026-01-12',
        document: {
          ...{ externalId: 'plan-1', type, participant, completedOn: '2026-01-09' },
          assessments: [...parts.slice(1), { id: 'test', kind: 'basic_skills', completedOn: '2026-01-10' }],
        },
        holds: [{ subject: 'plan-1', from: '2026-01-09', until: '2026-01-10' }],
      },
    ],
  },
  check: ({ plan }) => {
    if (plan.type !== type || plan.completedOn === null) return []
    const { isWhole, completedOn } = findObjectiveAssessment(plan)
    if (isWhole && completedOn === undefined) return []
    const until = isWhole ? completedOn : null
    return [{ subject: plan, from: plan.completedOn, until, member: 'assessments' }]
  },
})
