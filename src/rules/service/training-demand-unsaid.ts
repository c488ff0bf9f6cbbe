import { defineRule, isAdult } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const course = { id: 'course', kind: 'training', startedOn: '2026-01-12' }

export default defineRule({
  name: 'training-demand-unsaid',
  about: 'service',
  severity: 'error',
  statement:
    'The training of an adult or dislocated worker says how it is linked to an industry sector or occupation in demand, in ' +
    'the area or where the participant is willing to relocate, or that the local board approved it.',
  citation: cite(
    sources.usc3174,
    '(c)(3)(G)(iii)',
    'Training services provided under this paragraph shall be directly linked to an in-demand industry sector or ' +
      'occupation in the local area or the planning region, or in another area to which an adult or dislocated worker ' +
      'receiving such services is willing to relocate, except that a local board may approve training services for ' +
      'occupations determined by the local board to be in sectors of the economy that have a high potential for ' +
      'sustained demand or growth in the local area.',
  ),
  examples: {
    passes: [
      {
        name: 'a training for an occupation in demand, and one that the local board approved',
        recordedOn: '2026-01-26',
        document: {
          services: [
            { ...course, inDemand: 'other_area' },
            { ...course, id: 'solar', inDemand: 'board_approved' },
          ],
        },
      },
      {
        name: 'a training that is planned and has not started',
        recordedOn: '2026-01-26',
        document: { services: [{ kind: 'training', plannedStartOn: '2026-02-02', inDemand: null }] },
      },
      {
        name: 'the training of a youth',
        recordedOn: '2026-01-26',
        document: { participant: { programs: ['youth'] }, services: [{ ...course, inDemand: null }] },
      },
    ],
    fails: [
      {
        name: 'a training that says nothing of demand, and one that is not in demand, from the day on which they started',
        recordedOn: '2026-01-26',
        document: {
          services: [
            { ...course, inDemand: null },
            { ...course, id: 'typing', startedOn: '2026-01-14', inDemand: 'none' },
          ],
        },
        holds: [
          {
            subject: 'course',
            from: '2026-01-12',
            message:
              'Training started January 12, 2026, and nothing says that its occupation is in demand. Record where it is, or ' +
              'that the local board approved it.',
          },
          {
            subject: 'typing',
            from: '2026-01-14',
            message:
              'Training started January 14, 2026, for an occupation that is not in demand. Choose another training, or ask ' +
              'the local board to approve it.',
          },
        ],
      },
    ],
  },
  check: ({ plan, period }) => {
    if (!isAdult(period)) return []
    return plan.services.flatMap((service) => {
      const { kind, startedOn: from, inDemand } = service
      if (kind !== 'training' || from === null || (inDemand !== null && inDemand !== 'none')) return []
      return [{ subject: service, from, values: { startedOn: from, demand: inDemand ?? 'unsaid' }, member: 'inDemand' }]
    })
  },
})
