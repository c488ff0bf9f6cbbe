import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'training-before-plan',
  about: 'service',
  severity: 'warning',
  statement: 'A training starts when the plan is completed, not before.',
  citation: cite(
    sources.chicagoTraining,
    '',
    'Enter a Develop IEP Service (Adult/Dislocated Worker) and an ISS Service (Youth) before entering Occupational ' +
      'Classroom Training otherwise Career Connect will not allow a training service to be entered.',
  ),
  also: [cite(sources.minnesota411, ' (an individual employment plan before training)')],
  examples: {
    passes: [
      {
        name: 'a training that started on the day on which the plan was completed',
        recordedOn: '2026-01-26',
        document: { services: [{ kind: 'training', startedOn: '2026-01-09' }], completedOn: '2026-01-09' },
      },
      {
        name: 'a career service before the plan was completed, which the law allows',
        recordedOn: '2026-01-26',
        document: { services: [{ kind: 'career', startedOn: '2026-01-05' }], completedOn: '2026-01-09' },
      },
    ],
    fails: [
      {
        name: 'a training that started a day before the plan was completed, for that day',
        recordedOn: '2026-01-26',
        document: {
          services: [{ id: 'course', kind: 'training', startedOn: '2026-01-08' }],
          completedOn: '2026-01-09',
        },
        holds: [
          {
            subject: 'course',
            from: '2026-01-08',
            until: '2026-01-09',
            message:
              'Training started January 8, 2026, before the plan was completed. Complete the plan, or correct the start ' +
              'of the training.',
          },
        ],
      },
      {
        name: 'a training while the plan is a draft',
        recordedOn: '2026-01-26',
        document: { services: [{ id: 'course', kind: 'training', startedOn: '2026-01-12' }], completedOn: null },
        holds: [{ subject: 'course', from: '2026-01-12' }],
      },
    ],
  },
  check: ({ plan }) =>
    plan.services.flatMap((service) => {
      const { kind, startedOn: from } = service
      if (kind !== 'training' || from === null) return []
      const values = { startedOn: from }
      return [{ subject: service, from, until: plan.completedOn, values, member: 'startedOn' }]
    }),
})
