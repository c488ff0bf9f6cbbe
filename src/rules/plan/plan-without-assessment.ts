import { defineRule, isAdult } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'plan-without-assessment',
  about: 'plan',
  severity: 'warning',
  statement:
    'The employment plan of an adult or dislocated worker is completed after an assessment, which may be reused.',
  citation: cite(sources.chicagoPlans, ' (written after the objective assessment summary)'),
  also: [cite(sources.usc3174, '(c)(2)(B) (a recent assessment of another program may be used)')],
  examples: {
    passes: [
      {
        name: 'an employment plan with an assessment on the day of its completion',
        recordedOn: '2026-01-09',
        document: {
          type: 'individual_employment_plan',
          assessments: [{ kind: 'in_depth_interview', completedOn: '2026-01-09' }],
          completedOn: '2026-01-09',
        },
      },
      {
        name: 'an employment plan with an assessment of another program, without a day',
        recordedOn: '2026-01-09',
        document: {
          type: 'individual_employment_plan',
          assessments: [{ kind: 'diagnostic_testing', completedOn: null, reused: true }],
        },
      },
      {
        name: 'a plan of another type, and a draft',
        recordedOn: '2026-01-09',
        document: { type: 'career_action_plan', assessments: [] },
      },
    ],
    fails: [
      {
        name: 'an employment plan without an assessment, from the day of its completion',
        recordedOn: '2026-01-12',
        document: {
          externalId: 'plan-1',
          type: 'individual_employment_plan',
          assessments: [],
          completedOn: '2026-01-09',
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'The plan was completed without an assessment before it. Record the assessment, or the one of another program that was used.',
          },
        ],
      },
      {
        name: 'an assessment on the day after the plan was completed, for the one day on which it was missing',
        recordedOn: '2026-01-12',
        document: {
          externalId: 'plan-1',
          type: 'individual_employment_plan',
          assessments: [{ id: 'not-yet', completedOn: null }, { completedOn: '2026-01-10' }],
          completedOn: '2026-01-09',
        },
        holds: [{ subject: 'plan-1', from: '2026-01-09', until: '2026-01-10' }],
      },
    ],
  },
  check: ({ plan, period }) => {
    const { type, completedOn, assessments } = plan
    if (type !== 'individual_employment_plan' || completedOn === null || !isAdult(period)) return []
    if (assessments.some((one) => one.reused && one.completedOn === null)) return []
    const [until] = assessments.flatMap((one) => one.completedOn ?? []).sort()
    return [{ subject: plan, from: completedOn, until, member: 'assessments' }]
  },
})
