import { defineRule } from '../lib/rule.ts'

export default defineRule({
  name: 'youth-element-unlinked',
  about: 'service',
  severity: 'warning',
  statement: 'A youth program element serves a goal, a milestone or a barrier of the service strategy.',
  citation: {
    label: '20 CFR 681.450: “programs must link participation to the individual service strategy”',
    level: 'federal',
  },
  examples: {
    passes: [
      {
        name: 'an element that serves a goal',
        recordedOn: '2026-01-09',
        document: { services: [{ id: 'mentor', kind: 'youth_element', goalIds: ['goal-1'] }] },
      },
      {
        name: 'an element that makes a barrier smaller',
        recordedOn: '2026-01-09',
        document: {
          barriers: [{ id: 'barrier-1' }],
          services: [{ id: 'tutor', kind: 'youth_element', goalIds: [], barrierIds: ['barrier-1'] }],
        },
      },
    ],
    fails: [
      {
        name: 'an element that serves nothing in the strategy, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { services: [{ id: 'mentor', kind: 'youth_element', goalIds: [] }] },
        holds: [{ subject: 'mentor', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ plan }) =>
    plan.services
      .filter(
        ({ kind, goalIds, milestoneIds, barrierIds }) =>
          kind === 'youth_element' && goalIds.length + milestoneIds.length + barrierIds.length === 0,
      )
      .map((service) => ({
        subject: service,
        from: service.recordedOn,
        member: 'goalIds',
      })),
})
