import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const job = { id: 'job', kind: 'training', trainingType: 'on_the_job', startedOn: '2026-02-02' }
const policy = { rules: { 'training-plan-late': { on: true } } }

export default defineRule({
  name: 'training-plan-late',
  about: 'service',
  severity: 'warning',
  off: true,
  statement: 'In Wisconsin, the training plan of an on-the-job training is agreed on or before its first day.',
  citation: cite(sources.wisconsinOnTheJob, ', question 9'),
  examples: {
    passes: [
      {
        name: 'a training plan of the first day',
        recordedOn: '2026-02-09',
        document: { services: [{ ...job, trainingPlanOn: '2026-02-02' }] },
        policy,
      },
      {
        name: 'a training of another type',
        recordedOn: '2026-02-09',
        document: { services: [{ ...job, trainingType: 'occupational_skills' }] },
        policy,
      },
    ],
    fails: [
      {
        name: 'a training plan that came three days late',
        recordedOn: '2026-02-09',
        document: { services: [{ ...job, trainingPlanOn: '2026-02-05' }] },
        policy,
        holds: [{ subject: 'job', from: '2026-02-02', until: '2026-02-05' }],
      },
      {
        name: 'an on-the-job training without a training plan',
        recordedOn: '2026-02-09',
        document: { services: [job] },
        policy,
        holds: [
          {
            subject: 'job',
            from: '2026-02-02',
            message:
              'On-the-job training started February 2, 2026, without a training plan. Agree on the plan with the employer, ' +
              'and record the day.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) =>
    plan.services.flatMap((service) => {
      const { trainingType, startedOn: from, trainingPlanOn: until } = service
      if (trainingType !== 'on_the_job' || from === null) return []
      return [{ subject: service, from, until, values: { startedOn: from }, member: 'trainingPlanOn' }]
    }),
})
