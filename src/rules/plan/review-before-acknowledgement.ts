import { acknowledgedOn, defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const review = { kind: 'plan_review', dueOn: '2026-01-12', status: 'completed', completedOn: '2026-01-12' }

export default defineRule({
  name: 'review-before-acknowledgement',
  about: 'follow_up',
  severity: 'info',
  statement: 'A plan is reviewed when the participant and staff have acknowledged it, not before.',
  citation: {
    ...cite(
      sources.careerActionPlan,
      ', Best Practices (no text fixes the order)',
      'The Career Action Plan is to be signed and dated',
    ),
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'a review on the day on which both had acknowledged the plan',
        recordedOn: '2026-01-09',
        document: {
          followUps: [{ kind: 'plan_review', dueOn: '2026-01-09', status: 'completed', completedOn: '2026-01-09' }],
        },
      },
      {
        name: 'an appointment that took place before, and a review that is scheduled',
        recordedOn: '2026-01-09',
        document: {
          acknowledgements: [],
          followUps: [
            { dueOn: '2026-01-08', status: 'completed', completedOn: '2026-01-08' },
            { kind: 'plan_review', dueOn: '2026-04-09' },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'a review on the day before the second of both acknowledged the plan, for that day',
        recordedOn: '2026-01-09',
        document: {
          acknowledgements: [
            { party: 'participant', on: '2026-01-09', method: 'signature' },
            { party: 'staff', on: '2026-01-13', method: 'signature' },
          ],
          followUps: [{ externalId: 'f-1', ...review }],
        },
        holds: [
          {
            subject: 'f-1',
            from: '2026-01-12',
            until: '2026-01-13',
            message:
              'The plan was reviewed before both the participant and staff had acknowledged it. Have both sign the plan.',
          },
        ],
      },
      {
        name: 'a review of a plan that staff have not acknowledged',
        recordedOn: '2026-01-09',
        document: {
          acknowledgements: [{ party: 'participant', on: '2026-01-09', method: 'signature' }],
          followUps: [{ externalId: 'f-1', ...review }],
        },
        holds: [{ subject: 'f-1', from: '2026-01-12' }],
      },
    ],
  },
  check: ({ plan, followUps }) =>
    followUps.flatMap((followUp) => {
      const { kind, status, completedOn: from } = followUp
      if (kind !== 'plan_review' || status !== 'completed' || from === null) return []
      return [{ subject: followUp, from, until: acknowledgedOn(plan), member: 'completedOn' }]
    }),
})
