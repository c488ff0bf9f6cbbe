import { definePersonRule, isAdult } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const course = { id: 'course', kind: 'training', startedOn: '2026-01-12' }

export default definePersonRule({
  name: 'service-before-eligibility',
  about: 'participant',
  severity: 'error',
  statement:
    'An adult or dislocated worker is given training and supportive services after their eligibility is determined, or on ' +
    'that day.',
  citation: cite(sources.wisconsin8_3_1, ', note 2 (eligibility is determined before any other service)'),
  also: [
    cite(
      sources.cfr677_150,
      '(a)',
      'after satisfying all applicable programmatic requirements for the provision of services, such as eligibility determination.',
    ),
  ],
  examples: {
    passes: [
      {
        name: 'a training that started on the day on which eligibility was determined',
        recordedOn: '2026-01-26',
        document: { participant: { eligibleOn: '2026-01-12' }, services: [course] },
      },
      {
        name: 'a career service before that day',
        recordedOn: '2026-01-26',
        document: {
          participant: { eligibleOn: '2026-01-12' },
          services: [{ kind: 'career', startedOn: '2026-01-06' }],
        },
      },
      {
        name: 'the training of a youth, for whom the rule is another',
        recordedOn: '2026-01-26',
        document: { participant: { programs: ['youth'], eligibleOn: null }, services: [course] },
      },
    ],
    fails: [
      {
        name: 'support and training before eligibility was determined, from the first of them until the day it was',
        recordedOn: '2026-01-26',
        document: {
          participant: { eligibleOn: '2026-01-14' },
          services: [course, { id: 'bus', kind: 'supportive', startedOn: '2026-01-08' }],
        },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-08',
            until: '2026-01-14',
            message:
              'Training or support started January 8, 2026, before eligibility was determined (2 services). Determine ' +
              'eligibility first, or correct the dates.',
          },
        ],
      },
      {
        name: 'a training of a participant whose eligibility was never determined',
        recordedOn: '2026-01-26',
        document: { participant: { eligibleOn: null }, services: [course] },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-12',
            message:
              'Training or support started January 12, 2026, before eligibility was determined (1 service). Determine ' +
              'eligibility first, or correct the dates.',
          },
        ],
      },
    ],
  },
  check: ({ participant, period, services }) => {
    const { eligibleOn } = period
    if (!isAdult(period)) return []
    const starts = services
      .filter(({ kind }) => kind === 'training' || kind === 'supportive')
      .flatMap(({ startedOn }) =>
        startedOn !== null && (eligibleOn === null || startedOn < eligibleOn) ? startedOn : [],
      )
      .sort()
    const [from] = starts
    if (from === undefined) return []
    const values = { services: starts.length, startedOn: from }
    return [{ subject: participant, from, until: eligibleOn, values, member: 'eligibleOn' }]
  },
})
