import { addDays } from '../../calendar.ts'
import { defineRule, isStopped } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'first-step-far-off',
  about: 'plan',
  severity: 'info',
  statement: 'The first milestone of a completed plan is due within thirty days, or the days set by policy.',
  citation: {
    ...cite(
      sources.threeSteps,
      ', step 3 (no text fixes the days)',
      'accomplishing one ‘mini’ goal after another will be far more motivating than struggling for a month or two to complete a ‘small’ goal',
    ),
    level: 'assumed',
  },
  reads: ['firstStepDays'],
  examples: {
    passes: [
      {
        name: 'a first milestone that is due on the thirtieth day',
        recordedOn: '2026-01-09',
        document: { milestones: [{ dueOn: '2026-06-30' }, { dueOn: '2026-02-08' }] },
      },
      {
        name: 'a milestone that was done early, and one whose date is missing, of which another rule speaks',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ dueOn: '2026-06-30', status: 'completed', completedOn: '2026-01-20' }, { dueOn: null }],
        },
      },
      {
        name: 'a draft, and a plan without milestones',
        recordedOn: '2026-01-09',
        document: { completedOn: null, milestones: [{ dueOn: '2026-06-30' }] },
      },
    ],
    fails: [
      {
        name: 'a first milestone that is due on the thirty-first day, until then; one that is stopped is no step',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          completedOn: '2026-01-09',
          milestones: [
            { dueOn: '2026-01-30', status: 'stopped', statusReason: 'No longer offered.' },
            { dueOn: '2026-02-09' },
            { dueOn: '2026-06-30' },
          ],
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            until: '2026-02-09',
            message: 'The first milestone is due February 9, 2026. Plan a smaller step that can be done sooner.',
          },
        ],
      },
      {
        name: 'a first milestone that is due in twenty days, where policy gives ten',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', completedOn: '2026-01-09', milestones: [{ dueOn: '2026-01-29' }] },
        policy: { firstStepDays: 10 },
        holds: [{ subject: 'plan-1', from: '2026-01-09', until: '2026-01-29' }],
      },
    ],
  },
  check: ({ plan, milestones }, policy) => {
    if (plan.completedOn === null) return []
    const [first] = milestones.flatMap((one) => (isStopped(one) ? [] : (one.completedOn ?? one.dueOn ?? []))).sort()
    if (first === undefined || first <= addDays(plan.completedOn, policy.firstStepDays)) return []
    return [{ subject: plan, from: plan.completedOn, until: first, values: { firstOn: first }, member: 'milestones' }]
  },
})
