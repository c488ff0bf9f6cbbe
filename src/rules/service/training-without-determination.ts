import { defineRule, isAdult } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'training-without-determination',
  about: 'service',
  severity: 'error',
  statement:
    'Before an adult or dislocated worker starts a training, it is determined that they need it, will not get by without ' +
    'it, and can succeed in it.',
  citation: cite(
    sources.usc3174,
    '(c)(3)(A)(i)(I)',
    'who, after an interview, evaluation, or assessment, and career planning, have been determined by a one-stop ' +
      'operator or one-stop partner, as appropriate, to […] be in need of training services […] and have the skills and ' +
      'qualifications to successfully participate in the selected program of training services',
  ),
  examples: {
    passes: [
      {
        name: 'a training that started on the day of the determination',
        recordedOn: '2026-01-26',
        document: { services: [{ kind: 'training', startedOn: '2026-01-12', determinedOn: '2026-01-12' }] },
      },
      {
        name: 'a training that is planned and has not started',
        recordedOn: '2026-01-26',
        document: { services: [{ kind: 'training', plannedStartOn: '2026-02-02', determinedOn: null }] },
      },
      {
        name: 'the training of a youth',
        recordedOn: '2026-01-26',
        document: {
          participant: { programs: ['youth'] },
          services: [{ kind: 'training', startedOn: '2026-01-12', determinedOn: null }],
        },
      },
    ],
    fails: [
      {
        name: 'a training without a determination, from the day on which it started',
        recordedOn: '2026-01-26',
        document: { services: [{ id: 'course', kind: 'training', startedOn: '2026-01-12', determinedOn: null }] },
        holds: [
          {
            subject: 'course',
            from: '2026-01-12',
            message:
              'Training started January 12, 2026, without a determination. Record the day on which it was determined that ' +
              'the participant needs the training and can succeed in it.',
          },
        ],
      },
      {
        name: 'a determination on the day after the start, for the one day on which it was missing',
        recordedOn: '2026-01-26',
        document: {
          services: [{ id: 'course', kind: 'training', startedOn: '2026-01-12', determinedOn: '2026-01-13' }],
        },
        holds: [
          {
            subject: 'course',
            from: '2026-01-12',
            until: '2026-01-13',
            message:
              'Training started January 12, 2026, before the determination of January 13, 2026. Determine the need before ' +
              'training starts, or correct the day.',
          },
        ],
      },
    ],
  },
  check: ({ plan, period }) => {
    if (!isAdult(period)) return []
    return plan.services.flatMap((service) => {
      const { kind, startedOn: from, determinedOn: until } = service
      if (kind !== 'training' || from === null) return []
      const values = { startedOn: from, known: until ? 'late' : 'never', ...(until && { determinedOn: until }) }
      return [{ subject: service, from, until, values, member: 'determinedOn' }]
    })
  },
})
