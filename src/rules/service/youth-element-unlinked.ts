import { firstKnownOn } from '../lib/given.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'youth-element-unlinked',
  about: 'service',
  severity: 'warning',
  statement: 'A youth program element serves a goal, a milestone or a barrier of the service strategy.',
  citation: cite(sources.cfr681_450, '', 'programs must link participation to the individual service strategy'),
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
        name: 'two elements that serve nothing in the strategy, from the start of the one, and the recording of the other',
        recordedOn: '2026-01-26',
        document: {
          services: [
            { id: 'mentor', kind: 'youth_element', startedOn: '2026-01-12', goalIds: [] },
            { id: 'tutor', kind: 'youth_element', goalIds: [] },
          ],
        },
        holds: [
          {
            subject: 'mentor',
            from: '2026-01-12',
            message:
              'The element serves nothing in the service strategy. Link it to the goal, milestone, or barrier that it is for.',
          },
          { subject: 'tutor', from: '2026-01-26' },
        ],
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
        from: firstKnownOn(service),
        member: 'goalIds',
      })),
})
