import { firstKnownOn } from '../lib/given.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'service-unlinked',
  about: 'service',
  severity: 'warning',
  statement: 'A training or supportive service serves a goal, a milestone or a barrier of the plan.',
  citation: cite(
    sources.careerActionPlan,
    ', Milestones',
    'These steps are typically the subject of the intervention or a funding application',
  ),
  also: [
    cite(
      sources.careerActionPlan,
      ', Barriers',
      'identify the support that may be required in order to achieve the milestones or career goal',
    ),
  ],
  examples: {
    passes: [
      {
        name: 'a training that serves a goal, and support that makes a barrier smaller',
        recordedOn: '2026-01-09',
        document: {
          barriers: [{ id: 'barrier-1' }],
          services: [
            { id: 'course', kind: 'training', goalIds: ['goal-1'] },
            { id: 'bus', kind: 'supportive', goalIds: [], barrierIds: ['barrier-1'] },
          ],
        },
      },
      {
        name: 'support that helps to reach a milestone',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1' }],
          services: [{ id: 'tools', kind: 'supportive', goalIds: [], milestoneIds: ['m-1'] }],
        },
      },
      {
        name: 'a career service that serves nothing in particular',
        recordedOn: '2026-01-09',
        document: { services: [{ id: 'workshop', kind: 'career', goalIds: [] }] },
      },
    ],
    fails: [
      {
        name: 'a training that serves nothing in the plan, from its recording, and support, from its start before that',
        recordedOn: '2026-01-26',
        document: {
          services: [
            { id: 'course', kind: 'training', goalIds: [] },
            { id: 'bus', kind: 'supportive', startedOn: '2026-01-12', goalIds: [] },
          ],
        },
        holds: [
          {
            subject: 'course',
            from: '2026-01-26',
            message:
              'The training serves nothing in the plan. Link it to the goal, milestone, or barrier that it is for.',
          },
          {
            subject: 'bus',
            from: '2026-01-12',
            message:
              'The support serves nothing in the plan. Link it to the goal, milestone, or barrier that it is for.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) =>
    plan.services
      .filter(
        ({ kind, goalIds, milestoneIds, barrierIds }) =>
          (kind === 'training' || kind === 'supportive') &&
          goalIds.length + milestoneIds.length + barrierIds.length === 0,
      )
      .map((service) => ({
        subject: service,
        from: firstKnownOn(service),
        values: { kind: service.kind },
        member: service.kind === 'training' ? 'goalIds' : 'barrierIds',
      })),
})
