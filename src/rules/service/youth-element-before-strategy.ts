import { latestDay } from '../../calendar.ts'
import { defineRule, findObjectiveAssessment } from '../lib/rule.ts'

export default defineRule({
  name: 'youth-element-before-strategy',
  about: 'service',
  severity: 'error',
  statement:
    'A youth program element is given after eligibility is determined, the objective assessment made and the service ' +
    'strategy completed; before that it does not start participation.',
  citation: {
    label:
      'RSA-TAC-17-01 (joint with TEGL 10-16, Change 3), p. 21-22 and Attachment VII, note 23: “All Youth program elements, ' +
      'except follow-up services, trigger participation following eligibility determination, objective assessment, and ' +
      'completion of the individual service strategy”; 20 CFR 677.150(a)(2)',
    level: 'federal',
  },
  examples: {
    passes: [
      {
        name: 'an element on the day on which the strategy was completed',
        recordedOn: '2026-01-09',
        document: {
          type: 'individual_service_strategy',
          participant: { programs: ['youth'] },
          services: [{ kind: 'youth_element', startedOn: '2026-01-09' }],
          completedOn: '2026-01-09',
        },
      },
      {
        name: 'an element in another plan than a service strategy',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['youth'] },
          services: [{ kind: 'youth_element', startedOn: '2026-01-06' }],
          completedOn: '2026-01-09',
        },
      },
      {
        name: 'a test of basic skills that was repeated after the element',
        recordedOn: '2026-01-09',
        document: {
          type: 'individual_service_strategy',
          participant: { programs: ['youth'] },
          assessments: [
            { id: 'first', completedOn: '2026-01-06' },
            { id: 'second', completedOn: '2026-04-06' },
          ],
          services: [{ kind: 'youth_element', startedOn: '2026-01-12' }],
        },
      },
    ],
    fails: [
      {
        name: 'an element before the strategy was completed, until it was',
        recordedOn: '2026-01-09',
        document: {
          type: 'individual_service_strategy',
          participant: { programs: ['youth'] },
          services: [{ id: 'mentor', kind: 'youth_element', startedOn: '2026-01-08' }],
          completedOn: '2026-01-09',
        },
        holds: [{ subject: 'mentor', from: '2026-01-08', until: '2026-01-09' }],
      },
      {
        name: 'an element before eligibility was determined, and the last part of the assessment made',
        recordedOn: '2026-01-09',
        document: {
          type: 'individual_service_strategy',
          participant: { programs: ['youth'], eligibleOn: '2026-01-13' },
          assessments: [{ kind: 'interests', completedOn: '2026-01-14' }],
          services: [{ id: 'mentor', kind: 'youth_element', startedOn: '2026-01-12' }],
        },
        holds: [{ subject: 'mentor', from: '2026-01-12', until: '2026-01-14' }],
      },
      {
        name: 'an element while the strategy is a draft',
        recordedOn: '2026-01-09',
        document: {
          type: 'individual_service_strategy',
          participant: { programs: ['youth'] },
          services: [{ id: 'mentor', kind: 'youth_element', startedOn: '2026-01-12' }],
          completedOn: null,
        },
        holds: [{ subject: 'mentor', from: '2026-01-12' }],
      },
    ],
  },
  check: ({ plan, period }) => {
    const { type, completedOn } = plan
    if (type !== 'individual_service_strategy') return []
    const assessedOn = findObjectiveAssessment(plan).completedOn
    const until = completedOn && latestDay([completedOn, period.eligibleOn, assessedOn])
    return plan.services.flatMap((service) => {
      const { kind, startedOn: from } = service
      if (kind !== 'youth_element' || from === null) return []
      return [{ subject: service, from, until, member: 'startedOn' }]
    })
  },
})
