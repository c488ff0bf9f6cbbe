import { defineRule } from '../lib/rule.ts'

export default defineRule({
  name: 'training-before-plan',
  about: 'service',
  severity: 'warning',
  statement: 'A training starts when the plan is completed, not before.',
  citation: {
    label:
      'Chicago Cook Workforce Partnership, ITA services procedures: no occupational training service before an IEP or ISS; ' +
      'Minnesota DEED policy 411: an individual employment plan before training',
    level: 'local',
  },
  examples: {
    passes: [
      {
        name: 'a training that started on the day on which the plan was completed',
        recordedOn: '2026-01-09',
        document: { services: [{ kind: 'training', startedOn: '2026-01-09' }], completedOn: '2026-01-09' },
      },
      {
        name: 'a career service before the plan was completed, which the law allows',
        recordedOn: '2026-01-09',
        document: { services: [{ kind: 'career', startedOn: '2026-01-05' }], completedOn: '2026-01-09' },
      },
    ],
    fails: [
      {
        name: 'a training that started a day before the plan was completed, for that day',
        recordedOn: '2026-01-09',
        document: {
          services: [{ id: 'course', kind: 'training', startedOn: '2026-01-08' }],
          completedOn: '2026-01-09',
        },
        holds: [{ subject: 'course', from: '2026-01-08', until: '2026-01-09' }],
      },
      {
        name: 'a training while the plan is a draft',
        recordedOn: '2026-01-09',
        document: { services: [{ id: 'course', kind: 'training', startedOn: '2026-01-12' }], completedOn: null },
        holds: [{ subject: 'course', from: '2026-01-12' }],
      },
    ],
  },
  check: ({ plan }) =>
    plan.services.flatMap((service) => {
      const { kind, startedOn: from } = service
      if (kind !== 'training' || from === null) return []
      return [{ subject: service, from, until: plan.completedOn, member: 'startedOn' }]
    }),
})
